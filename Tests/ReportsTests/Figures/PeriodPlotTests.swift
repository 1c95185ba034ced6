import Kernels
import Reports
import Testing

/// Oracle: a table of three years by hand.
@Suite("Figures of tables over periods")
struct PeriodPlotTests {
  private static let hidden: ReportTable.Cell = {
    var cell = ReportTable.Cell(value: nil, decimals: 0)
    cell.isSuppressed = true
    return cell
  }()

  private static func table(_ years: [String], sexes: [String] = ["h"], hiding: String = "") -> ReportTable {
    TableFixture.table(
      keyNames: ["anio", "sexo"], columns: ["palabra", "pct"],
      rows: years.flatMap { year in
        sexes.map { sex in
          .init(
            keys: [year, sex],
            cells: [nil, year == hiding ? hidden : TableFixture.cell(Exact((Int(year) ?? 0) - 2010))])
        }
      })
  }

  private static func svg(_ table: ReportTable, texts: [String: String] = [:]) -> String? {
    PeriodPlot(table, periodKeys: ["anio"], texts: texts, language: .spanish).svg
  }

  @Test("a line for each member, through the values of the first column of numbers")
  func lines() throws {
    let figure = try #require(
      Self.svg(
        Self.table(["2014", "2015", "2016", "total"], sexes: ["h", "m"]),
        texts: ["h": "Hombres", "pct": "Parte"]))
    #expect(figure.split(separator: "<polyline").count == 3)
    #expect(figure.split(separator: "<circle").count == 7)
    for text in ["Cuadro 1. Título", "Parte (%)", "Hombres", ">m<", ">2014<", ">2016<"] {
      #expect(figure.contains(text), "\(text)")
    }
    // 4, 5 and 6 between the ticks 0 and 6, which are 280 apart.
    #expect(
      figure.contains("92.00,153.33 ") && figure.contains(",106.67 ") && figure.contains(",60.00\""),
      "\(figure)")
  }

  @Test("a hidden cell is not drawn, and breaks the line")
  func suppressed() throws {
    let figure = try #require(
      Self.svg(Self.table(["2011", "2012", "2013", "2014", "2015"], hiding: "2013")))
    #expect(figure.split(separator: "<polyline").count == 3)
    #expect(figure.split(separator: "<circle").count == 5)
  }

  @Test("two periods, no periods, or words for periods are no figure")
  func none() {
    #expect(Self.svg(Self.table(["2014", "2015"])) == nil)
    #expect(Self.svg(Self.table([])) == nil)
    #expect(Self.svg(Self.table(["a", "b", "c"])) == nil)
    #expect(Self.svg(Self.table(["2014", "2015", "2014-2015", "variacion_2015"])) == nil)
    #expect(Self.svg(Self.table(["2014-01", "2014-02", "2014-03"])) != nil)
    let other = PeriodPlot(
      Self.table(["2014", "2015", "2016"]), periodKeys: ["mes"], texts: [:], language: .spanish)
    #expect(other.svg == nil)
  }

  @Test("a column of choice is drawn, and a key that is a remark tells no lines apart")
  func choice() throws {
    let table = TableFixture.table(
      keyNames: ["anio", "estado"], columns: ["n", "pct"],
      rows: [("2014", "a"), ("2015", "a"), ("2016", "b")].map { year, state in
        .init(keys: [year, state], cells: [TableFixture.cell(Exact(900)), TableFixture.cell(Exact(3))])
      })
    func svg(_ column: String?, _ remarks: Set<String>) -> String? {
      PeriodPlot(
        table, periodKeys: ["anio"], column: column, remarks: remarks,
        texts: ["pct": "Parte (%)", "n": "Número"],
        language: .spanish
      ).svg
    }
    // Two points of one state and one of the other are no line of three.
    #expect(svg("pct", []) == nil)
    let figure = try #require(svg("pct", ["estado"]))
    #expect(figure.split(separator: "<polyline").count == 2 && figure.contains(">Parte (%)<"))
    #expect(figure.split(separator: "<circle").count == 4 && !figure.contains(">a<"))
    let first = try #require(svg(nil, ["estado"]))
    #expect(first.contains("Número (") && first == svg("otra", ["estado"]))
  }

  @Test("a label makes no tag", arguments: TableFormatTests.hostile)
  func hostile(label: String) throws {
    let figure = try #require(Self.svg(Self.table(["2014", "2015", "2016"], sexes: [label])))
    let plain = try #require(Self.svg(Self.table(["2014", "2015", "2016"], sexes: ["x"])))
    #expect(figure.utf8.count { $0 == UInt8(ascii: "<") } == plain.utf8.count { $0 == UInt8(ascii: "<") })
  }
}
