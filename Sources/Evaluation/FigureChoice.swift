/// What the figure of a table that the program makes itself shows; tables of the spec's own draw their first column of numbers.
struct FigureChoice {
  var column: String?
  /// Key columns that hold periods, besides those of the panel.
  var periodKeys: Set<String> = []
  /// Key columns that say something of a row and tell no lines apart.
  var remarks: Set<String> = []

  static func of(_ id: String) -> FigureChoice { own[id] ?? FigureChoice() }

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
    "continuidad-motivos": .init(column: "de_salidas_pct"),
    "registro-tramos": .init(column: "porcentaje"),
    "secuencias-rotacion": .init(column: "salida_pct", periodKeys: ["periodo"]),
    "secuencias-entropia": .init(periodKeys: ["periodo"]),
  ]
}
