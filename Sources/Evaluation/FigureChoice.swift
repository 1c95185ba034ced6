import Reports

/// What the figure of a table that the program makes itself shows; tables of the spec's own draw their first column of numbers over the periods.
struct FigureChoice {
  var column: String?
  /// Key columns that hold periods, besides those of the panel.
  var periodKeys: Set<String> = []
  /// Key columns that say something of a row and tell no lines apart.
  var remarks: Set<String> = []
  /// The key of groups from the poorest to the richest, along which the column is a curve of concentration.
  var curveKey: String?

  static func of(_ id: String) -> FigureChoice { own[id] ?? FigureChoice() }

  /// The figure of a table; nil where it has none. `periodKeys`: key columns that hold the periods of the panel.
  func svg(
    _ table: ReportTable, periodKeys: Set<String>, texts: [String: String], language: Language
  ) -> String? {
    if let curveKey, let column {
      return ConcentrationPlot(
        table, groupKey: curveKey, column: column, panelKey: EvaluationSpec.yearName, texts: texts,
        language: language
      ).svg
    }
    return PeriodPlot(
      table, periodKeys: periodKeys.union(self.periodKeys), column: column, remarks: remarks, texts: texts,
      language: language
    ).svg
  }

  private static let own: [String: FigureChoice] = [
    CoverageTable.id: .init(column: "cobertura_pct", remarks: [CoverageTable.goalState]),
    "asistencia-mensual": .init(column: "asistencia_pct", periodKeys: ["mes"]),
    "asistencia-comparable": .init(column: "diferencia_puntos"),
    "asistencia-ajustada": .init(column: "ajustada_pct"),
    "ocupacion-anual": .init(column: "ocupacion_pct"),
    "flujo-matricula": .init(column: "variacion_pct"),
    "desercion": .init(column: "desercion_pct"),
    "elegibilidad-reglas": .init(column: "cumplen_pct"),
    "elegibilidad-embudo": .init(column: "quedan_pct"),
    "elegibilidad-tramos": .init(column: "personas"),
    "elegibilidad-pago": .init(column: "entregados_pct"),
    // Of those who received: their total is how many leave, and the reasons add up to it.
    "continuidad-motivos": .init(column: "de_anterior_pct"),
    "focalizacion-resumen": .init(column: "indice_concentracion"),
    "focalizacion-grupos": .init(column: "acumulado_pct", curveKey: "grupo_pobreza"),
    "focalizacion-definiciones": .init(column: "cobertura_pct"),
    "registro-tramos": .init(column: "porcentaje"),
    "secuencias-rotacion": .init(column: "salida_pct", periodKeys: ["periodo"]),
    "secuencias-entropia": .init(periodKeys: ["periodo"]),
  ]
}
