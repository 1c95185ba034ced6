import Kernels

/// Named columns of one length: what a formula is read against.
public struct Table: Sendable, Equatable {
  public let rows: Int
  public let names: [String]
  private let columns: [Column]
  private let positions: [String: Int]
  /// For text columns of a file in which numbers stand too: where the first value that is no number stands.
  public let firstText: [String: FilePlace]
  /// The line of the file on which rows begin, where rows came from a file.
  private let lines: [UInt32]?
  private let firstLine: Int?

  /// A place in a file, lines and columns from 1, and how many more such places there are.
  public struct FilePlace: Sendable, Equatable {
    public let line: Int
    public let column: Int
    public let count: Int

    public init(line: Int, column: Int, count: Int) {
      self.line = line
      self.column = column
      self.count = count
    }
  }

  /// Columns by name, in order. Throws where two have one name or they are not of one length.
  public init(_ columns: [(name: String, column: Column)]) throws(TableError) {
    try self.init(columns, firstText: [:], firstLine: nil, lines: nil)
  }

  /// `firstLine`: the line of row 0, where rows stand on consecutive lines; else `lines`, one a row.
  package init(
    _ columns: [(name: String, column: Column)], rows given: Int? = nil, firstText: [String: FilePlace],
    firstLine: Int?, lines: [UInt32]?
  ) throws(TableError) {
    let rows = given ?? columns.first?.column.count ?? 0
    var positions: [String: Int] = [:]
    for (position, entry) in columns.enumerated() {
      if let first = positions[entry.name] {
        throw .nameTwice(entry.name, positions: [first + 1, position + 1])
      }
      positions[entry.name] = position
      if entry.column.count != rows {
        throw .length(entry.name, rows: entry.column.count, expected: rows)
      }
    }
    self.rows = rows
    self.names = columns.map(\.name)
    self.columns = columns.map(\.column)
    self.positions = positions
    self.firstText = firstText
    self.firstLine = firstLine
    self.lines = lines
  }

  /// Columns written out: `try Table(["y": [1, 2, 4], "x": [0, 1, 2]])`.
  public init(_ columns: KeyValuePairs<String, Column>) throws(TableError) {
    try self.init(columns.map { (name: $0.key, column: $0.value) })
  }

  /// The column of that name, letter case observed. Throws with the nearest names where there is none.
  public func column(_ name: String) throws(TableError) -> Column {
    guard let position = positions[name] else {
      throw .noColumn(name, nearest: Suggestion.nearest(to: name, among: names))
    }
    return columns[position]
  }

  /// Whether there is a column of that name.
  public func has(_ name: String) -> Bool { positions[name] != nil }

  /// How a message names a row: the line of its file, or its number counted from 1.
  public func place(ofRow row: Int) -> String {
    if let lines { return "line \(lines[row])" }
    if let firstLine { return "line \(firstLine + row)" }
    return "row \(row + 1)"
  }
}

/// Why columns make no table, or a table has no such column.
public enum TableError: Error, Equatable, CustomStringConvertible {
  case noColumn(String, nearest: [String])
  /// Positions are counted from 1.
  case nameTwice(String, positions: [Int])
  case length(String, rows: Int, expected: Int)

  public var description: String {
    switch self {
    case .noColumn(let name, let nearest):
      nearest.isEmpty
        ? "no column '\(name)' in the table; check its name"
        : "no column '\(name)'; did you mean \(nearest.map { "'\($0)'" }.joined(separator: ", "))?"
    case .nameTwice(let name, let positions):
      "columns \(positions.map(String.init).joined(separator: " and ")) are both named '\(name)'; rename one of them"
    case .length(let name, let rows, let expected):
      "column '\(name)' has \(rows) rows where the first column has \(expected); give columns of one length"
    }
  }
}
