import Kernels
import Reports
import TestFixtures
import Testing

/// Oracle: five groups by hand; the lines pass through the cells of the table, and through the origin.
@Suite("Curves of concentration")
struct ConcentrationPlotTests {
  private static let poor = [40, 70, 85, 95, 100]
  private static let even = [20, 40, 60, 80, 100]

  private static func table(_ members: [(keys: [String], values: [Int?])]) -> ReportTable {
    ReportTable(
      id: "curva", number: "Cuadro 3", chapter: "c", title: "Cobertura y beneficio",
      unit: "personas, pesos, %",
      years: "", keyNames: ["anio", "zona", "grupo"], columns: ["personas", "acumulado"],
      rows: members.flatMap { member in
        member.values.enumerated().map { place, value in
          var cell = TableFixture.cell(value.map { Exact($0) })
          cell.isSuppressed = value == nil
          return ReportTable.Row(
            keys: member.keys + ["\(place + 1)"], cells: [TableFixture.cell(Exact(7)), cell])
        }
      }, formula: "", source: "")
  }

  private static func svg(
    _ table: ReportTable, column: String = "acumulado", group: String = "grupo",
    _ language: Language = .spanish
  ) -> String? {
    ConcentrationPlot(
      table, groupKey: group, column: column, panelKey: "anio", texts: ["total": "Total"], language: language
    ).svg
  }

  private static func drawn(_ table: ReportTable, _ language: Language = .spanish) throws -> DrawnFigure {
    DrawnFigure(try #require(svg(table, language)))
  }

  /// Points in percent of both axes, by the frame of the diagonal.
  private static func shares(_ line: DrawnFigure.Line, _ figure: DrawnFigure) throws -> [[Double]] {
    let diagonal = try #require(
      figure.rules.filter { $0.dash == "2 3" && $0.points[0].y != $0.points[1].y }.last {
        $0.points[0].x <= line.points[0].x + 0.01
      })
    let (start, end) = (diagonal.points[0], diagonal.points[1])
    return line.points.map { point in
      [100 * (point.x - start.x) / (end.x - start.x), 100 * (point.y - start.y) / (end.y - start.y)]
        .map { ($0 * 10).rounded() / 10 }
    }
  }

  @Test("a line for each stratum through the cells of the table, from the origin, beside the diagonal")
  func byHand() throws {
    let figure = try Self.drawn(
      Self.table([(["2020", "norte"], Self.poor), (["2020", "total"], Self.even)]))
    #expect(figure.legend.map(\.name) == ["2020 · norte", "2020 · Total", "Línea de igualdad"])
    for (name, values) in [("2020 · norte", Self.poor), ("2020 · Total", Self.even)] {
      let line = try #require(figure.lines(named: name).first)
      let expected = [[0.0, 0]] + values.enumerated().map { [20 * Double($0 + 1), Double($1)] }
      #expect(try Self.shares(line, figure) == expected)
    }
    #expect(figure.lines.count == 2)
    #expect(figure.says("Cuadro 3. Curva de concentración del beneficio"))
    #expect(figure.says("Población acumulada, de la más pobre a la más rica (%)"))
    #expect(figure.says("Beneficio acumulado (%)"))
    #expect(figure.ticks.map(\.label) == ["0", "20", "40", "60", "80", "100"])
  }

  @Test("years are panels where there are strata, and lines where there are none")
  func years() throws {
    let both = try Self.drawn(
      Self.table(
        [("2020", "norte"), ("2020", "total"), ("2021", "norte"), ("2021", "total")].map {
          ([$0, $1], Self.poor)
        }))
    #expect(both.lines.count == 4 && both.says("2020") && both.says("2021"))
    #expect(both.legend.map(\.name) == ["norte", "Total", "Línea de igualdad"])
    for line in both.lines { #expect(try Self.shares(line, both).map { $0[1] } == [0, 40, 70, 85, 95, 100]) }
    let alone = try Self.drawn(
      Self.table([(["2020", "total"], Self.poor), (["2021", "total"], Self.even)]))
    #expect(alone.legend.map(\.name) == ["2020", "2021", "Línea de igualdad"])
  }

  @Test("a hidden cell has no point, and the line is broken there, at the origin too")
  func hidden() throws {
    let figure = try Self.drawn(Self.table([(["2020", "total"], [40, 70, nil, 95, 100])]))
    #expect(
      try figure.lines.map { try Self.shares($0, figure) } == [
        [[0, 0], [20, 40], [40, 70]], [[80, 95], [100, 100]],
      ])
    let first = try Self.drawn(Self.table([(["2020", "total"], [nil, 70, 85, 95, 100])]))
    #expect(try first.lines.map { try Self.shares($0, first)[0] } == [[40, 70]])
    #expect(Self.svg(Self.table([(["2020", "total"], [nil, nil, nil, nil, 100])])) == nil)
    // A stratum that is hidden whole has no name in the legend.
    let none = try Self.drawn(
      Self.table([(["2020", "sur"], [nil, nil, nil, nil, nil]), (["2020", "total"], Self.poor)]))
    #expect(none.lines.count == 1 && !none.texts.contains { $0.text.contains("sur") })
  }

  @Test("words are English in English; the same bytes every time; no such key or column is no figure")
  func words() throws {
    let table = Self.table([(["2020", "total"], Self.poor)])
    let figure = try Self.drawn(table, .english)
    for text in [
      "Cuadro 3. Concentration curve of the benefit", "Line of equality", "Cumulative benefit (%)",
      "Cumulative population, from the poorest to the richest (%)",
    ] {
      #expect(figure.says(text), "\(text)")
    }
    #expect(Self.svg(table) == Self.svg(table))
    #expect(Self.svg(table, column: "otra") == nil && Self.svg(table, group: "otra") == nil)
    #expect(Self.svg(Self.table([])) == nil)
  }
}
