internal import LinearAlgebra

/// Rows that are equal in every regressor, effect and group: cells of a regression.
struct RowCells {
  /// A cell a row, numbered as they are first met.
  let codes: [UInt32]
  let count: Int
  /// The first row of each cell.
  let firstRows: [Int]

  /// Rows that are tried before all are.
  private static let trial = 1 << 16

  /// Nil where there are more cells than that share of the rows. O(n·s) for s different columns of codes or values.
  init?(_ data: RegressionData, effects: [FixedEffect], groupings: [Grouping], largestShare: Double) {
    let sources = CellSources(data, effects, groupings)
    let limit = min(Int(largestShare * Double(data.rows)), Int(UInt32.max) - 1)
    if data.rows > 4 * Self.trial, limit > Self.trial {
      // Of m rows drawn from C cells m − C·(1 − e^(−m/C)) repeat another; half as many are asked for.
      guard let found = sources.cells(0..<Self.trial, limit: Self.trial) else { return nil }
      let (tried, most) = (Double(Self.trial), Double(limit))
      let expected = tried + most * RealPower.exponentialLessOne(-tried / most)
      guard tried - Double(found.count) >= expected / 2 else { return nil }
    }
    guard let numbers = sources.cells(0..<data.rows, limit: limit) else { return nil }
    codes = numbers.codes
    count = numbers.count
    var first = [Int](repeating: -1, count: numbers.count)
    for (row, code) in numbers.codes.enumerated() where first[Int(code)] < 0 { first[Int(code)] = row }
    firstRows = first
  }
}

/// What tells rows apart, each column of codes or values once however many columns of a design are made of it.
private struct CellSources {
  private var codes: [(values: [UInt32], count: Int)] = []
  private var numbers: [[Double]] = []
  private var levels: [(values: [UInt32], levels: Set<UInt32>)] = []

  init(_ data: RegressionData, _ effects: [FixedEffect], _ groupings: [Grouping]) {
    for column in data.matrix.columns + effects.compactMap(\.slope) { add(column) }
    for grouping in effects.map(\.grouping) + groupings
    where !codes.contains(where: {
      CellSources.isSame($0.values, grouping.codes)
    }) {
      codes.append((grouping.codes, grouping.count))
    }
    // The fewest first: products of few codes are addressed directly.
    codes.sort { $0.count < $1.count }
  }

  private mutating func add(_ column: TallColumn) {
    switch column {
    case .constant: break
    case .real(let values): add(values)
    case .extended(let high, let low):
      add(high)
      if low.contains(where: { $0 != 0 }) { add(low) }
    case .indicator(let values, let level): add(values, level)
    case .scaledIndicator(let values, let level, let scale):
      add(values, level)
      add(scale)
    }
  }

  private mutating func add(_ values: [Double]) {
    if !numbers.contains(where: { CellSources.isSame($0, values) }) { numbers.append(values) }
  }

  private mutating func add(_ values: [UInt32], _ level: UInt32) {
    if let known = levels.firstIndex(where: { CellSources.isSame($0.values, values) }) {
      levels[known].levels.insert(level)
    } else {
      levels.append((values, [level]))
    }
  }

  /// The cells of some of the rows.
  func cells(_ rows: Range<Int>, limit: Int) -> CellNumbers? {
    var cells = CellNumbers(rows: rows.count)
    for (values, named) in levels {
      // Levels that have no column are not told apart.
      var renamed = [UInt32](repeating: 0, count: Int(max(values.max() ?? 0, named.max() ?? 0)) + 1)
      for (number, level) in named.sorted().enumerated() { renamed[Int(level)] = UInt32(number + 1) }
      guard
        cells.split(
          rows.map { renamed[Int(values[$0])] }, others: named.count + 1, limit: limit)
      else { return nil }
    }
    for (values, count) in codes {
      let part = rows.count == values.count ? values : Array(values[rows])
      guard cells.split(part, others: count, limit: limit) else { return nil }
    }
    for values in numbers {
      let part = rows.count == values.count ? values : Array(values[rows])
      guard cells.split(part, limit: limit) else { return nil }
    }
    return cells
  }

  /// Whether two arrays are one in memory.
  private static func isSame<Element>(_ a: [Element], _ b: [Element]) -> Bool {
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in a.baseAddress == b.baseAddress && a.count == b.count }
    }
  }
}
