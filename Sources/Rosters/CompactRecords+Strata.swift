import Kernels
import TableFiles

extension CompactRecords {
  /// Combines the stratum of a column with those of the columns before it. Only for rows that are used.
  func readStratum(_ fields: FieldColumn, _ index: Int) {
    let faults = self.faults.base
    let codes = strataCodes.base
    for row in 0..<fields.count where faults[row] == 0 {
      let level = byLevels[index].code(fields, row).map { $0 + 1 } ?? 0
      codes[row] = pairs[index].number(index == 0 ? 0 : codes[row], level)
    }
  }

  /// Texts of each column of strata by level; nil is missing, and so is what is an identifier beyond doubt.
  package var stratumLevels: [[String?]] {
    byLevels.map { table in
      [nil] + table.levels.map { IdentifierLikeness.isCertain($0) ? nil : StateColumn.canonical($0) }
    }
  }

  /// Different combinations of strata that this worker has met: one where there are no columns of strata.
  package var combinations: Int { pairs.last?.pairs.count ?? 1 }

  /// The level in each column of strata of a combination.
  package func combination(_ number: Int) -> [UInt32] {
    var levels = [UInt32](repeating: 0, count: pairs.count)
    var rest = number
    for index in pairs.indices.reversed() {
      let pair = pairs[index].pairs[rest]
      levels[index] = pair.second
      rest = Int(pair.first)
    }
    return levels
  }
}
