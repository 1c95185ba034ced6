import Kernels
public import Reports

extension PublicationAudit {
  /// How many relations hold in each group, and each that does not with what is known of it.
  ///
  /// `numbers`: by id, the numbers of tables that the spec gives none, which the program makes itself.
  public func tables(_ language: Language, numbers: [String: String] = [:]) -> [ReportTable] {
    let spanish = language == .spanish
    let source = spanish ? "los cuadros publicados" : "the published tables"
    var order: [String] = []
    var groups: [String: [CheckedFigure]] = [:]
    for figure in figures {
      if groups[figure.group] == nil { order.append(figure.group) }
      groups[figure.group, default: []].append(figure)
    }
    let verdicts: [ComparedCell.Verdict] = [
      .equal, .withinRounding, .doubleRounding, .different, .notRecomputed,
    ]
    func whole(_ value: Int) -> ReportTable.Cell { .init(value: .exact(Exact(value)), decimals: 0) }
    func shown(_ group: String) -> String {
      guard let number = numbers[group], !number.isEmpty else { return group }
      return number
    }
    func row(_ label: String, _ figures: [CheckedFigure]) -> ReportTable.Row {
      let counted = figures.filter { !$0.isInformative }
      return ReportTable.Row(
        keys: [label],
        cells: verdicts.map { verdict in whole(counted.count(where: { $0.verdict == verdict })) }
          + [whole(figures.count - counted.count)])
    }
    var headings = Dictionary(
      uniqueKeysWithValues: verdicts.map { ($0.rawValue, $0.shownOfCheck(language)) })
    headings["informative"] = spanish ? "Informativo" : "Informative"
    let summary = ReportTable(
      id: "publication-audit",
      number: spanish ? "Aritmética de la publicación" : "Arithmetic of the publication",
      chapter: "", title: spanish ? "Comprobaciones por cuadro" : "Checks by table",
      unit: spanish ? "comprobaciones" : "checks", years: "", keyNames: ["grupo"],
      columns: verdicts.map(\.rawValue) + ["informative"],
      rows: order.map { row(shown($0), groups[$0] ?? []) } + [row("total", figures)],
      formula: spanish
        ? "Cada cifra publicada frente a la que resulta de otras cifras publicadas, con números exactos."
        : "Each published figure beside the one that comes out of other published figures, in exact numbers.",
      source: source, notes: notes(language), headings: headings,
      keyLabels: ["grupo": ["total": spanish ? "Total" : "Total"]])
    return [summary] + [failing(spanish, language, source, shown)].compactMap { $0 }
  }

  private func notes(_ language: Language) -> [String] {
    let spanish = language == .spanish
    let format = NumberFormat(language)
    var notes: [String] = []
    for (table, count) in malformedRows {
      notes.append(
        spanish
          ? "\(table): sin leer, \(format.count(count, "fila", "filas")) con otro número de campos que el encabezado."
          : "\(table): not read, \(format.count(count, "line", "lines")) with another number of fields than the header."
      )
    }
    for pattern in idleCounts {
      notes.append(
        spanish
          ? "whole: ninguna columna publicada calza con «\(pattern)»."
          : "whole: no published column fits '\(pattern)'.")
    }
    for table in oversizedTables {
      notes.append(
        spanish
          ? "\(table): demasiado grande para un cuadro publicado; no se comprobó."
          : "\(table): too large for a published table; it was not checked.")
    }
    return notes
  }

  private func failing(
    _ spanish: Bool, _ language: Language, _ source: String, _ shown: (String) -> String
  ) -> ReportTable? {
    let found = figures.filter(\.isFailure)
    guard !found.isEmpty else { return nil }
    let rows = found.map { figure in
      let said =
        figure.diagnoses.map { $0.shown(language) } + [figure.noteShown(language)].filter { !$0.isEmpty }
      return ReportTable.Row(
        keys: [
          shown(figure.group), figure.rule?.shown(language) ?? figure.check,
          [figure.row, figure.column].filter { !$0.isEmpty }.joined(separator: " · "),
          said.joined(separator: "; "),
        ],
        cells: [cell(figure.published, 0), cell(figure.recomputed, 0), cell(figure.exact, 5)])
    }
    return ReportTable(
      id: "publication-audit-failures",
      number: spanish ? "Aritmética de la publicación" : "Arithmetic of the publication", chapter: "",
      title: spanish ? "Lo que no reproduce" : "What does not come out", unit: "", years: "",
      keyNames: ["grupo", "comprobacion", "celda", "diagnostico"],
      columns: ["publicado", "recompuesto", "sin_redondear"], rows: rows, formula: "", source: source,
      headings: spanish
        ? ["publicado": "Publicado", "recompuesto": "Recompuesto", "sin_redondear": "Sin redondear"]
        : ["publicado": "Published", "recompuesto": "Recomputed", "sin_redondear": "Unrounded"])
  }

  /// A number that is text already, with its own decimals, but at most so many where that is not 0.
  private func cell(_ text: String, _ most: Int) -> ReportTable.Cell? {
    guard let value = PublishedTable.number(text) else { return nil }
    let own = PublishedTable.decimals(text)
    return .init(value: .exact(value), decimals: most == 0 ? min(own, 12) : min(own, most))
  }

  /// What to show for the keys of these tables.
  public static func texts(_ language: Language) -> [String: String] {
    language == .spanish
      ? ["grupo": "Cuadro", "comprobacion": "Comprobación", "celda": "Celda", "diagnostico": "Qué se sabe"]
      : ["grupo": "Table", "comprobacion": "Check", "celda": "Cell", "diagnostico": "What is known"]
  }
}

extension ComparedCell.Verdict {
  /// The verdict on a relation in words.
  public func shownOfCheck(_ language: Language) -> String {
    switch (self, language) {
    case (.equal, .spanish): "Exacto"
    case (.withinRounding, .spanish): "Dentro del redondeo"
    case (.doubleRounding, .spanish): "Doble redondeo"
    case (.different, .spanish): "No reproduce"
    case (.notRecomputed, .spanish): "Sin dato"
    case (.equal, .english): "Exact"
    case (.withinRounding, .english): "Within rounding"
    case (.doubleRounding, .english): "Double rounding"
    case (.different, .english): "Does not come out"
    case (.notRecomputed, .english): "No figure"
    }
  }
}
