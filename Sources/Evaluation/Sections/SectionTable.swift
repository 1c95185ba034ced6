import Indicators
import Kernels
import Reports

/// Short ways to the cells and tables of a section.
enum SectionTable {
  static func whole(_ value: Int, counts: [ReportTable.Count] = []) -> ReportTable.Cell {
    .init(value: .exact(Exact(value)), decimals: 0, counts: counts)
  }

  static func exact(
    _ value: Exact?, decimals: Int, counts: [ReportTable.Count] = []
  ) -> ReportTable.Cell {
    .init(value: value.map { .exact($0) }, decimals: decimals, counts: counts)
  }

  static func real(
    _ value: Double?, decimals: Int, counts: [ReportTable.Count] = []
  ) -> ReportTable.Cell? {
    value.map { .init(value: .real($0), decimals: decimals, counts: counts) }
  }

  /// A share in percent.
  static func percent(
    _ share: Share, decimals: Int = 1, counts: [ReportTable.Count] = []
  ) -> ReportTable.Cell {
    .init(
      value: share.exact.map { .exact($0 * Exact(100)) }, numerator: Exact(share.numerator),
      denominator: share.denominator == 0 ? nil : Exact(share.denominator), decimals: decimals,
      counts: counts)
  }

  /// A number within a text, with the decimals that it has: 2,5.
  static func shown(_ value: Exact) -> String {
    let decimals = (0...6).first { value.isExact(atDecimals: $0) } ?? 6
    return NumberFormat(.spanish).text(value, decimals: decimals)
  }

  static func table(
    _ id: String, _ number: String, _ title: String, chapter: String, unit: String, years: String,
    keys: [String],
    columns: [String], rows: [ReportTable.Row], formula: String, source: String, notes: [String] = [],
    across: String? = nil
  ) -> ReportTable {
    ReportTable(
      id: id, number: number, chapter: chapter, title: title, unit: unit, years: years, keyNames: keys,
      columns: columns, rows: rows, formula: formula, source: source, notes: notes, across: across)
  }
}
