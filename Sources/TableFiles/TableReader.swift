public import Columns
import Kernels

/// A table read from a file, and what was set aside on the way.
public struct TableRead: Sendable {
  public let table: Table
  public let header: FileHeader
  public let encoding: TextEncoding
  public let sha256: String?
  public let bytes: Int
  /// The first of the rows that do not have the header's width, and how many there are; they are not in the table.
  public let malformed: [DelimitedRead.MalformedRow]
  public let malformedCount: Int
  public let lines: LineIndex
}

/// Reads columns of a delimited file whose types are not known: a column is numbers where every field that is not missing
/// is one, in the whole file, and text otherwise. Whole numbers so large that doubles would take two of them for one are
/// text too: they are identifiers.
///
/// Missing: an empty field, `NA`, `NaN`, `nan` and `.`, in columns of text too. Numbers are the nearest doubles.
public struct TableReader: Sendable {
  public var reader: DelimitedReader

  public init(_ reader: DelimitedReader = DelimitedReader()) { self.reader = reader }

  /// Reads the named columns, letter case observed; nil for all of them.
  ///
  /// Throws where the file cannot be read, has no such column, or has two of that name.
  public func read(path: String, columns: [String]? = nil) throws(TableFileError) -> TableRead {
    try read(FileHeader(path: path, options: reader.options), columns: columns)
  }

  /// Reads the named columns of a file whose header was read before.
  ///
  /// The first rows tell which columns are probably text. A column taken for numbers that has text further on is read
  /// again as text; one taken for text that has only numbers becomes numbers.
  public func read(_ header: FileHeader, columns: [String]? = nil) throws(TableFileError) -> TableRead {
    var names: [String] = []
    for name in columns ?? header.names where columns == nil || !names.contains(name) { names.append(name) }
    var positions: [Int] = []
    for name in names { positions.append(try header.exactPosition(of: name)) }
    let sample = header.sampleRows(limit: 200)
    let requests = zip(names, positions).map { name, position in
      let isText = sample.contains { row in
        position < row.count && TableReader.isText(row[position], mark: header.dialect.decimalMark)
      }
      return ColumnRequest(
        name: name, headers: [name], parser: isText ? CategoryParser() : RealParser() as any FieldParser)
    }
    let first = try reader.read(header, at: positions, columns: requests)
    var found = first.columns
    let mark = header.dialect.decimalMark
    let mistaken = names.indices.filter {
      first.failures[$0].count > 0 || LargeIntegers.mayBeMerged(found[$0])
    }
    if !mistaken.isEmpty {
      let again = try reader.read(
        header, at: mistaken.map { positions[$0] },
        columns: mistaken.map {
          ColumnRequest(name: names[$0], headers: [names[$0]], parser: CategoryParser())
        })
      for (index, column) in zip(mistaken, again.columns) { found[index] = column }
    }
    var firstText: [String: Table.FilePlace] = [:]
    for index in names.indices {
      let typed = TextColumn(
        found[index], mark: mark, isText: LargeIntegers.areMerged(found[index], mark: mark))
      if let row = typed.firstText, typed.hasNumbers {
        firstText[names[index]] = Table.FilePlace(
          line: first.lines.line(ofRow: row), column: positions[index] + 1, count: typed.texts)
      }
      found[index] = typed.column
    }
    let regular =
      first.rows == 0
      || first.lines.line(ofRow: first.rows - 1) - first.lines.line(ofRow: 0) == first.rows - 1
    let firstLine = first.rows == 0 ? nil : first.lines.line(ofRow: 0)
    let lines = regular ? nil : (0..<first.rows).map { UInt32(clamping: first.lines.line(ofRow: $0)) }
    do throws(TableError) {
      let table = try Table(
        zip(names, found).map { (name: $0, column: $1) }, rows: first.rows, firstText: firstText,
        firstLine: firstLine, lines: lines)
      return TableRead(
        table: table, header: first.header, encoding: first.encoding, sha256: first.sha256,
        bytes: first.bytes,
        malformed: first.malformed, malformedCount: first.malformedCount, lines: first.lines)
    } catch {
      throw .unreadable(path: header.path, reason: error.description)
    }
  }

  private static func isText(_ field: [UInt8], mark: UInt8) -> Bool {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
    var trimmed = field.drop(while: isBlank)
    while let last = trimmed.last, isBlank(last) { trimmed.removeLast() }
    guard !trimmed.isEmpty else { return false }
    return Array(trimmed).withUnsafeBufferPointer { RealFields.value($0, mark: mark) } == .text
  }
}

/// A column of texts looked at again: marks of missing values taken out, and numbers where all of it is numbers.
private struct TextColumn {
  let column: Column
  /// Whether some of its values are numbers and not all.
  var hasNumbers = false
  /// The first row that is no number, and how many there are.
  var firstText: Int?
  var texts = 0

  /// `isText`: numbers stay as they are written.
  init(_ column: Column, mark: UInt8, isText: Bool) {
    guard case .category(let codes, let levels) = column.values else {
      self.column = column
      return
    }
    let values = levels.map { level in
      level.isEmpty
        ? .missing : Array(level.utf8).withUnsafeBufferPointer { RealFields.value($0, mark: mark) }
    }
    if !isText, !values.contains(.text) {
      var numbers = [Double](repeating: 0, count: codes.count)
      var validity = column.validity
      for row in codes.indices where column.validity[row] {
        if case .number(let value) = values[Int(codes[row])] {
          numbers[row] = value
        } else {
          validity[row] = false
        }
      }
      self.column = Column(values: .real(numbers), validity: validity)
      return
    }
    var validity = column.validity
    if values.contains(.missing) {
      for row in codes.indices where validity[row] && values[Int(codes[row])] == .missing {
        validity[row] = false
      }
    }
    self.column = Column(values: .category(codes: codes, levels: levels), validity: validity)
    if !isText, values.contains(where: { if case .number = $0 { true } else { false } }) {
      hasNumbers = true
      for row in codes.indices where validity[row] && values[Int(codes[row])] == .text {
        if firstText == nil { firstText = row }
        texts += 1
      }
    }
  }
}
