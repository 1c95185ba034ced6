/// Tables as Markdown for people.
public enum TableMarkdown {
  public static func text(_ table: ReportTable, texts: [String: String], language: Language) -> String {
    let table = table.said(in: language)
    let display = DisplayTable(table, texts: texts, language: language)
    let wording = Wording(language)
    func escaped(_ text: String) -> String { EscapedText.markdown(text) }
    var out = "## \(escaped(table.caption))\n\n"
    let scope = table.scope(" · ")
    if !scope.isEmpty { out += "\(escaped(scope))\n\n" }
    var headings = display.headings
    if !display.spans.isEmpty {
      var index = 0
      for span in display.spans {
        for _ in 0..<span.count {
          headings[index] = "\(span.text) · \(headings[index])"
          index += 1
        }
      }
    }
    out += row(display.stubs + headings)
    out +=
      "|" + display.stubs.map { _ in " --- |" }.joined() + headings.map { _ in " ---: |" }.joined() + "\n"
    for line in display.rows { out += row(line.stubs + line.cells) }
    out += "\n"
    for note in table.notes { out += "*\(wording.note):* \(escaped(note))  \n" }
    if table.hasSuppressedCells { out += "\\\(wording.suppressed(table.smallestShown))  \n" }
    if !table.formula.isEmpty { out += "*\(wording.formula):* \(escaped(table.formula))  \n" }
    if !table.source.isEmpty { out += "\(wording.source): \(escaped(table.source))\n" }
    return out
  }

  private static func row(_ cells: [String]) -> String {
    "|" + cells.map { " \(EscapedText.markdown($0)) |" }.joined() + "\n"
  }
}
