/// Tables as LaTeX (booktabs) for people.
public enum TableLaTeX {
  public static func text(_ table: ReportTable, texts: [String: String], language: Language) -> String {
    let table = table.said(in: language)
    let display = DisplayTable(table, texts: texts, language: language)
    let wording = Wording(language)
    let shape =
      String(repeating: "l", count: display.stubs.count)
      + String(repeating: "r", count: display.headings.count)
    var out = "\\begin{table}[htbp]\n\\centering\n"
    let scope = table.scope(", ")
    out += "\\caption{\(escaped(table.caption))\(scope.isEmpty ? "" : "\\\\ \(escaped(scope))")}\n"
    out += "\\label{\(table.id)}\n\\begin{tabular}{\(shape)}\n\\toprule\n"
    if !display.spans.isEmpty {
      let spans = display.spans.map { "\\multicolumn{\($0.count)}{c}{\(escaped($0.text))}" }
      out += (display.stubs.map { _ in "" } + spans).joined(separator: " & ") + " \\\\\n"
    }
    out += row(display.stubs + display.headings) + "\\midrule\n"
    for line in display.rows { out += row(line.stubs + line.cells) }
    out += "\\bottomrule\n\\end{tabular}\n\n"
    for note in table.notes { out += "\\footnotesize \(wording.note): \(escaped(note))\n\n" }
    if table.hasSuppressedCells { out += "\\footnotesize \(wording.suppressed(table.smallestShown))\n\n" }
    if !table.source.isEmpty { out += "\\footnotesize \(wording.source): \(escaped(table.source))\n" }
    return out + "\\end{table}\n"
  }

  private static func row(_ cells: [String]) -> String {
    let line = cells.map(escaped).joined(separator: " & ") + " \\\\\n"
    // After the end of a row a star would be taken for part of it.
    return line.hasPrefix("*") ? "{}" + line : line
  }

  private static func escaped(_ text: String) -> String { EscapedText.latex(text) }
}
