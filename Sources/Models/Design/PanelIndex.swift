internal import Columns

/// Finds, for each row, the row of the same unit some whole periods before. Gaps are gaps: where the unit has no row at
/// that very time there is none.
struct PanelIndex {
  /// Rows with unit and time, sorted by both.
  private let order: [Int32]
  private let units: [UInt32]
  private let times: [Int64]

  /// `unit`: a code a row, nil without one; `time`: a whole number a row, NaN where missing. O(n log n).
  ///
  /// Throws where a time is no whole number, or where two rows share unit and time.
  init(
    units: [UInt32?], times: [Double], unitName: String, timeName: String, table: Table
  ) throws(DesignError) {
    precondition(units.count == times.count, "\(units.count) units and \(times.count) times")
    var fractional = 0
    var first: Int?
    var whole = [Int64](repeating: 0, count: times.count)
    var rows: [Int32] = []
    rows.reserveCapacity(times.count)
    for (row, time) in times.enumerated() where !time.isNaN {
      guard abs(time) < 1e15, time == time.rounded() else {
        fractional += 1
        if first == nil { first = row }
        continue
      }
      whole[row] = Int64(time)
      if units[row] != nil { rows.append(Int32(row)) }
    }
    if let first {
      throw .fractionalTime(timeName, count: fractional, first: table.place(ofRow: first))
    }
    let codes = units.map { $0 ?? 0 }
    rows.sort { a, b in
      let (a, b) = (Int(a), Int(b))
      return (codes[a], whole[a], a) < (codes[b], whole[b], b)
    }
    var duplicates: [Int] = []
    for index in rows.indices.dropFirst() {
      let (a, b) = (Int(rows[index - 1]), Int(rows[index]))
      if codes[a] == codes[b], whole[a] == whole[b] { duplicates.append(b) }
    }
    if !duplicates.isEmpty {
      throw .duplicateUnitTime(
        unit: unitName, time: timeName, count: duplicates.count,
        first: duplicates.sorted().prefix(3).map { table.place(ofRow: $0) })
    }
    order = rows
    self.units = codes
    self.times = whole
  }

  /// For each row the row of its unit that many periods before (after, where negative), or −1. O(n).
  func rows(before periods: Int) -> [Int32] {
    var found = [Int32](repeating: -1, count: units.count)
    // Both walk through the sorted rows; the one behind never goes back, since what it looks for only rises.
    var candidate = 0
    for position in order {
      let row = Int(position)
      let (unit, time) = (units[row], times[row] - Int64(periods))
      while candidate < order.count {
        let other = Int(order[candidate])
        if (units[other], times[other]) < (unit, time) { candidate += 1 } else { break }
      }
      if candidate < order.count {
        let other = Int(order[candidate])
        if units[other] == unit, times[other] == time { found[row] = Int32(other) }
      }
    }
    return found
  }
}
