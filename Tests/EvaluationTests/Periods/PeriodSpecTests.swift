import Evaluation
import Foundation
import Kernels
import Panels
import Reports
import Rosters
import TestFixtures
import Testing

/// Oracles: rosters of a few people worked by hand; the same records as years, which must give the same numbers; an independent
/// count over the rows of the example.
@Suite("Periods that are no years")
struct PeriodSpecTests {
  private static func spec(_ files: String, _ first: String, _ second: String, period: String = "") -> String
  {
    """
    rosters:
      files: {\(files)}
    \(period)  identifier: {number: run}
      state: {name: tramo, field: tramo, values: {1: "1", 2: "2"}}
      amount: monto
    fields: {tramo: text, monto: integer, sexo: text}
    dimensions: {sexo: {field: sexo, values: {hombres: H, mujeres: M}}}
    deflator: {base_year: 2024, factors: {\(first): 2, \(second): 3}}
    inputs: {costo: {keys: [anio, tramo], values: {\(first): {1: 10, 2: 20}, \(second): {1: 30, 2: 40}}}}
    disclosure: {threshold: 0, reason: prueba}
    chapters: {uno: Uno}
    tables:
      t:
        rows:
          - for: {anio: years, tramo: [all, total]}
            columns:
              n: "count(anio, tramo)"
              pesos: "real(sum(monto, anio, tramo), anio)"
              costo: "over(tramo, count(anio, tramo) * costo(anio, tramo))"
      m:
        rows:
          - for: {anio: \(second), de: [1, 2, total], a: [1, 2, total]}
            columns: {n: "moved(anio, de, a)", antes: "count(anio=anio - 1, tramo=de)"}
      p:
        rows:
          - for: {x: y}
            columns: {n: 'people(present={"\(first)", "\(second)"})', r: 'people(present="\(first)".."\(second)")', f: 'people(first_year="\(second)")', c: 'count(anio="\(first)")'}

    """
  }

  private static let rosters = [
    "a.csv": EvaluationFixture.rosters["r2014.csv"] ?? "",
    "b.csv": EvaluationFixture.rosters["r2015.csv"] ?? "",
  ]

  private func values(_ text: String) throws -> [String: [String]] {
    let result = try EvaluationFixture.run(text, rosters: Self.rosters)
    return Dictionary(
      uniqueKeysWithValues: result.tables.map { table in
        (
          table.id,
          table.rows.map { row in
            row.cells.map { cell in cell?.value.map { "\($0.double)" } ?? "-" }.joined(separator: " ")
          }
        )
      })
  }

  @Test(
    "months, quarters, semesters and listed periods give what years give",
    arguments: [
      ("2022-12", "2023-01", ""), ("2022-T4", "2023-T1", ""), ("2022-S2", "2023-S1", ""),
      ("antes", "después", "  period: {labels: [antes, después]}\n"),
    ])
  func sameAsYears(first: String, second: String, period: String) throws {
    let years = try values(
      Self.spec("2014: a.csv, 2015: b.csv", "2014", "2015").replacing("\"2014\"", with: "2014").replacing(
        "\"2015\"", with: "2015"))
    let other = try values(Self.spec("\(second): b.csv, \(first): a.csv", first, second, period: period))
    #expect(years["t"]?.count == 6 && years["m"]?.count == 9)
    #expect(years == other)
    // By hand: persons 1 and 3 stay, of four and three.
    #expect(other["p"] == ["2.0 2.0 1.0 4.0"])
    #expect(other["m"]?.last == "2.0 4.0")
  }

  @Test("labels are shown, in rows, matrices and the audit")
  func shown() throws {
    let text = Self.spec("2022-12: a.csv, 2023-01: b.csv", "2022-12", "2023-01")
    let result = try EvaluationFixture.run(text, rosters: Self.rosters)
    let table = try #require(result.tables.first { $0.id == "t" })
    #expect(
      table.rows.map { $0.keys[0] } == Array(repeating: "2022-12", count: 3)
        + Array(repeating: "2023-01", count: 3))
    let matrix = try #require(result.tables.first { $0.id == "matriz-transicion" })
    #expect(matrix.keyNames[0] == "periodo_t" && matrix.rows.allSatisfy { $0.keys[0] == "2023-01" })
    #expect(result.audit.json().text.contains("\"year\": \"2022-12\""))
  }

  @Test("a month that is missing is not skipped over")
  func gap() throws {
    let text = Self.spec("2022-11: a.csv, 2023-01: b.csv", "2022-11", "2023-01")
    let error = try #require(throws: SpecError.self) {
      try EvaluationFixture.run(text, rosters: Self.rosters)
    }
    #expect(error.message.contains("moved(2023-01, …): the panel lacks 2023-01 or the period before"))
  }

  @Test("files of a range, a year for all its months")
  func ranges() throws {
    let text = Self.spec("2022-12..2023-01: \"{period}.csv\"", "2022-12", "2023-01").replacing(
      "factors: {2022-12: 2, 2023-01: 3}", with: "factors: {2022: 2, 2023: 3}")
    let result = try EvaluationFixture.run(
      text,
      rosters: ["2022-12.csv": Self.rosters["a.csv"] ?? "", "2023-01.csv": Self.rosters["b.csv"] ?? ""])
    let table = try #require(result.tables.first { $0.id == "t" })
    // (100 + 100 + 50 + 50) × 2 and (60 + 60 + 120) × 3.
    #expect(table.rows[2].cells[1]?.value == .exact(Exact(600)))
    #expect(table.rows[5].cells[1]?.value == .exact(Exact(720)))
  }

  @Test("a panel without a spec has months too")
  func summary() throws {
    try TemporaryFolder.with { folder in
      let schema = RosterSchema(
        identifier: "run", fields: [FieldDefinition("tramo", type: .text)], state: .given(field: "tramo"))
      let months = PeriodLabels(.months)
      func files(_ second: String) throws -> [(year: Int, paths: [String])] {
        try ["2022-12": Self.rosters["a.csv"] ?? "", "2023-01": second].sorted { $0.key < $1.key }.map {
          (try #require(months.number(of: $0)), [try folder.write($1, to: "\($0).csv")])
        }
      }
      var request = PanelSummary.Request(
        files: try files(Self.rosters["b.csv"] ?? ""), schema: schema, threads: 1)
      request.periods = months
      let text = try PanelSummary(request).json.text
      #expect(text.contains("\"2022-12\"") && text.contains("\"year\": \"2023-01\""))
      #expect(!text.contains("\(24_275)") && !text.contains("\(24_276)"))
      request.files = try files("run;tramo\nx;1\n")
      let error = try #require(throws: PanelError.self) { try PanelSummary(request) }
      #expect(error.description.contains("2023-01") && !error.description.contains("24276"))
    }
  }

  static let mistakes: [(files: String, period: String, says: String)] = [
    ("2022-12: a.csv, 2023-13: b.csv", "", "'2023-13' is no period such as 2022-12"),
    ("2022-12: a.csv, 2023: b.csv", "", "'2023' is no period such as 2022-12"),
    ("2022: a.csv, 2023-01: b.csv", "", "must be a whole number"),
    ("2022-12: a.csv, '2022-12 ': b.csv", "", "is no period"),
    ("2022-12..2023-01: a.csv", "", "{period} in their name"),
    ("2023-01..2022-12: \"{period}.csv\"", "", "rises"),
    ("2022-12: a.csv, 2022-11..2022-12: \"{period}.csv\"", "", "the period 2022-12 is given twice"),
    ("antes: a.csv, despues: b.csv", "  period: {labels: [antes, después]}\n", "did you mean 'después'"),
    ("antes: a.csv", "  period: {labels: [antes, antes]}\n", "listed twice"),
    ("antes: a.csv", "  period: {labels: [antes, 2023]}\n", "whole numbers are years"),
    ("antes: a.csv", "  period: {label: [antes]}\n", "did you mean 'labels'"),
    ("2022-12: a.csv", "  period: {name: tramo}\n", "'tramo' is the name of the state"),
    ("antes: a.csv, luego: b.csv", "", "rosters.period.labels"),
  ]

  @Test("mistakes are found with their place", arguments: mistakes)
  func mistake(files: String, period: String, says: String) throws {
    let error = try #require(throws: SpecError.self) {
      try EvaluationSpec(text: Self.spec(files, "2022-12", "2023-01", period: period), path: "spec.yaml")
    }
    #expect(error.message.contains(says), "\(error)")
    #expect((error.position?.line ?? 0) >= 2)
  }

  @Test("an error of the panel says the month")
  func panelError() throws {
    let text = Self.spec("2022-12: a.csv, 2023-01: b.csv", "2022-12", "2023-01")
    let error = try #require(throws: (any Error).self) {
      try EvaluationFixture.run(
        text, rosters: ["a.csv": Self.rosters["a.csv"] ?? "", "b.csv": "run;tramo;sexo;monto\nx;1;H;5\n"])
    }
    #expect("\(error)".contains("2023-01: no valid row among the 1 read"), "\(error)")
  }

  @Test("the example: 24 months of three tramos, against a count over the rows")
  func example() throws {
    let folder = Project.path("notebooks-data/employment-subsidy")
    let result = try EvaluationSpec(path: folder + "/evaluation.yaml").run(EvaluationOptions(threads: 2))
    var states: [String: [Int]] = [:]
    var spent: [String: Int] = [:]
    for month in 0..<24 {
      let label = "\(2023 + month / 12)-\(month % 12 < 9 ? "0" : "")\(month % 12 + 1)"
      let text = try String(contentsOfFile: "\(folder)/nominas/empleo_\(label).csv", encoding: .utf8)
      for line in text.split(separator: "\n").dropFirst() {
        let fields = line.split(separator: ";")
        let wage = try #require(Int(fields[4]))
        let tramo = wage <= 250_000 ? 1 : wage <= 320_000 ? 2 : 3
        states[String(fields[0]), default: Array(repeating: 0, count: 24)][month] = tramo
        spent["\(label)/\(tramo)", default: 0] += try #require(Int(fields[5]))
        spent["\(label)/n\(tramo)", default: 0] += 1
      }
    }
    func cells(_ id: String, _ column: String) throws -> [String: Exact] {
      let table = try #require(result.tables.first { $0.id == id })
      let place = try #require(table.columns.firstIndex(of: column))
      var found: [String: Exact] = [:]
      for row in table.rows {
        if case .exact(let value)? = row.cells[place]?.value { found[row.label] = value }
      }
      return found
    }
    #expect(result.audit.people == states.count && result.audit.accounts.count == 24)
    let people = try cells("beneficiarios-tramo", "beneficiarios")
    #expect(people.count == 96)
    for (key, value) in people where !key.hasSuffix("total") {
      #expect(value == Exact(spent[key.replacing("/", with: "/n")] ?? 0), "\(key)")
    }
    let times = try cells("permanencia", "personas")
    for k in 1...24 { #expect(times["\(k)"] == Exact(states.values.count { $0.count { $0 > 0 } == k })) }
    let stayed = try cells("permanencia-desde-enero", "pct")
    let first = states.values.filter { $0[0] > 0 }
    for months in [3, 6, 12] {
      let still = first.count { $0[0...months].allSatisfy { $0 > 0 } }
      #expect(stayed["2023-01/\(months)"] == Exact(100 * still, over: first.count))
    }
    let moved = try cells("movilidad-tramo", "pct")
    for month in 1..<24 {
      let label = "\(2023 + month / 12)-\(month % 12 < 9 ? "0" : "")\(month % 12 + 1)"
      let from = states.values.filter { $0[month - 1] == 1 && $0[month] > 0 }
      #expect(moved["\(label)/sube_1_2"] == Exact(100 * from.count { $0[month] == 2 }, over: from.count))
    }
    // Spending of a month in pesos of 2024: transfers and what administration comes to.
    let cost = try cells("costo-beneficiario", "gasto")
    let november = [1, 2, 3].reduce(0) { $0 + (spent["2023-11/\($1)"] ?? 0) } + 260_000
    #expect(cost["2023-11/total"] == Exact(november) * Exact(1039, over: 1000))
    let goals = try #require(result.tables.first { $0.id == "cobertura" })
    #expect(goals.rows.count == 48 && goals.rows.count { $0.keys[2] == "con_meta" } == 2)
  }

  @Test("indices of more than twelve periods are a row each where people read; files are the same")
  func manyPeriods() throws {
    let months = (1...14).map { PeriodLabels(.months).label(of: 2023 * 12 + $0 - 1) }
    func tables(_ count: Int) throws -> ReportTable {
      let spec = """
        rosters:
          files: {2023-01..\(months[count - 1]): "m{period}.csv"}
          identifier: {number: run}
          state: {name: tramo, field: tramo, values: {1: "1", 2: "2"}}
        fields: {tramo: text}
        disclosure: {threshold: 0, reason: prueba}
        chapters: {uno: Uno}
        tables: {t: {rows: [{for: {mes: years}, columns: {n: "count(anio=mes)"}}]}}

        """
      var rosters: [String: String] = [:]
      for (place, month) in months.prefix(count).enumerated() {
        rosters["m\(month).csv"] = "run;tramo\n1;\(place % 2 + 1)\n2;2\n3;1\n4;\(place % 3 == 0 ? 1 : 2)\n"
      }
      return try #require(
        try EvaluationFixture.run(spec, rosters: rosters).tables.first { $0.id == "indices-movilidad" })
    }
    let (few, many) = (try tables(13), try tables(14))
    #expect(few.across == "periodo_t" && many.across == nil)
    let display = DisplayTable(many, texts: [:], language: .spanish)
    #expect(display.headings == ["Valor", "Error estándar"] && display.rows.count == many.rows.count)
    #expect(many.rows.count == few.rows.count / 12 * 13)
    #expect(TableCSV.text(many).hasPrefix(TableCSV.text(few)))
  }
}
