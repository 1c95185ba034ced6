/// The rows of a panel: which unit each belongs to, and its place in that unit's time.
///
/// Without periods a unit's rows keep the order in which they stand. Periods that have no row of a unit are gaps; they are no
/// rows and shift nothing.
public struct PanelRows: Sendable {
  public let unit: Grouping
  /// Codes rise with time; nil where no period is known.
  public let time: Grouping?
  /// Rows by unit, a unit's in the order of time, and where each unit starts in it (`unit.count` + 1 positions).
  let order: [Int]
  let starts: [Int]

  /// Throws `.duplicateUnitTime` where two rows share unit and period. O(n), and O(n log n) for rows not in the order of time.
  public init(unit: Grouping, time: Grouping? = nil) throws(RegressionError) {
    precondition(
      time.map { $0.codes.count == unit.codes.count } ?? true,
      "\(unit.codes.count) codes of units for \(time?.codes.count ?? 0) of periods")
    self.unit = unit
    self.time = time
    var (order, starts) = unit.rowsByGroup()
    if let time {
      let codes = time.codes
      for group in 0..<unit.count {
        let range = starts[group]..<starts[group + 1]
        let rising = range.dropLast().allSatisfy { codes[order[$0]] < codes[order[$0 + 1]] }
        if !rising { order[range].sort { (codes[$0], $0) < (codes[$1], $1) } }
      }
    }
    self.order = order
    self.starts = starts
    let copies = repeated
    if !copies.isEmpty, let time {
      throw .duplicateUnitTime(
        unit: unit.name, time: time.name, count: copies.count, first: copies.prefix(3).map { $0 + 1 })
    }
  }

  /// Rows with the unit and period of a row before them, rising.
  private var repeated: [Int] {
    guard let codes = time?.codes else { return [] }
    var found: [Int] = []
    for group in 0..<unit.count {
      for position in starts[group]..<starts[group + 1] where position > starts[group] {
        if codes[order[position]] == codes[order[position - 1]] { found.append(order[position]) }
      }
    }
    return found.sorted()
  }

  public var rows: Int { unit.codes.count }

  /// T_i: rows of each unit.
  public var counts: [Int] { (0..<unit.count).map { starts[$0 + 1] - starts[$0] } }

  /// Whether every unit has equally many rows.
  public var isBalanced: Bool {
    let counts = counts
    return counts.allSatisfy { $0 == counts[0] }
  }

  /// A row of each unit, the first in its order.
  var firstRows: [Int] { (0..<unit.count).map { order[starts[$0]] } }

  /// Each row that has one before it in its unit, with that one, by unit and time.
  ///
  /// `spanningGaps`: whether the row before may be more than one period back.
  func neighbours(spanningGaps: Bool) -> (rows: [Int], previous: [Int], gaps: Int) {
    var rows: [Int] = []
    var previous: [Int] = []
    var gaps = 0
    rows.reserveCapacity(order.count)
    previous.reserveCapacity(order.count)
    for group in 0..<unit.count {
      for position in starts[group]..<starts[group + 1] where position > starts[group] {
        let (row, before) = (order[position], order[position - 1])
        if let time, time.codes[row] > time.codes[before] + 1 {
          gaps += 1
          if !spanningGaps { continue }
        }
        rows.append(row)
        previous.append(before)
      }
    }
    return (rows, previous, gaps)
  }
}

extension Design {
  /// The used rows as a panel of units, in the order of a column of periods where one is given.
  ///
  /// Throws where a column is missing or two rows share unit and period, with how many and where.
  public func panel(unit: String, time: String? = nil) throws(DesignError) -> PanelRows {
    let units = try grouping(unit)
    var periods: Grouping?
    if let time { periods = try grouping(time) }
    do throws(RegressionError) { return try PanelRows(unit: units, time: periods) } catch {
      guard case .duplicateUnitTime(let unit, let time, let count, let first) = error else {
        preconditionFailure("a panel of \(units.codes.count) rows: \(error)")
      }
      throw .duplicateUnitTime(
        unit: unit, time: time, count: count, first: first.map { place(ofRow: $0 - 1) })
    }
  }
}
