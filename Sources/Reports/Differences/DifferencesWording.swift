/// The words of a table of differences, in each language.
struct DifferencesWording {
  let effect: String
  let estimate: String
  let outcome: String
  let error: String
  let band: String
  let overall: String
  let group: String
  let time: String
  let rows: String
  let units: String
  let errors: String
  let preTrend: String
  let conditionalPretest: String
  let warning: String
  let design: String
  let control: String
  let type: String
  let weight: String
  let draws: String
  let average: [String: String]
  let eventTime: String
  let seed: String
  let more: String
  let donor: String
  let gap: String
  let underTreatment: String
  /// Time since the treatment, as a heading.
  let event: String
  /// Titles of the estimators.
  let estimators: [String: String]
  private let names: [String: String]

  /// A figure, table, column or kind as people read it: the machine's name without underscores, or its words.
  func name(_ key: String) -> String {
    names[key]
      ?? (key.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") }
        ? key.replacing("_", with: " ") : key)
  }

  init(_ language: Language) {
    switch language {
    case .spanish:
      effect = "efecto"
      estimate = "estimación"
      outcome = "Resultado"
      error = "error est."
      band = "banda uniforme"
      overall = "promedio"
      group = "grupo"
      time = "periodo"
      rows = "Filas"
      units = "unidades"
      errors = "Errores"
      preTrend = "Sin efecto antes del tratamiento"
      conditionalPretest =
        "Tendencias paralelas antes del tratamiento en todos los valores de las covariables"
      warning = "Advertencia"
      design = "Diseño"
      control = "comparación"
      type = "tipo"
      weight = "peso"
      draws = "sorteos"
      average = [
        "simple": "promedio simple", "dynamic": "por tiempo desde el tratamiento", "group": "por grupo",
        "calendar": "por periodo",
      ]
      eventTime = "Periodos desde el tratamiento"
      seed = "semilla"
      more = "más"
      donor = "donante"
      gap = "diferencia"
      underTreatment = "en tratamiento"
      event = "tiempo"
      estimators = DifferencesWording.spanishEstimators
      names = DifferencesWording.spanishNames
    case .english:
      effect = "effect"
      estimate = "estimate"
      outcome = "Outcome"
      error = "std. error"
      band = "uniform band"
      overall = "overall"
      group = "group"
      time = "time"
      rows = "Rows"
      units = "units"
      errors = "Errors"
      preTrend = "No effect before the treatment"
      conditionalPretest = "Parallel trends before the treatment at all values of the covariates"
      warning = "Warning"
      design = "Design"
      control = "control"
      type = "type"
      weight = "weight"
      draws = "draws"
      average = [
        "simple": "simple average", "dynamic": "by time since treatment", "group": "by group",
        "calendar": "by period",
      ]
      eventTime = "Periods since treatment"
      seed = "seed"
      more = "more"
      donor = "donor"
      gap = "difference"
      underTreatment = "under treatment"
      event = "time"
      estimators = [:]
      names = DifferencesWording.englishNames
    }
  }
}
