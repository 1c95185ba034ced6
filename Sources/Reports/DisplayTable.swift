/// A table as a page shows it: headings, row stubs and formatted cells, one key column running across where the table
/// asks for it.
public struct DisplayTable: Sendable {
  /// One or two lines of headings over the cells.
  public let stubs: [String]
  public let headings: [String]
  /// Spans over the headings: text and number of headings; empty where there is one line only.
  public let spans: [(text: String, count: Int)]
  public let rows: [(stubs: [String], cells: [String], isTotal: Bool)]

  /// `texts`: what to show for machine labels.
  public init(_ table: ReportTable, texts: [String: String], language: Language) {
    let table = table.said(in: language)
    let format = NumberFormat(language)
    func shown(_ label: String) -> String { texts[label] ?? label }
    func member(_ key: String, _ label: String) -> String { table.keyLabels[key]?[label] ?? shown(label) }
    func heading(_ column: String) -> String { table.headings[column] ?? shown(column) }

    guard let across = table.across, let axis = table.keyNames.firstIndex(of: across) else {
      stubs = table.keyNames.map(shown)
      headings = table.columns.map(heading)
      spans = []
      rows = table.rows.map { row in
        (
          table.shownKeys(row, texts), row.cells.map(format.text),
          DisplayTable.isTotal(row.keys)
        )
      }
      return
    }
    var members: [String] = []
    // The first row of each line of the page, by what is left of its keys.
    var order: [(keys: [String], row: ReportTable.Row)] = []
    var found: [[String]: [String: ReportTable.Row]] = [:]
    for row in table.rows {
      let member = row.keys[axis]
      if !members.contains(member) { members.append(member) }
      var rest = row.keys
      rest.remove(at: axis)
      if found[rest] == nil {
        order.append((rest, row))
        found[rest] = [:]
      }
      found[rest]?[member] = row
    }
    let single = table.columns.count == 1
    var names = table.keyNames
    names.remove(at: axis)
    // With no other key a row is a column of the table; then the columns are the stubs.
    if names.isEmpty {
      stubs = [""]
      headings = members.map { member(across, $0) }
      spans = []
      rows = table.columns.indices.map { column in
        (
          [heading(table.columns[column])],
          members.map { format.text(found[[]]?[$0]?.cells[column]) }, false
        )
      }
      return
    }
    stubs = names.map(shown)
    headings = members.flatMap { label in single ? [member(across, label)] : table.columns.map(heading) }
    spans = single ? [] : members.map { (member(across, $0), table.columns.count) }
    rows = order.map { keys, row in
      var stubs = table.shownKeys(row, texts)
      stubs.remove(at: axis)
      return (
        stubs,
        members.flatMap { member in
          table.columns.indices.map { format.text(found[keys]?[member]?.cells[$0]) }
        }, DisplayTable.isTotal(keys)
      )
    }
  }

  private static func isTotal(_ keys: [String]) -> Bool { keys.contains { $0 == "total" } }
}
