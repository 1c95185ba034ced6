import Evaluation
import Foundation
import Reports
import SyntheticRosters
import TestFixtures
import Testing

/// Oracle: the tables that the figures are of, which have oracles of their own.
@Suite("Figures of the program's own tables")
struct FigureChoiceTests {
  private static func value(_ table: ReportTable, _ keys: [String], _ column: String) -> Double? {
    guard let place = table.columns.firstIndex(of: column) else { return nil }
    return table.rows.first { $0.keys == keys }?.cells[place]?.value?.double
  }

  private static func figure(_ result: EvaluationResult, _ id: String, _ language: Language = .spanish) throws
    -> DrawnFigure
  {
    try TemporaryFolder.with { folder in
      let paths = try EvaluationOutput(
        result: result, language: language, formats: [.html, .markdown], version: "x"
      ).write(to: folder.at("out"))
      #expect(paths.contains { $0.hasSuffix("figures/\(id).svg") })
      let svg = try String(contentsOfFile: folder.at("out/figures/\(id).svg"), encoding: .utf8)
      // In the page itself, and linked to in Markdown.
      #expect(
        try String(contentsOfFile: folder.at("out/report.html"), encoding: .utf8).contains(
          try #require(svg.split(separator: "\n").first { $0.hasPrefix("<polyline") })))
      let markdown = try String(contentsOfFile: folder.at("out/report.md"), encoding: .utf8)
      let link = try #require(markdown.split(separator: "\n").first { $0.hasSuffix("](figures/\(id).svg)") })
      let table = try #require(result.tables.first { $0.id == id })
      #expect(link.hasPrefix("![\(table.said(in: language).number)"))
      return DrawnFigure(svg)
    }
  }

  @Test(
    "a table of the spec is drawn by the column that it names, else by its first", arguments: [true, false])
  func named(isNamed: Bool) throws {
    let spec = """
      rosters:
        files: {2014: r2014.csv, 2015: r2015.csv}
        identifier: {number: run}
        state: {name: tramo, field: tramo, values: {1: "1", 2: "2"}}
      fields: {tramo: text}
      chapters: {uno: Uno}
      inputs:
        a: {keys: [anio], values: {2014: 1, 2015: 2, 2016: 3}}
        b: {keys: [anio], values: {2014: 40, 2015: 50, 2016: 60}}
      tables:
        t:
          labels: {x: La primera, y: La segunda}
          \(isNamed ? "figure: y" : "source: z")
          rows: [{for: {anio: 2014..2016}, columns: {x: a(anio), y: b(anio)}}]

      """
    try TemporaryFolder.with { folder in
      for (name, text) in EvaluationFixture.rosters { try folder.write(text, to: name) }
      let result = try EvaluationSpec(path: try folder.write(spec, to: "spec.yaml")).run()
      let figure = try Self.figure(result, "t")
      #expect(figure.says("La segunda") == isNamed && figure.says("La primera") == !isNamed)
      #expect(figure.lines.map(\.points.count) == [3])
    }
  }

  @Test(
    "the reasons to leave are drawn, each through its share of those who received, and not a total of 100 %")
  func reasons() throws {
    try TemporaryFolder.with { folder in
      _ = try CountryGenerator(students: 6_000, years: [2015, 2016, 2017, 2018], seed: 7).write(
        to: folder.path
      ) {
        _ in
      }
      let result = try EvaluationSpec(path: folder.at("evaluation.yaml")).run()
      let table = try #require(result.tables.first { $0.id == "continuidad-motivos" })
      let figure = try Self.figure(result, table.id)
      #expect(figure.says("De quienes recibieron (%)") && figure.ticks.first?.label == "0")
      let reasons = Set(table.rows.map { $0.keys[1] })
      let drawn = reasons.filter { reason in
        (2016...2018).contains { Self.value(table, ["\($0)", reason], "de_anterior_pct") != nil }
      }
      #expect(figure.legend.count == drawn.count && drawn.count > 8)
      #expect(figure.legend.count { $0.name == "Total" } == 1)
      let top = try #require(figure.ticks.last?.label)
      for (name, reason) in [("Total", "total"), ("Bajó del 30 % de mejor rendimiento", "rendimiento")] {
        let points = figure.lines(named: name).flatMap { figure.values(of: $0, to: top) }
        let expected = (2016...2018).compactMap { Self.value(table, ["\($0)", reason], "de_anterior_pct") }
        #expect(points.count == expected.count && expected.count == 3)
        // A hundredth of a point of the drawing, which is 280 points high.
        let step = (Double(top) ?? 0) / 280 * 0.01
        #expect(zip(points, expected).allSatisfy { abs($0 - $1) <= step }, "\(points) \(expected)")
      }
      // Every figure names one unit, and no name is said twice.
      for id in ["elegibilidad-tramos", "elegibilidad-errores", "elegibilidad-reglas"] {
        let other = try Self.figure(result, id)
        #expect(!other.texts.contains { $0.text.contains("personas, %") }, "\(id)")
        #expect(Set(other.legend.map(\.name)).count == other.legend.count, "\(id)")
        // A tramo under the reasons is called one.
        #expect(!other.legend.contains { $0.name.hasPrefix("Motivo ") }, "\(id)")
      }
    }
  }

  @Test(
    "the curve of concentration has the points of its table, and none of a hidden cell", arguments: [0, 40])
  func curve(threshold: Int) throws {
    let path = Project.path("notebooks-data/targeting/evaluation.yaml")
    let text = try String(contentsOfFile: path, encoding: .utf8)
      .replacing("disclosure: {threshold: 0,", with: "disclosure: {threshold: \(threshold),")
    let result = try EvaluationSpec(text: text, path: path).run()
    let table = try #require(result.tables.first { $0.id == "focalizacion-grupos" })
    let column = try #require(table.columns.firstIndex(of: "acumulado_pct"))
    let hidden = table.rows.count { $0.cells[column]?.isSuppressed == true }
    #expect((hidden > 0) == (threshold > 0))
    let figure = try Self.figure(result, table.id)
    #expect(figure.says("Focalización 3. Curva de concentración del beneficio"))
    for year in ["2022", "2023"] { #expect(figure.says(year), "\(year)") }
    let low = try #require(figure.ticks.first { $0.label == "0" }?.y)
    let high = try #require(figure.ticks.first { $0.label == "100" }?.y)
    // Each cell of a line that is shown is a point, and each point but the origins is a shown cell.
    func height(_ y: Double) -> Double { ((low - y) / (low - high) * 1000).rounded() / 10 }
    let drawn = figure.lines.flatMap { $0.points.map { height($0.y) } }.filter { $0 > 0 }.sorted()
    // A lone point is no line.
    var shown: [Double] = []
    for rows in Dictionary(grouping: table.rows, by: { Array($0.keys.dropLast()) }).values {
      let values: [Double] = rows.compactMap { $0.cells[column]?.value?.double }
      if values.count > 1 { shown += values.map { ($0 * 10).rounded() / 10 } }
    }
    shown.sort()
    #expect(drawn.count == shown.count)
    // A hundredth of a point of a drawing of 278 points, and the rounding of both to a decimal.
    #expect(zip(drawn, shown).allSatisfy { abs($0 - $1) < 0.11 }, "\(drawn) \(shown)")
    let english = try Self.figure(result, table.id, .english)
    #expect(english.says("Targeting 3. Concentration curve of the benefit"))
  }
}
