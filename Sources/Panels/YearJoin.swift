import Columns
import Kernels
import Rosters

/// The records of one year by person, one a person, and what was done with more than one.
struct YearJoin {
  /// Row plus one of each person; 0 where absent.
  var rows: [UInt32]
  private(set) var excluded: Bitmap?
  /// Rows set aside, by file of the roster.
  private(set) var setAside: [Int: [SetAside: Int]] = [:]
  private(set) var findings: [Finding] = []
  private(set) var conflicts: [DuplicateConflict] = []

  init(_ roster: Roster, index: PersonIndex, schema: RosterSchema) throws(PanelError) {
    rows = [UInt32](repeating: 0, count: index.count)
    var more: [Int: [Int]] = [:]
    for (row, id) in roster.identifiers.enumerated() {
      let person = index.position(of: id)
      if rows[person] == 0 {
        rows[person] = UInt32(row + 1)
      } else {
        more[person, default: [Int(rows[person]) - 1]].append(row)
      }
    }
    if !more.isEmpty { try resolve(more, roster, schema) }
  }

  private mutating func resolve(_ groups: [Int: [Int]], _ roster: Roster, _ schema: RosterSchema)
    throws(PanelError)
  {
    var excluded = Bitmap(count: roster.rows)
    var identical: [Int] = []
    var conflicting: [Int] = []
    var conflicts: [[Int]] = []
    for person in groups.keys.sorted() {
      let group = groups[person] ?? []
      var distinct: [Int] = []
      var seen: Set<[Int64?]> = []
      for row in group {
        if seen.insert(roster.recordKey(row)).inserted { distinct.append(row) } else { identical.append(row) }
      }
      if distinct.count == 1 { continue }
      conflicts.append(distinct)
      let kept: Int? =
        switch schema.duplicates {
        case .stop: nil
        case .first: distinct.first
        case .last: distinct.last
        case .largest: roster.largest(distinct, amount: schema.amount)
        case .drop: nil
        }
      conflicting += distinct.filter { $0 != kept }
      rows[person] = kept.map { UInt32($0 + 1) } ?? 0
    }
    if schema.duplicates == .stop, let first = conflicts.min(by: { $0[1] < $1[1] }) {
      let here = roster.positions.position(ofRow: first[1])
      let other = roster.positions.position(ofRow: first[0])
      throw .conflictingRecords(
        year: roster.year, people: conflicts.count, file: here.file, line: here.line, otherFile: other.file,
        otherLine: other.line)
    }
    self.conflicts = conflicts.map { rows in
      let first = roster.positions.position(ofRow: rows[0])
      let second = roster.positions.position(ofRow: rows[1])
      return DuplicateConflict(
        year: roster.year, records: rows.count, file: first.file, line: first.line, otherFile: second.file,
        otherLine: second.line)
    }.sorted { ($0.file, $0.line) < ($1.file, $1.line) }
    for row in identical + conflicting { excluded[row] = true }
    self.excluded = excluded
    record(identical, .duplicateIdentical, .duplicateIdentical, "collapsed into one", roster)
    record(conflicting, .duplicateConflicting, .duplicateConflicting, schema.duplicates.action, roster)
  }

  private mutating func record(
    _ rows: [Int], _ reason: SetAside, _ code: Finding.Code, _ action: String, _ roster: Roster
  ) {
    var first: [Int: Int] = [:]
    for row in rows.sorted() {
      let file = roster.positions.position(ofRow: row).index
      setAside[file, default: [:]][reason, default: 0] += 1
      if first[file] == nil { first[file] = row }
    }
    for (file, row) in first.sorted(by: { $0.key < $1.key }) {
      let position = roster.positions.position(ofRow: row)
      findings.append(
        Finding(
          code, file: position.file, line: position.line, count: setAside[file]?[reason] ?? 0, action: action)
      )
    }
  }
}

extension DuplicateRule {
  /// What the rule does, in words.
  var action: String {
    switch self {
    case .stop: "stopped"
    case .first: "the first record is kept"
    case .last: "the last record is kept"
    case .largest: "the record with the largest amount is kept"
    case .drop: "all records of these people in the year are set aside"
    }
  }
}

extension Roster {
  /// State and every field that was read: two rows of equal key say the same.
  fileprivate func recordKey(_ row: Int) -> [Int64?] {
    [Int64(states[row])] + columns.keys.sorted().map { columns[$0]?.comparisonKey(row) ?? nil }
  }

  /// The row with the largest amount; the first of them where several have it.
  fileprivate func largest(_ rows: [Int], amount: String?) -> Int? {
    guard let column = amount.flatMap({ columns[$0] }) else { return rows.first }
    var best = rows.first
    for row in rows.dropFirst() {
      guard let value = column.comparisonKey(row) else { continue }
      if let current = best.flatMap({ column.comparisonKey($0) }), current >= value { continue }
      best = row
    }
    return best
  }
}
