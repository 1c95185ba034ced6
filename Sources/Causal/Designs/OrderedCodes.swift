internal import Columns

/// Dense codes of a column's values, in their order: units, clusters.
struct OrderedCodes {
  /// A code a row of those asked for.
  let codes: [UInt32]
  /// A row of the column for each code.
  let representatives: [Int]
  var count: Int { representatives.count }

  /// `rows`: the rows to code, nil for all; none of them is missing. O(n), or O(n + u log u) for u different values that are
  /// neither in order nor whole numbers of a narrow range.
  init(_ column: Column, rows: [Int32]?) {
    switch column.values {
    case .real(let values): self.init(rows: rows, count: values.count) { values[$0] + 0.0 }
    case .integer(let values), .decimal(let values): self.init(rows: rows, count: values.count) { values[$0] }
    case .date(let values): self.init(rows: rows, count: values.count) { values[$0] }
    case .identifier(let values): self.init(rows: rows, count: values.count) { values[$0] }
    case .key(let values): self.init(rows: rows, count: values.count) { values[$0] }
    case .category(let codes, let levels):
      let order = levels.indices.sorted { levels[$0].utf8.lexicographicallyPrecedes(levels[$1].utf8) }
      var ranks = [UInt32](repeating: 0, count: levels.count)
      for (rank, level) in order.enumerated() { ranks[level] = UInt32(rank) }
      self.init(rows: rows, count: codes.count) { ranks[Int(codes[$0])] }
    }
  }

  private init<Key: Hashable & Comparable>(rows: [Int32]?, count all: Int, _ key: (Int) -> Key) {
    let count = rows?.count ?? all
    func row(_ position: Int) -> Int { rows.map { Int($0[position]) } ?? position }
    // Runs of equal values: a panel sorted by unit has one a unit.
    var runStarts: [Int] = []
    var runKeys: [Key] = []
    var isRising = true
    for position in 0..<count {
      let value = key(row(position))
      if let last = runKeys.last {
        if value == last { continue }
        if value < last { isRising = false }
      }
      runKeys.append(value)
      runStarts.append(position)
    }
    var runCodes = [UInt32](repeating: 0, count: runKeys.count)
    var representatives: [Int] = []
    if isRising {
      for run in runKeys.indices { runCodes[run] = UInt32(run) }
      representatives = runStarts.map(row)
    } else {
      var index: [Key: UInt32] = [:]
      var distinct: [(key: Key, row: Int)] = []
      for run in runKeys.indices {
        if let known = index[runKeys[run]] {
          runCodes[run] = known
        } else {
          runCodes[run] = UInt32(distinct.count)
          index[runKeys[run]] = UInt32(distinct.count)
          distinct.append((runKeys[run], row(runStarts[run])))
        }
      }
      let order = distinct.indices.sorted { distinct[$0].key < distinct[$1].key }
      var ranks = [UInt32](repeating: 0, count: distinct.count)
      for (rank, number) in order.enumerated() { ranks[number] = UInt32(rank) }
      for run in runCodes.indices { runCodes[run] = ranks[Int(runCodes[run])] }
      representatives = order.map { distinct[$0].row }
    }
    var codes = [UInt32](repeating: 0, count: count)
    for run in runStarts.indices {
      let end = run + 1 < runStarts.count ? runStarts[run + 1] : count
      for position in runStarts[run]..<end { codes[position] = runCodes[run] }
    }
    self.codes = codes
    self.representatives = representatives
  }
}
