/// Tables as LaTeX for people, with the packages booktabs and, for tables longer than a page, longtable.
///
/// A table goes through `\fitted`, which does nothing where the document does not say what: that of `LaTeXReport` makes what is wider than
/// the page as wide as it.
public enum TableLaTeX {
  /// More rows than this are more than a page.
  private static let mostRows = 45
  /// Texts longer than this are broken into lines.
  private static let widest = 36

  public static func text(_ table: ReportTable, texts: [String: String], language: Language) -> String {
    let table = table.said(in: language)
    let display = DisplayTable(table, texts: texts, language: language)
    let wording = Wording(language)
    let scope = table.scope(", ")
    let caption =
      "\\caption{\(escaped(table.caption))\(scope.isEmpty ? "" : "\\\\ \(escaped(scope))")}\n\\label{\(table.id)}"
    var head = "\\toprule\n"
    if !display.spans.isEmpty {
      let spans = display.spans.map { "\\multicolumn{\($0.count)}{c}{\(escaped($0.text))}" }
      head += (display.stubs.map { _ in "" } + spans).joined(separator: " & ") + " \\\\\n"
    }
    head += row(display.stubs + display.headings) + "\\midrule\n"
    let rows = display.rows.map { row($0.stubs + $0.cells.map(signed)) }.joined()
    var notes = ""
    for note in table.notes { notes += "\\footnotesize \(wording.note): \(escaped(note))\n\n" }
    if table.hasSuppressedCells { notes += "\\footnotesize \(wording.suppressed(table.smallestShown))\n\n" }
    if !table.formula.isEmpty { notes += "\\footnotesize \(wording.formula): \(escaped(table.formula))\n\n" }
    if !table.source.isEmpty { notes += "\\footnotesize \(wording.source): \(escaped(table.source))\n" }
    if display.rows.count > mostRows {
      return
        "{\\footnotesize\n\\begin{longtable}{\(brokenShape(display))}\n\(caption)\\\\\n\(head)\\endfirsthead\n"
        + "\(head)\\endhead\n\(rows)\\bottomrule\n\\end{longtable}\n\n\(notes)\n}\n"
    }
    return "\\providecommand{\\fitted}[1]{#1}\n\\begin{table}[htbp]\n\\centering\n\(caption)\n"
      + "\\fitted{\\begin{tabular}{\(shape(display))}\n\(head)\(rows)\\bottomrule\n\\end{tabular}}\n\n\(notes)"
      + "\\end{table}\n"
  }

  /// Columns of long texts are broken into lines.
  private static func shape(_ display: DisplayTable) -> String {
    display.stubs.indices.map { place in
      let longest = display.rows.map { $0.stubs[place].count }.max() ?? 0
      return longest > widest ? "p{\(longest > 4 * widest ? 7 : 4)cm}" : "l"
    }.joined() + String(repeating: "r", count: display.headings.count)
  }

  /// Of a table over several pages, which nothing makes narrower afterwards: texts share what the numbers leave of the width of a page.
  private static func brokenShape(_ display: DisplayTable) -> String {
    func centimetres(_ characters: Int) -> Double { Double(characters) * character + separation }
    let texts = display.stubs.indices.map { place in
      display.rows.map { $0.stubs[place].count }.reduce(display.stubs[place].count, max)
    }
    let numbers = display.headings.indices.map { place in
      display.rows.map { $0.cells[place].count }.reduce(display.headings[place].count, max)
    }
    let wanted = (texts + numbers).reduce(0) { $0 + centimetres($1) }
    guard wanted > page else { return shape(display) }
    let long = texts.filter { $0 > short }
    let fixed = texts.filter { $0 <= short } + numbers
    let left = page - fixed.reduce(0) { $0 + centimetres($1) } - Double(long.count) * separation
    let all = long.reduce(0) { $0 + min($1, 4 * widest) }
    return texts.map { longest in
      guard longest > short else { return "l" }
      let width = max(1.5, left * Double(min(longest, 4 * widest)) / Double(all))
      return "p{\(NumberFormat(.english).text(width, decimals: 1))cm}"
    }.joined() + String(repeating: "r", count: numbers.count)
  }

  /// Text of a page in centimetres, of a character in its smaller letters, and what stands between columns.
  private static let (page, character, separation) = (17.0, 0.17, 0.42)
  /// Texts up to this many characters are not broken.
  private static let short = 12

  /// A number with the sign that formulas have.
  private static func signed(_ cell: String) -> String {
    cell.hasPrefix("-") && cell.count > 1 ? "−" + cell.dropFirst() : cell
  }

  private static func row(_ cells: [String]) -> String {
    let line = cells.map(escaped).joined(separator: " & ") + " \\\\\n"
    // After the end of a row a star would be taken for part of it.
    return line.hasPrefix("*") ? "{}" + line : line
  }

  private static func escaped(_ text: String) -> String { EscapedText.latex(text) }
}
