import Kernels
import Reports

extension LogicalFramework {
  /// The matrix for people: a row an indicator, with what it was in the last year that has a value.
  func matrix(measured: ReportTable?) -> ReportTable {
    var rows: [ReportTable.Row] = []
    for objective in objectives {
      if objective.indicators.isEmpty {
        rows.append(
          ReportTable.Row(
            keys: [objective.label, objective.statement, "", "", "", "", "", objective.assumptions],
            cells: [nil],
            shown: ["enunciado": objective.statement, "supuestos": objective.assumptions]))
      }
      for indicator in objective.indicators {
        let last = measured?.rows.last {
          $0.keys[0] == objective.label && $0.keys[1] == indicator.name && $0.cells[0]?.value != nil
        }
        var cell = last?.cells[0]
        cell = cell.map {
          var copy = ReportTable.Cell(
            value: $0.value, numerator: $0.numerator, denominator: $0.denominator,
            decimals: indicator.decimals,
            parts: $0.parts, counts: $0.counts)
          copy.isSuppressed = $0.isSuppressed
          return copy
        }
        let assumptions = indicator.assumptions.isEmpty ? objective.assumptions : indicator.assumptions
        // The evaluator's own texts are shown as they are, and beside the indicator of what its last value is.
        let measured = [indicator.unit, last?.keys.last ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
        rows.append(
          ReportTable.Row(
            keys: [
              objective.label, objective.statement, indicator.name, indicator.formula,
              indicator.dimension.rawValue,
              indicator.control.rawValue, indicator.verification, assumptions,
            ], cells: [cell],
            shown: [
              "enunciado": objective.statement,
              "indicador": last == nil || measured.isEmpty
                ? indicator.name : "\(indicator.name) (\(measured))",
              "formula_mml": indicator.formula, "verificacion": indicator.verification,
              "supuestos": assumptions,
            ]))
      }
    }
    return ReportTable(
      id: LogicalFramework.matrixID, number: part("a"), chapter: chapter,
      title: "Matriz de marco lógico",
      unit: "último valor medido, según indicador", years: "",
      keyNames: [
        "nivel_mml", "enunciado", "indicador", "formula_mml", "dimension_mml", "ambito_mml", "verificacion",
        "supuestos",
      ], columns: ["ultimo_valor"], rows: rows, formula: "", source: source)
  }

  /// What to show for machine labels, those of its objectives among them.
  var texts: [String: String] {
    var texts = LogicalFramework.words
    for objective in objectives where !objective.number.isEmpty {
      texts[objective.label] = "\(LogicalFramework.words[objective.level.rawValue] ?? "") \(objective.number)"
    }
    return texts
  }

  private static let words: [String: String] = [
    "anio": "Año", "componente": "Componente", "actividad": "Actividad", "nivel_mml": "Nivel",
    "enunciado": "Objetivo", "indicador": "Indicador",
    "formula_mml": "Fórmula de cálculo",
    "dimension_mml": "Dimensión", "ambito_mml": "Ámbito de control", "verificacion": "Medios de verificación",
    "supuestos": "Supuestos", "ultimo_valor": "Último valor", "unidad": "Unidad", "valor": "Valor",
    "numerador": "Numerador", "denominador": "Denominador", "fin": "Fin", "proposito": "Propósito",
    "eficacia": "Eficacia", "eficiencia": "Eficiencia", "economia": "Economía", "calidad": "Calidad",
    "proceso": "Proceso", "producto": "Producto", "resultado_intermedio": "Resultado intermedio",
    "resultado_final": "Resultado final",
  ]
}
