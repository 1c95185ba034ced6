import Causal

/// The words of a table of comparisons, in each language.
struct PrePostWording {
  let title: String
  let test: String
  let estimate: String
  let statistic: String
  let degrees: String
  let probability: String
  let count: String
  let mean: String
  let deviation: String
  let events: String
  let share: String
  let direction: String
  let rows: String
  let missing: String
  let filtered: String
  let event: String
  let regression: String
  let expected: String
  let corrected: String
  let detectable: String
  let covariance: String
  let battery: String
  let allUnits: String
  let unit: String
  let before: String
  let after: String
  let adjusted: String
  let designs: [ComparisonDesign: String]
  let names: [String: String]

  init(_ language: Language) {
    switch language {
    case .spanish:
      title = "Antes y después"
      test = "prueba"
      estimate = "estimación"
      statistic = "estadístico"
      degrees = "gl"
      probability = "valor p"
      count = "n"
      mean = "media"
      deviation = "desv. est."
      events = "casos"
      share = "proporción"
      direction = "Diferencia"
      rows = "Filas leídas"
      missing = "sin dato"
      filtered = "por el filtro"
      event = "Caso"
      regression = "Regresión a la media: correlación"
      expected = "cambio esperable sin programa"
      corrected = "cambio corregido"
      detectable = "Cambio mínimo detectable"
      covariance = "Análisis de covarianza"
      battery = "Batería de comparaciones"
      allUnits = "Todas las unidades juntas"
      unit = "grupo"
      before = "antes"
      after = "después"
      adjusted = "p corregido"
      designs = [
        .pairedNumeric: "pares de números", .independentNumeric: "grupos independientes, números",
        .pairedBinary: "pares de casos", .independentBinary: "grupos independientes, casos",
      ]
      names = PrePostWording.spanish
    case .english:
      title = "Before and after"
      test = "test"
      estimate = "estimate"
      statistic = "statistic"
      degrees = "df"
      probability = "p value"
      count = "n"
      mean = "mean"
      deviation = "std. dev."
      events = "events"
      share = "proportion"
      direction = "Difference"
      rows = "Rows read"
      missing = "missing"
      filtered = "by the filter"
      event = "Event"
      regression = "Regression to the mean: correlation"
      expected = "change expected without a programme"
      corrected = "corrected change"
      detectable = "Minimum detectable change"
      covariance = "Analysis of covariance"
      battery = "Battery of comparisons"
      allUnits = "All units together"
      unit = "group"
      before = "before"
      after = "after"
      adjusted = "adjusted p"
      designs = [
        .pairedNumeric: "pairs of numbers", .independentNumeric: "independent groups, numbers",
        .pairedBinary: "pairs of events", .independentBinary: "independent groups, events",
      ]
      names = [:]
    }
  }

  /// A test, effect size or occasion as people read it: the machine's name without underscores, or its Spanish.
  func name(_ key: String) -> String { names[key] ?? key.replacing("_", with: " ") }

  /// What an estimate is of, and names of rows, in the language.
  func direction(_ text: String) -> String {
    guard !names.isEmpty else { return text }
    if text == "after − before" { return "después − antes" }
    if text.hasPrefix("row ") { return text.replacing("row ", with: "fila ") }
    guard text.hasPrefix("change from ") else { return text }
    return "cambio "
      + text.dropFirst("change ".count).replacing("from ", with: "de ", maxReplacements: 1)
      .replacing(" to ", with: " a ", maxReplacements: 1)
  }

  private static let spanish: [String: String] = [
    "paired_t": "t pareada", "wilcoxon_signed_rank": "Wilcoxon, rangos con signo",
    "wilcoxon_signed_rank_exact": "Wilcoxon, rangos con signo, exacta",
    "wilcoxon_signed_rank_normal": "Wilcoxon, rangos con signo, normal",
    "wilcoxon_signed_rank_normal_cc": "Wilcoxon, rangos con signo, normal con corrección",
    "sign_test": "prueba de los signos", "paired_t_cluster": "t pareada por conglomerados",
    "paired_adjusted": "diferencia ajustada", "pearson": "correlación de Pearson",
    "spearman": "correlación de Spearman", "kendall": "τ de Kendall", "kendall_exact": "τ de Kendall, exacta",
    "repeated_measures_anova": "medidas repetidas",
    "repeated_measures_anova_gg": "medidas repetidas (Greenhouse–Geisser)",
    "repeated_measures_anova_hf": "medidas repetidas (Huynh–Feldt)", "mauchly": "esfericidad de Mauchly",
    "friedman": "Friedman", "welch_t": "t de Welch", "pooled_t": "t de Student",
    "wilcoxon_rank_sum": "Wilcoxon, suma de rangos",
    "wilcoxon_rank_sum_exact": "Wilcoxon, suma de rangos, exacta",
    "wilcoxon_rank_sum_normal": "Wilcoxon, suma de rangos, normal",
    "wilcoxon_rank_sum_normal_cc": "Wilcoxon, suma de rangos, normal con corrección",
    "ks": "Kolmogorov–Smirnov", "ks_exact": "Kolmogorov–Smirnov, exacta",
    "ks_asymptotic": "Kolmogorov–Smirnov, asintótica", "ks_effective_n": "Kolmogorov–Smirnov, n efectivo",
    "variance_f": "F de varianzas", "bartlett": "Bartlett", "levene": "Levene",
    "brown_forsythe": "Brown–Forsythe",
    "anova": "análisis de varianza", "welch_anova": "análisis de varianza de Welch",
    "kruskal_wallis": "Kruskal–Wallis", "ancova": "análisis de covarianza", "mcnemar": "McNemar",
    "mcnemar_cc": "McNemar con corrección", "mcnemar_uncorrected": "McNemar sin corrección",
    "mcnemar_exact": "McNemar exacta", "mcnemar_mid_p": "McNemar, p medio",
    "two_proportions": "dos proporciones", "two_proportions_uncorrected": "dos proporciones sin corrección",
    "chi_squared": "χ²", "chi_squared_yates": "χ² con corrección de Yates",
    "chi_squared_uncorrected": "χ² sin corrección", "g_test": "G", "fisher": "exacta de Fisher",
    "cohen_dz": "d_z de Cohen", "cohen_dav": "d_av de Cohen", "cohen_d": "d de Cohen",
    "hedges_g": "g de Hedges",
    "hedges_gz": "g_z de Hedges", "hedges_gz_approx": "g_z de Hedges, aproximada",
    "hedges_g_approx": "g de Hedges, aproximada", "glass_delta": "Δ de Glass",
    "glass_delta_pre": "Δ de Glass (antes)", "cliff_delta": "δ de Cliff",
    "rank_biserial": "biserial de rangos",
    "risk_difference": "diferencia de riesgo", "risk_difference_newcombe": "diferencia de riesgo (Newcombe)",
    "risk_difference_wald": "diferencia de riesgo (Wald)",
    "risk_difference_wald_cc": "diferencia de riesgo (Wald con corrección)",
    "risk_difference_agresti_caffo": "diferencia de riesgo (Agresti–Caffo)",
    "risk_difference_miettinen_nurminen": "diferencia de riesgo (Miettinen–Nurminen)",
    "risk_difference_mee": "diferencia de riesgo (Mee)", "risk_ratio": "razón de riesgos",
    "odds_ratio": "razón de momios", "cohen_h": "h de Cohen", "cohen_g": "g de Cohen",
    "cramer_v": "V de Cramér",
    "eta_squared": "η²", "omega_squared": "ω²", "epsilon_squared": "ε²", "before": "antes",
    "after": "después",
    "change": "cambio", "holm": "Holm", "benjamini_hochberg": "Benjamini–Hochberg",
    "romano_wolf": "Romano–Wolf",
  ]
}
