import Kernels

/// Regions and administrative dependencies, year by year: exact counts, few moves.
enum BLEPlacement {
  /// Fills `region` and `dependency` of every year so that the counts by tramo are exactly those of
  /// the calibration; people keep what they had the year before where the counts allow.
  static func assign(
    _ years: inout [BLEYear], people: BLEPeople, calibration: BLECalibration, seed: UInt64
  ) {
    var generator = BLEStage.placement.generator(seed: seed)
    var region = [UInt8](repeating: 0, count: people.count)
    var dependency = region
    var lastLevel = [Int8](repeating: -1, count: people.count)
    for year in years.indices {
      for tramo in 1...2 {
        let rows = (0..<years[year].count).filter { years[year].tramo[$0] == tramo }
        let persons = rows.map { Int(years[year].person[$0]) }
        place(
          persons, keeping: &region,
          targets: calibration.payments[year][tramo - 1].map(\.bonuses),
          using: &generator, leaving: { _ in 0.01 })
        let current = years[year]
        place(
          persons, keeping: &dependency, targets: calibration.dependencies[year][tramo - 1],
          using: &generator,
          leaving: { index in
            // Básica and media are often different schools.
            let before = lastLevel[persons[index]]
            return before >= 0 && Int(before) != current.level(rows[index]) ? 0.30 : 0.03
          })
        for (row, person) in zip(rows, persons) {
          years[year].region[row] = region[person]
          years[year].dependency[row] = dependency[person]
        }
      }
      for row in 0..<years[year].count {
        lastLevel[Int(years[year].person[row])] = Int8(years[year].level(row))
      }
    }
  }

  /// Gives each of `persons` a value so that value v falls to exactly `targets[v]` of them.
  ///
  /// - Precondition: `targets` sums to the number of persons; `targets[0]` is 0, for "none yet".
  private static func place(
    _ persons: [Int], keeping values: inout [UInt8], targets: [Int], using generator: inout PCG64,
    leaving probability: (Int) -> Double
  ) {
    precondition(
      targets.reduce(0, +) == persons.count,
      "\(targets.reduce(0, +)) places for \(persons.count) people")
    for (index, person) in persons.enumerated()
    where generator.nextUnit() < probability(index) {
      values[person] = 0
    }
    var left = targets
    for index in generator.permutation(persons.count) {
      let person = persons[Int(index)]
      let value = Int(values[person])
      if value == 0 { continue }
      if left[value] > 0 { left[value] -= 1 } else { values[person] = 0 }
    }
    var open: [UInt8] = []
    for (value, places) in left.enumerated() {
      open.append(contentsOf: repeatElement(UInt8(value), count: places))
    }
    generator.shuffle(&open)
    var next = 0
    for person in persons where values[person] == 0 {
      values[person] = open[next]
      next += 1
    }
  }
}
