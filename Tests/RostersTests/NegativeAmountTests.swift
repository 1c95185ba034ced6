import Rosters
import Testing

@Suite("Amounts below zero")
struct NegativeAmountTests {
  private func roster(_ type: FieldType, amount: String?) throws -> Roster {
    let schema = RosterSchema(
      identifier: "RUT", identifierKind: .number,
      fields: [FieldDefinition("monto", headers: ["MONTO"], type: type)], state: .present, amount: amount)
    return try RosterFiles.read("RUT,MONTO\n1001,500\n1002,-130000\n1003,\n1004,0\n1005,-1\n", schema)
  }

  @Test("are kept, and counted with the line of the first", arguments: [FieldType.integer, .decimal])
  func counted(_ type: FieldType) throws {
    let read = try roster(type, amount: "monto")
    let finding = try #require(read.finding(.negativeValue))
    #expect(finding.count == 2 && finding.line == 3 && finding.column == "MONTO")
    #expect(finding.action == "kept" && finding.severity == .warning)
    #expect(read.rows == 5)
  }

  @Test("of other fields they are as any number")
  func others() throws { #expect(try roster(.integer, amount: nil).finding(.negativeValue) == nil) }
}
