import Columns
import Kernels
import TableFiles

/// Puts the files of a year together: decides which rows are used, and records the rest.
struct RosterBuilder {
  let year: Int
  let schema: RosterSchema
  let kind: IdentifierKind
  private var files: [RosterFile] = []
  private var identifiers: [UInt32] = []
  private var keys: [UInt128] = []
  private var states: [UInt8] = []
  private var labels: [String] = []
  private var columns: [String: Column] = [:]
  private var positions = RowPositions()
  private var findings: [Finding] = []

  init(year: Int, schema: RosterSchema, kind: IdentifierKind) {
    self.year = year
    self.schema = schema
    self.kind = kind
    if case .cut(_, let points) = schema.state { labels = points.indices.map { String($0 + 1) } }
  }

  /// Adds what was read of one file.
  mutating func add(_ read: DelimitedRead) {
    let path = read.header.path
    let fieldOffset = schema.digit == nil ? 1 : 2
    var tally = SetAsideTally(file: path, lines: read.lines)
    let numbers = kind == .rut ? identifierValues(read.columns[0]) : []
    let people = kind == .rut ? [] : keyValues(read.columns[0])
    let checked = schema.digit.map { _ in identifierValues(read.columns[1]) }
    let state = StateColumn(
      rule: schema.state, year: year, column: schema.state.field.map { column(read, $0, fieldOffset) })
    var kept: [UInt32] = []
    kept.reserveCapacity(read.rows)
    if kind == .rut {
      identifiers.reserveCapacity(identifiers.count + read.rows)
    } else {
      keys.reserveCapacity(keys.count + read.rows)
    }
    states.reserveCapacity(states.count + read.rows)
    var provisional = 0
    var provisionalRow: Int?
    // Labels past what a code can say are kept, so that the join can say how many there are.
    var known = Dictionary(zip(labels, labels.indices), uniquingKeysWith: { a, _ in a })
    let translation = state.labels.map { label -> UInt8 in
      if let index = known[label] { return UInt8(clamping: index) }
      known[label] = labels.count
      labels.append(label)
      return UInt8(clamping: labels.count - 1)
    }
    for row in 0..<read.rows {
      guard read.columns[0].validity[row] else {
        let wrong = kind == .rut && numbers[row] == IdentifierFault.wrongDigit.rawValue
        tally.set(wrong ? .invalidCheckDigit : .invalidIdentifier, row)
        continue
      }
      if let checked,
        !read.columns[1].validity[row] || checked[row] != UInt32(RUT.checkDigit(of: numbers[row]))
      {
        tally.set(.invalidCheckDigit, row)
        continue
      }
      switch state.code(row) {
      case .missing: tally.set(.missingState, row)
      case .outOfRange: tally.set(.stateOutOfRange, row)
      case .state(let code):
        states.append(translation[code])
        kept.append(UInt32(row))
        guard kind == .rut else {
          keys.append(people[row])
          continue
        }
        identifiers.append(numbers[row])
        if numbers[row] >= RUT.firstProvisional {
          provisional += 1
          if provisionalRow == nil { provisionalRow = row }
        }
      }
    }
    let all = kept.count == read.rows
    positions.parts.append(
      .init(
        file: path, firstRow: states.count - kept.count, fileRows: all ? nil : kept, lines: read.lines))
    for (index, field) in schema.fields.enumerated() {
      let whole = read.columns[index + fieldOffset]
      let used = all ? whole : whole.gathering(kept.map(Int.init))
      if columns[field.name] == nil { columns[field.name] = used } else { columns[field.name]?.append(used) }
    }
    report(read, tally, provisional: provisional, provisionalRow: provisionalRow, fieldOffset: fieldOffset)
  }

  func finish() -> Roster {
    Roster(
      year: year, files: files, kind: kind, identifiers: identifiers, keys: keys, states: states,
      stateLabels: labels, columns: columns, positions: positions, findings: findings)
  }

  /// Says what the identifiers were found to be, where they are no RUTs.
  mutating func report(_ choice: IdentifierChoice) {
    if let finding = choice.finding(column: schema.identifier) { findings.append(finding) }
  }

  /// Adds what else was found of a file.
  mutating func report(_ more: [Finding]) { findings += more }

  private func keyValues(_ column: Column) -> [UInt128] {
    guard case .key(let values) = column.values else { preconditionFailure("no column of keys") }
    return values
  }

  private func column(_ read: DelimitedRead, _ field: String, _ offset: Int) -> Column {
    guard let index = schema.fields.firstIndex(where: { $0.name == field }) else {
      preconditionFailure("the state's field '\(field)' is not among the schema's fields")
    }
    return read.columns[index + offset]
  }

  private func identifierValues(_ column: Column) -> [UInt32] {
    guard case .identifier(let values) = column.values else { preconditionFailure("no identifier column") }
    return values
  }

  private mutating func report(
    _ read: DelimitedRead, _ tally: SetAsideTally, provisional: Int, provisionalRow: Int?, fieldOffset: Int
  ) {
    let path = read.header.path
    var setAside = tally.counts
    if read.malformedCount > 0 { setAside[.malformedRow] = read.malformedCount }
    files.append(
      RosterFile(
        path: path, sha256: read.sha256, bytes: read.bytes, encoding: read.encoding,
        delimiter: read.header.dialect.delimiterName,
        decimalMark: String(UnicodeScalar(read.header.dialect.decimalMark)),
        rowsRead: read.rows + read.malformedCount, setAside: setAside))
    if read.malformedCount > 0 {
      findings.append(
        Finding(
          .malformedRow, severity: .error, file: path, line: read.malformed.first?.line,
          count: read.malformedCount, action: "set aside"))
    }
    if read.hasNUL {
      findings.append(Finding(.nulBytes, file: path, count: 1, action: "kept as they are in text fields"))
    }
    if read.header.dialect.encoding == .utf8, read.encoding == .latin1 {
      findings.append(
        Finding(.mixedEncoding, file: path, count: 1, action: "text that is not UTF-8 read as Latin-1"))
    }
    findings += tally.findings(
      identifier: schema.identifier, digit: schema.digit, state: schema.state.field ?? "")
    for (index, field) in schema.fields.enumerated() {
      let failure = read.failures[index + fieldOffset]
      if failure.count > 0 {
        findings.append(
          Finding(
            .unparsedField, file: path, line: failure.lines.first, column: field.headers.first,
            count: failure.count,
            action: "set missing"))
      }
    }
    if let finding = negativeAmounts(read, fieldOffset) { findings.append(finding) }
    if let provisionalRow {
      findings.append(
        Finding(
          .provisionalIdentifier, severity: .information, file: path,
          line: read.lines.line(ofRow: provisionalRow),
          column: schema.identifier, count: provisional, action: "kept"))
    }
  }
}

extension RosterBuilder {
  /// Amounts below zero, which are sums taken back or slips of the pen.
  private func negativeAmounts(_ read: DelimitedRead, _ offset: Int) -> Finding? {
    guard let index = schema.fields.firstIndex(where: { $0.name == schema.amount }) else { return nil }
    let column = read.columns[index + offset]
    let values: [Int64]
    switch column.values {
    case .integer(let own), .decimal(let own): values = own
    default: return nil
    }
    var first: Int?
    var count = 0
    for row in values.indices where values[row] < 0 && column.validity[row] {
      if first == nil { first = row }
      count += 1
    }
    return first.map { row in
      Finding(
        .negativeValue, file: read.header.path, line: read.lines.line(ofRow: row),
        column: schema.fields[index].headers.first, count: count, action: "kept")
    }
  }
}

/// Counts the rows set aside, with the line of the first for each reason.
struct SetAsideTally {
  let file: String
  let lines: LineIndex
  private(set) var counts: [SetAside: Int] = [:]
  private var firstRow: [SetAside: Int] = [:]

  init(file: String, lines: LineIndex) {
    self.file = file
    self.lines = lines
  }

  mutating func set(_ reason: SetAside, _ row: Int) {
    counts[reason, default: 0] += 1
    if firstRow[reason] == nil { firstRow[reason] = row }
  }

  func findings(identifier: String, digit: String?, state: String) -> [Finding] {
    SetAside.allCases.compactMap { reason in
      guard let count = counts[reason], let row = firstRow[reason],
        let code = Finding.Code(rawValue: reason.rawValue)
      else { return nil }
      let column =
        switch reason {
        case .invalidIdentifier: identifier
        case .invalidCheckDigit: digit ?? identifier
        default: state
        }
      return Finding(
        code, severity: .error, file: file, line: lines.line(ofRow: row), column: column, count: count,
        action: "set aside")
    }
  }
}
