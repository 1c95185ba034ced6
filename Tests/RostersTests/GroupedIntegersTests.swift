import Kernels
import Rosters
import TableFiles
import Testing

@Suite("Whole numbers whose points may group thousands")
struct GroupedIntegersTests {
  private func schema(decimal: UInt8? = nil) -> RosterSchema {
    RosterSchema(
      identifier: "RUT", identifierKind: .number, fields: [FieldDefinition("MONTO", type: .integer)],
      state: .present, amount: "MONTO", dialect: DialectOptions(decimalMark: decimal))
  }

  private func finding(_ cells: [String], decimal: UInt8? = nil, blockSize: Int = 1 << 20, threads: Int = 1)
    throws -> Finding?
  {
    let lines = cells.enumerated().map { "\($0.offset + 1001),\"\($0.element)\"\n" }.joined()
    return try RosterFiles.read(
      "RUT,MONTO\n" + lines, schema(decimal: decimal), blockSize: blockSize, threads: threads
    ).finding(.ambiguousThousands)
  }

  @Test("points before every three digits are counted, with file, line and column", arguments: [16, 1 << 20])
  func counted(_ block: Int) throws {
    let found = try #require(
      try finding(["500", "95.000", "", "60.000", "1.250.000", "-1.143"], blockSize: block, threads: 2))
    #expect(found.count == 4)
    #expect(found.line == 3)
    #expect(found.column == "MONTO")
    #expect(found.file?.hasSuffix("roster.csv") == true)
    #expect(found.severity == .warning)
    #expect(found.action.contains("decimal: \",\""))
  }

  @Test(
    "nothing is said where another point tells that it is decimal, or there is none",
    arguments: [
      ["500", "60000"], ["95.000", "60.0"], ["95.000", "0.000"], ["1234.000"], ["0.125"], [".000", "5"], [],
    ])
  func clear(_ cells: [String]) throws { #expect(try finding(cells) == nil) }

  @Test("nothing is said where the spec names the mark", arguments: [",", "."])
  func given(_ mark: String) throws {
    #expect(try finding(["95.000", "60.000"], decimal: mark.utf8.first) == nil)
  }
}
