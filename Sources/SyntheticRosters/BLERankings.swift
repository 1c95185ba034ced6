import Kernels

/// Positions in the promotion: first in the order of the averages, then moved for Cuadro 14.
enum BLERankings {
  /// Fills `ranking`: within school, grade and tramo a better average has a better position, equal
  /// averages share one, and the positions spread over those that the tramo has in the promotion.
  static func assign(_ years: inout [BLEYear], seed: UInt64, attempt: Int) {
    for year in years.indices {
      var generator = BLEStage.rankings.generator(seed: seed, year: year, attempt: attempt)
      var order: [UInt64] = []
      order.reserveCapacity(years[year].count)
      for row in 0..<years[year].count {
        let promotion = UInt64(years[year].school[row]) << 5 | UInt64(years[year].grade[row])
        let group = promotion << 1 | UInt64(years[year].tramo[row] - 1)
        let key = group << 7 | UInt64(127 - years[year].average[row])
        order.append(PackedOrder.pack(key: key, position: row))
      }
      order.sort()
      var start = 0
      while start < order.count {
        let group = PackedOrder.key(order[start]) >> 7
        var end = start
        var steps = 0
        var previous = UInt64.max
        while end < order.count, PackedOrder.key(order[end]) >> 7 == group {
          let key = PackedOrder.key(order[end])
          if key != previous { steps += 1 }
          previous = key
          end += 1
        }
        spread(order[start..<end], steps: steps, year: &years[year], using: &generator)
        start = end
      }
    }
  }

  private static func spread(
    _ group: ArraySlice<UInt64>, steps: Int, year: inout BLEYear, using generator: inout PCG64
  ) {
    guard let first = group.first else { return }
    let range = year.rankingRange(PackedOrder.position(first))
    let width = Double(range.count) / Double(steps)
    var step = -1
    var previous = UInt64.max
    var position = range.lowerBound
    for packed in group {
      let key = PackedOrder.key(packed)
      if key != previous {
        step += 1
        previous = key
        let within = generator.nextUnit() * max(width - 1, 0)
        let offset = Int((Double(step) * width + within + 1e-9).rounded(.down))
        position = range.lowerBound + min(offset, range.count - 1)
      }
      year.ranking[PackedOrder.position(packed)] = Int32(position)
    }
  }

  /// Makes exactly `target` of `pairs` keep or improve the position, moving the smallest differences
  /// first and never out of the positions of the tramo; false when too few can be moved.
  static func adjust(
    _ pairs: [BLETwoPeriods.Pair], target: Int, years: inout [BLEYear],
    using generator: inout PCG64
  ) -> Bool {
    var kept = 0
    for pair in pairs where improves(pair, years) { kept += 1 }
    let improve = target > kept
    let missing = abs(target - kept)
    var candidates: [Int32] = []
    for (index, pair) in pairs.enumerated() where improves(pair, years) != improve {
      let first = years[pair.firstYear].rankingRange(pair.firstRow)
      let second = years[pair.secondYear].rankingRange(pair.secondRow)
      let able =
        improve
        ? second.lowerBound <= first.upperBound : second.upperBound > first.lowerBound
      if able { candidates.append(Int32(index)) }
    }
    guard candidates.count >= missing else { return false }
    generator.shuffle(&candidates)
    let order = candidates.enumerated().map { position, index in
      let pair = pairs[Int(index)]
      let gap =
        years[pair.secondYear].ranking[pair.secondRow]
        - years[pair.firstYear].ranking[pair.firstRow]
      return PackedOrder.pack(key: UInt64(gap.magnitude), position: position)
    }.sorted()
    for packed in order.prefix(missing) {
      move(pairs[Int(candidates[PackedOrder.position(packed)])], improve: improve, years: &years)
    }
    return true
  }

  private static func improves(_ pair: BLETwoPeriods.Pair, _ years: [BLEYear]) -> Bool {
    years[pair.secondYear].ranking[pair.secondRow] <= years[pair.firstYear].ranking[pair.firstRow]
  }

  private static func move(
    _ pair: BLETwoPeriods.Pair, improve: Bool, years: inout [BLEYear]
  ) {
    let before = Int(years[pair.firstYear].ranking[pair.firstRow])
    let after = Int(years[pair.secondYear].ranking[pair.secondRow])
    let range = years[pair.secondYear].rankingRange(pair.secondRow)
    let second =
      improve
      ? max(min(after, before), range.lowerBound) : min(max(after, before + 1), range.upperBound)
    let first = improve ? max(before, second) : min(before, second - 1)
    years[pair.firstYear].ranking[pair.firstRow] = Int32(first)
    years[pair.secondYear].ranking[pair.secondRow] = Int32(second)
  }
}
