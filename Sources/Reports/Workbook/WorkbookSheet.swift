import Kernels

/// One table as a sheet: number and title, years and unit, a heading, a row a row of the table, notes and source.
enum WorkbookSheet {
  static func text(_ table: ReportTable, texts: [String: String], language: Language) -> String {
    let wording = Wording(language)
    func shown(_ label: String) -> String { texts[label] ?? label }
    var sheet = SheetText()
    sheet.row([.text(table.caption, .title)])
    let scope = table.scope(" · ")
    if !scope.isEmpty { sheet.row([.text(scope, .plain)]) }
    sheet.row([])
    let headings = table.keyNames.map(shown) + table.columns.map { table.headings[$0] ?? shown($0) }
    sheet.row(headings.map { .text($0, .heading) })
    sheet.frozen = sheet.rows
    var widths = headings.map { min(40, max(10, $0.count + 2)) }
    for row in table.rows {
      if sheet.rows >= Workbook.mostRows - 8 - table.notes.count { break }
      let stubs = zip(table.keyNames, row.keys).map { key, label in
        table.keyLabels[key]?[label] ?? shown(label)
      }
      for (place, stub) in stubs.enumerated() { widths[place] = min(60, max(widths[place], stub.count + 2)) }
      sheet.row(stubs.map { .text($0, .plain) } + row.cells.map(cell))
    }
    sheet.row([])
    for note in table.notes { sheet.row([.text("\(wording.note): \(note)", .plain)]) }
    if table.hasSuppressedCells { sheet.row([.text(wording.suppressed, .plain)]) }
    if !table.formula.isEmpty { sheet.row([.text("\(wording.formula): \(table.formula)", .plain)]) }
    if !table.source.isEmpty { sheet.row([.text("\(wording.source): \(table.source)", .plain)]) }
    return sheet.finished(widths: widths)
  }

  private static func cell(_ cell: ReportTable.Cell?) -> SheetText.Cell {
    guard let cell else { return .empty }
    if cell.isSuppressed { return .text("*", .right) }
    guard let value = ExactText.value(cell) else { return .text("–", .right) }
    return .number(value, decimals: cell.decimals)
  }
}

/// The XML of a sheet, row by row.
struct SheetText {
  enum Style: Int {
    case plain = 0
    case title = 1
    case heading = 2
    case right = 3
  }

  enum Cell {
    case empty
    case text(String, Style)
    /// Digits with a decimal point, and the decimals shown.
    case number(String, decimals: Int)
  }

  /// The style of numbers with no decimals; those with more follow.
  static let firstNumber = 4
  /// Most decimals shown.
  static let mostDecimals = 12
  /// Units of UTF-16 that a cell holds.
  private static let longest = 32_767

  private(set) var rows = 0
  /// Rows that stay in sight.
  var frozen = 0
  private var body = ""

  mutating func row(_ cells: [Cell]) {
    rows += 1
    body += "<row r=\"\(rows)\">"
    for (column, cell) in cells.enumerated() {
      let place = "\(SheetText.letters(column))\(rows)"
      switch cell {
      case .empty: break
      case .text(let text, let style):
        let shown = SheetText.escaped(text)
        let keeps = shown.hasPrefix(" ") || shown.hasSuffix(" ") ? " xml:space=\"preserve\"" : ""
        body +=
          "<c r=\"\(place)\" s=\"\(style.rawValue)\" t=\"inlineStr\"><is><t\(keeps)>\(shown)</t></is></c>"
      case .number(let digits, let decimals):
        let style = SheetText.firstNumber + min(max(decimals, 0), SheetText.mostDecimals)
        body += "<c r=\"\(place)\" s=\"\(style)\"><v>\(digits)</v></c>"
      }
    }
    body += "</row>\n"
  }

  /// `widths`: of the columns, in characters; `links`: cells that lead to a place of the workbook.
  func finished(widths: [Int], links: [(cell: String, place: String)] = []) -> String {
    var out = WorkbookParts.opening + "<worksheet xmlns=\"\(WorkbookParts.main)\">"
    out += "<sheetViews><sheetView workbookViewId=\"0\">"
    if frozen > 0 {
      out +=
        "<pane ySplit=\"\(frozen)\" topLeftCell=\"A\(frozen + 1)\" activePane=\"bottomLeft\" state=\"frozen\"/>"
    }
    out += "</sheetView></sheetViews><cols>"
    for (place, width) in widths.enumerated() {
      out += "<col min=\"\(place + 1)\" max=\"\(place + 1)\" width=\"\(width)\" customWidth=\"1\"/>"
    }
    out += "</cols><sheetData>\n\(body)</sheetData>"
    if !links.isEmpty {
      out += "<hyperlinks>"
      for link in links {
        out += "<hyperlink ref=\"\(link.cell)\" location=\"\(SheetText.escaped(link.place))\"/>"
      }
      out += "</hyperlinks>"
    }
    return out + "</worksheet>\n"
  }

  /// A, B, … Z, AA, …
  static func letters(_ column: Int) -> String {
    var rest = column
    var text = ""
    repeat {
      text = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(rest % 26))) + text
      rest = rest / 26 - 1
    } while rest >= 0
    return text
  }

  /// One line, as long as a cell may be, of characters that XML has.
  static func escaped(_ text: String) -> String {
    var line = EscapedText.oneLine(text)
    if line.utf16.count > longest {
      line = String(line.prefix(longest))
      while line.utf16.count > longest { line.removeLast() }
    }
    var out = String.UnicodeScalarView()
    // The last two of the first plane are no characters of XML.
    for scalar in line.unicodeScalars {
      out.append(scalar.value == 0xfffe || scalar.value == 0xffff ? " " : scalar)
    }
    return EscapedText.html(String(out))
  }
}
