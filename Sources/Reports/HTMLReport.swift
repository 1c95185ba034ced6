/// The whole evaluation as one HTML page that stands alone: no script, nothing fetched.
public struct HTMLReport: Sendable {
  public var program: String
  public var title: String
  public var institution: String
  public var notes: [String]
  /// Chapters in order: id and title.
  public var chapters: [(id: String, title: String)]
  public var texts: [String: String]
  public var language: Language
  public var tables: [ReportTable]
  /// Rows read and used by year, with the people in all.
  public var accounts: [(period: String, read: Int, used: Int, setAside: Int)]
  public var people: Int?
  /// Whether the periods of the accounts are years.
  public var hasYears: Bool
  /// What the audit of the rosters found, as a table; nil where it found nothing.
  public var findings: ReportTable?
  public var comparison: PublishedComparison?
  /// The arithmetic of the publication, as tables, and what to show for their labels.
  public var checks: [ReportTable]
  public var checkTexts: [String: String]
  /// By table, its figure as SVG, which stands in the page itself.
  public var figures: [String: String]
  /// The known cause of a difference.
  public var cause: @Sendable (ComparedCell) -> String?

  public init(
    program: String, title: String, institution: String, notes: [String],
    chapters: [(id: String, title: String)],
    texts: [String: String], language: Language, tables: [ReportTable],
    accounts: [(period: String, read: Int, used: Int, setAside: Int)], people: Int?, hasYears: Bool = true,
    findings: ReportTable? = nil,
    comparison: PublishedComparison?, checks: [ReportTable] = [], checkTexts: [String: String] = [:],
    figures: [String: String] = [:],
    cause: @escaping @Sendable (ComparedCell) -> String?
  ) {
    self.program = program
    self.title = title
    self.institution = institution
    self.notes = notes
    self.chapters = chapters
    self.texts = texts
    self.language = language
    self.tables = tables.map { $0.said(in: language) }
    self.accounts = accounts
    self.hasYears = hasYears
    self.people = people
    self.findings = findings
    self.comparison = comparison
    self.checks = checks
    self.checkTexts = checkTexts
    self.figures = figures
    self.cause = cause
  }

  public var text: String {
    let wording = Wording(language)
    var out = "<!DOCTYPE html>\n<html lang=\"\(language.rawValue)\">\n<head>\n<meta charset=\"utf-8\">\n"
    out += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    out +=
      "<title>\(escaped([program, title].filter { !$0.isEmpty }.joined(separator: ". ")))</title>\n<style>\n\(HTMLReport.style)</style>\n</head>\n<body>\n"
    out += "<header>\n"
    if !institution.isEmpty { out += "<p class=\"institucion\">\(escaped(institution))</p>\n" }
    out += "<h1>\(escaped(program.isEmpty ? title : program))</h1>\n"
    if !program.isEmpty, !title.isEmpty { out += "<p class=\"titulo\">\(escaped(title))</p>\n" }
    out += "</header>\n"
    for note in notes { out += "<p class=\"aviso\">\(escaped(note))</p>\n" }
    let groups = ReportChapters.of(tables, chapters, language)
    let published = Dictionary(grouping: comparison?.cells ?? [], by: \.table)
    let names = ShownCells(tables, texts: texts)
    out += "<nav>\n<h2>\(wording.contents)</h2>\n"
    for (chapter, tables) in groups {
      out += "<details><summary>\(escaped(chapter.title)) (\(tables.count))</summary>\n<ul>\n"
      for table in tables {
        out +=
          "<li><a href=\"#\(escaped(table.id))\">\(escaped(table.number))</a> \(escaped(table.title))</li>\n"
      }
      out += "</ul></details>\n"
    }
    out += "</nav>\n<main>\n" + quality(wording)
    for (chapter, tables) in groups {
      out += "<section>\n<h2>\(escaped(chapter.title))</h2>\n"
      for table in tables {
        out += TableHTML.text(
          table, texts: texts, language: language, more: beside(published[table.id] ?? [], names, wording))
        if let figure = figures[table.id] { out += "<figure class=\"grafico\">\n\(figure)</figure>\n" }
      }
      out += "</section>\n"
    }
    if let comparison { out += section(comparison, names, wording) }
    if let first = checks.first {
      out += "<section>\n<h2>\(escaped(first.number))</h2>\n"
      for table in checks { out += TableHTML.text(table, texts: checkTexts, language: language) }
      out += "</section>\n"
    }
    return out + "</main>\n</body>\n</html>\n"
  }

  /// Nothing where there are no rosters and no findings.
  private func quality(_ wording: Wording) -> String {
    if accounts.isEmpty, people == nil, findings == nil { return "" }
    var out = "<section>\n<h2>\(wording.quality)</h2>\n"
    if !accounts.isEmpty || people != nil { out += account(wording) }
    if let findings { out += TableHTML.text(findings, texts: texts, language: language) }
    return out + "</section>\n"
  }

  private func account(_ wording: Wording) -> String {
    let format = NumberFormat(language)
    var out = "<figure class=\"tabla\"><table><thead><tr>"
    out += "<th scope=\"col\">\(hasYears ? wording.year : wording.period)</th>"
    out += [wording.read, wording.used, wording.setAside].map { "<th scope=\"col\" class=\"n\">\($0)</th>" }
      .joined()
    out += "</tr></thead><tbody>\n"
    for account in accounts {
      out += "<tr><th scope=\"row\">\(EscapedText.html(account.period))</th>"
      out +=
        [account.read, account.used, account.setAside].map { "<td>\(format.text($0))</td>" }.joined()
        + "</tr>\n"
    }
    out += "</tbody></table>"
    if let people { out += "<figcaption><p>\(wording.people): \(format.text(people))</p></figcaption>" }
    return out + "</figure>\n"
  }

  /// What was published of the cells of a table, behind a line that unfolds.
  private func beside(_ cells: [ComparedCell], _ names: ShownCells, _ wording: Wording) -> String {
    if cells.isEmpty { return "" }
    let format = NumberFormat(language)
    let title = language == .spanish ? "Lo publicado de cada celda" : "What was published of each cell"
    var out = "<details><summary>\(title)</summary>\n<table class=\"razones\"><thead><tr><th></th>"
    out += "<th class=\"n\">\(wording.published)</th><th class=\"n\">\(wording.recomputed)</th>"
    out += "<th>\(wording.verdict)</th></tr></thead><tbody>\n"
    for cell in cells {
      out += "<tr><th scope=\"row\">\(escaped(names.cell(cell)))</th>"
      out += "<td>\(escaped(format.published(cell.published)))</td>"
      out += "<td>\(cell.recomputed.isEmpty ? "–" : escaped(cell.recomputed(format)))</td>"
      out += "<td class=\"texto\">\(cell.verdict.shown(language))</td></tr>\n"
    }
    return out + "</tbody></table></details>\n"
  }

  private func section(_ comparison: PublishedComparison, _ names: ShownCells, _ wording: Wording) -> String {
    let format = NumberFormat(language)
    var out = "<section>\n<h2>\(wording.comparison)</h2>\n<figure class=\"tabla\"><table><tbody>\n"
    for verdict in ComparedCell.Verdict.allCases {
      out +=
        "<tr><th scope=\"row\">\(verdict.shown(language))</th><td>\(format.text(comparison.count(verdict)))</td></tr>\n"
    }
    if !comparison.unread.isEmpty {
      out +=
        "<tr><th scope=\"row\">\(language == .spanish ? "Sin leer" : "Not read")</th><td>\(format.text(comparison.unread.count))</td></tr>\n"
    }
    out += "</tbody></table></figure>\n"
    guard !comparison.differences.isEmpty else { return out + "</section>\n" }
    out += "<h3>\(wording.differences)</h3>\n<figure class=\"tabla\"><table><thead><tr><th></th><th></th>"
    out +=
      "<th class=\"n\">\(wording.published)</th><th class=\"n\">\(wording.recomputed)</th><th>\(wording.cause)</th>"
    out += "</tr></thead><tbody>\n"
    for cell in comparison.differences {
      out +=
        "<tr><th scope=\"row\"><a href=\"#\(escaped(cell.table))\">\(escaped(names.table(cell)))</a></th>"
      out += "<th scope=\"row\">\(escaped(names.cell(cell)))</th>"
      out +=
        "<td>\(escaped(format.published(cell.published)))</td><td>\(escaped(cell.recomputed(format)))</td>"
      out += "<td class=\"texto\">\(escaped(cause(cell) ?? wording.noCause))</td></tr>\n"
    }
    return out + "</tbody></table></figure>\n</section>\n"
  }

  private func escaped(_ text: String) -> String { TableHTML.escaped(text) }

  private static let style = """
    :root { --tinta: #1c2733; --linea: #c9d2da; --fondo: #ffffff; --suave: #f3f6f8; --acento: #0b5394; }
    * { box-sizing: border-box; }
    body { font: 16px/1.5 "Source Sans 3", "Segoe UI", system-ui, sans-serif; color: var(--tinta);
      background: var(--fondo); margin: 0 auto; max-width: 68rem; padding: 2rem 1.25rem 4rem; }
    header { border-bottom: 3px solid var(--acento); margin-bottom: 1.5rem; }
    h1 { font-size: 2rem; line-height: 1.2; margin: 0; }
    h2 { font-size: 1.35rem; margin: 2.5rem 0 1rem; color: var(--acento); }
    .institucion { text-transform: uppercase; letter-spacing: .06em; font-size: .8rem; margin: 0 0 .25rem; }
    .titulo { font-size: 1.1rem; margin: .25rem 0 1rem; }
    .aviso { background: var(--suave); border-left: 4px solid var(--acento); padding: .6rem .9rem; margin: .5rem 0;
      font-size: .92rem; }
    nav h2 { margin-top: 1.5rem; }
    nav ul { columns: 2 24rem; padding-left: 1.1rem; font-size: .9rem; }
    nav li { break-inside: avoid; }
    a { color: var(--acento); }
    figure.tabla { margin: 0 0 2.5rem; overflow-x: auto; }
    figure.grafico { margin: 0 0 2.5rem; max-width: 45rem; }
    table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; min-width: 60%; }
    caption { text-align: left; padding-bottom: .5rem; font-weight: 600; }
    caption .numero { color: var(--acento); }
    caption .unidad { display: block; font-weight: 400; font-size: .85rem; color: #52606d; }
    thead th { border-bottom: 1.5px solid var(--tinta); vertical-align: bottom; text-align: left; padding: .3rem .7rem; }
    thead th.n { text-align: right; }
    thead th.g { text-align: center; border-bottom: 1px solid var(--linea); }
    tbody th { text-align: left; font-weight: 400; padding: .25rem .7rem; }
    tbody td { text-align: right; padding: .25rem .7rem; white-space: nowrap; }
    tbody td.texto { text-align: left; white-space: normal; max-width: 34rem; }
    tbody tr { border-bottom: 1px solid var(--linea); }
    tbody tr:last-child { border-bottom: 1.5px solid var(--tinta); }
    tr.total th, tr.total td { font-weight: 600; }
    figcaption { font-size: .82rem; color: #3d4a57; margin-top: .4rem; }
    figcaption p { margin: .1rem 0; }
    details summary { cursor: pointer; color: var(--acento); }
    table.razones { font-size: .8rem; }
    table.ancha { font-size: .74rem; }
    table.ancha th, table.ancha td { padding: .2rem .3rem; }
    @media print { nav, details { display: none; } body { max-width: none; padding: 0; } figure.tabla { break-inside: avoid; } }

    """
}

extension ComparedCell.Verdict {
  /// The verdict in words.
  public func shown(_ language: Language) -> String {
    switch (self, language) {
    case (.equal, .spanish): "Igual"
    case (.doubleRounding, .spanish): "Igual tras doble redondeo"
    case (.withinRounding, .spanish): "Dentro del redondeo de sus partes"
    case (.different, .spanish): "Distinto"
    case (.notRecomputed, .spanish): "No se recalcula"
    case (.equal, .english): "Equal"
    case (.doubleRounding, .english): "Equal after double rounding"
    case (.withinRounding, .english): "Within the rounding of its parts"
    case (.different, .english): "Different"
    case (.notRecomputed, .english): "Not recomputed"
    }
  }
}
