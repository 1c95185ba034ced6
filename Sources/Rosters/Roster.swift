package import Columns
public import TableFiles

/// One file of a roster: what it is and what became of its rows.
public struct RosterFile: Sendable {
  public let path: String
  public let sha256: String?
  public let bytes: Int
  public let encoding: TextEncoding
  public let delimiter: String
  public let decimalMark: String
  public let rowsRead: Int
  public package(set) var setAside: [SetAside: Int]

  package init(
    path: String, sha256: String?, bytes: Int, encoding: TextEncoding, delimiter: String, decimalMark: String,
    rowsRead: Int, setAside: [SetAside: Int]
  ) {
    self.path = path
    self.sha256 = sha256
    self.bytes = bytes
    self.encoding = encoding
    self.delimiter = delimiter
    self.decimalMark = decimalMark
    self.rowsRead = rowsRead
    self.setAside = setAside
  }

  public var rowsUsed: Int { rowsRead - setAside.values.reduce(0, +) }
}

/// The beneficiaries of one year: typed columns, one row a record, rows in the order of the files.
public struct Roster: Sendable {
  public let year: Int
  public package(set) var files: [RosterFile]
  package let kind: IdentifierKind
  /// A number of the person in each row: the RUT's, or one that the join of a panel gives (none before it).
  package var identifiers: [UInt32]
  /// Key of the person in each row, where identifiers are no RUTs.
  package let keys: [UInt128]
  /// State of each row, as a position in `stateLabels`.
  package let states: [UInt8]
  public let stateLabels: [String]
  /// The wanted fields, by name.
  package var columns: [String: Column]
  package let positions: RowPositions
  public package(set) var findings: [Finding]

  /// Rows that have an identifier and a state.
  public var rows: Int { states.count }

  /// Drops columns that nothing needs any more.
  package func keeping(_ names: Set<String>) -> Roster {
    Roster(
      year: year, files: files, kind: kind, identifiers: identifiers, keys: keys, states: states,
      stateLabels: stateLabels, columns: columns.filter { names.contains($0.key) }, positions: positions,
      findings: findings)
  }
}

/// Where the rows of a roster stand: file and line.
package struct RowPositions: Sendable {
  struct Part: Sendable {
    let file: String
    let firstRow: Int
    /// For each row of the part, its row in the file; nil where all rows of the file are used.
    let fileRows: [UInt32]?
    let lines: LineIndex
  }

  var parts: [Part] = []

  /// File (its position among the roster's files), path and line of a row.
  package func position(ofRow row: Int) -> (index: Int, file: String, line: Int) {
    let index = parts.lastIndex { $0.firstRow <= row } ?? 0
    let part = parts[index]
    let inFile = part.fileRows.map { Int($0[row - part.firstRow]) } ?? row - part.firstRow
    return (index, part.file, part.lines.line(ofRow: inFile))
  }
}
