import Columns
import Kernels
import TableFiles
import Testing

@Suite("tables whose types are found")
struct TableReaderTests {
  private static func read(_ text: String, columns: [String]? = nil) throws -> TableRead {
    let folder = try TemporaryFolder()
    return try TableReader(DelimitedReader(threads: 2, blockSize: 64)).read(
      path: folder.file(text), columns: columns)
  }

  private static func kind(_ table: Table, _ name: String) throws -> String {
    switch try table.column(name).values {
    case .real: "number"
    case .category: "text"
    default: "other"
    }
  }

  @Test("numbers, texts and missing values")
  func types() throws {
    let table = try Self.read("a,b,c,d,e\n1,x,,NA,\"1\"\n2.5,NA,,3,\"2\"\n,y,NA,.,3\n").table
    #expect(table.rows == 3)
    #expect(
      try ["a", "b", "c", "d", "e"].map { try Self.kind(table, $0) } == [
        "number", "text", "number", "number", "number",
      ])
    #expect(try table.column("a") == Column([1, 2.5, .nan]).zeroed)
    #expect(try ReadTable.values(table.column("b")) == ["x", nil, "y"])
    #expect(try table.column("c").validity.population == 0)
    #expect(try table.column("d").validity.population == 1)
    #expect(table.firstText.isEmpty)
  }

  @Test("text far behind the first rows makes the whole column text, and the place is known")
  func mixed() throws {
    let rows = (0..<500).map { $0 == 400 ? "abc,1\n" : "\($0),x\n" }.joined()
    let read = try Self.read("p,q\n" + rows)
    #expect(try Self.kind(read.table, "p") == "text")
    #expect(try ReadTable.values(read.table.column("p"))[7] == "7")
    #expect(read.table.firstText["p"] == .init(line: 402, column: 1, count: 1))
    // Text in the sample, numbers elsewhere.
    #expect(try Self.kind(read.table, "q") == "text")
    #expect(read.table.firstText["q"] == .init(line: 2, column: 2, count: 499))
  }

  @Test(
    "whole numbers that one double stands for are text; large amounts that none is mistaken for are numbers")
  func largeIntegers() throws {
    let table = try Self.read(
      "id,sum,cent,far\n9007199254740992,9007199254740993,9007199254740992,1\n"
        + "9007199254740993,4,9007199254740993.5,\n,NA,1,18446744073709551616\n-3,0009007199254740993,1,18446744073709551617\n"
    ).table
    #expect(
      try ["id", "sum", "cent", "far"].map { try Self.kind(table, $0) } == [
        "text", "number", "number", "text",
      ])
    #expect(
      try ReadTable.values(table.column("id")) == ["9007199254740992", "9007199254740993", nil, "-3"])
    #expect(try table.column("sum") == Column([0x1p53, 4, .nan, 0x1p53]).zeroed)
    #expect(
      try ReadTable.values(table.column("far")) == ["1", nil, "18446744073709551616", "18446744073709551617"])
    #expect(table.firstText.isEmpty)
  }

  @Test("columns by name, letter case observed")
  func names() throws {
    let text = "x,X,y,y\n1,2,3,4\n"
    let table = try Self.read(text, columns: ["X", "x", "x"]).table
    #expect(table.names == ["X", "x"])
    #expect(try table.column("X") == [2])
    let twice = #expect(throws: TableFileError.self) { try Self.read(text, columns: ["y"]) }
    guard case .columnTwice(_, "y", positions: [3, 4])? = twice else {
      Issue.record("\(String(describing: twice))")
      return
    }
    #expect(throws: TableFileError.self) { try Self.read(text) }
    #expect(throws: TableFileError.self) { try Self.read(text, columns: ["z"]) }
  }

  @Test("lines of rows")
  func lines() throws {
    let read = try Self.read("a,b\n1,\"x\ny\"\n2,z\n3\n\n4,w\n")
    #expect(read.table.rows == 3)
    #expect(read.malformedCount == 1)
    #expect((0..<3).map { read.table.place(ofRow: $0) } == ["line 2", "line 4", "line 7"])
    #expect(try Self.read("a,b\n1,2\n3,4\n").table.place(ofRow: 1) == "line 3")
    #expect(try Self.read("a,b\n").table.rows == 0)
  }
}

extension Column {
  /// With a zero where a value is missing, as readers leave it.
  fileprivate var zeroed: Column {
    guard case .real(let values) = self.values else { return self }
    return Column(values: .real(values.map { $0.isNaN ? 0 : $0 }), validity: validity)
  }
}
