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

  @Test("attendance by month is a figure of the communes and their total")
  func figure() throws {
    let spec = Project.path("notebooks-data/school-service/evaluation.yaml")
    let result = try EvaluationSpec(path: spec).run()
    let monthly = try #require(result.tables.first { $0.id == "asistencia-mensual" })
    let communes = Set(monthly.rows.map { $0.keys[0] }).count
    let months = Set(monthly.rows.map { $0.keys[1] }).count
    try TemporaryFolder.with { folder in
      _ = try EvaluationOutput(result: result, version: "x").write(to: folder.at("out"))
      let figure = try String(
        contentsOfFile: folder.at("out/figures/asistencia-mensual.svg"), encoding: .utf8)
      let lines = min(communes, communes > 12 ? 8 : 12)
      #expect(figure.split(separator: "<polyline").count == 1 + lines)
      #expect(figure.split(separator: "<circle").count == 1 + lines * months)
      #expect(
        figure.contains(">Asistencia (%)<") && figure.contains(">2025-05<") && figure.contains(">Total<"))
    }
  }

  @Test("numbers within texts have a decimal comma: a rate of 2.5 %, a threshold of 82.5 %")
  func commas() throws {
    func table(_ name: String, _ old: String, _ new: String, _ id: String) throws -> (
      ReportTable, [String: String]
    ) {
      let path = Project.path("notebooks-data/\(name)/evaluation.yaml")
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(text.contains(old))
      let result = try EvaluationSpec(text: text.replacing(old, with: new), path: path).run()
      return (try #require(result.tables.first { $0.id == id }), result.texts(.spanish))
    }
    let (spending, texts) = try table("project", "rate: 0.04", "rate: 0.025", "proyecto-gasto")
    let display = DisplayTable(spending, texts: texts, language: .spanish)
    #expect(
      display.rows.contains { $0.stubs[2] == "2,5 %" } && display.rows.contains { $0.stubs[2] == "3 %" })
    #expect(TableCSV.text(spending).contains("2.5 %"))
    let (alerts, _) = try table("school-service", "threshold: 0.80", "threshold: 0.825", "asistencia-alertas")
    #expect(alerts.notes.contains { $0.hasPrefix("umbral: bajo 82,5 %") })
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

  private static func projectResult(_ edits: [(String, String)]) throws -> EvaluationResult {
    let path = Project.path("notebooks-data/project/evaluation.yaml")
    var text = try String(contentsOfFile: path, encoding: .utf8)
    for (old, new) in edits {
      #expect(text.contains(old), "\(old)")
      text = text.replacing(old, with: new)
    }
    return try EvaluationSpec(text: text, path: path).run()
  }

  private static func display(_ result: EvaluationResult, _ id: String) throws -> DisplayTable {
    let table = try #require(result.tables.first { $0.id == id })
    return DisplayTable(table, texts: result.texts(.spanish), language: .spanish)
  }

  /// By hand: 4 % of 11,001 pesos is 440.04, 440; 3 % of 11,441 is 343.23, 343. With 0.50 somewhere nothing is rounded to pesos.
  @Test("pesos have no cents, unless an amount of the spec has; dollars have two decimals")
  func pesos() throws {
    let odd = (
      "account: 71400 Contratos de Servicios, amount: \"5500.00\"}\n  overheads", "amount: 5501}\n  overheads"
    )
    let budgets = [("\"21578.81\"", "21578"), ("\"67160.00\"", "\"45600000\"")]
    for currency in ["CLP", "pesos", "pesos chilenos", "pesos de 2020", "clp"] {
      let result = try Self.projectResult([("currency: USD", "currency: \(currency)"), odd] + budgets)
      let spent = try Self.display(result, "proyecto-gasto").rows.map { $0.cells[0] }
      #expect(spent == ["5.500", "5.501", "11.001", "440", "343", "11.784"], "\(currency)")
      let execution = try Self.display(result, "proyecto-ejecucion").rows.map(\.cells)
      #expect(execution[1] == ["45.600.000", "11.784", "0,0"])
    }
    for (currency, budget) in [("CLP", "\"21578.50\""), ("USD", "21578"), ("pesos argentinos", "21578")] {
      let result = try Self.projectResult([
        ("currency: USD", "currency: \(currency)"), odd, ("\"21578.81\"", budget), budgets[1],
      ])
      let spent = try Self.display(result, "proyecto-gasto").rows.map { $0.cells[0] }
      #expect(spent == ["5.500,00", "5.501,00", "11.001,00", "440,04", "343,23", "11.784,27"], "\(currency)")
    }
    let chosen = try Self.projectResult([("currency: USD", "currency: CLP\n  decimals: 2")])
    #expect(try Self.display(chosen, "proyecto-gasto").rows[0].cells == ["5.500,00"])
  }

  @Test("each indicator has the decimals with which its own values are given")
  func goalDecimals() throws {
    let result = try Self.projectResult([
      ("planned: \"6\", achieved: \"3\"", "planned: \"1800.25\", achieved: \"900\""),
      (
        "baseline: \"\", planned: \"20\", achieved: \"28\", verification",
        "baseline: 12.5, planned: 20.0, achieved: 28, verification"
      ),
    ])
    let rows = try Self.display(result, "proyecto-metas").rows
    #expect(rows[1].cells == ["", "20", "28", "140,0"])
    #expect(rows[4].cells == ["12,5", "20,0", "28,0", "206,7"])
    #expect(rows[5].cells == ["", "1.800,25", "900,00", "50,0"])
  }

  @Test("a plan that is the baseline is no measure: said in the table and as a finding with its line")
  func unmeasured() throws {
    let result = try Self.projectResult([("baseline: \"\", planned: \"6\"", "baseline: 6, planned: \"6\"")])
    let table = try #require(result.tables.first { $0.id == "proyecto-metas" })
    let row = try #require(table.rows.first { $0.keys[1] == "2.2" })
    #expect(row.keys[4] == "undefined" && row.cells[3] == nil)
    #expect(table.notes.contains { $0.hasPrefix("Sin medida: lo planificado es igual a la línea base") })
    let findings = result.audit.findings
    #expect(findings.count == 1)
    let finding = try #require(findings.first)
    #expect(finding.code == .outOfRange && finding.severity == .warning && finding.column == "planned")
    let text = try String(
      contentsOfFile: Project.path("notebooks-data/project/evaluation.yaml"), encoding: .utf8)
    let line = text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex {
      $0.contains("id: \"2.2\"")
    }
    #expect(finding.file == "evaluation.yaml" && finding.line == line.map { $0 + 1 })
    #expect(
      Audit.texts(.spanish, findings: findings)[finding.action]
        == "se conservan: lo planificado es la línea base y no hay avance que medir")
    let plain = try Self.projectResult([])
    #expect(plain.audit.findings.isEmpty)
    #expect(try #require(plain.tables.first { $0.id == "proyecto-metas" }).notes.isEmpty)
  }

  @Test("a goal that got worse is said to, and a baseline in words is shown")
  func regressed() throws {
    let path = Project.path("notebooks-data/project/evaluation.yaml")
    let text = try String(contentsOfFile: path, encoding: .utf8)
      .replacing(
        "baseline: \"\", planned: \"6\", achieved: \"3\"",
        with: "baseline: \"4\", planned: \"6\", achieved: \"3\""
      )
      .replacing("baseline: \"1\"", with: "baseline: sin modelo")
    let goals = try #require(
      try EvaluationSpec(text: text, path: path).run().tables.first { $0.id == "proyecto-metas" })
    let worse = try #require(goals.rows.first { $0.keys[1] == "2.2" })
    #expect(worse.keys[4] == "regressed" && worse.cells[3]?.value == .exact(Exact(-50)))
    #expect(goals.rows[0].keys[5].hasPrefix("línea base: sin modelo; logrado: Avance"))
  }

  @Test("levels in Spanish, and words with numbers in them, are as they are")
  func levels() throws {
    let path = Project.path("notebooks-data/project/evaluation.yaml")
    let text = try String(contentsOfFile: path, encoding: .utf8)
      .replacing("level: outcome", with: "level: efecto").replacing(
        "planned: \"3\"", with: "planned: \"2019-2020, 3 de 6\"")
    let goals = try #require(
      try EvaluationSpec(text: text, path: path).run().tables.first { $0.id == "proyecto-metas" })
    #expect(goals.rows.prefix(2).map { $0.keys[0] } == ["outcome", "outcome"])
    #expect(goals.rows[0].keys[4] == "described")
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

  /// A commune of 7 pupils beside one of 300 and one of 200, by hand.
  @Test("rates of so few pupils that their number is hidden are hidden too, with the days that give it back")
  func fewPupils() throws {
    let header = "establecimiento,comuna,anio,mes,matricula,capacidad,asistidos,dias,retirados\n"
    let rows = (3...8).map { month in
      [("e1", "Chica", 7, 120), ("e2", "Grande", 300, 5_400), ("e3", "Media", 200, 3_700)].map {
        name, commune, pupils, attended in
        "\(name),\(commune),2025,\(month),\(pupils),400,\(attended),\(pupils * 20),0\n"
      }.joined()
    }.joined()
    let spec = """
      chapters: {uno: Uno}
      school_service:
        file: e.csv
        columns: {establishment: establecimiento, commune: comuna, year: anio, month: mes, enrolled: matricula, capacity: capacidad, attended: asistidos, days: dias, withdrawn: retirados}
        alerts: {threshold: 0.99}

      """
    let tables = try EvaluationFixture.run(spec, rosters: ["e.csv": header + rows]).tables
    for id in ["asistencia-mensual", "asistencia-tendencia"] {
      let table = try #require(tables.first { $0.id == id })
      let small = table.rows.filter { $0.keys[0] == "Chica" }
      #expect(!small.isEmpty && small.allSatisfy { $0.cells[0]?.isSuppressed == true })
      #expect(small.allSatisfy { $0.cells[0]?.numerator == nil })
      // All days less those of the others are those of the seven.
      let others = table.rows.filter { $0.keys[0] != "Chica" }
      #expect(others.contains { $0.cells[0]?.isSuppressed == true })
    }
    let alerts = try #require(tables.first { $0.id == "asistencia-alertas" })
    let own = alerts.rows.filter { $0.keys[0] == "Chica" }
    #expect(!own.isEmpty && own.allSatisfy { $0.cells[0]?.isSuppressed == true })
    #expect(alerts.rows.contains { $0.keys[0] == "Grande" && $0.cells[0]?.isSuppressed == false })
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
    Mistake("project", "level: outcome", "level: impacto", "outcome (efecto) or output (producto)"),
    Mistake("project", "planned: \"3\"", "planned: \"23.456,7\"", "with a decimal point"),
    Mistake("project", "planned: \"3\"", "planned: \"-1500,5\"", "with a decimal point"),
    Mistake("project", "planned: \"3\"", "planned: \"$ 45.600.000\"", "with a decimal point"),
    Mistake("project", "planned: \"3\"", "planned: \"50 %\"", "with a decimal point"),
    Mistake("project", "year: \"2020\"", "year: x", "year is a year such as 2020"),
    Mistake("project", "year: \"2020\"", "year: 2021-2020", "years such as 2019-2021"),
    Mistake("project", "\"5500.00\"", "\"100000000000000000000000\"", "at most 1000000000000000"),
    Mistake("project", "\"5500.00\"", "1e23", "an amount must be a number"),
    Mistake("project", "\"21578.81\"", "\"-1\"", "not negative"),
    Mistake("project", "\"21578.81\"", "\"0.00\"", "a budget is above zero"),
    Mistake("project", "planned: \"3\"", "planned: 1e23", "to be written in digits"),
    Mistake("project", "planned: \"3\"", "planned: 99999999999999999999", "planned lies within"),
    Mistake("project", "id: \"2.2\",", "id: \"2.2\", weight: 0.5,", "has no weight, and others have"),
    Mistake("project", "id: \"2.2\",", "id: \"2.2\", weight: 1.5,", "a weight goes from 0 to 1"),
    Mistake("school-service", "commune: comuna", "commune: rbd", "the column 'rbd' is named twice"),
    Mistake("school-service", "withdrawn: retirados}", "establishment: retirados}", "given twice"),
    Mistake("school-service", "run: 4", "run: 4, own_season: quizás", "true, false"),
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

  @Test("weights add up to one, and then there is a weighted progress")
  func weights() throws {
    let path = Project.path("notebooks-data/project/evaluation.yaml")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let light = text.replacing("- {id: ", with: "- {weight: 0.15, id: ")
    let error = try #require(throws: SpecError.self) { try EvaluationSpec(text: light, path: path) }
    #expect(error.message == "the weights of the goals add up to 0.9, not to 1" && error.position != nil)
    // Six goals: two achieved of 0.15, one half-way of 0.25; three of 0.15 without a measure.
    let full = light.replacing("- {weight: 0.15, id: \"2.2\"", with: "- {weight: 0.25, id: \"2.2\"")
    let result = try EvaluationSpec(text: full, path: path).run()
    let goals = try #require(result.tables.first { $0.id == "proyecto-metas" })
    #expect(goals.rows.last?.keys[2] == "Avance ponderado")
    #expect(goals.rows.last?.cells[3]?.value == .exact(Exact(85, over: 2)))
    #expect(goals.notes.first?.contains("pesa 45,0 %") == true)
    // The row of all goals has no number of a goal, in either language; files keep its key.
    for language in Language.allCases {
      let row = try #require(
        DisplayTable(goals, texts: result.texts(language), language: language).rows.last)
      #expect(
        row.stubs[1].isEmpty
          && row.stubs[2] == (language == .spanish ? "Avance ponderado" : "Weighted progress"))
    }
    #expect(goals.rows.last?.label == "/total/Avance ponderado/%//")
  }

  @Test("several years: the same months compared, month effects apart, a winter of one's own no alarm")
  func severalYears() throws {
    let path = Project.path("notebooks-data/school-service/varios-anios.yaml")
    let result = try EvaluationSpec(path: path).run()
    let tables = Dictionary(uniqueKeysWithValues: result.tables.map { ($0.id, $0) })
    let same = try #require(tables["asistencia-comparable"])
    // 2022 reports from May on: eight months in common with 2023, ten from then on.
    #expect(
      same.rows.filter { $0.keys[0] == "total" }.map { $0.cells[0]?.value }
        == [8, 10, 10].map { .exact(Exact($0)) })
    // Attendance rises by 0.4 points a year in the making of the data; the observed means say otherwise of the first year.
    let adjusted = try #require(tables["asistencia-ajustada"])
    let slope = try #require(
      adjusted.rows.first { $0.keys == ["total", "tendencia"] }?.cells[2]?.value?.double)
    #expect(abs(slope - 0.4) < 0.15)
    let occupancy = try #require(tables["ocupacion-anual"])
    #expect(
      occupancy.rows.count == 16 && occupancy.rows.allSatisfy { $0.cells[0]?.value == .exact(Exact(12)) })
    func alarms(_ result: EvaluationResult) throws -> [String] {
      try #require(result.tables.first { $0.id == "asistencia-alertas" }).rows
        .filter { $0.keys[1] == "20006" && $0.keys[3].contains("chart") && $0.keys[2] >= "2023" }.map {
          $0.keys[2]
        }
    }
    #expect(try alarms(result).isEmpty)
    let without = try String(contentsOfFile: path, encoding: .utf8).replacing(", own_season: true", with: "")
    let plain = try EvaluationSpec(text: without, path: path).run()
    #expect(try !alarms(plain).isEmpty)
    // One year alone has no such tables.
    #expect(try run("school-service")["asistencia-comparable"] == nil)
  }

  @Test(
    "a month that an establishment does not report is a finding with its name, and no movement of enrolment")
  func missingReport() throws {
    let path = Project.path("notebooks-data/school-service")
    let text = try String(contentsOfFile: path + "/establecimientos.csv", encoding: .utf8)
    let spec = try String(contentsOfFile: path + "/evaluation.yaml", encoding: .utf8)
    let whole = try EvaluationSpec(path: path + "/evaluation.yaml").run()
    #expect(whole.audit.findings.isEmpty)
    let missing = "10001,Calama,2025,12,557,615,3791,4456,1\n"
    try TemporaryFolder.with { folder in
      try folder.write(text.replacing(missing, with: ""), to: "establecimientos.csv")
      let file = try folder.write(spec, to: "evaluation.yaml")
      let result = try EvaluationSpec(path: file).run()
      let finding = try #require(result.audit.findings.first)
      #expect(finding.action == "no report: 10001, 2025-12" && finding.count == 1)
      #expect(finding.code == .missingReport && finding.column == "rbd" && finding.line != nil)
      func rows(_ result: EvaluationResult, _ id: String) throws -> (table: ReportTable, row: ReportTable.Row)
      {
        let table = try #require(result.tables.first { $0.id == id })
        return (table, try #require(table.rows.first { $0.keys.contains("Calama") }))
      }
      let (before, after) = (try rows(whole, "flujo-matricula"), try rows(result, "flujo-matricula"))
      func number(_ row: ReportTable.Row, _ cell: Int) -> Double? { row.cells[cell]?.value?.double }
      // In May it had 564 students, in December 557: without it the change is 7 less of a fall.
      #expect(number(before.row, 0) == 5 && number(after.row, 0) == 5)
      #expect(number(after.row, 1) == number(before.row, 1).map { $0 - 564 })
      #expect(number(after.row, 3) == number(before.row, 3).map { $0 - 557 })
      #expect(number(after.row, 4) == number(before.row, 4).map { $0 + 7 })
      #expect(before.table.notes.isEmpty && after.table.notes.count == 1)
      let places = try rows(result, "ocupacion")
      #expect(number(places.row, 1) == number(try rows(whole, "ocupacion").row, 1).map { $0 - 615 })
      #expect(
        places.table.notes == ["1 establecimiento no informa 2025-12: ni su matrícula ni sus cupos cuentan."])
    }
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
      let error = try #require(throws: SectionDataError.self) { try EvaluationSpec(path: file).run() }
      #expect(error.description.contains("establecimientos.csv") && error.description.contains("twice"))
    }
  }
}
