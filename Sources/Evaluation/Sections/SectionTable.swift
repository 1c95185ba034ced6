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

  /// A number within a text, with the decimals that it has: 2,5 in Spanish.
  static func shown(_ value: Exact) -> Phrase {
    let decimals = (0...6).first { value.isExact(atDecimals: $0) } ?? 6
    return Phrase(
      NumberFormat(.spanish).text(value, decimals: decimals),
      NumberFormat(.english).text(value, decimals: decimals))
  }

  static func table(
    _ id: String, _ number: Phrase, _ title: Phrase, chapter: String, unit: Phrase, years: Phrase,
    keys: [String], columns: [String], rows: [ReportTable.Row], formula: Phrase, source: Phrase,
    notes: [Phrase] = [], across: String? = nil, headings: [String: Phrase] = [:],
    keyLabels: [String: [String: Phrase]] = [:]
  ) -> ReportTable {
    func table(_ language: Language) -> ReportTable {
      ReportTable(
        id: id, number: number.text(language), chapter: chapter, title: title.text(language),
        unit: unit.text(language), years: years.text(language), keyNames: keys, columns: columns, rows: rows,
        formula: formula.text(language), source: source.text(language),
        notes: notes.map { $0.text(language) }, across: across, headings: headings.texts(language),
        keyLabels: keyLabels.mapValues { $0.texts(language) })
    }
    var made = table(.spanish)
    made.english = ReportTable.Words(table(.english))
    return made
  }
}
