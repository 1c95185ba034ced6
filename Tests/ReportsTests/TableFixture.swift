import Kernels
import Reports

/// Tables by hand.
enum TableFixture {
  static func table(
    id: String = "cuadro-01", number: String = "Cuadro 1", title: String = "Título",
    keyNames: [String] = ["anio"],
    columns: [String] = ["pct"], rows: [ReportTable.Row], notes: [String] = [], across: String? = nil,
    source: String = "Fuente propia", formula: String = "a / b"
  ) -> ReportTable {
    ReportTable(
      id: id, number: number, chapter: "c", title: title, unit: "%", years: "2014-2015", keyNames: keyNames,
      columns: columns, rows: rows, formula: formula, source: source, notes: notes, across: across)
  }

  static func cell(_ value: Exact?, decimals: Int = 1, _ a: Exact? = nil, _ b: Exact? = nil)
    -> ReportTable.Cell
  {
    .init(value: value.map(ReportTable.Value.exact), numerator: a, denominator: b, decimals: decimals)
  }
}
