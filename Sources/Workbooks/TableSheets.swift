import Reports

/// The sheets of a workbook: the list of tables with the way to each, then each of them.
enum TableSheets {
  static func of(_ content: WorkbookContent) -> [Sheet] {
    let contents = Wording(content.language).contents
    let names = SheetNames.of(content.tables.map(label), after: contents)
    return [index(content, named: contents, names)]
      + zip(content.tables, names).map { sheet($0, named: $1, content) }
  }

  private static func label(_ table: ReportTable) -> String { table.number.isEmpty ? table.id : table.number }

  private static func index(_ content: WorkbookContent, named name: String, _ names: [String]) -> Sheet {
    var sheet = Sheet(name: name)
    sheet.rows = [[.text(content.heading, .title)], []]
    for (table, name) in zip(content.tables, names) {
      sheet.rows.append([.link(label(table), sheet: name), .text(table.title, .plain)])
    }
    sheet.widths = [28, 90]
    return sheet
  }

  /// Number and title, years and unit, a heading, a row a row of the table, notes and source.
  private static func sheet(_ table: ReportTable, named name: String, _ content: WorkbookContent) -> Sheet {
    let wording = Wording(content.language)
    func shown(_ label: String) -> String { content.texts[label] ?? label }
    var sheet = Sheet(name: name)
    sheet.rows.append([.text(table.caption, .title)])
    let scope = table.scope(" · ")
    if !scope.isEmpty { sheet.rows.append([.text(scope, .plain)]) }
    sheet.rows.append([])
    let headings = table.keyNames.map(shown) + table.columns.map { table.headings[$0] ?? shown($0) }
    sheet.rows.append(headings.map { .text($0, .heading) })
    sheet.frozen = sheet.rows.count
    sheet.widths = headings.map { min(40, max(10, $0.count + 2)) }
    for row in table.rows {
      if sheet.rows.count >= Sheet.mostRows - 8 - table.notes.count { break }
      let stubs = table.shownKeys(row, content.texts)
      for (place, stub) in stubs.enumerated() {
        sheet.widths[place] = min(60, max(sheet.widths[place], stub.count + 2))
      }
      sheet.rows.append(stubs.map { .text($0, .plain) } + row.cells.map(cell))
    }
    sheet.rows.append([])
    for note in table.notes { sheet.rows.append([.text("\(wording.note): \(note)", .plain)]) }
    if table.hasSuppressedCells {
      sheet.rows.append([.text(wording.suppressed(table.smallestShown), .plain)])
    }
    if !table.formula.isEmpty {
      sheet.rows.append([.text("\(wording.formula): \(table.formula)", .plain)])
    }
    if !table.source.isEmpty { sheet.rows.append([.text("\(wording.source): \(table.source)", .plain)]) }
    return sheet
  }

  private static func cell(_ cell: ReportTable.Cell?) -> Sheet.Cell {
    guard let cell else { return .empty }
    if cell.isSuppressed { return .text("*", .right) }
    guard let value = cell.value?.double, value.isFinite else { return .text("–", .right) }
    return .number(value, decimals: min(max(cell.decimals, 0), Sheet.mostDecimals))
  }
}
