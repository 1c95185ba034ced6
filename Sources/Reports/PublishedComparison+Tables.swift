import Kernels

extension PublishedComparison {
  /// The comparison as tables for people: how many cells have each verdict, the differences with their cause, and every cell with what
  /// was published of it.
  ///
  /// - Parameters:
  ///   - tables: the recomputed tables, whose numbers, headings and labels name the cells.
  ///   - texts: what to show for machine labels.
  ///   - cause: the known cause of a difference.
  public func tables(
    _ tables: [ReportTable], texts: [String: String], language: Language,
    cause: (ComparedCell) -> String?
  ) -> [ReportTable] {
    let spanish = language == .spanish
    let wording = Wording(language)
    let names = ShownCells(tables, texts: texts)
    func whole(_ value: Int) -> ReportTable.Cell { .init(value: .exact(Exact(value)), decimals: 0) }
    func table(
      _ id: String, _ title: String, keys: [String], columns: [String], rows: [ReportTable.Row],
      notes: [String] = []
    ) -> ReportTable {
      ReportTable(
        id: id, number: wording.comparison, chapter: "", title: title, unit: "", years: "", keyNames: keys,
        columns: columns, rows: rows, formula: "", source: "", notes: notes,
        headings: [
          "celdas": spanish ? "Celdas" : "Cells", "publicado": wording.published,
          "recalculado": wording.recomputed,
        ])
    }
    var counts = ComparedCell.Verdict.allCases.map {
      ReportTable.Row(keys: [$0.shown(language)], cells: [whole(count($0))])
    }
    if !unread.isEmpty {
      counts.append(
        ReportTable.Row(keys: [spanish ? "Sin leer" : "Not read"], cells: [whole(unread.count)]))
    }
    let summary = table(
      "comparison", spanish ? "Celdas por resultado" : "Cells by verdict", keys: ["resultado"],
      columns: ["celdas"], rows: counts, notes: Array(unreadLines(language).prefix(20)))
    let differing = table(
      "comparison-differences", wording.differences, keys: ["cuadro", "celda", "causa"],
      columns: ["publicado", "recalculado"],
      rows: differences.map { cell in
        ReportTable.Row(
          keys: [names.table(cell), names.cell(cell), cause(cell) ?? wording.noCause], cells: cell.numbers)
      })
    let all = table(
      "comparison-cells", spanish ? "Lo publicado de cada celda" : "What was published of each cell",
      keys: ["cuadro", "celda", "resultado"], columns: ["publicado", "recalculado"],
      rows: cells.map { cell in
        ReportTable.Row(
          keys: [names.table(cell), names.cell(cell), cell.verdict.shown(language)], cells: cell.numbers)
      })
    return [summary] + (differences.isEmpty ? [] : [differing]) + [all]
  }

  /// What to show for the keys of these tables.
  public static func texts(_ language: Language) -> [String: String] {
    language == .spanish
      ? ["cuadro": "Cuadro", "celda": "Celda", "causa": "Causa", "resultado": "Resultado"]
      : ["cuadro": "Table", "celda": "Cell", "causa": "Cause", "resultado": "Verdict"]
  }
}

extension ComparedCell {
  /// What was published and what comes out, each with its decimals.
  var numbers: [ReportTable.Cell?] {
    [published, recomputed].map { digits in
      PublishedTable.number(digits).map {
        .init(value: .exact($0), decimals: PublishedTable.decimals(digits))
      }
    }
  }
}

/// Names of compared cells as people know them from the tables: numbers, headings and labels in place of ids.
public struct ShownCells: Sendable {
  private let numbers: [String: String]
  private let rows: [[String]: String]
  private let columns: [[String]: String]

  /// `texts`: what to show for machine labels.
  public init(_ tables: [ReportTable], texts: [String: String]) {
    var numbers: [String: String] = [:]
    var rows: [[String]: String] = [:]
    var columns: [[String]: String] = [:]
    for table in tables {
      numbers[table.id] = table.number
      for row in table.rows {
        rows[[table.id, row.label]] = table.shownKeys(row, texts).filter { !$0.isEmpty }.joined(
          separator: " · ")
      }
      for column in table.columns {
        columns[[table.id, column]] = table.headings[column] ?? texts[column] ?? column
      }
    }
    self.numbers = numbers
    self.rows = rows
    self.columns = columns
  }

  /// The number of the table, or its id where it has none.
  public func table(_ cell: ComparedCell) -> String {
    guard let number = numbers[cell.table], !number.isEmpty else { return cell.table }
    return number
  }

  /// The row and the column.
  public func cell(_ cell: ComparedCell) -> String { "\(row(cell)): \(column(cell))" }

  /// The labels of the row.
  public func row(_ cell: ComparedCell) -> String {
    rows[[cell.table, cell.row]] ?? cell.row.split(separator: "/").joined(separator: " · ")
  }

  /// The heading of the column.
  public func column(_ cell: ComparedCell) -> String {
    columns[[cell.table, cell.column]] ?? cell.column
  }
}
