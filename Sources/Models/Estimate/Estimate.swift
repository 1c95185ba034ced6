/// What a regression found, the same for every estimator: the sample, the coefficients with their errors, and what is to be
/// known before they are believed.
///
/// A value that an estimator has no meaning for is nil.
public struct Estimate: Sendable {
  /// How an iterative computation ended.
  public struct Convergence: Sendable, Equatable {
    public let iterations: Int
    public let isReached: Bool

    public init(iterations: Int, isReached: Bool) {
      self.iterations = iterations
      self.isReached = isReached
    }
  }

  /// What a likelihood has and least squares has not.
  public struct Likelihood: Sendable {
    /// As on the command line: `logit`, `ordered-logit`.
    public let name: String
    public let deviance: Double
    public let nullDeviance: Double
    /// McFadden's 1 − ℓ/ℓ₀.
    public let pseudoRSquared: Double
    /// Nil for models of several predictors a row.
    public let pearsonChiSquared: Double?
    /// φ.
    public let dispersion: Double
    /// α of the negative binomial.
    public let overdispersion: Overdispersion?
    /// Of each column, averaged over the rows.
    public let averageEffects: [CoefficientTerm]
    /// Of each column, at the mean row.
    public let effectsAtMeans: [CoefficientTerm]
  }

  /// A set of fixed effects.
  public struct Effect: Sendable, Equatable {
    /// As in the formula: `id`, `id^year`, `id[[x]]`.
    public let name: String
    public let levels: Int
  }

  /// The estimator's name on the command line: `ols`; `ml` for a family.
  public let estimator: String
  public let formula: String
  public let outcome: String
  public let sample: EstimationSample
  /// Rows, or the sum of frequency weights.
  public let observations: Int
  public let terms: [CoefficientTerm]
  public let covariance: CoefficientCovariance
  /// Of the intervals of the terms.
  public let confidence: Double
  public let modelDegrees: Int
  public let residualDegrees: Int
  public let absorbedDegrees: Int
  public let sigma: Double?
  public let residualSumOfSquares: Double?
  public internal(set) var rSquared: Double?
  public internal(set) var adjustedRSquared: Double?
  public let withinRSquared: Double?
  public let adjustedWithinRSquared: Double?
  public let logLikelihood: Double?
  /// As the covariance's profile counts parameters.
  public let criteria: InformationCriteria?
  /// Fixed effects that were absorbed, with their levels.
  public let effects: [Effect]
  /// All coefficients but the intercept are zero, with this covariance; nil where the covariance has too small a rank for it.
  public let wald: WaldTest?
  /// The same from the sums of squares.
  public let fTest: WaldTest?
  /// Of instrumental variables.
  public let instruments: InstrumentTests?
  /// Of LIML and Fuller's estimator.
  public let kappa: Double?
  /// The bootstrap that was asked for.
  public internal(set) var bootstrap: WildBootstrapTest?
  /// The randomisation inference that was asked for.
  public internal(set) var randomisation: RandomisationTest?
  /// Columns left out because they are combinations of columns before them, instruments among them.
  public let collinear: [String]
  /// Nil where nothing is iterated.
  public internal(set) var convergence: Convergence?
  /// What a reader should know before believing the errors.
  public internal(set) var warnings: [String]
  /// Nil for least squares.
  public internal(set) var likelihood: Likelihood?
  /// Of estimators of panels.
  public internal(set) var panel: Panel?
  /// Cells of equal rows that were estimated from; nil where the rows were.
  public internal(set) var cells: Int?
  /// The absorbed effects level by level, where they were asked for.
  public internal(set) var levels: [EffectLevels] = []
  /// What it gave for another table, where that was asked for.
  public var prediction: PredictionSummary?
}

/// What a model's predictions for another table came to.
public struct PredictionSummary: Sendable, Equatable {
  /// A band of scores and the rows of the other table in it.
  public struct Band: Sendable, Equatable {
    /// Share of the fit's weight at or below the upper bound, and that bound; nil for the last.
    public let share: Double?
    public let upperBound: Double?
    public let rows: Int
  }

  public let rows: Int
  public let predicted: Int
  /// Why rows have no prediction.
  public let dropped: [EstimationSample.Dropped]
  /// In their order; none without cuts.
  public let bands: [Band]

  public init(_ prediction: TablePrediction, bands: ScoreBands?) {
    rows = prediction.rows.count
    predicted = prediction.rows.count { $0 != nil }
    dropped = prediction.dropped
    guard let bands else {
      self.bands = []
      return
    }
    var counts = [Int](repeating: 0, count: bands.thresholds.count + 1)
    for row in prediction.rows.compactMap({ $0 }) { counts[bands.band(row.mean) - 1] += 1 }
    self.bands = counts.indices.map { band in
      Band(
        share: band < bands.shares.count ? bands.shares[band] : nil,
        upperBound: band < bands.thresholds.count ? bands.thresholds[band] : nil, rows: counts[band])
    }
  }
}

extension Estimate {
  /// Keeps a bootstrap's test and what it warns of.
  mutating func add(_ test: WildBootstrapTest) {
    bootstrap = test
    warnings += test.warnings
  }

  /// The summary of a linear fit.
  init(
    _ fit: LinearFit, estimator: String, formula: Formula, sample: EstimationSample, warnings: [String]
  ) throws(RegressionError) {
    try self.init(
      fit, estimator: estimator, formula: formula, sample: sample, warnings: warnings, fTest: fit.fTest,
      instruments: nil, kappa: nil, collinear: fit.dropped,
      convergence: Estimate.convergence(fit.absorption))
  }

  /// The test of all regressors, or why there is none.
  private static func joint(
    _ covariance: CoefficientCovariance, _ test: () throws(RegressionError) -> WaldTest?
  ) throws(RegressionError) -> (WaldTest?, [String]) {
    for case .negativeEigenvalues(_, _, zeroed: true) in covariance.adjustments {
      return (
        nil, ["no joint test of the regressors: their covariance had to be repaired and has no inverse"]
      )
    }
    do { return (try test(), []) } catch {
      guard case .dependentRestrictions(let count, let rank) = error else { throw error }
      let reason =
        covariance.clusters.isEmpty
        ? "their columns are nearly combinations of one another" : "clusters or periods are too few"
      return (
        nil, ["no joint test of the \(count) regressors: their covariance has rank \(rank), \(reason)"]
      )
    }
  }

  /// How the absorption of effects ended; nil without any.
  private static func convergence(_ absorption: AbsorbedEffects?) -> Convergence? {
    absorption.map { Convergence(iterations: $0.iterations, isReached: $0.converged) }
  }

  /// The summary of instrumental variables. Their sums of squares test nothing.
  init(
    _ fit: InstrumentedFit, formula: Formula, sample: EstimationSample, warnings: [String]
  ) throws(RegressionError) {
    try self.init(
      fit.fit, estimator: fit.method.name, formula: formula, sample: sample,
      warnings: warnings + fit.tests.warnings, fTest: nil, instruments: fit.tests,
      kappa: fit.kappa, collinear: fit.fit.dropped + fit.droppedInstruments,
      convergence: fit.convergence ?? Estimate.convergence(fit.fit.absorption))
  }

  private init(
    _ fit: LinearFit, estimator: String, formula: Formula, sample: EstimationSample, warnings: [String],
    fTest: WaldTest?, instruments: InstrumentTests?, kappa: Double?, collinear: [String],
    convergence: Convergence?
  ) throws(RegressionError) {
    let (wald, notes) = try Estimate.joint(fit.covariance) { () throws(RegressionError) in
      try fit.waldOfModel()
    }
    self.init(
      estimator: estimator, formula: formula.text, outcome: fit.outcomeName, sample: sample,
      observations: fit.observations, terms: fit.terms, covariance: fit.covariance,
      confidence: fit.confidence, modelDegrees: fit.modelDegrees, residualDegrees: fit.residualDegrees,
      absorbedDegrees: fit.absorbedDegrees, sigma: fit.sigma,
      residualSumOfSquares: fit.residualSumOfSquares, rSquared: fit.rSquared,
      adjustedRSquared: fit.adjustedRSquared, withinRSquared: fit.withinRSquared,
      adjustedWithinRSquared: fit.adjustedWithinRSquared,
      logLikelihood: fit.reportedLogLikelihood, criteria: fit.criteria,
      effects: fit.absorption.map { zip($0.names, $0.levels).map { Effect(name: $0, levels: $1) } } ?? [],
      wald: wald, fTest: fTest, instruments: instruments, kappa: kappa, bootstrap: nil, collinear: collinear,
      convergence: convergence,
      warnings: warnings + fit.covariance.adjustments.map(\.description) + notes)
  }
}

extension Estimate {
  /// The summary of a generalised linear model.
  init(
    _ fit: GeneralisedFit, formula: Formula, sample: EstimationSample, warnings: [String]
  ) throws(RegressionError) {
    let (wald, notes) = try Estimate.joint(fit.covariance) { () throws(RegressionError) in
      try fit.waldOfModel()
    }
    self.init(
      estimator: "ml", formula: formula.text, outcome: fit.outcomeName, sample: sample,
      observations: fit.observations, terms: fit.terms, covariance: fit.covariance,
      confidence: fit.confidence, modelDegrees: fit.modelDegrees, residualDegrees: fit.residualDegrees,
      absorbedDegrees: fit.absorbedDegrees, sigma: nil, residualSumOfSquares: nil, rSquared: nil,
      adjustedRSquared: nil, withinRSquared: nil, adjustedWithinRSquared: nil,
      logLikelihood: fit.logLikelihood,
      criteria: fit.criteria,
      effects: fit.absorption.map { zip($0.names, $0.levels).map { Effect(name: $0, levels: $1) } } ?? [],
      wald: wald, fTest: nil, instruments: nil, kappa: nil,
      bootstrap: nil, collinear: fit.dropped,
      convergence: Convergence(
        iterations: fit.iterations, isReached: fit.isConverged && fit.absorption?.converged ?? true),
      warnings: warnings + fit.covariance.adjustments.map(\.description) + fit.warnings + notes,
      likelihood: Likelihood(
        name: fit.family.rawValue, deviance: fit.deviance, nullDeviance: fit.nullDeviance,
        pseudoRSquared: fit.pseudoRSquared, pearsonChiSquared: fit.pearsonChiSquared,
        dispersion: fit.dispersion, overdispersion: fit.overdispersion,
        averageEffects: try fit.averageMarginalEffects(), effectsAtMeans: try fit.marginalEffectsAtMeans()))
  }
}

extension Estimate {
  /// The summary of an ordered or a conditional logit.
  init(
    _ fit: LikelihoodFit, formula: Formula, sample: EstimationSample, warnings: [String]
  ) throws(RegressionError) {
    let (wald, notes) = try Estimate.joint(fit.covariance) { () throws(RegressionError) in
      try fit.waldOfModel()
    }
    self.init(
      estimator: "ml", formula: formula.text, outcome: fit.outcomeName, sample: sample,
      observations: fit.observations, terms: fit.terms, covariance: fit.covariance,
      confidence: fit.confidence, modelDegrees: fit.regressors, residualDegrees: fit.residualDegrees,
      absorbedDegrees: 0, sigma: nil, residualSumOfSquares: nil, rSquared: nil, adjustedRSquared: nil,
      withinRSquared: nil, adjustedWithinRSquared: nil, logLikelihood: fit.logLikelihood,
      criteria: fit.criteria, effects: [], wald: wald, fTest: nil, instruments: nil, kappa: nil,
      bootstrap: nil, collinear: fit.dropped,
      convergence: Convergence(iterations: fit.iterations, isReached: fit.isConverged),
      warnings: warnings + fit.covariance.adjustments.map(\.description) + notes,
      likelihood: Likelihood(
        name: fit.model, deviance: -2 * fit.logLikelihood, nullDeviance: -2 * fit.nullLogLikelihood,
        pseudoRSquared: fit.pseudoRSquared, pearsonChiSquared: nil, dispersion: 1, overdispersion: nil,
        averageEffects: [], effectsAtMeans: []))
  }
}
