/// Tables in columns of text for a terminal, with their notes.
public enum TablePlainText {
  public static func text(_ table: ReportTable, texts: [String: String], language: Language) -> String {
    let table = table.said(in: language)
    let display = DisplayTable(table, texts: texts, language: language)
    var headings = display.headings
    var index = 0
    for span in display.spans {
      for _ in 0..<span.count {
        headings[index] = "\(span.text) \(headings[index])"
        index += 1
      }
    }
    let lines = ([display.stubs + headings] + display.rows.map { $0.stubs + $0.cells }).map {
      $0.map(EscapedText.oneLine)
    }
    let stubs = display.stubs.count
    var widths = [Int](repeating: 0, count: stubs + headings.count)
    for line in lines {
      for (column, cell) in line.enumerated() { widths[column] = max(widths[column], cell.count) }
    }
    var out = EscapedText.oneLine(table.title) + "\n"
    for (number, line) in lines.enumerated() {
      let cells = line.enumerated().map { column, cell in
        let pad = String(repeating: " ", count: widths[column] - cell.count)
        return column < stubs ? cell + pad : pad + cell
      }
      var text = cells.joined(separator: "  ")
      while text.hasSuffix(" ") { text.removeLast() }
      out += text + "\n"
      if number == 0 {
        out += String(repeating: "-", count: widths.reduce(0, +) + 2 * (widths.count - 1)) + "\n"
      }
    }
    for note in table.notes { out += "\(Wording(language).note): \(EscapedText.oneLine(note))\n" }
    if table.hasSuppressedCells { out += Wording(language).suppressed(table.smallestShown) + "\n" }
    return out
  }
}
