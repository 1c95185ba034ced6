import Evaluation
import Foundation
import Kernels
import Reports
import Rosters
import TestFixtures
import Testing

/// Oracles: the figures of the public reports behind the examples.
@Suite("Sections of a spec besides rosters")
struct SectionTests {
  private func run(_ name: String) throws -> [String: ReportTable] {
    let spec = try EvaluationSpec(path: Project.path("notebooks-data/\(name)/evaluation.yaml"))
    return Dictionary(uniqueKeysWithValues: try spec.run().tables.map { ($0.id, $0) })
  }

  private func shown(_ table: ReportTable?, _ keys: [String], _ column: String) throws -> String {
    let table = try #require(table)
    let row = try #require(table.rows.first { $0.keys == keys })
    let place = try #require(table.columns.firstIndex(of: column))
    let cell = try #require(row.cells[place])
    guard case .exact(let value) = try #require(cell.value) else { return "" }
    return value.text(decimals: cell.decimals)
  }

  @Test("school service: 28,168 of 32,309 places are 87.2 %, 28,530 in May falls by 362, 323 left, 1.13 %")
  func school() throws {
    let tables = try run("school-service")
    let occupancy = tables["ocupacion"]
    #expect(try shown(occupancy, ["total"], "matricula") == "28168")
    #expect(try shown(occupancy, ["total"], "capacidad") == "32309")
    #expect(try shown(occupancy, ["total"], "ocupacion_pct") == "87.2")
    for (commune, percent) in [
      ("Calama", "90.5"), ("San Pedro de Atacama", "87.6"), ("Tocopilla", "77.3"), ("María Elena", "75.0"),
      ("Ollagüe", "77.8"),
    ] { #expect(try shown(occupancy, [commune], "ocupacion_pct") == percent, "\(commune)") }
    let flow = tables["flujo-matricula"]
    #expect(try shown(flow, ["2025", "total"], "mes_maximo") == "5")
    #expect(try shown(flow, ["2025", "total"], "matricula_maxima") == "28530")
    #expect(try shown(flow, ["2025", "total"], "variacion") == "-362")
    #expect(try shown(flow, ["2025", "total"], "variacion_pct") == "-1.27")
    let dropout = tables["desercion"]
    #expect(try shown(dropout, ["2025", "total"], "retirados") == "323")
    #expect(try shown(dropout, ["2025", "total"], "desercion_pct") == "1.13")
    for (commune, percent) in [
      ("María Elena", "1.78"), ("San Pedro de Atacama", "1.30"), ("Calama", "1.15"), ("Ollagüe", "0.00"),
    ] { #expect(try shown(dropout, ["2025", commune], "desercion_pct") == percent, "\(commune)") }
    let monthly = tables["asistencia-mensual"]
    #expect(try shown(monthly, ["total", "2025-03"], "asistencia_pct").hasPrefix("90."))
    #expect(try shown(monthly, ["total", "2025-12"], "asistencia_pct").hasPrefix("86."))
  }

  @Test("the two establishments with trouble are among the alerts: one of the chart, one of a run")
  func alerts() throws {
    let rows = try #require(try run("school-service")["asistencia-alertas"]).rows
    let sudden = rows.filter { $0.keys[1] == "10016" && $0.keys[3].contains("chart") }
    #expect(sudden.map { $0.keys[2] } == ["2025-09"])
    #expect(rows.contains { $0.keys[1] == "10008" && $0.keys[3].contains("run") })
  }

  @Test("project: 440.00 and 343.20 on 11,000.00, 11,783.20, 54.6 % of the year's budget")
  func project() throws {
    let tables = try run("project")
    let spending = tables["proyecto-gasto"]
    #expect(try shown(spending, ["subtotal", "", ""], "monto") == "11000.00")
    #expect(try shown(spending, ["Costos directos del proyecto (DPC)", "", "4 %"], "monto") == "440.00")
    #expect(try shown(spending, ["Apoyo general a la gestión (GMS)", "", "3 %"], "monto") == "343.20")
    #expect(try shown(spending, ["total", "", ""], "monto") == "11783.20")
    #expect(try shown(tables["proyecto-ejecucion"], ["Presupuesto del año"], "ejecucion_pct") == "54.6")
    let goals = try #require(tables["proyecto-metas"])
    #expect(
      goals.rows.map { $0.keys[4] } == [
        "described", "achieved", "described", "pending", "achieved", "on_the_way",
      ])
  }

  @Test("small communes are hidden from dropout unless the spec says otherwise")
  func disclosure() throws {
    let path = Project.path("notebooks-data/school-service/evaluation.yaml")
    let text = try String(contentsOfFile: path, encoding: .utf8)
      .replacing(
        "{threshold: 0, reason: las personas son sintéticas}", with: "{threshold: 15, reason: prueba}")
    let result = try EvaluationSpec(text: text, path: path).run()
    let dropout = try #require(result.tables.first { $0.id == "desercion" })
    let elena = try #require(dropout.rows.first { $0.keys[1] == "María Elena" })
    #expect(elena.cells[0]?.isSuppressed == true && elena.cells[2]?.isSuppressed == true)
    // A second commune goes with it, or the total would give it away.
    #expect(dropout.rows.count { $0.cells[0]?.isSuppressed == true } >= 2)
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    let spec: String
    let old: String
    let new: String
    let says: String
    var testDescription: String { says }

    init(_ spec: String, _ old: String, _ new: String, _ says: String) {
      (self.spec, self.old, self.new, self.says) = (spec, old, new, says)
    }
  }

  static let mistakes = [
    Mistake("school-service", "threshold: 0.80", "threshold: 80", "from 0 to 1"),
    Mistake("school-service", "run: 4", "run: 0", "from 1 to 120"),
    Mistake("school-service", "withdrawn: retirados", "withdrawns: retirados", "did you mean 'withdrawn'"),
    Mistake("project", "rate: 0.04", "rate: 4", "a rate goes from 0 to 1"),
    Mistake("project", "baseline: \"1\", ", "", "lacks a baseline"),
    Mistake("project", "\"5500.00\"", "\"5500.001\"", "at most 2 decimals"),
    Mistake("project", "id: \"2.2\"", "id: \"2.1\"", "given twice"),
    Mistake("project", "level: outcome", "level: efecto", "outcome, output"),
  ]

  @Test("each mistake is one error with its line", arguments: mistakes)
  func mistake(_ mistake: Mistake) throws {
    let path = Project.path("notebooks-data/\(mistake.spec)/evaluation.yaml")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let range = try #require(text.range(of: mistake.old))
    let error = try #require(throws: SpecError.self) {
      try EvaluationSpec(text: text.replacingCharacters(in: range, with: mistake.new), path: path)
    }
    #expect(error.message.contains(mistake.says), "\(error)")
    #expect(error.position != nil)
  }

  @Test("rows that are no report are set aside and located")
  func badRows() throws {
    let path = Project.path("notebooks-data/school-service")
    let text = try String(contentsOfFile: path + "/establecimientos.csv", encoding: .utf8)
    let spec = try String(contentsOfFile: path + "/evaluation.yaml", encoding: .utf8)
    try TemporaryFolder.with { folder in
      let bad = "10001,Calama,2025,13,5,5,5,5,0\n10001,Calama,2025,2,5,5,6,5,0\n"
      try folder.write(text + bad, to: "establecimientos.csv")
      let file = try folder.write(spec, to: "evaluation.yaml")
      let result = try EvaluationSpec(path: file).run()
      let finding = try #require(result.audit.findings.first)
      #expect(finding.count == 2 && finding.line == 602)
      #expect(result.audit.files.map(\.rowsUsed) == [600])
      try folder.write(text + "10001,Calama,2025,3,5,5,5,5,0\n", to: "establecimientos.csv")
      let error = try #require(throws: SpecError.self) { try EvaluationSpec(path: file).run() }
      #expect(error.message.contains("twice"))
    }
  }
}
