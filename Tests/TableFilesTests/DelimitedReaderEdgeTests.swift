import Columns
import Kernels
import TableFiles
import Testing

/// Oracle: worked by hand.
@Suite("DelimitedReader at the edges")
struct DelimitedReaderEdgeTests {
  static let blocks = [16, 20, 33, 1 << 20]

  @Test("the last line may lack its line end", arguments: blocks)
  func lastLine(_ block: Int) throws {
    let folder = try TemporaryFolder()
    let read = try ReadTable.texts(try folder.file("a;b\n1;2\n3;4"), ["a", "b"], blockSize: block)
    #expect(read.columns.map { ReadTable.values($0) } == [["1", "3"], ["2", "4"]])
  }

  @Test("header only", arguments: ["a;b", "a;b\n", "a;b\r\n", "\n\na;b\n\n\n", "a;b\r"])
  func headerOnly(_ text: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(text)
    let read = try ReadTable.texts(path, ["b"])
    #expect(read.rows == 0 && read.malformedCount == 0)
    #expect(read.columns == [Column(values: .category(codes: [], levels: []), validity: Bitmap())])
    #expect(read.bytes == text.utf8.count)
  }

  // The quote opens a field on line 3 and nothing closes it: its line is set aside and the rest is read.
  @Test(
    "a quote that never closes costs its line", arguments: ["\n", "\r\n", "\r"], [16, 24, 64, 1 << 20])
  func unclosedQuote(_ end: String, _ block: Int) throws {
    let folder = try TemporaryFolder()
    let lines = ["a;b", "1;x", "2;\"y", "3;z", "4;w"]
    for tail in ["", end] {
      let path = try folder.file(lines.joined(separator: end) + tail)
      let read = try ReadTable.texts(path, ["a", "b"], threads: 2, blockSize: block)
      #expect(ReadTable.values(read.columns[0]) == ["1", "3", "4"])
      #expect(ReadTable.values(read.columns[1]) == ["x", "z", "w"])
      #expect(read.malformed == [.init(line: 3, fields: 0)])
      #expect(read.malformedCount == 1)
      try #require(read.rows == 3)
      #expect((0..<3).map { read.lines.line(ofRow: $0) } == [2, 4, 5])
    }
  }

  @Test("an unclosed quote after a quoted line end: the row is located where it begins", arguments: blocks)
  func unclosedQuoteInLongRow(_ block: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a;b\n1;x\n\"2\n2\";\"y\n3;z\n")
    let read = try ReadTable.texts(path, ["a", "b"], blockSize: block)
    #expect(ReadTable.values(read.columns[0]) == ["1", "3"])
    #expect(read.malformed == [.init(line: 3, fields: 0)])
    try #require(read.rows == 2)
    #expect((0..<2).map { read.lines.line(ofRow: $0) } == [2, 5])
  }

  // As many line feeds as rows, but not one to each: the second row begins on line 4.
  @Test(
    "line numbers after quoted line ends",
    arguments: ["a;b\n\"x\ny\";1\nz;2", "a;b\n\"x\ry\";1\nz;2\n", "a;b\r\"x\ny\";1\rz;2\r"])
  func linesAfterQuotedLineEnds(_ text: String) throws {
    let folder = try TemporaryFolder()
    for block in Self.blocks {
      let read = try ReadTable.texts(try folder.file(text), ["b"], blockSize: block)
      #expect(ReadTable.values(read.columns[0]) == ["1", "2"])
      try #require(read.rows == 2)
      #expect((0..<2).map { read.lines.line(ofRow: $0) } == [2, 4], "blocks of \(block)")
    }
  }

  @Test("header lines are counted", arguments: ["\n\na;b\n1;2\n", "\r\ra;b\r1;2\r", "\"a\n\n\";b\n1;2\n"])
  func headerLines(_ text: String) throws {
    let folder = try TemporaryFolder()
    let read = try ReadTable.texts(try folder.file(text), ["b"])
    try #require(read.rows == 1)
    #expect(read.lines.line(ofRow: 0) == 4)
  }

  @Test("a quoted header with doubled quotes and a line end")
  func quotedHeader() throws {
    let folder = try TemporaryFolder()
    let header = try FileHeader(path: try folder.file("\"a \"\"x\"\"\nmore\";b\n1;2\n"))
    #expect(header.names == ["a \"x\"\nmore", "b"])
    let read = try ReadTable.texts(header.path, ["b"])
    #expect(ReadTable.values(read.columns[0]) == ["2"])
    #expect(read.malformedCount == 0)
  }

  @Test("spaces and tabs around fields do not count, quotes after them are quotes", arguments: blocks)
  func blanks(_ block: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a;b\n  x ;\ty\t\n \"x\" ;\"  y \"\n   ;\"  \"\n")
    let read = try ReadTable.texts(path, ["a", "b"], blockSize: block)
    #expect(read.columns.map { ReadTable.values($0) } == [["x", "x", nil], ["y", "y", nil]])
  }

  @Test("quotes in a field that does not begin with one are ordinary", arguments: blocks)
  func innerQuotes(_ block: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a;b\nx\"\"y;1\n\"x\"\"y\";2\nx\"y;3\n")
    let read = try ReadTable.texts(path, ["a"], blockSize: block)
    #expect(ReadTable.values(read.columns[0]) == ["x\"\"y", "x\"y", "x\"y"])
    // The last two are the same text and so the same code.
    #expect(read.columns[0].values == .category(codes: [0, 1, 1], levels: ["x\"\"y", "x\"y"]))
  }

  @Test("Latin-1", arguments: blocks)
  func latin1(_ block: Int) throws {
    let folder = try TemporaryFolder()
    let bytes = Array("a;b\n1;ni".utf8) + [0xf1] + Array("o\n2;".utf8) + [0xc9] + Array("\n".utf8)
    let read = try ReadTable.texts(try folder.file(bytes), ["b"], blockSize: block)
    #expect(read.encoding == .latin1)
    #expect(ReadTable.values(read.columns[0]) == ["niño", "É"])
  }

  @Test("UTF-8 and Latin-1 in one file are the same values", arguments: blocks)
  func mixedEncodings(_ block: Int) throws {
    let folder = try TemporaryFolder()
    // The sample of the header is UTF-8: the Latin-1 byte comes after it.
    let filler = Array(String(repeating: "ñ;1\n", count: 70_000).utf8)
    let bytes = Array("a;b\n".utf8) + filler + [0xf1] + Array(";2\n".utf8)
    let read = try ReadTable.texts(try folder.file(bytes), ["a"], blockSize: max(block, 1 << 12))
    #expect(read.encoding == .latin1)
    #expect(read.header.dialect.encoding == .utf8)
    guard case .category(_, let levels) = read.columns[0].values else {
      Issue.record("no text column")
      return
    }
    #expect(levels == ["ñ"])
  }

  @Test("a given encoding is held to")
  func givenEncoding() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(Array("a;b\n1;ni".utf8) + [0xf1] + Array("o\n".utf8))
    #expect(throws: TableFileError.notText(path: path, reason: "it has bytes that are not UTF-8")) {
      try ReadTable.texts(path, ["b"], options: DialectOptions(encoding: .utf8))
    }
    let other = try folder.file("a;b\n1;niño\n", "other.csv")
    let read = try ReadTable.texts(other, ["b"], options: DialectOptions(encoding: .latin1))
    #expect(ReadTable.values(read.columns[0]) == ["niÃ±o"])
  }

  @Test("a given encoding is held to in the header too")
  func givenEncodingOfHeader() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(Array("a;A".utf8) + [0xd1] + Array("O\n1;2\n".utf8))
    #expect(throws: TableFileError.notText(path: path, reason: "it has bytes that are not UTF-8")) {
      try ReadTable.texts(path, ["a"], options: DialectOptions(encoding: .utf8))
    }
  }

  @Test("a file cut inside a character keeps its other characters")
  func cutCharacter() throws {
    let folder = try TemporaryFolder()
    let bytes = Array("a;b\n1;niño\n2;ni".utf8) + [0xc3]
    let read = try ReadTable.texts(try folder.file(bytes), ["b"])
    #expect(ReadTable.values(read.columns[0]) == ["niño", "niÃ"])
    #expect(read.encoding == .latin1)
  }

  @Test("NUL bytes are kept and reported", arguments: blocks)
  func nul(_ block: Int) throws {
    let folder = try TemporaryFolder()
    let text = "a;b\n" + String(repeating: "1;abcdef\n", count: 30) + "2;x\0y\n3;x\n4;\0\n"
    let read = try ReadTable.texts(try folder.file(text), ["b"], blockSize: block)
    #expect(read.hasNUL)
    #expect(ReadTable.values(read.columns[0]).suffix(3) == ["x\0y", "x", "\0"])
    let clean = try ReadTable.texts(try folder.file("a;b\n1;2\n", "clean.csv"), ["b"])
    #expect(!clean.hasNUL)
  }

  @Test("the lines of the first twenty refused fields", arguments: blocks)
  func failureLines(_ block: Int) throws {
    let folder = try TemporaryFolder()
    let rows = (0..<60).map { $0 % 2 == 0 ? "\($0);x\n" : "no;x\n\n" }
    let path = try folder.file("a;b\n" + rows.joined())
    let request = ColumnRequest(name: "a", headers: ["a"], parser: IntegerParser())
    let read = try DelimitedReader(threads: 2, blockSize: block).read(path: path, columns: [request])
    #expect(read.failures[0].count == 30)
    // Two rows and a blank line each time: lines 3, 6, 9, ….
    #expect(read.failures[0].lines == (0..<20).map { 3 + 3 * $0 })
  }

  @Test("a row longer than many blocks")
  func longRow() throws {
    let folder = try TemporaryFolder()
    let long = String(repeating: "x", count: 5000)
    let path = try folder.file("a;b\n1;\(long)\n2;\"\(long)\n\"\"\"\n3;y\n")
    let read = try ReadTable.texts(path, ["b"], threads: 2, blockSize: 16)
    #expect(ReadTable.values(read.columns[0]) == [long, long + "\n\"", "y"])
    try #require(read.rows == 3)
    #expect((0..<3).map { read.lines.line(ofRow: $0) } == [2, 3, 5])
  }
}
