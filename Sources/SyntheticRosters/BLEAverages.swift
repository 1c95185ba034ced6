import Kernels

/// Grade averages: who gets which of the marks that the calibration hands out.
enum BLEAverages {
  /// Fills `average` of every year: within tramo and level the marks go up with a latent score of
  /// promotion, ability (the same in all years) and chance.
  static func assign(
    _ years: inout [BLEYear], people: BLEPeople, calibration: BLECalibration, seed: UInt64,
    attempt: Int
  ) {
    var generator = BLEStage.averages.generator(seed: seed, attempt: attempt)
    let ability = (0..<people.count).map { _ in
      Float(generator.nextNormal(deviation: 0.35))
    }
    for year in years.indices {
      // One list for each tramo and level.
      var lists = [[UInt64]](repeating: [], count: 4)
      for row in 0..<years[year].count {
        let latent =
          Double(years[year].schoolEffect[row]) + Double(ability[Int(years[year].person[row])])
          + generator.nextNormal(deviation: 0.30)
        let list = (Int(years[year].tramo[row]) - 1) * 2 + years[year].level(row)
        lists[list].append(PackedOrder.pack(key: PackedOrder.key(of: latent), position: row))
      }
      for list in lists.indices {
        lists[list].sort()
        var next = 0
        for (step, people) in calibration.marks[year].people[list / 2][list % 2].enumerated() {
          for packed in lists[list][next..<(next + people)] {
            years[year].average[PackedOrder.position(packed)] = UInt8(BLEMarks.lowest + step)
          }
          next += people
        }
      }
    }
  }
}
