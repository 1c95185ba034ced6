/// The people with exactly two bonuses: the base of Cuadro 14.
struct BLETwoPeriods {
  /// One of them: both years and the rows there.
  struct Pair {
    let firstYear: Int
    let firstRow: Int
    let secondYear: Int
    let secondRow: Int
  }

  /// The pairs by trajectory, in the order of `BLECalibration.mobility`.
  let pairs: [[Pair]]

  init(years: [BLEYear], people: BLEPeople, calibration: BLECalibration) {
    var rowOf = [SIMD4<Int32>](repeating: SIMD4(repeating: -1), count: people.count)
    for year in years {
      for row in 0..<year.count { rowOf[Int(year.person[row])][year.index] = Int32(row) }
    }
    var pairs = [[Pair]](repeating: [], count: calibration.mobility.count)
    for person in 0..<people.count where people.periods(person) == 2 {
      let present = (0..<BLECalibration.yearCount).filter { people.states[person][$0] > 0 }
      let from = Int(people.states[person][present[0]])
      let to = Int(people.states[person][present[1]])
      for (index, mobility) in calibration.mobility.enumerated()
      where mobility.from == from && mobility.to == to {
        pairs[index].append(
          Pair(
            firstYear: present[0], firstRow: Int(rowOf[person][present[0]]),
            secondYear: present[1], secondRow: Int(rowOf[person][present[1]])))
      }
    }
    self.pairs = pairs
  }

  /// The whole number of people that prints as `percent` of `count`.
  static func target(_ percent: Double, of count: Int) -> Int {
    Int((percent / 100 * Double(count)).rounded(.toNearestOrEven))
  }
}
