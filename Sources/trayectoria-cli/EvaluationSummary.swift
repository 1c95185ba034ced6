import Trayectoria

/// What `evaluate` says when it is done.
struct EvaluationSummary {
  let result: EvaluationResult
  let comparison: PublishedComparison?
  let publication: PublicationAudit?
  let folder: String
  let files: Int
  let language: Language
  /// Whether there is a report in HTML.
  let hasReport: Bool

  private var causes: KnownCauses {
    KnownCauses(result.spec, comparison: comparison, publication: publication)
  }

  var text: String {
    let spanish = language == .spanish
    let format = NumberFormat(language)
    var out = result.spec.heading.line.isEmpty ? "" : "\(result.spec.heading.line)\n"
    let read = result.audit.accounts.reduce(0) { $0 + $1.read }
    let used = result.audit.accounts.reduce(0) { $0 + $1.used }
    if result.spec.hasRosters {
      out +=
        spanish
        ? "\(format.count(read, "fila leída", "filas leídas")), \(format.count(used, "usada", "usadas")), "
          + "\(format.count(read - used, "apartada", "apartadas")); "
          + "\(format.count(result.audit.people ?? 0, "persona", "personas"))\n"
        : "\(format.count(read, "row", "rows")) read, \(format.text(used)) used, \(format.text(read - used)) set aside; "
          + "\(format.count(result.audit.people ?? 0, "person", "people"))\n"
    }
    out += otherFiles(read, used, spanish)
    out += setAside(spanish)
    let tables = result.tables.count
    out +=
      spanish ? format.count(tables, "cuadro", "cuadros") : format.count(tables, "table", "tables")
    if result.suppressedCells > 0 {
      out +=
        spanish
        ? ", \(format.count(result.suppressedCells, "celda suprimida", "celdas suprimidas")) (menos de "
          + "\(format.text(result.spec.disclosure.threshold)) personas, o lo que las delataría; lo fija disclosure)"
        : ", \(format.count(result.suppressedCells, "cell", "cells")) suppressed (fewer than "
          + "\(format.text(result.spec.disclosure.threshold)) people, or what would give them away; set by disclosure)"
    }
    out += "\n"
    if let comparison {
      out += (spanish ? "Comparación con lo publicado:" : "Comparison with what was published:") + "\n"
      for verdict in ComparedCell.Verdict.allCases {
        let label = verdict.shown(language)
        out +=
          "  \(label)\(String(repeating: " ", count: max(1, 36 - label.count)))\(format.text(comparison.count(verdict)))\n"
      }
      if !comparison.unread.isEmpty {
        let label = spanish ? "sin leer" : "not read"
        out +=
          "  \(label)\(String(repeating: " ", count: 36 - label.count))\(format.text(comparison.unread.count))\n"
      }
      out += differences(comparison, spanish)
    }
    out += checks(spanish)
    let report = hasReport ? "\(folder)/report.html" : folder
    out += (spanish ? "Informe: " : "Report: ") + "\(report)\n"
    return out
  }

  /// The rows of files that are no rosters of the panel: registers, reports of establishments, households.
  private func otherFiles(_ read: Int, _ used: Int, _ spanish: Bool) -> String {
    let format = NumberFormat(language)
    let more = result.audit.files.reduce(0) { $0 + $1.rowsRead } - read
    guard more > 0 else { return "" }
    let usedMore = result.audit.files.reduce(0) { $0 + $1.rowsUsed } - used
    return spanish
      ? "\(format.count(more, "fila leída", "filas leídas")) de \(result.spec.hasRosters ? "otros archivos" : "los archivos"), "
        + "\(format.count(usedMore, "usada", "usadas"))\n"
      : "\(format.count(more, "row", "rows")) read of \(result.spec.hasRosters ? "other files" : "the files"), "
        + "\(format.text(usedMore)) used\n"
  }

  /// Why rows were set aside, and what else the audit found.
  private func setAside(_ spanish: Bool) -> String {
    let format = NumberFormat(language)
    let words = Audit.texts(language)
    let found = result.audit.findings.filter { $0.severity > .information }
    guard !found.isEmpty else { return "" }
    var order: [String] = []
    var counts: [String: Int] = [:]
    for finding in found {
      let code = words[finding.code.rawValue] ?? finding.code.rawValue
      let name = finding.column.map { "\(code) (\($0))" } ?? code
      if counts[name] == nil { order.append(name) }
      counts[name, default: 0] += finding.count
    }
    var out =
      (spanish ? "Hallazgos, con su lugar en audit.json:" : "Findings, with their place in audit.json:")
      + "\n"
    for name in order { out += "  \(name): \(format.text(counts[name] ?? 0))\n" }
    return out
  }

  /// Differences gathered by table and cause.
  private func differences(_ comparison: PublishedComparison, _ spanish: Bool) -> String {
    var order: [[String]] = []
    var groups: [[String]: [ComparedCell]] = [:]
    let (causes, texts) = (causes, result.texts(language))
    for cell in comparison.differences {
      let cause =
        causes.text(cell, language) { texts[$0] ?? result.spec.label(of: $0) ?? $0 }
        ?? (spanish ? "sin causa conocida" : "no known cause")
      if groups[[cell.table, cause]] == nil { order.append([cell.table, cause]) }
      groups[[cell.table, cause], default: []].append(cell)
    }
    guard !order.isEmpty else { return "" }
    let format = NumberFormat(language)
    var out = (spanish ? "Diferencias y su causa:" : "Differences and their cause:") + "\n"
    for key in order {
      let cells = groups[key] ?? []
      out += "  \(key[0]): \(key[1])\n"
      for cell in cells.prefix(3) {
        out +=
          "    \(cell.row) \(cell.column): \(format.published(cell.published)) → \(cell.recomputed(format))\n"
      }
      if cells.count > 3 {
        let more = cells.count - 3
        out +=
          spanish
          ? "    y \(format.count(more, "celda", "celdas")) más\n"
          : "    and \(format.count(more, "more cell", "more cells"))\n"
      }
    }
    return out
  }

  /// The arithmetic of the publication: how many relations hold, and the declared ones that do not.
  private func checks(_ spanish: Bool) -> String {
    guard let publication, !publication.figures.isEmpty else { return "" }
    let format = NumberFormat(language)
    var out =
      (spanish
        ? "Aritmética de la publicación, declarada e inferida:"
        : "Arithmetic of the publication, declared and inferred:")
      + "\n"
    for verdict in [ComparedCell.Verdict.equal, .withinRounding, .doubleRounding, .different, .notRecomputed]
    {
      let label = verdict.shownOfCheck(language)
      out +=
        "  \(label)\(String(repeating: " ", count: max(1, 36 - label.count)))"
        + "\(format.text(publication.count(verdict, origin: .declared)))"
        + " + \(format.text(publication.count(verdict, origin: .inferred)))\n"
    }
    let failures = publication.failures
    for figure in failures.prefix(12) {
      let place = [figure.row, figure.column].filter { !$0.isEmpty }.joined(separator: " ")
      out +=
        "    \(figure.group) \(place): \(figure.check): \(format.published(figure.published)) → "
        + "\(format.published(figure.recomputed))\n"
    }
    if failures.count > 12 {
      let more = format.text(failures.count - 12)
      out +=
        spanish
        ? "    y \(more) más en publication_audit.csv\n" : "    and \(more) more in publication_audit.csv\n"
    }
    return out
  }

  var json: JSONText {
    var pairs: [(String, JSONText)] = [
      ("command", .string("evaluate")), ("output", .string(folder)), ("files", .integer(files)),
      ("tables", .array(result.tables.map { .string($0.id) })),
      ("rows_read", .integer(result.audit.accounts.reduce(0) { $0 + $1.read })),
      ("rows_used", .integer(result.audit.accounts.reduce(0) { $0 + $1.used })),
      ("people", .integer(result.audit.people)), ("suppressed_cells", .integer(result.suppressedCells)),
    ]
    if let comparison {
      pairs.append(("comparison", comparison.countsJSON))
      if !comparison.unread.isEmpty { pairs.append(("not_read", comparison.unreadJSON)) }
      pairs.append(
        (
          "differences",
          .array(
            comparison.differences.map { cell in
              .object([
                ("table", .string(cell.table)), ("row", .string(cell.row)), ("column", .string(cell.column)),
                ("published", .string(cell.published)), ("recomputed", .string(cell.recomputed)),
                ("cause", .string(causes.code(cell))),
              ])
            })
        ))
    }
    if let publication { pairs.append(("publication_audit", publication.json)) }
    return .object(pairs)
  }
}
