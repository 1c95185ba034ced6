/// Tables as LaTeX (booktabs) for people; those longer than a page go on in the next one (longtable).
public enum TableLaTeX {
  /// Rows that stand on one page beside caption and notes.
  static let pageRows = 45

  public static func text(_ table: ReportTable, texts: [String: String], language: Language) -> String {
    let display = DisplayTable(table, texts: texts, language: language)
    let wording = Wording(language)
    let shape =
      String(repeating: "l", count: display.stubs.count)
      + String(repeating: "r", count: display.headings.count)
    let isLong = display.rows.count > pageRows
    let scope = table.scope(", ")
    let caption = "\\caption{\(escaped(table.caption))\(scope.isEmpty ? "" : "\\\\ \(escaped(scope))")}"
    var head = "\\toprule\n"
    if !display.spans.isEmpty {
      let spans = display.spans.map { "\\multicolumn{\($0.count)}{c}{\(escaped($0.text))}" }
      head += (display.stubs.map { _ in "" } + spans).joined(separator: " & ") + " \\\\\n"
    }
    head += row(display.stubs + display.headings) + "\\midrule\n"
    var out =
      isLong
      ? "\\begin{longtable}{\(shape)}\n\(caption)\n\\label{\(table.id)}\\\\\n"
        + "\(head)\\endfirsthead\n\(head)\\endhead\n"
      : "\\begin{table}[htbp]\n\\centering\n\(caption)\n\\label{\(table.id)}\n"
        + "\\begin{tabular}{\(shape)}\n\(head)"
    for line in display.rows { out += row(line.stubs + line.cells) }
    out += "\\bottomrule\n"
    out += isLong ? "\\end{longtable}\n\\begingroup\n" : "\\end{tabular}\n\n"
    for note in table.notes { out += "\\footnotesize \(wording.note): \(escaped(note))\n\n" }
    if table.hasSuppressedCells { out += "\\footnotesize \(wording.suppressed(table.smallestShown))\n\n" }
    if !table.formula.isEmpty { out += "\\footnotesize \(wording.formula): \(escaped(table.formula))\n\n" }
    if !table.source.isEmpty { out += "\\footnotesize \(wording.source): \(escaped(table.source))\n" }
    return out + (isLong ? "\\endgroup\n" : "\\end{table}\n")
  }

  private static func row(_ cells: [String]) -> String {
    let line = cells.map(escaped).joined(separator: " & ") + " \\\\\n"
    // After the end of a row a star would be taken for part of it.
    return line.hasPrefix("*") ? "{}" + line : line
  }

  private static func escaped(_ text: String) -> String { EscapedText.latex(text) }
}
