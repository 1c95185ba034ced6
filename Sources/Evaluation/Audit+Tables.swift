import Kernels
import Panels
public import Reports
public import Rosters
import TableFiles

extension Audit {
  /// The audit as tables for people and for CSV; `shown`: how a path is written.
  public func tables(_ language: Language, shown: (String) -> String = { $0 }) -> [ReportTable] {
    let spanish = language == .spanish
    func whole(_ value: Int) -> ReportTable.Cell { .init(value: .exact(Exact(value)), decimals: 0) }
    func table(_ id: String, _ title: String, keys: [String], columns: [String], rows: [ReportTable.Row])
      -> ReportTable
    {
      ReportTable(
        id: id, number: spanish ? "Auditoría" : "Audit", chapter: "", title: title,
        unit: spanish ? "filas" : "rows",
        years: "", keyNames: keys, columns: columns, rows: rows, formula: "",
        source: spanish ? "los archivos auditados" : "the files audited", headings: Audit.texts(language))
    }
    let reasons = SetAside.allCases.filter { reason in files.contains { $0.setAside[reason] != nil } }
    let fileRows = files.map { file in
      ReportTable.Row(
        keys: [shown(file.path), file.encoding.rawValue, file.delimiter],
        cells: [whole(file.rowsRead), whole(file.rowsUsed)] + reasons.map { whole(file.setAside[$0] ?? 0) })
    }
    let identityRows = identities.map { identity in
      ReportTable.Row(keys: [identity.field], cells: [whole(identity.compared), whole(identity.changed)])
    }
    var tables = [
      table(
        "files", spanish ? "Archivos" : "Files", keys: ["file", "encoding", "delimiter"],
        columns: ["read", "used"] + reasons.map(\.rawValue), rows: fileRows),
      Audit.table(of: findings, language, shown: shown),
    ]
    if !identityRows.isEmpty {
      tables.append(
        table(
          "identities", spanish ? "Identidades entre años" : "Identities between years", keys: ["field"],
          columns: ["compared", "changed"], rows: identityRows))
    }
    return tables
  }

  /// Findings as a table; `shown`: how a path is written.
  static func table(of findings: [Finding], _ language: Language, shown: (String) -> String = { $0 })
    -> ReportTable
  {
    let spanish = language == .spanish
    return ReportTable(
      id: "findings", number: spanish ? "Auditoría" : "Audit", chapter: "",
      title: spanish ? "Hallazgos en los archivos" : "Findings in the files",
      unit: spanish ? "filas" : "rows",
      years: "", keyNames: ["severity", "code", "file", "column", "line", "action"], columns: ["count"],
      rows: findings.map { finding in
        ReportTable.Row(
          keys: [
            finding.severity.rawValue, finding.code.rawValue, finding.file.map(shown) ?? "",
            finding.column ?? "",
            finding.line.map(String.init) ?? "", finding.action,
          ], cells: [.init(value: .exact(Exact(finding.count)), decimals: 0)])
      }, formula: "", source: spanish ? "los archivos auditados" : "the files audited",
      headings: Audit.texts(language),
      // Names of files and columns are no labels, whatever they are.
      keyLabels: [
        "file": Audit.themselves(findings.compactMap(\.file).map(shown)),
        "column": Audit.themselves(findings.compactMap(\.column)),
      ])
  }

  private static func themselves(_ names: [String]) -> [String: String] {
    Dictionary(names.map { ($0, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Words for the machine labels of the audit, and for what was done with its findings. Actions are English already.
  public static func texts(_ language: Language, findings: [Finding] = []) -> [String: String] {
    let labels = Dictionary(
      uniqueKeysWithValues: words.map { ($0.label, language == .spanish ? $0.spanish : $0.english) })
    guard language == .spanish else { return labels }
    return Audit.spanish(actions: findings.map(\.action)).merging(labels, uniquingKeysWith: { _, own in own })
  }

  private static let words: [(label: String, spanish: String, english: String)] = [
    ("file", "Archivo", "File"), ("encoding", "Codificación", "Encoding"),
    ("delimiter", "Separador", "Delimiter"), ("read", "Leídas", "Read"), ("used", "Usadas", "Used"),
    ("severity", "Gravedad", "Severity"), ("code", "Hallazgo", "Finding"), ("column", "Columna", "Column"),
    ("line", "Línea", "Line"), ("action", "Acción", "Action"), ("count", "Filas", "Rows"),
    ("field", "Campo", "Field"), ("compared", "Personas comparadas", "People compared"),
    ("changed", "Personas con cambio", "People changed"),
    ("malformed_row", "fila mal formada", "malformed row"),
    ("invalid_identifier", "identificador inválido", "invalid identifier"),
    ("invalid_check_digit", "dígito verificador inválido", "invalid check digit"),
    ("missing_state", "sin estado", "no state"),
    ("state_out_of_range", "estado fuera de rango", "state out of range"),
    ("duplicate_identical", "duplicado idéntico", "identical duplicate"),
    ("duplicate_conflicting", "duplicado en conflicto", "conflicting duplicate"),
    ("unparsed_field", "campo ilegible", "unreadable field"),
    ("missing_report", "mes sin reporte", "month without a report"),
    ("missing_value", "campo vacío", "empty field"), ("negative_value", "valor negativo", "negative value"),
    ("out_of_range", "valor fuera de rango", "value out of range"),
    ("unknown_category", "categoría desconocida", "unknown category"),
    ("provisional_identifier", "RUN provisorio", "provisional RUN"), ("not_utf8", "no es UTF-8", "not UTF-8"),
    ("nul_bytes", "bytes nulos", "null bytes"),
    ("identity_change", "cambio de identidad", "change of identity"),
    ("cohort_change", "cambio de cohorte", "change of cohort"),
    ("information", "información", "information"), ("warning", "advertencia", "warning"),
    ("error", "error", "error"),
    ("ambiguous_thousands", "puntos que pueden ser de miles", "points that may group thousands"),
    ("identifier_kind", "tipo de identificador", "kind of identifier"),
    (
      "population_exceeded", "población mayor que la que la contiene",
      "population larger than the one that holds it"
    ),
  ]
}
