import Kernels
import Reports
import TestFixtures
import Testing

/// Oracle: tables by hand, of which it is plain which lines say something.
@Suite("Lines of figures")
struct FigureLinesTests {
  private static let years = ["2014", "2015", "2016"]

  /// A cell for each year and combination of members, in percent.
  private static func table(
    _ keys: [(name: String, members: [String])], unit: String = "%", shown: [String: [String: String]] = [:],
    hidden: ([String]) -> Bool = { _ in false }, _ value: ([String]) -> Int
  ) -> ReportTable {
    let combinations = keys.reduce([[]]) { all, key in
      all.flatMap { own in key.members.map { own + [$0] } }
    }
    let rows = years.flatMap { year in
      combinations.map { own -> ReportTable.Row in
        var cell = TableFixture.cell(Exact(value([year] + own)))
        if hidden([year] + own) {
          cell = TableFixture.cell(nil)
          cell.isSuppressed = true
        }
        return ReportTable.Row(keys: [year] + own, cells: [cell], shown: shown[year] ?? [:])
      }
    }
    return ReportTable(
      id: "t", number: "Cuadro 1", chapter: "c", title: "Título", unit: unit, years: "2014-2016",
      keyNames: ["anio"] + keys.map(\.name), columns: ["valor"], rows: rows, formula: "", source: "")
  }

  private static func drawn(
    _ table: ReportTable, _ texts: [String: String] = [:], _ language: Language = .spanish
  )
    throws -> DrawnFigure
  {
    DrawnFigure(
      try #require(PeriodPlot(table, periodKeys: ["anio"], texts: texts, language: language).svg))
  }

  @Test("of nine reasons and their total of 100 % the reasons are drawn")
  func reasons() throws {
    let reasons = (1...9).map { "m\($0)" }
    let table = Self.table([("motivo", reasons + ["total"])]) { keys in
      keys[1] == "total" ? 100 : Int(keys[1].dropFirst()) ?? 0
    }
    let figure = try Self.drawn(table)
    #expect(figure.legend.map(\.name) == reasons)
    #expect(figure.lines.count == 9)
    // The one beyond the colours there are has dashes.
    #expect(Set(figure.legend.map { $0.stroke + $0.dash }).count == 9)
    #expect(figure.legend.count { !$0.dash.isEmpty } == 1)
    for (place, name) in reasons.enumerated() {
      let line = try #require(figure.lines(named: name).first)
      #expect(figure.values(of: line, to: "8").allSatisfy { abs($0 - Double(place + 1)) < 0.02 }, "\(name)")
    }
    // A total alone at 100 % is no figure.
    let alone = Self.table([("motivo", ["total"])]) { _ in 100 }
    #expect(PeriodPlot(alone, periodKeys: ["anio"], texts: [:], language: .spanish).svg == nil)
    // People are no shares: a hundred of them are drawn.
    let people = Self.table([("motivo", ["total"])], unit: "personas") { _ in 100 }
    #expect(try Self.drawn(people).lines.count == 1)
  }

  @Test("a total that is no whole is drawn, black, beside its members")
  func total() throws {
    let table = Self.table([("sexo", ["h", "m", "total"])]) { $0[1] == "total" ? 40 : 20 }
    let figure = try Self.drawn(table, ["total": "Total"])
    #expect(figure.legend.map(\.name) == ["h", "m", "Total"])
    #expect(figure.legend.last?.stroke == "#000000")
  }

  @Test("where several keys are the total, the legend says it once, and not beside members of others")
  func names() throws {
    let three = Self.table([("a", ["total"]), ("b", ["total"]), ("c", ["total"])], unit: "personas") { _ in 5
    }
    #expect(try Self.drawn(three, ["total": "Total"]).legend.map(\.name) == ["Total"])
    let two = Self.table([("a", ["x", "total"]), ("b", ["y", "total"])], unit: "personas") { _ in 5 }
    #expect(
      try Self.drawn(two, ["total": "Total"]).legend.map(\.name) == ["x · y", "x", "y", "Total"])
    // A member of both keys: the totals tell them apart.
    let same = Self.table([("a", ["x", "total"]), ("b", ["x", "total"])], unit: "personas") { _ in 5 }
    #expect(
      try Self.drawn(same, ["total": "Total"]).legend.map(\.name)
        == ["x · x", "x · Total", "Total · x", "Total · Total"])
  }

  @Test("of more members than can be told apart the largest are drawn with the total, and the figure says so")
  func largest() throws {
    let table = Self.table([("region", (1...15).map { "r\($0)" } + ["total"])], unit: "personas") { keys in
      keys[1] == "total" ? 120 : Int(keys[1].dropFirst()) ?? 0
    }
    let figure = try Self.drawn(table, ["total": "Total"])
    #expect(figure.legend.map(\.name) == (9...15).map { "r\($0)" } + ["Total"])
    #expect(
      figure.says("Se dibujan 8 de 16 líneas, las de mayores valores; el cuadro las tiene todas."))
    let english = try Self.drawn(table, [:], .english)
    #expect(english.says("8 of 16 lines are drawn, those of the largest values; the table has them all."))
    // What is hidden is not among them, whatever it was.
    func isHidden(_ keys: [String]) -> Bool { keys[1] == "r15" }
    let hiding = Self.table(
      [("region", (1...15).map { "r\($0)" })], unit: "personas", hidden: isHidden
    ) { keys in
      Int(keys[1].dropFirst()) ?? 0
    }
    #expect(try Self.drawn(hiding).legend.map(\.name) == (7...14).map { "r\($0)" })
  }

  @Test("the members of two keys are in panels, and a code before its name is one key")
  func panels() throws {
    let table = Self.table([("sexo", ["h", "m"]), ("edad", ["9", "12", "15", "18", "21", "total"])]) { keys in
      keys[2] == "total" ? 100 : Int(keys[2]) ?? 0
    }
    let figure = try Self.drawn(table, ["h": "Hombres", "m": "Mujeres"])
    #expect(figure.legend.map(\.name) == ["9", "12", "15", "18", "21"].map { "edad \($0)" })
    #expect(figure.lines.count == 10 && figure.says("Hombres") && figure.says("Mujeres"))
    for name in ["9", "21"] {
      let lines = figure.lines(named: "edad \(name)")
      #expect(lines.count == 2 && lines[0].points[0].x < lines[1].points[0].x - 200)
      #expect(
        lines.allSatisfy { line in
          figure.values(of: line, to: "20").allSatisfy { abs($0 - (Double(name) ?? 0)) < 0.05 }
        })
    }
    let rows = Self.years.flatMap { year in
      (1...3).map { ReportTable.Row(keys: [year, "\($0)", "r\($0)"], cells: [TableFixture.cell(Exact($0))]) }
    }
    let coded = TableFixture.table(keyNames: ["anio", "codigo", "region"], rows: rows)
    #expect(try Self.drawn(coded).legend.map(\.name) == ["r1", "r2", "r3"])
  }

  @Test("of three keys those with a total are drawn for it; without one there is no figure")
  func threeKeys() throws {
    let few = ["a", "b", "c"]
    let totalled = Self.table(
      [("x", few), ("y", few), ("z", few + ["total"])], unit: "personas"
    ) { $0[3] == "total" ? 30 : 10 }
    let figure = try Self.drawn(totalled)
    #expect(figure.legend.map(\.name) == few && figure.lines.count == 9)
    let none = Self.table([("x", few), ("y", few), ("z", few)], unit: "personas") { _ in 1 }
    #expect(PeriodPlot(none, periodKeys: ["anio"], texts: [:], language: .spanish).svg == nil)
  }

  @Test("a wording that differs by year stands in the legend with its years, as in the rows of the table")
  func wordings() throws {
    let table = Self.table(
      [("regla", ["v"])], unit: "personas", shown: ["2014": ["regla": "Según la ficha"]]
    ) { _ in 5 }
    let texts = ["v": "Según el registro"]
    #expect(
      try Self.drawn(table, texts).legend.map(\.name)
        == ["Según la ficha (2014); Según el registro (2015–2016)"])
    let one = Self.table(
      [("regla", ["v"])], unit: "personas",
      shown: Dictionary(uniqueKeysWithValues: Self.years.map { ($0, ["regla": "Según la ficha"]) })
    ) { _ in 5 }
    #expect(try Self.drawn(one, texts).legend.map(\.name) == ["Según la ficha"])
  }

  @Test("a bare number is named with its key, a year is not")
  func numbers() throws {
    let table = Self.table([("tramo", ["1", "2", "total"])], unit: "personas") { _ in 5 }
    #expect(
      try Self.drawn(table, ["tramo": "Tramo", "total": "Total"]).legend.map(\.name)
        == ["Tramo 1", "Tramo 2", "Total"])
    let cohorts = Self.table([("cohorte", ["2012", "2013"])], unit: "personas") { _ in 5 }
    #expect(try Self.drawn(cohorts).legend.map(\.name) == ["2012", "2013"])
  }
}
