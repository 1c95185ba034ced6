import Kernels
import TableFiles

extension CompactRecords {
  /// Combines the stratum of a column with those of the columns before it. Only for rows that are used.
  func readStratum(_ fields: FieldColumn, _ index: Int) {
    let faults = self.faults.base
    let codes = strataCodes.base
    // Taken out while they are at work, so that access to them is not checked for each row.
    var levels = LevelTable()
    swap(&levels, &byLevels[index])
    defer { swap(&levels, &byLevels[index]) }
    func level(_ row: Int) -> UInt32 { levels.code(fields, row).map { $0 + 1 } ?? 0 }
    if index == 0 {
      for row in 0..<fields.count where faults[row] == 0 { codes[row] = level(row) }
      return
    }
    var table = PairTable()
    swap(&table, &pairs[index - 1])
    defer { swap(&table, &pairs[index - 1]) }
    for row in 0..<fields.count where faults[row] == 0 {
      codes[row] = table.number(codes[row], level(row))
    }
  }

  /// Texts of each column of strata by level; nil is missing, and so is what is an identifier beyond doubt.
  package var stratumLevels: [[String?]] {
    byLevels.map { table in
      [nil] + table.levels.map { IdentifierLikeness.isCertain($0) ? nil : StateColumn.canonical($0) }
    }
  }

  /// Combinations of strata that this worker tells apart: one where there are no columns of strata.
  package var combinations: Int {
    pairs.last?.pairs.count ?? byLevels.first.map { $0.levels.count + 1 } ?? 1
  }

  /// The level in each column of strata of a combination.
  package func combination(_ number: Int) -> [UInt32] {
    guard !byLevels.isEmpty else { return [] }
    var levels = [UInt32](repeating: 0, count: byLevels.count)
    var rest = UInt32(number)
    for index in pairs.indices.reversed() {
      let pair = pairs[index].pairs[Int(rest)]
      levels[index + 1] = pair.second
      rest = pair.first
    }
    levels[0] = rest
    return levels
  }
}
