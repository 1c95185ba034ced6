import Columns
import Kernels
import TableFiles
import Testing

@Suite("categories")
struct CategoryParserTests {
  private static func column(_ fields: [String], blockSize: Int = 1 << 20) throws -> Column {
    let folder = try TemporaryFolder()
    // A key of some length, so that NULs among the values are too few for a binary file.
    let key = String(repeating: "k", count: 60)
    let path = try folder.file("k\tv\n" + fields.map { "\(key)\t\($0)\n" }.joined())
    return try ReadTable.texts(
      path, ["v"], options: DialectOptions(delimiter: 9, encoding: .utf8), blockSize: blockSize
    ).columns[0]
  }

  // Oracle: the list of texts itself.
  @Test("values of every length, those that differ only in their end or their NULs")
  func lengths() throws {
    var fields: [String] = []
    for length in 1...20 {
      fields.append(String(repeating: "a", count: length))
      fields.append(String(repeating: "a", count: length - 1) + "b")
      fields.append(String(repeating: "a", count: length) + "\0")
      fields.append("\u{1}" + String(repeating: "a", count: length))
    }
    let column = try Self.column(fields + fields)
    #expect(ReadTable.values(column) == fields + fields)
    guard case .category(let codes, let levels) = column.values else { return }
    #expect(levels.count == fields.count)
    #expect(codes.prefix(fields.count).elementsEqual(codes.suffix(fields.count)))
  }

  @Test("thousands of short values, so that the table grows")
  func many() throws {
    let fields = (0..<5000).map { "v\($0 * 7919 % 5000)" }
    let column = try Self.column(fields)
    #expect(ReadTable.values(column) == fields)
    #expect(column.values == .category(codes: (0..<5000).map { $0 }, levels: fields))
  }

  @Test("levels in order of first appearance, in every layout", arguments: [16, 40, 1 << 20])
  func order(_ block: Int) throws {
    let fields = ["b", "", "a longer value", "a", "b", "c", "", "a longer value"]
    let column = try Self.column(fields, blockSize: block)
    #expect(
      column.values
        == .category(codes: [0, 0, 1, 2, 0, 3, 0, 1], levels: ["b", "a longer value", "a", "c"]))
  }

  // The same text composed and decomposed is the same value for Swift, and so one level.
  @Test("texts that are equal are one level", arguments: [16, 1 << 20])
  func equivalent(_ block: Int) throws {
    let column = try Self.column(["é", "e\u{301}", "\"é\"", "é"], blockSize: block)
    #expect(column.values == .category(codes: [0, 0, 0, 0], levels: ["é"]))
  }

  @Test("ÿ in Latin-1, whose byte has no short key")
  func highest() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(Array("k;v\n1;".utf8) + [0xff, 10] + Array("2;".utf8) + [0xff, 0xff, 10])
    let read = try ReadTable.texts(path, ["v"], options: DialectOptions(encoding: .latin1))
    #expect(ReadTable.values(read.columns[0]) == ["ÿ", "ÿÿ"])
  }
}
