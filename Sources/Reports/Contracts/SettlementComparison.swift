public import Contracts
import Kernels
public import TableFiles

// What was published of a contract beside its settlement, by the rules of every other comparison (`Classification`).

extension Settlement {
  /// Compares every CSV of a folder with the table of the settlement that it is named for: `settlement-money.csv`. Keys and columns are
  /// those of the settlement's CSV. Throws where the folder or one of its files cannot be read.
  ///
  /// - Parameter simulation: gives `settlement-simulation` too.
  /// - Complexity: O(c log c) for the c cells of the files.
  public func comparison(with folder: String, _ simulation: SettlementSimulation? = nil)
    throws(TableFileError) -> PublishedComparison
  {
    try PublishedComparison(folder: folder, tables: tables(.spanish, simulation))
  }

  /// The comparison as tables for people and for CSV: how many cells have each verdict, and, where there are any, the differences.
  ///
  /// - Parameters:
  ///   - comparison: of this settlement.
  ///   - simulation: the same as in the comparison.
  public func tables(
    comparing comparison: PublishedComparison, _ language: Language,
    _ simulation: SettlementSimulation? = nil
  ) -> [ReportTable] {
    let words = SettlementWording(language)
    let texts = words.labels
    let own = tables(language, simulation)
    let names = ShownCells(own, texts: texts)
    func table(
      _ id: String, _ title: String, keys: [String], columns: [String], rows: [ReportTable.Row],
      notes: [String]
    ) -> ReportTable {
      ReportTable(
        id: id, number: "", chapter: "", title: title, unit: "", years: "", keyNames: keys, columns: columns,
        rows: rows, formula: "", source: "", notes: notes)
    }
    func row(_ name: String, _ shown: String, _ count: Int) -> ReportTable.Row {
      ReportTable.Row(
        keys: [name], cells: [.init(value: .exact(Exact(count)), decimals: 0)], shown: ["verdict": shown])
    }
    let counts = table(
      "comparison", Wording(language).comparison, keys: ["verdict"], columns: ["cells"],
      rows: ComparedCell.Verdict.allCases.map {
        row($0.rawValue, $0.shown(language), comparison.count($0))
      } + [row("not_read", words.notRead, comparison.unread.count)],
      notes: [words.counts(comparison)] + comparison.unreadLines(language).prefix(20))
    guard !comparison.differences.isEmpty else { return [counts] }
    /// Every key and member of a table in words, for the sentence on exchanged labels.
    func said(_ id: String) -> (String) -> String {
      let labels = own.first { $0.id == id }?.keyLabels.values.reduce(into: [:]) { all, some in
        all.merge(some, uniquingKeysWith: { first, _ in first })
      }
      return { labels?[$0] ?? texts[$0] ?? $0 }
    }
    let differences = table(
      "comparison-differences", words.differences, keys: ["table", "row", "column"],
      columns: ["published", "recomputed"],
      rows: comparison.differences.map { cell in
        ReportTable.Row(
          keys: [cell.table, cell.row, cell.column], cells: cell.numbers,
          shown: [
            "table": words.title(of: cell.table) ?? cell.table, "row": names.row(cell),
            "column": names.column(cell),
          ])
      },
      notes: comparison.exchanges.map { labels in
        "\(words.title(of: labels.table) ?? labels.table): \(labels.shown(language, said(labels.table)))"
      }
        + comparison.commonCauses.map { cause in
          "\(words.title(of: cause.table) ?? cause.table): \(cause.shown(language, said(cause.table)))"
        })
    return [counts, differences]
  }
}

extension PublishedComparison {
  /// The counts of verdicts, and every compared cell with the columns of comparison.csv; what is not recomputed is null.
  var json: JSONText {
    guard case .object(let counts) = countsJSON else { return countsJSON }
    return .object(
      counts + [
        (
          "rows",
          .array(
            cells.map { cell in
              .object([
                ("table", .string(cell.table)), ("row", .string(cell.row)), ("column", .string(cell.column)),
                ("published", .string(cell.published)),
                ("recomputed", .string(cell.recomputed.isEmpty ? nil : cell.recomputed)),
                ("exact", .double(Double(cell.exact))), ("verdict", .string(cell.verdict.rawValue)),
              ])
            })
        )
      ])
  }
}
