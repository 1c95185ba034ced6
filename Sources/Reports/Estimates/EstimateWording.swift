/// The words of a table of estimates, in each language.
struct EstimateWording {
  let term: String
  let estimate: String
  let error: String
  let statistic: String
  let degrees: String
  let probability: String
  let observations: String
  let left: String
  let covariance: String
  let rSquared: String
  let adjusted: String
  let within: String
  let sigma: String
  let pseudo: String
  let deviance: String
  let logLikelihood: String
  let residualDegrees: String
  let wald: String
  let collinear: String
  let missing: String
  let singletons: String
  let separated: String
  let zeroWeights: String
  let filtered: String
  let errorsBelow: String
  let stars: String
  let notConverged: String
  let outcome: String
  let effects: String
  let levels: String
  let firstStage: String
  let estimator: String
  let yes: String
  let no: String
  let bootstrap: String
  let draws: String
  let enumerated: String
  let units: String
  let periods: String
  let rowsPerUnit: String
  let between: String
  let overall: String
  let variances: String
  let randomisation: String
  let allAssignments: String
  let unbounded: String
  let marginalEffects: String
  let marginalNote: String
  /// Tests of panels; none where the name of the test says it.
  let panelTests: [String: String]
  /// Estimators and families by the machine's name; without one the name in capitals.
  private let estimators: [String: String]

  func name(ofEstimator key: String) -> String { estimators[key] ?? key.uppercased() }

  init(_ language: Language) {
    switch language {
    case .spanish:
      term = "término"
      estimate = "estimación"
      error = "error est."
      statistic = "estadístico"
      degrees = "gl"
      probability = "valor p"
      observations = "Observaciones"
      left = "Filas apartadas"
      covariance = "Covarianza"
      rSquared = "R²"
      adjusted = "R² ajustado"
      within = "R² intragrupo"
      sigma = "Desviación residual"
      pseudo = "Pseudo R² (McFadden)"
      deviance = "Devianza"
      logLikelihood = "Log-verosimilitud"
      residualDegrees = "Grados de libertad residuales"
      wald = "Wald de los regresores"
      collinear = "Columnas colineales, fuera del modelo"
      missing = "sin dato"
      singletons = "solas en su efecto"
      separated = "de resultado que el efecto determina"
      zeroWeights = "de peso cero"
      filtered = "por el filtro"
      errorsBelow = "Errores estándar entre paréntesis."
      stars = "*** p < 0,01; ** p < 0,05; * p < 0,1."
      notConverged = "El cálculo no convergió"
      outcome = "Variable dependiente"
      effects = "Efectos fijos"
      levels = "niveles"
      firstStage = "F de la primera etapa"
      estimator = "Estimador"
      yes = "sí"
      no = "no"
      bootstrap = "Bootstrap salvaje por conglomerados"
      draws = "sorteos"
      enumerated = "vectores de signos, todos"
      units = "Unidades"
      periods = "períodos"
      rowsPerUnit = "filas por unidad"
      between = "R² entre grupos"
      overall = "R² total"
      variances = "Varianzas"
      randomisation = "Inferencia por aleatorización"
      allAssignments = "asignaciones, todas"
      unbounded = "no acotado"
      marginalEffects = "Efectos marginales promedio"
      marginalNote =
        "Derivada de la media por cada columna, también las de ceros y unos; un producto es una columna propia."
      panelTests = [
        "hausman": "Hausman", "hausman_common_variance": "Hausman, varianza común",
        "hausman_auxiliary": "Hausman, regresión auxiliar", "hausman_robust": "Hausman, robusta",
        "mundlak": "Mundlak",
        "breusch_pagan": "Breusch–Pagan", "breusch_pagan_time": "Breusch–Pagan, periodos",
        "breusch_pagan_both": "Breusch–Pagan, unidades y periodos", "honda": "Honda",
        "honda_time": "Honda, periodos",
        "honda_both": "Honda, unidades y periodos", "king_wu": "King–Wu",
        "gourieroux_holly_monfort": "Gourieroux–Holly–Monfort", "f_effects": "F de los efectos de unidad",
        "wooldridge_within": "Wooldridge, correlación serial, intragrupo",
        "wooldridge_first_difference": "Wooldridge, correlación serial, primeras diferencias",
        "wooldridge_first_difference_zero": "Wooldridge, paseo aleatorio",
        "wooldridge_unobserved_effect": "Wooldridge, efecto no observado",
      ]
      estimators = [
        "ols": "Mínimos cuadrados (OLS)", "2sls": "Mínimos cuadrados en dos etapas (2SLS)",
        "between": "Entre grupos", "first-difference": "Primeras diferencias",
        "random-effects": "Efectos aleatorios",
        "correlated-random-effects": "Efectos aleatorios correlacionados",
        "poisson": "Poisson", "negbin": "Binomial negativa", "gamma": "Gamma",
        "fractional": "Logit fraccional", "ordered-logit": "Logit ordenado",
        "conditional-logit": "Logit condicional", "logit": "Logit", "probit": "Probit",
        "cloglog": "Log-log complementario",
      ]
    case .english:
      term = "term"
      estimate = "estimate"
      error = "std. error"
      statistic = "statistic"
      degrees = "df"
      probability = "p value"
      observations = "Observations"
      left = "Rows left out"
      covariance = "Covariance"
      rSquared = "R²"
      adjusted = "Adjusted R²"
      within = "Within R²"
      sigma = "Residual std. deviation"
      pseudo = "Pseudo R² (McFadden)"
      deviance = "Deviance"
      logLikelihood = "Log-likelihood"
      residualDegrees = "Residual degrees of freedom"
      wald = "Wald test of the regressors"
      collinear = "Collinear columns, not in the model"
      missing = "missing"
      singletons = "singletons"
      separated = "separated"
      zeroWeights = "of weight zero"
      filtered = "by the filter"
      errorsBelow = "Standard errors in parentheses."
      stars = "*** p < 0.01; ** p < 0.05; * p < 0.1."
      notConverged = "The computation did not converge"
      outcome = "Outcome"
      effects = "Fixed effects"
      levels = "levels"
      firstStage = "First-stage F"
      estimator = "Estimator"
      yes = "yes"
      no = "no"
      bootstrap = "Wild cluster bootstrap"
      draws = "draws"
      enumerated = "sign vectors, all of them"
      units = "Units"
      periods = "periods"
      rowsPerUnit = "rows a unit"
      between = "Between R²"
      overall = "Overall R²"
      variances = "Variances"
      randomisation = "Randomisation inference"
      allAssignments = "assignments, all of them"
      unbounded = "unbounded"
      marginalEffects = "Average marginal effects"
      marginalNote =
        "Derivative of the mean by each column, 0/1 columns too; a product is a column of its own."
      panelTests = [:]
      estimators = [:]
    }
  }
}
