import Kernels
import Reports
import TestFixtures
import Testing

/// Oracle: units and axes that a reader would expect, written by hand.
@Suite("Axes and units of figures")
struct FigureAxisTests {
  private struct Column {
    let name: String
    var heading: String?
    let cells: [ReportTable.Cell]
  }

  private static func drawn(_ column: Column, unit: String, _ language: Language = .spanish) throws
    -> DrawnFigure
  {
    let rows = column.cells.enumerated().map { place, cell in
      ReportTable.Row(keys: [String(2014 + place)], cells: [cell])
    }
    let table = ReportTable(
      id: "t", number: "Cuadro 1", chapter: "c", title: "Título", unit: unit, years: "", keyNames: ["anio"],
      columns: [column.name], rows: rows, formula: "", source: "",
      headings: column.heading.map { [column.name: $0] } ?? [:])
    return DrawnFigure(
      try #require(PeriodPlot(table, periodKeys: ["anio"], texts: [:], language: language).svg))
  }

  private static func counts(_ values: [Int]) -> [ReportTable.Cell] {
    values.map { value in
      ReportTable.Cell(
        value: .exact(Exact(value)), decimals: 0,
        counts: [.init(key: CountKey(universe: "u", filters: [:]), value: value)])
    }
  }

  private static func plain(_ values: [Int]) -> [ReportTable.Cell] {
    values.map { TableFixture.cell(Exact($0), decimals: 0) }
  }

  private static func ratios(_ parts: [(Int, Int)], times factor: Int = 100) -> [ReportTable.Cell] {
    parts.map { top, bottom in
      TableFixture.cell(Exact(top * factor, over: bottom), Exact(top), Exact(bottom))
    }
  }

  private static let cut = "El eje no empieza en cero"

  @Test("counts between 415 and 440 are drawn on an axis from zero")
  func counted() throws {
    let figure = try Self.drawn(
      Column(name: "valor", heading: "Personas", cells: Self.counts([415, 428, 440])), unit: "personas, %")
    #expect(figure.ticks.first?.label == "0" && figure.ticks.last?.label == "500")
    #expect(!figure.says(Self.cut))
    let line = try #require(figure.lines.first)
    #expect(zip(figure.values(of: line, to: "500"), [415, 428, 440]).allSatisfy { abs($0 - $1) < 0.02 })
    // Changes that are all below zero hang from it.
    let falls = try Self.drawn(Column(name: "valor", cells: Self.plain([-40, -42, -41])), unit: "personas")
    #expect(falls.ticks.last?.label == "0" && !falls.says(Self.cut))
  }

  @Test("shares far from zero have a cut axis, which says so and spans a tenth of them at least")
  func shares() throws {
    let near = try Self.drawn(
      Column(name: "pct", cells: Self.ratios([(910, 1000), (912, 1000), (911, 1000)])), unit: "%")
    #expect(near.says(Self.cut) && near.ticks.first?.label == "82" && near.ticks.last?.label == "92")
    let english = try Self.drawn(
      Column(name: "pct", cells: Self.ratios([(91, 100), (92, 100), (91, 100)])), unit: "%", .english)
    #expect(english.says("The axis does not begin at zero"))
    let low = try Self.drawn(Column(name: "pct", cells: Self.ratios([(1, 10), (9, 10), (5, 10)])), unit: "%")
    #expect(!low.says(Self.cut) && low.ticks.first?.label == "0" && low.ticks.last?.label == "100")
    // One value in all years, and no axis beyond a hundred.
    let flat = try Self.drawn(Column(name: "pct", cells: Self.ratios([(1, 1), (2, 2), (3, 3)])), unit: "%")
    #expect(!flat.says(Self.cut) && flat.ticks.first?.label == "0" && flat.ticks.last?.label == "100")
  }

  static let units: [(name: String, heading: String, kind: String, unit: String, shown: String)] = [
    ("personas", "Personas", "count", "personas, %, pesos de cada año", "Personas"),
    ("porcentaje", "Porcentaje", "share", "personas, %", "Porcentaje (%)"),
    ("beneficiarios", "Beneficiarios", "count", "personas, %", "Beneficiarios (personas)"),
    ("beneficiarios", "Beneficiarios", "count", "personas, pesos, %", "Beneficiarios (personas)"),
    ("total", "Total", "plain", "personas, pesos de 2018, %", "Total (pesos de 2018)"),
    ("valor", "Valor", "share", "personas; % del año anterior", "Valor (% del año anterior)"),
    ("valor", "Valor", "count", "personas y %", "Valor (personas)"),
    ("valor", "Valor", "count", "people and %", "Valor (people)"),
    ("nota", "Promedio", "plain", "nota (1,0-7,0)", "Promedio, nota (1,0-7,0)"),
    (
      "puntos", "Puntos medios", "plain", "personas, %, puntos porcentuales",
      "Puntos medios (puntos porcentuales)"
    ),
    ("edad", "Edad (años)", "plain", "personas, años", "Edad (años)"),
    ("indice", "Índice", "plain", "personas, hogares, índice", "Índice"),
    ("x", "Medida", "plain", "metros, litros, %", "Medida"),
    ("x", "Medida", "plain", "", "Medida"),
    ("potencial", "Población (panel)", "count", "personas, %", "Población (panel), personas"),
    ("puntos", "Diferencia (puntos)", "plain", "%, puntos porcentuales", "Diferencia (puntos)"),
    ("gasto", "Gasto", "plain", "hombres y mujeres", "Gasto (hombres y mujeres)"),
  ]

  @Test("a figure names the unit of what it draws alone", arguments: units)
  func unit(_ name: String, _ heading: String, _ kind: String, _ unit: String, _ shown: String) throws {
    let cells =
      switch kind {
      case "count": Self.counts([5, 6, 7])
      case "share": Self.ratios([(1, 3), (2, 3), (1, 7)])
      default: Self.plain([5, 6, 7])
      }
    let figure = try Self.drawn(Column(name: name, heading: heading, cells: cells), unit: unit)
    #expect(figure.says(shown), "\(figure.texts.map(\.text))")
  }

  @Test("rows of one column that are of another unit than the first are not drawn with them")
  func mixed() throws {
    func row(_ year: Int, _ name: String, _ cell: ReportTable.Cell) -> ReportTable.Row {
      ReportTable.Row(keys: [String(year), name], cells: [cell])
    }
    var rows: [ReportTable.Row] = []
    for year in 2014...2016 {
      rows.append(row(year, "gasto", TableFixture.cell(Exact(900))))
      rows.append(row(year, "personas", Self.counts([30])[0]))
      rows.append(row(year, "nada", TableFixture.cell(Exact(0))))
      rows.append(row(year, "% del total", TableFixture.cell(Exact(7))))
      rows.append(row(year, "parte", Self.ratios([(1, 3)])[0]))
    }
    func drawn(_ unit: String, _ rows: [ReportTable.Row]) throws -> DrawnFigure {
      let table = ReportTable(
        id: "t", number: "", chapter: "c", title: "Título", unit: unit, years: "",
        keyNames: ["anio", "medida"],
        columns: ["valor"], rows: rows, formula: "", source: "")
      return DrawnFigure(
        try #require(PeriodPlot(table, periodKeys: ["anio"], texts: [:], language: .spanish).svg))
    }
    let money = try drawn("personas, pesos, %", rows)
    #expect(money.legend.map(\.name) == ["gasto", "nada"] && money.says("valor (pesos)"))
    let people = try drawn("personas, pesos, %", rows.filter { $0.keys[1] != "gasto" })
    #expect(people.legend.map(\.name) == ["personas", "nada"] && people.says("valor (personas)"))
    // One unit besides shares: numbers are all of it.
    let one = try drawn("personas, %", rows)
    #expect(one.legend.map(\.name) == ["gasto", "personas", "nada"] && one.says("valor (personas)"))
    let shares = try drawn("personas, %", rows.filter { $0.keys[1] == "parte" })
    #expect(shares.legend.map(\.name) == ["parte"] && shares.says("valor (%)"))
  }

  @Test("numbers of the axis and labels of months have room")
  func room() throws {
    let large = try Self.drawn(Column(name: "v", cells: Self.plain([1, 2, 14_000_000])), unit: "pesos")
    let longest = try #require(large.ticks.map(\.label).max { $0.count < $1.count })
    let x = try #require(large.texts.first { $0.text == longest }?.x)
    // Digits are 7.7 wide at most in fonts without serifs.
    #expect(longest.count == 10 && x >= 7.7 * Double(longest.count))
    let months = [2023, 2024].flatMap { year in
      (1...12).map { month in "\(year)-" + (month < 10 ? "0" : "") + String(month) }
    }
    let table = TableFixture.table(
      rows: months.map { ReportTable.Row(keys: [$0], cells: [TableFixture.cell(Exact(5))]) })
    let figure = DrawnFigure(
      try #require(PeriodPlot(table, periodKeys: ["anio"], texts: [:], language: .spanish).svg))
    let places = figure.texts.filter { months.contains($0.text) }.map(\.x).sorted()
    #expect(places.count >= 6)
    #expect(zip(places.dropFirst(), places).allSatisfy { $0 - $1 > 7 * 7.7 })
  }
}
