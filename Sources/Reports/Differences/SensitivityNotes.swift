internal import Causal

/// A sensitivity analysis as lines under a table.
struct SensitivityNotes {
  let result: SensitivityResult
  let language: Language

  var lines: [String] {
    let format = NumberFormat(language)
    let isSpanish = language == .spanish
    func number(_ value: Double?) -> String {
      guard let value else { return "–" }
      if value.isInfinite { return value < 0 ? "−∞" : "∞" }
      return format.significant(value, 5)
    }
    func interval(_ low: Double?, _ high: Double?) -> String {
      low == nil && high == nil ? "–" : "[\(number(low)); \(number(high))]"
    }
    var lines: [String] = []
    if let note = result.note { lines.append(SpanishPhrases.text(note, language)) }
    let target =
      isSpanish
      ? ["first": "primer efecto", "average": "promedio"][result.target] ?? result.target : result.target
    for bounds in result.bounds {
      let name =
        bounds.restriction == "smoothness"
        ? (isSpanish
          ? "Cotas si la pendiente de la tendencia cambia a lo más M por periodo"
          : "Bounds where the trend's slope changes by at most M a period")
        : (isSpanish
          ? "Cotas si la desviación es a lo más M veces la mayor anterior"
          : "Bounds where violations are at most M times the largest before")
      lines.append("\(name) (\(target)):")
      for bound in bounds.bounds {
        let identified =
          bound.identifiedLow == nil
          ? isSpanish
            ? "ninguna tendencia así calza con las estimaciones previas, salvo por su error"
            : "no such trend fits the estimates before but for their error"
          : (isSpanish ? "sin error " : "without error ")
            + interval(bound.identifiedLow, bound.identifiedHigh)
        let robust =
          bound.confidenceLow == nil && bound.confidenceHigh == nil
          ? isSpanish ? "ningún valor" : "no value" : interval(bound.confidenceLow, bound.confidenceHigh)
        lines.append("  M = \(format.trimmed(bound.value, 5)): \(robust), \(identified)")
      }
      lines.append(
        bounds.breakdown.map {
          "  \(isSpanish ? "cero entra desde M =" : "zero enters from M =") \(number($0))"
        }
          ?? (isSpanish ? "  cero no entra con ningún M probado" : "  zero enters with no M that was tried"))
    }
    func variants(_ title: String, _ all: [SensitivityResult.Variant]) {
      guard !all.isEmpty else { return }
      lines.append("\(title):")
      for variant in all.prefix(60) {
        let key = EscapedText.oneLine(variant.key.description)
        if let effect = variant.effect {
          lines.append(
            "  \(key): \(number(effect.estimate)) \(interval(effect.confidenceLow, effect.confidenceHigh))")
        } else {
          lines.append(
            "  \(key): \(variant.reason.map { EscapedText.oneLine(SpanishPhrases.text($0, language)) } ?? "–")"
          )
        }
      }
      if all.count > 60 { lines.append("  … \(all.count - 60)") }
    }
    variants(
      isSpanish ? "Fechas placebo, periodos antes" : "Placebo dates, periods ahead", result.placeboDates)
    variants(
      isSpanish
        ? "Sin cada \(["unit": "unidad", "cluster": "conglomerado", "cohort": "cohorte"][result.leftOut ?? ""] ?? "")"
        : "Without each \(result.leftOut ?? "")", result.leaveOneOut)
    if let groups = result.placeboGroups {
      lines.append(
        "\(isSpanish ? "Grupos placebo" : "Placebo groups"): \(groups.estimates.count), \(format.probabilityEquation(groups.pValue))"
      )
    }
    return lines
  }
}
