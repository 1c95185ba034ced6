import Rosters
import TableFiles

/// Rows of a section's file that are set aside, each counted once: by reason and by the column of its first fault.
struct RowFaults: Sendable {
  struct Tally: Sendable {
    let reason: SetAside
    let column: String
    var count: Int
    /// Line of the first.
    let line: Int
  }

  /// In the order of their first lines.
  private(set) var tallies: [Tally] = []

  /// Rows set aside.
  var count: Int { tallies.reduce(0) { $0 + $1.count } }

  /// O(kinds of faults), which are few. `line` is asked for the first row of a kind alone.
  mutating func add(_ reason: SetAside, column: String, line: @autoclosure () -> Int) {
    if let known = tallies.firstIndex(where: { $0.reason == reason && $0.column == column }) {
      tallies[known].count += 1
    } else {
      tallies.append(Tally(reason: reason, column: column, count: 1, line: line()))
    }
  }

  /// Rows by reason.
  var byReason: [SetAside: Int] {
    tallies.reduce(into: [:]) { $0[$1.reason, default: 0] += $1.count }
  }
}

extension CellText {
  /// Why there is no number that is neither negative nor infinite in a cell, or no label where `isLabel`.
  func fault(_ row: Int, isLabel: Bool = false, mayBeNegative: Bool = false) -> SetAside? {
    if isEmpty(row) { return .missingValue }
    if isLabel { return text(row) == nil ? .unparsedField : nil }
    guard let value = number(row) else { return isText(row) ? .unparsedField : .outOfRange }
    return value < 0 && !mayBeNegative ? .negativeValue : nil
  }
}

extension TableRead {
  /// The account of the file, with rows set aside beside those of another width.
  func file(_ path: String, setAside faults: RowFaults) -> RosterFile {
    var reasons = faults.byReason
    if malformedCount > 0 { reasons[.malformedRow, default: 0] += malformedCount }
    return file(path, reasons: reasons)
  }

  /// What the audit says of rows set aside: a finding for each reason and column.
  func findings(_ path: String, setAside faults: RowFaults) -> [Finding] {
    faults.tallies.compactMap { tally in
      Finding.Code(rawValue: tally.reason.rawValue).map {
        Finding(
          $0, severity: .warning, file: path, line: tally.line, column: tally.column, count: tally.count,
          action: "set aside")
      }
    } + findings(path, setAside: 0, first: nil, because: "")
  }
}
