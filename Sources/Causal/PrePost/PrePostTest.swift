/// What is compared: pairs or independent groups, numbers or events.
public enum ComparisonDesign: String, Sendable, CaseIterable {
  case pairedNumeric = "paired_numeric"
  case independentNumeric = "independent_numeric"
  case pairedBinary = "paired_binary"
  case independentBinary = "independent_binary"

  public var isPaired: Bool { self == .pairedNumeric || self == .pairedBinary }
  public var isBinary: Bool { self == .pairedBinary || self == .independentBinary }

  var words: String {
    switch self {
    case .pairedNumeric: "pairs of numbers"
    case .independentNumeric: "independent groups of numbers"
    case .pairedBinary: "pairs of events"
    case .independentBinary: "independent groups of events"
    }
  }
}

/// A test, by its name on the command line. A plain name follows the default of R's function; the variants of it say what they do.
public enum PrePostTest: String, Sendable, CaseIterable {
  // Pairs of numbers.
  case pairedT = "paired_t"
  case signedRank = "wilcoxon_signed_rank"
  case signedRankExact = "wilcoxon_signed_rank_exact"
  case signedRankNormal = "wilcoxon_signed_rank_normal"
  case signedRankCorrected = "wilcoxon_signed_rank_normal_cc"
  case sign = "sign_test"
  case pairedTClustered = "paired_t_cluster"
  case pairedAdjusted = "paired_adjusted"
  case pearson
  case spearman
  case kendall
  case kendallExact = "kendall_exact"
  case repeatedMeasures = "repeated_measures_anova"
  case repeatedMeasuresGG = "repeated_measures_anova_gg"
  case repeatedMeasuresHF = "repeated_measures_anova_hf"
  case mauchly
  case friedman
  // Independent groups of numbers.
  case welchT = "welch_t"
  case pooledT = "pooled_t"
  case rankSum = "wilcoxon_rank_sum"
  case rankSumExact = "wilcoxon_rank_sum_exact"
  case rankSumNormal = "wilcoxon_rank_sum_normal"
  case rankSumCorrected = "wilcoxon_rank_sum_normal_cc"
  case kolmogorovSmirnov = "ks"
  case kolmogorovSmirnovExact = "ks_exact"
  case kolmogorovSmirnovAsymptotic = "ks_asymptotic"
  case kolmogorovSmirnovEffective = "ks_effective_n"
  case varianceRatio = "variance_f"
  case bartlett
  case levene
  case brownForsythe = "brown_forsythe"
  case anova
  case welchAnova = "welch_anova"
  case kruskalWallis = "kruskal_wallis"
  case ancova
  // Pairs of events.
  case mcNemar = "mcnemar"
  case mcNemarCorrected = "mcnemar_cc"
  case mcNemarUncorrected = "mcnemar_uncorrected"
  case mcNemarExact = "mcnemar_exact"
  case mcNemarMidP = "mcnemar_mid_p"
  // Independent groups of events, and tables.
  case twoProportions = "two_proportions"
  case twoProportionsUncorrected = "two_proportions_uncorrected"
  case chiSquared = "chi_squared"
  case chiSquaredYates = "chi_squared_yates"
  case chiSquaredUncorrected = "chi_squared_uncorrected"
  case gTest = "g_test"
  case fisher

  /// The designs that the test is for.
  public var designs: [ComparisonDesign] {
    switch self {
    case .pairedT, .sign, .pairedTClustered, .pairedAdjusted: [.pairedNumeric, .pairedBinary]
    case .signedRank, .signedRankExact, .signedRankNormal, .signedRankCorrected, .pearson, .spearman,
      .kendall,
      .kendallExact, .repeatedMeasures, .repeatedMeasuresGG, .repeatedMeasuresHF, .mauchly, .friedman:
      [.pairedNumeric]
    case .welchT, .pooledT: [.independentNumeric, .independentBinary]
    case .rankSum, .rankSumExact, .rankSumNormal, .rankSumCorrected, .kolmogorovSmirnov,
      .kolmogorovSmirnovExact,
      .kolmogorovSmirnovAsymptotic, .kolmogorovSmirnovEffective, .varianceRatio, .bartlett, .levene,
      .brownForsythe, .anova, .welchAnova, .kruskalWallis, .ancova:
      [.independentNumeric]
    case .mcNemar, .mcNemarCorrected, .mcNemarUncorrected, .mcNemarExact, .mcNemarMidP: [.pairedBinary]
    case .twoProportions, .twoProportionsUncorrected, .chiSquared, .chiSquaredYates, .chiSquaredUncorrected,
      .gTest, .fisher:
      [.independentBinary]
    }
  }

  /// Throws where the test is for other designs.
  func check(_ design: ComparisonDesign) throws(PrePostError) {
    guard designs.contains(design) else { throw .notOfDesign(test: rawValue, design: design.words) }
  }

  /// What is done where no tests are named.
  public static func usual(for design: ComparisonDesign, groups: Int = 2) -> [PrePostTest] {
    switch design {
    case .pairedNumeric: [.pairedT, .signedRank, .sign, .pearson]
    case .pairedBinary: [.mcNemar, .mcNemarUncorrected, .mcNemarExact, .mcNemarMidP]
    case .independentNumeric:
      groups == 2
        ? [.welchT, .pooledT, .rankSum, .kolmogorovSmirnov, .varianceRatio, .brownForsythe]
        : [.anova, .welchAnova, .kruskalWallis, .bartlett, .brownForsythe]
    case .independentBinary:
      groups == 2
        ? [.twoProportions, .twoProportionsUncorrected, .chiSquared, .chiSquaredUncorrected, .gTest, .fisher]
        : [.chiSquared, .gTest]
    }
  }

  /// In a line of English: what it tests and by which rule.
  public var summary: String {
    switch self {
    case .pairedT: "Student's t of the mean difference"
    case .signedRank:
      "Wilcoxon's signed rank: exact below 50 pairs without ties or zeros, else normal with continuity correction"
    case .signedRankExact: "the same, exact given the midranks"
    case .signedRankNormal: "the same, normal with the variance of the ties"
    case .signedRankCorrected: "the same with continuity correction"
    case .sign: "sign test, exact binomial; the estimate is the median difference"
    case .pairedTClustered: "mean difference, errors clustered (--cluster), t with clusters − 1"
    case .pairedAdjusted: "mean difference at the covariates' means (--covariates)"
    case .pearson: "correlation of before and after; interval by Fisher's z"
    case .spearman: "rank correlation, t approximation"
    case .kendall: "τ-b, normal with the variance of the ties"
    case .kendallExact: "τ, exact, without ties"
    case .repeatedMeasures: "F of the occasions under sphericity"
    case .repeatedMeasuresGG: "the same with Greenhouse and Geisser's ε"
    case .repeatedMeasuresHF: "the same with Huynh and Feldt's ε"
    case .mauchly: "Mauchly's test of sphericity"
    case .friedman: "Friedman's test of the occasions"
    case .welchT: "Welch's t, variances may differ"
    case .pooledT: "Student's t with one variance"
    case .rankSum:
      "Wilcoxon's rank sum (Mann–Whitney W): exact below 50 a group without ties, else normal with continuity correction"
    case .rankSumExact: "the same, exact given the midranks"
    case .rankSumNormal: "the same, normal with the variance of the ties"
    case .rankSumCorrected: "the same with continuity correction"
    case .kolmogorovSmirnov: "Kolmogorov–Smirnov: exact where n₁·n₂ < 10000, else asymptotic"
    case .kolmogorovSmirnovExact: "the same, exact given the ties"
    case .kolmogorovSmirnovAsymptotic: "the same, Kolmogorov's limit"
    case .kolmogorovSmirnovEffective: "the same by one sample of n₁n₂/(n₁+n₂), as scipy's asymp"
    case .varianceRatio: "F of two variances"
    case .bartlett: "Bartlett's test of equal variances"
    case .levene: "Levene's test, around means"
    case .brownForsythe: "Brown and Forsythe's, around medians"
    case .anova: "one-way analysis of variance"
    case .welchAnova: "the same with variances that may differ"
    case .kruskalWallis: "Kruskal and Wallis's rank test"
    case .ancova: "group given before and covariates, type II F; with two groups the adjusted difference"
    case .mcNemar: "McNemar's χ² with continuity correction; the estimate is n₁₂/n₂₁"
    case .mcNemarCorrected: "the same, by its explicit name"
    case .mcNemarUncorrected: "McNemar's χ² without correction"
    case .mcNemarExact: "exact binomial of the discordant pairs"
    case .mcNemarMidP: "the same with mid-p"
    case .twoProportions:
      "χ² of two proportions with continuity correction, and its interval of the difference"
    case .twoProportionsUncorrected: "the same without correction (Wald's interval)"
    case .chiSquared: "Pearson's χ²; Yates's correction for 2×2"
    case .chiSquaredYates: "Pearson's χ² with Yates's correction, 2×2"
    case .chiSquaredUncorrected: "Pearson's χ² without correction"
    case .gTest: "likelihood ratio G"
    case .fisher:
      "Fisher's exact test; of 2×2 with the conditional maximum-likelihood odds ratio, of more rows or columns as far as it can be summed"
    }
  }
}
