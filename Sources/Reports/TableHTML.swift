import Kernels

/// Tables as HTML for people: a caption with number, title, unit and years, and the source at the foot.
enum TableHTML {
  /// `more`: what stands at its foot besides notes, source and formula.
  static func text(
    _ table: ReportTable, texts: [String: String], language: Language, more: String = ""
  ) -> String {
    let table = table.said(in: language)
    let display = DisplayTable(table, texts: texts, language: language)
    let wording = Wording(language)
    var out =
      "<figure class=\"tabla\" id=\"\(escaped(table.id))\">\n<table\(display.headings.count > 9 ? " class=\"ancha\"" : "")>\n<caption>"
    out += "<span class=\"numero\">\(escaped(table.number))</span> \(escaped(table.title))"
    out +=
      "<span class=\"unidad\">\(escaped(table.scope(" · ")))</span></caption>\n<thead>\n"
    let rowspan = display.spans.isEmpty ? "" : " rowspan=\"2\""
    out += "<tr>" + display.stubs.map { "<th scope=\"col\"\(rowspan)>\(escaped($0))</th>" }.joined()
    if display.spans.isEmpty {
      out += display.headings.map { "<th scope=\"col\" class=\"n\">\(escaped($0))</th>" }.joined() + "</tr>\n"
    } else {
      out += display.spans.map {
        "<th scope=\"colgroup\" colspan=\"\($0.count)\" class=\"g\">\(escaped($0.text))</th>"
      }.joined()
      out +=
        "</tr>\n<tr>" + display.headings.map { "<th scope=\"col\" class=\"n\">\(escaped($0))</th>" }.joined()
        + "</tr>\n"
    }
    out += "</thead>\n<tbody>\n"
    for row in display.rows {
      out += row.isTotal ? "<tr class=\"total\">" : "<tr>"
      out += row.stubs.map { "<th scope=\"row\">\(escaped($0))</th>" }.joined()
      out += row.cells.map { "<td>\(escaped($0))</td>" }.joined() + "</tr>\n"
    }
    out += "</tbody>\n</table>\n<figcaption>\n"
    for note in table.notes { out += "<p>\(wording.note): \(escaped(note))</p>\n" }
    if table.hasSuppressedCells {
      out += "<p>\(wording.suppressed(table.smallestShown))</p>\n"
    }
    if !table.source.isEmpty { out += "<p>\(wording.source): \(escaped(table.source))</p>\n" }
    out += ratios(table, texts: texts, language: language) + more
    return out + "</figcaption>\n</figure>\n"
  }

  /// Formula, and what each ratio is made of, behind a line that unfolds.
  private static func ratios(_ table: ReportTable, texts: [String: String], language: Language) -> String {
    let wording = Wording(language)
    let format = NumberFormat(language)
    func shown(_ label: String) -> String { texts[label] ?? label }
    var lines = ""
    for row in table.rows {
      for (name, cell) in zip(table.columns, row.cells) {
        guard let cell, let numerator = cell.numerator, let denominator = cell.denominator else { continue }
        let heading = table.headings[name] ?? shown(name)
        let keys = table.shownKeys(row, texts).joined(separator: " · ")
        lines += "<tr><th scope=\"row\">\(escaped(keys))</th>"
        lines += "<td>\(escaped(heading))</td><td>\(escaped(whole(numerator, format)))</td>"
        lines += "<td>\(escaped(whole(denominator, format)))</td></tr>\n"
      }
    }
    if lines.isEmpty, table.formula.isEmpty { return "" }
    var out = "<details><summary>\(lines.isEmpty ? wording.formula : wording.ratios)</summary>\n"
    if !table.formula.isEmpty { out += "<p>\(escaped(table.formula))</p>\n" }
    if !lines.isEmpty {
      out += "<table class=\"razones\"><thead><tr><th></th><th></th><th class=\"n\">\(wording.numerator)</th>"
      out += "<th class=\"n\">\(wording.denominator)</th></tr></thead><tbody>\n\(lines)</tbody></table>\n"
    }
    return out + "</details>\n"
  }

  /// All decimals where there are few of them, else rounded to two.
  private static func whole(_ value: Exact, _ format: NumberFormat) -> String {
    for decimals in 0...4 where value.isExact(atDecimals: decimals) {
      return format.text(value, decimals: decimals)
    }
    return format.text(value, decimals: 2)
  }

  static func escaped(_ text: String) -> String { EscapedText.html(text) }
}
