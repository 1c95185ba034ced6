import Kernels

/// Cuadro 14, first share: who keeps or raises the average between two bonuses.
///
/// The share is moved to the printed one by exchanging the second average of a pair with that of
/// somebody who is not a two-period beneficiary, in the same year, tramo and level: the marks handed
/// out stay the same. The pairs with the smallest change go first.
struct BLEAverageMobility {
  /// Rows whose average may be exchanged, by year, tramo, level and average.
  private var pool: [[Int32]]
  private var generator: PCG64

  private static func slot(year: Int, tramo: UInt8, level: Int, average: Int) -> Int {
    ((year * 2 + Int(tramo) - 1) * 2 + level) * 31 + average - BLEMarks.lowest
  }

  init(years: [BLEYear], people: BLEPeople, seed: UInt64, attempt: Int) {
    generator = BLEStage.averageMobility.generator(seed: seed, attempt: attempt)
    pool = [[Int32]](repeating: [], count: BLECalibration.yearCount * 4 * 31)
    for year in years {
      for row in 0..<year.count where people.periods(Int(year.person[row])) != 2 {
        let slot = Self.slot(
          year: year.index, tramo: year.tramo[row], level: year.level(row),
          average: Int(year.average[row]))
        pool[slot].append(Int32(row))
      }
    }
    for slot in pool.indices { generator.shuffle(&pool[slot]) }
  }

  /// Makes exactly `target` of `pairs` keep or raise the average; false when exchanges run out.
  mutating func adjust(
    _ pairs: [BLETwoPeriods.Pair], target: Int, years: inout [BLEYear]
  ) -> Bool {
    var kept: [Int32] = []
    var lowered: [Int32] = []
    for (index, pair) in pairs.enumerated() {
      if change(pair, years) >= 0 {
        kept.append(Int32(index))
      } else {
        lowered.append(Int32(index))
      }
    }
    let raise = target > kept.count
    var candidates = raise ? lowered : kept
    var missing = abs(target - kept.count)
    generator.shuffle(&candidates)
    let order = candidates.enumerated().map { position, index in
      PackedOrder.pack(
        key: UInt64(abs(change(pairs[Int(index)], years))), position: position)
    }.sorted()
    for packed in order {
      if missing == 0 { break }
      let pair = pairs[Int(candidates[PackedOrder.position(packed)])]
      if exchange(pair, raise: raise, years: &years) { missing -= 1 }
    }
    return missing == 0
  }

  private func change(_ pair: BLETwoPeriods.Pair, _ years: [BLEYear]) -> Int {
    Int(years[pair.secondYear].average[pair.secondRow])
      - Int(years[pair.firstYear].average[pair.firstRow])
  }

  /// Exchanges the second average of a pair for the nearest one that turns its comparison.
  private mutating func exchange(
    _ pair: BLETwoPeriods.Pair, raise: Bool, years: inout [BLEYear]
  ) -> Bool {
    let first = Int(years[pair.firstYear].average[pair.firstRow])
    let year = pair.secondYear
    let row = pair.secondRow
    let base = Self.slot(
      year: year, tramo: years[year].tramo[row], level: years[year].level(row),
      average: BLEMarks.lowest)
    var average = raise ? first : first - 1
    while average >= BLEMarks.lowest && average <= BLEMarks.highest {
      if let donor = pool[base + average - BLEMarks.lowest].popLast() {
        years[year].average[Int(donor)] = years[year].average[row]
        years[year].average[row] = UInt8(average)
        return true
      }
      average += raise ? 1 : -1
    }
    return false
  }
}
