/// Whole numbers close to given real ones, with a given total.
enum LargestRemainder {
  /// The integer parts of `exact`, with one more for those of the largest remainders until the sum
  /// is `total`; of equal remainders the first counts first.
  static func counts(_ exact: [Double], total: Int) -> [Int] {
    var counts = exact.map { Int($0.rounded(.down)) }
    let order = exact.indices.sorted { left, right in
      let first = exact[left] - Double(counts[left])
      let second = exact[right] - Double(counts[right])
      return first == second ? left < right : first > second
    }
    var short = total - counts.reduce(0, +)
    var turn = 0
    while short > 0 {
      counts[order[turn % order.count]] += 1
      turn += 1
      short -= 1
    }
    // Rounding can only overshoot when `exact` sums to more than `total`: take from the smallest.
    for index in order.reversed() where short < 0 {
      let taken = min(counts[index], -short)
      counts[index] -= taken
      short += taken
    }
    return counts
  }
}
