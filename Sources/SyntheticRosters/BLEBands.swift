/// Whole numbers of people by tramo in the three bands of Cuadro 33 that print its shares, for each
/// tramo and for both together.
struct BLEBands: Sendable {
  /// `people[tramo][band]`: below 5, from 5 to below 6, from 6.
  let people: [[Int]]

  /// Searches the whole numbers nearest to the printed shares; nil when there are none.
  ///
  /// Nobody of tramo 1 is below 5. `shares` are percent by group (tramo 1, tramo 2, all) and band.
  init?(shares: [[Double]], people: [Int]) {
    let first = Double(people[0])
    let second = Double(people[1])
    let all = first + second
    // A margin below the half unit of the printed decimal, against a second rounding.
    func prints(_ count: Int, _ of: Double, _ share: Double) -> Bool {
      abs(100 * Double(count) / of - share) <= 0.049
    }
    var best: (score: Double, low: Int, high1: Int, high2: Int)?
    for low in 0..<max(1, people[1] / 500) {
      guard prints(low, second, shares[1][0]), prints(low, all, shares[2][0]) else { continue }
      let lowScore = abs(Double(low) / second * 100 - shares[1][0] - 0.01)
      for step1 in -15...15 {
        let shift1 = 0.003 * Double(step1)
        let high1 = Int(((shares[0][2] + shift1) / 100 * first).rounded(.toNearestOrEven))
        let middle1 = people[0] - high1
        guard prints(high1, first, shares[0][2]), prints(middle1, first, shares[0][1]) else {
          continue
        }
        for step2 in -15...15 {
          let shift2 = 0.003 * Double(step2)
          let high2 = Int(((shares[1][2] + shift2) / 100 * second).rounded(.toNearestOrEven))
          let middle2 = people[1] - low - high2
          let score = abs(shift1) + abs(shift2) + lowScore
          if prints(high2, second, shares[1][2]), prints(middle2, second, shares[1][1]),
            prints(high1 + high2, all, shares[2][2]), prints(middle1 + middle2, all, shares[2][1]),
            best.map({ score < $0.score }) ?? true
          {
            best = (score, low, high1, high2)
          }
        }
      }
    }
    guard let best else { return nil }
    self.people = [
      [0, people[0] - best.high1, best.high1],
      [best.low, people[1] - best.low - best.high2, best.high2],
    ]
  }
}
