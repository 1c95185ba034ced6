import Evaluation
import Indicators
import Reports
import Rosters
import TestFixtures
import Testing

/// Oracle: no number of a person gets out, whatever column the spec names.
@Suite("Labels that sections take from data")
struct ShownLabelTests {
  private static let bodies: [UInt32] = [11_111_111, 12_345_678, 7_654_321]

  private static func school(_ establishment: (UInt32) -> String, commune: (UInt32) -> String) -> String {
    "establishment,commune,year,month,enrolled,capacity,attended,days,withdrawn\n"
      + bodies.map { "\(establishment($0)),\(commune($0)),2024,3,20,25,300,400,1\n" }.joined()
  }

  private static func rut(_ body: UInt32) -> String { "\(body)-\(PanelFixture.digit(of: body))" }

  private func error(_ spec: String, _ name: String, _ file: String) throws -> SectionDataError {
    try TemporaryFolder.with { folder in
      try folder.write(file, to: name)
      let path = try folder.write(spec, to: "spec.yaml")
      let spec = try EvaluationSpec(path: path)
      let audited = try spec.audit()
      #expect(audited.obstacle is SectionDataError)
      #expect(audited.files.map(\.rowsRead) == [3])
      return try #require(throws: SectionDataError.self) { try spec.run() }
    }
  }

  @Test(
    "school service: a column of RUTs, with check digit or bare, is no establishment and no commune",
    arguments: [true, false])
  func school(isEstablishment: Bool) throws {
    for text in [Self.rut, { String($0) }] as [(UInt32) -> String] {
      let file =
        isEstablishment
        ? Self.school(text, commune: { _ in "Calama" }) : Self.school({ "E\($0 % 10)" }, commune: text)
      let found = try error("school_service: {file: m.csv}\n", "m.csv", file)
      let column = isEstablishment ? "establishment" : "commune"
      #expect(found == .identifiers(file: "m.csv", column: column))
      #expect(found.description.contains("'\(column)'"))
      for body in Self.bodies { #expect(!found.description.contains(String(body))) }
    }
  }

  @Test("targeting: nor is it a stratum or a year", arguments: ["stratum", "year"])
  func targeting(field: String) throws {
    let file = "perc;monto;quien\n" + Self.bodies.map { "10;100;\(Self.rut($0))\n" }.joined()
    let found = try error(
      "targeting: {file: h.csv, columns: {rank: perc, benefit: monto, \(field): quien}}\n", "h.csv", file)
    #expect(found == .identifiers(file: "h.csv", column: "quien"))
  }

  @Test("numbers of establishments and names of communes are shown as before")
  func ordinary() throws {
    try TemporaryFolder.with { folder in
      try folder.write(
        Self.school({ String(10_000 + $0 % 7) }, commune: { _ in "Ollagüe" }), to: "m.csv")
      let spec = "disclosure: {threshold: 0, reason: prueba}\nschool_service: {file: m.csv}\n"
      let result = try EvaluationSpec(path: try folder.write(spec, to: "spec.yaml")).run()
      let table = try #require(result.tables.first { $0.id == "ocupacion" })
      #expect(table.rows.map(\.keys) == [["Ollagüe"], ["total"]])
      #expect(result.audit.findings.isEmpty)
    }
  }

  @Test(
    "more who left than stay, and no places, are findings with their line; two communes are an error with it")
  func implausible() throws {
    try TemporaryFolder.with { folder in
      let head = "establishment,commune,year,month,enrolled,capacity,attended,days,withdrawn\n"
      try folder.write(head + "1,A,2024,3,492,520,10,20,9\n1,A,2024,4,492,0,10,20,9999\n", to: "m.csv")
      let spec = try folder.write("school_service: {file: m.csv}\n", to: "spec.yaml")
      let findings = try EvaluationSpec(path: spec).run().audit.findings
      #expect(findings.map(\.code) == [.outOfRange, .outOfRange])
      #expect(findings.map(\.column) == ["withdrawn", "capacity"])
      #expect(findings.map(\.line) == [3, 3])
      try folder.write(
        head + "1,A,2024,3,5,6,10,20,0\n2,A,2024,3,5,6,10,20,0\n1,B,2024,4,5,6,1,2,0\n", to: "m.csv")
      let error = try #require(throws: SectionDataError.self) { try EvaluationSpec(path: spec).run() }
      #expect(error == .schooling(file: "m.csv", line: 4, .twoCommunes(establishment: "1")))
      #expect(error.description == "m.csv: line 4: establishment 1 is in two communes")
    }
  }
}
