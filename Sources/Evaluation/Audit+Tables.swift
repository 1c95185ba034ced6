import Kernels
import Panels
public import Reports
public import Rosters
import TableFiles

extension Audit {
  /// The audit as tables for people and for CSV.
  public func tables(_ language: Language) -> [ReportTable] {
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
        keys: [file.path, file.encoding.rawValue, file.delimiter],
        cells: [whole(file.rowsRead), whole(file.rowsUsed)] + reasons.map { whole(file.setAside[$0] ?? 0) })
    }
    let identityRows = identities.map { identity in
      ReportTable.Row(keys: [identity.field], cells: [whole(identity.compared), whole(identity.changed)])
    }
    var tables = [
      table(
        "files", spanish ? "Archivos" : "Files", keys: ["file", "encoding", "delimiter"],
        columns: ["read", "used"] + reasons.map(\.rawValue), rows: fileRows),
      Audit.table(of: findings, language),
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
      headings: Audit.texts(language))
  }

  /// Words for the machine labels of the audit, and for what was done with its findings.
  public static func texts(_ language: Language, findings: [Finding] = []) -> [String: String] {
    guard language == .spanish else { return [:] }
    return Audit.spanish(actions: findings.map(\.action)).merging(
      labelsInSpanish, uniquingKeysWith: { _, own in own })
  }

  private static let labelsInSpanish: [String: String] = [
    "file": "Archivo", "encoding": "Codificación", "delimiter": "Separador", "read": "Leídas",
    "used": "Usadas",
    "severity": "Gravedad", "code": "Hallazgo", "column": "Columna", "line": "Línea", "action": "Acción",
    "count": "Filas", "field": "Campo", "compared": "Personas comparadas", "changed": "Personas con cambio",
    "malformed_row": "fila mal formada", "invalid_identifier": "identificador inválido",
    "invalid_check_digit": "dígito verificador inválido", "missing_state": "sin estado",
    "state_out_of_range": "estado fuera de rango", "duplicate_identical": "duplicado idéntico",
    "duplicate_conflicting": "duplicado en conflicto", "unparsed_field": "campo ilegible",
    "missing_value": "campo vacío", "negative_value": "valor negativo",
    "out_of_range": "valor fuera de rango",
    "unknown_category": "categoría desconocida", "provisional_identifier": "RUN provisorio",
    "not_utf8": "no es UTF-8", "nul_bytes": "bytes nulos", "identity_change": "cambio de identidad",
    "cohort_change": "cambio de cohorte", "information": "información", "warning": "advertencia",
    "error": "error", "ambiguous_thousands": "puntos que pueden ser de miles",
    "identifier_kind": "tipo de identificador",
    "population_exceeded": "población mayor que la que la contiene",
  ]
}
