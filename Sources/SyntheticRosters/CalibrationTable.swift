/// A small comma-separated input table, read whole, that knows where each field came from.
struct CalibrationTable {
  let path: String
  private let columns: [String: Int]
  private let rows: [[String]]
  private let lines: [Int]

  /// The row numbers, from 0.
  var indices: Range<Int> { rows.indices }

  /// Reads the table at `path`, which must hold at least `required` columns.
  init(path: String, required: [String]) throws(SyntheticRosterError) {
    var bytes = try POSIXFile.read(path)[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    var header: [String] = []
    var rows: [[String]] = []
    var lines: [Int] = []
    var line = 0
    for var record in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      line += 1
      if record.last == UInt8(ascii: "\r") { record = record.dropLast() }
      if record.isEmpty { continue }
      guard let text = String(validating: record, as: UTF8.self) else {
        throw .inputMalformed(
          path: path, line: line, column: "", value: "(bytes)", expected: "UTF-8 text")
      }
      let fields = Self.fields(text)
      if header.isEmpty {
        header = fields
      } else {
        guard fields.count == header.count else {
          throw .inputMalformed(
            path: path, line: line, column: header[min(fields.count, header.count - 1)],
            value: text, expected: "\(header.count) fields separated by commas")
        }
        rows.append(fields)
        lines.append(line)
      }
    }
    for name in required where !header.contains(name) {
      throw .inputMalformed(
        path: path, line: 1, column: name, value: header.joined(separator: ","),
        expected: "a header with the column '\(name)'")
    }
    guard !rows.isEmpty else {
      throw .inputInconsistent(path: path, reason: "it has no rows")
    }
    self.path = path
    self.rows = rows
    self.lines = lines
    columns = Dictionary(
      header.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
  }

  /// The fields of one line; a field in quotes may hold commas and doubled quotes.
  private static func fields(_ text: String) -> [String] {
    guard text.utf8.contains(UInt8(ascii: "\"")) else {
      return text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    var result: [String] = []
    var field = ""
    var quoted = false
    for character in text {
      if character == "\"" {
        quoted.toggle()
        if quoted && !field.isEmpty { field.append(character) }
      } else if character == "," && !quoted {
        result.append(field)
        field = ""
      } else {
        field.append(character)
      }
    }
    result.append(field)
    return result
  }

  /// The error that says that a field is not what was expected.
  func malformed(_ row: Int, _ column: String, expected: String) -> SyntheticRosterError {
    .inputMalformed(
      path: path, line: lines[row], column: column, value: text(row, column), expected: expected)
  }

  /// The text of a field.
  func text(_ row: Int, _ column: String) -> String {
    guard let position = columns[column] else { return "" }
    return rows[row][position]
  }

  /// The integer in a field, which must lie in `range`.
  func integer(
    _ row: Int, _ column: String, in range: ClosedRange<Int>
  ) throws(SyntheticRosterError) -> Int {
    guard let value = Int(text(row, column)), range.contains(value) else {
      throw malformed(
        row, column, expected: "an integer from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// The number in a field, with a decimal point, which must lie in `range`.
  func decimal(
    _ row: Int, _ column: String, in range: ClosedRange<Double>
  ) throws(SyntheticRosterError) -> Double {
    guard let value = Double(text(row, column)), range.contains(value) else {
      throw malformed(
        row, column, expected: "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// The first row whose columns hold the given texts.
  func row(_ keys: [(column: String, value: String)]) throws(SyntheticRosterError) -> Int {
    let found = indices.first { row in
      keys.allSatisfy { text(row, $0.column) == $0.value }
    }
    guard let found else {
      let wanted = keys.map { "\($0.column) = \($0.value)" }.joined(separator: ", ")
      throw .inputInconsistent(path: path, reason: "it has no row with \(wanted)")
    }
    return found
  }
}
