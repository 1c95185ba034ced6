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
    return SectionTable.table(
      LogicalFramework.matrixID, part("a"), Phrase("Matriz de marco lógico", "Logical framework matrix"),
      chapter: chapter,
      unit: Phrase("último valor medido, según indicador", "last value measured, by indicator"),
      years: Phrase(same: ""),
      keys: [
        "nivel_mml", "enunciado", "indicador", "formula_mml", "dimension_mml", "ambito_mml", "verificacion",
        "supuestos",
      ], columns: ["ultimo_valor"], rows: rows, formula: Phrase(same: ""), source: Phrase(same: source))
  }

  /// What to show for machine labels, those of its objectives among them.
  var texts: [String: Phrase] {
    var texts = LogicalFramework.words
    for objective in objectives where !objective.number.isEmpty {
      texts[objective.label] =
        (LogicalFramework.words[objective.level.rawValue] ?? Phrase(same: "")) + " \(objective.number)"
    }
    return texts
  }

  private static let words: [String: Phrase] = [
    "anio": Phrase("Año", "Year"), "componente": Phrase("Componente", "Component"),
    "actividad": Phrase("Actividad", "Activity"), "nivel_mml": Phrase("Nivel", "Level"),
    "enunciado": Phrase("Objetivo", "Objective"), "indicador": Phrase("Indicador", "Indicator"),
    "formula_mml": Phrase("Fórmula de cálculo", "Formula"),
    "dimension_mml": Phrase("Dimensión", "Dimension"),
    "ambito_mml": Phrase("Ámbito de control", "Scope of control"),
    "verificacion": Phrase("Medios de verificación", "Means of verification"),
    "supuestos": Phrase("Supuestos", "Assumptions"), "ultimo_valor": Phrase("Último valor", "Last value"),
    "unidad": Phrase("Unidad", "Unit"), "valor": Phrase("Valor", "Value"),
    "numerador": Phrase("Numerador", "Numerator"), "denominador": Phrase("Denominador", "Denominator"),
    "fin": Phrase("Fin", "Goal"), "proposito": Phrase("Propósito", "Purpose"),
    "eficacia": Phrase("Eficacia", "Effectiveness"), "eficiencia": Phrase("Eficiencia", "Efficiency"),
    "economia": Phrase("Economía", "Economy"), "calidad": Phrase("Calidad", "Quality"),
    "proceso": Phrase("Proceso", "Process"), "producto": Phrase("Producto", "Output"),
    "resultado_intermedio": Phrase("Resultado intermedio", "Intermediate outcome"),
    "resultado_final": Phrase("Resultado final", "Final outcome"),
  ]
}
