internal import LinearAlgebra

/// α of the negative binomial's variance μ + αμ².
public struct Overdispersion: Sendable, Equatable {
  public let value: Double
  /// Nil where α is zero: the outcome is no more dispersed than a Poisson one.
  public let standardError: Double?
}

/// A generalised linear model's results: one immutable value of named numbers.
///
/// Coefficients are on the scale of the linear predictor. A deviance is twice what the log-likelihood lacks of that of a mean of its
/// own for every row; of the gamma, of unit dispersion. The null model has the intercept and the offset, or where the design has
/// no intercept the offset alone.
public struct GeneralisedFit: Sendable {
  public let family: Family
  public let outcomeName: String
  /// Of the terms that were estimated, in the order of the design.
  public let names: [String]
  /// One a name.
  public let coefficients: [Double]
  /// Columns left out because they are combinations of columns before them, by name.
  public let dropped: [String]
  public private(set) var covariance: CoefficientCovariance
  /// Rows of what was given that were used, nil for all: rows of weight zero are not.
  public let rows: [Int]?
  /// N: rows used, or the sum of frequency weights.
  public let observations: Int
  /// Estimated coefficients less the intercept.
  public let modelDegrees: Int
  /// N − K, α and φ not counted.
  public let residualDegrees: Int
  /// Parameters of absorbed effects.
  public let absorbedDegrees: Int
  public let hasIntercept: Bool
  /// Of the gamma at its most likely shape, of the gaussian at SSR/N; a quasi-likelihood for `fractional` and for a `poisson`
  /// outcome that is not whole.
  public let logLikelihood: Double
  /// Of the null model, with an α of its own.
  public let nullLogLikelihood: Double
  public let deviance: Double
  /// With the α of the model.
  public let nullDeviance: Double
  /// Σ w(y − μ)²/V(μ).
  public let pearsonChiSquared: Double
  /// φ: Pearson's χ²/(N − K) for gaussian and gamma, else one.
  public let dispersion: Double
  public private(set) var overdispersion: Overdispersion?
  /// Steps, those of the search for α included.
  public let iterations: Int
  /// Whether the score became zero but for rounding.
  public let isConverged: Bool
  /// Xb and the offset, one a row used.
  public let linearPredictor: [Double]
  /// μ, one a row used.
  public let fitted: [Double]
  /// Of the intervals of the terms.
  public let confidence: Double
  /// How effects were absorbed; nil where nothing was.
  public let absorption: GeneralisedAbsorption?

  /// The rows used and their design, all its columns.
  package let data: RegressionData
  /// Columns of the design that were estimated.
  package let kept: [Int]
  package let curvature: LikelihoodCurvature

  init(
    sample: RegressionSample, kept: [Int], curvature: LikelihoodCurvature,
    estimate: LikelihoodProblem.Estimate, null: NullModel, hasIntercept: Bool,
    summary: LikelihoodProblem.Summary, dispersion: Double, kind: CovarianceKind,
    profile: Profile, confidence: Double, absorption: GeneralisedAbsorption?
  ) throws(RegressionError) {
    let data = sample.data
    family = curvature.problem.family
    outcomeName = data.outcomeName
    names = kept.map { data.names[$0] }
    coefficients = estimate.maximum.coefficients
    dropped = data.names.indices.filter { !kept.contains($0) }.map { data.names[$0] }
    rows = sample.rows
    self.absorption = absorption
    let count = curvature.count(for: profile)
    observations = count.observations
    modelDegrees = absorption == nil ? count.parameters - (hasIntercept ? 1 : 0) : count.regressors
    residualDegrees = count.residualDegrees
    absorbedDegrees = count.absorbedParameters
    self.hasIntercept = hasIntercept
    logLikelihood = summary.logLikelihood
    nullLogLikelihood = null.logLikelihood
    deviance = summary.deviance
    nullDeviance = null.deviance
    pearsonChiSquared = summary.pearsonChiSquared
    self.dispersion = dispersion
    iterations = estimate.steps
    isConverged = estimate.isConverged
    linearPredictor = estimate.maximum.predictor
    fitted = summary.fitted
    self.confidence = confidence
    self.data = data
    self.kept = kept
    self.curvature = curvature
    let (covariance, alphaVariance) = try curvature.covariance(sample.selecting(kind), profile)
    self.covariance = covariance
    overdispersion =
      family == .negbin
      ? Overdispersion(value: curvature.alpha, standardError: alphaVariance?.squareRoot()) : nil
  }

  /// The same fit with another covariance; its groupings have a code for each row that was given to the first.
  public func covariance(_ kind: CovarianceKind, profile: Profile = .fixest) throws(RegressionError)
    -> GeneralisedFit
  {
    var result = self
    let (covariance, alphaVariance) = try curvature.covariance(
      rows.map { kind.selecting(rows: $0) } ?? kind, profile)
    result.covariance = covariance
    result.overdispersion = overdispersion.map {
      Overdispersion(value: $0.value, standardError: alphaVariance?.squareRoot())
    }
    return result
  }

  /// √ of the covariance's diagonal.
  public var standardErrors: [Double] { covariance.standardErrors }

  /// The lines of the table, in the order of the design.
  public var terms: [CoefficientTerm] {
    let errors = standardErrors
    return names.indices.map { position in
      CoefficientTerm(
        name: names[position], estimate: coefficients[position], standardError: errors[position],
        degrees: covariance.reference.degrees(position), reference: covariance.reference,
        confidence: confidence)
    }
  }

  /// McFadden's (1974) 1 − ℓ/ℓ₀.
  public var pseudoRSquared: Double { 1 - logLikelihood / nullLogLikelihood }

  /// −2ℓ + 2p and −2ℓ + p·log N. p counts the coefficients; the negative binomial's α but under fixest; φ under `sandwich` and
  /// `clubsandwich`, as R's `lm` and `glm` do.
  public var criteria: InformationCriteria {
    var parameters = curvature.count(for: covariance.profile).parameters
    switch covariance.profile {
    case .fixest, .pyfixest: break
    case .sandwich, .clubsandwich: parameters += family == .negbin || family.estimatesDispersion ? 1 : 0
    case .reghdfe, .stata, .statsmodels, .linearmodels: parameters += family == .negbin ? 1 : 0
    }
    return InformationCriteria(
      aic: -2 * logLikelihood + 2 * Double(parameters),
      bic: -2 * logLikelihood + Double(parameters) * RealPower.logarithm(Double(observations)))
  }

  /// Position of a term; throws `RegressionError.unknownTerm` with the terms there are.
  public func position(of name: String) throws(RegressionError) -> Int {
    guard let position = names.firstIndex(of: name) else {
      throw .unknownTerm(name: name, known: names)
    }
    return position
  }
}

extension GeneralisedFit {
  /// The test of R·b = r with this fit's covariance: χ²(q), or F where the statistics of the terms are t. Under Satterthwaite degrees
  /// the smallest of the coefficients concerned are taken for the denominator, which errs to the side of caution.
  ///
  /// Throws `.dependentRestrictions` where a restriction follows from the others, or is of no coefficient.
  public func wald(_ hypothesis: LinearHypothesis) throws(RegressionError) -> WaldTest {
    let restrictions = hypothesis.restrictions
    precondition(
      restrictions.columns == coefficients.count,
      "restrictions of \(restrictions.columns) columns on \(coefficients.count) coefficients")
    let gap = zip(restrictions.times(coefficients), hypothesis.values).map { $0 - $1 }
    let spread = (restrictions * covariance.matrix).productTransposed(restrictions).symmetrised()
    let form = try LinearFit.quadraticForm(gap, spread)
    let count = restrictions.rows
    switch covariance.reference {
    case .normal: return WaldTest(chiSquared: form, degrees: count)
    case .studentT(let degrees):
      return WaldTest(f: form / Double(count), degrees: count, denominator: degrees)
    case .satterthwaite(let degrees):
      let concerned = degrees.indices.filter { column in
        (0..<count).contains { restrictions[$0, column] != 0 }
      }
      return WaldTest(
        f: form / Double(count), degrees: count, denominator: concerned.map { degrees[$0] }.min() ?? 1)
    }
  }

  /// All coefficients but the intercept are zero, with this fit's covariance; nil where there is none.
  public func waldOfModel() throws(RegressionError) -> WaldTest? {
    let intercept = hasIntercept ? data.intercept : nil
    let tested = kept.indices.filter { kept[$0] != intercept }
    guard !tested.isEmpty else { return nil }
    return try wald(try LinearHypothesis.zero(tested.map { names[$0] }, in: names))
  }

  /// Twice what the log-likelihood gains over the null model, compared with χ² of the parameters beyond the intercept, absorbed effects
  /// included; nil for a model of the intercept alone.
  public var likelihoodRatio: WaldTest? {
    let degrees = modelDegrees + max(0, absorbedDegrees - 1)
    guard degrees > 0 else { return nil }
    return WaldTest(chiSquared: 2 * (logLikelihood - nullLogLikelihood), degrees: degrees)
  }
}

extension GeneralisedFit {
  /// What should be known before the errors are believed.
  public var warnings: [String] {
    var warnings: [String] = []
    if family == .fractional, covariance.kind == .iid {
      warnings.append(
        "the outcome is a share: iid takes its variance for that of a 0/1 outcome; consider hc1 or cluster")
    }
    if let overdispersion, overdispersion.standardError == nil {
      warnings.append(
        "the outcome is no more dispersed than a Poisson one: the dispersion is zero and the fit that of poisson"
      )
    }
    if let absorption {
      if absorption.separatedByRegressors > 0 {
        warnings.append(
          "\(absorption.separatedByRegressors) rows are left out because regressors and effects together tell their outcome "
            + "for certain; the coefficients of the terms that do are not identified by the others")
      }
      if let short = absorption.shortEffect(rows: data.rows), [.logit, .probit, .cloglog].contains(family) {
        warnings.append(
          "levels of \(short) have fewer than \(GeneralisedAbsorption.fewRows) rows on average, and effects of a 0/1 outcome "
            + "estimated from few rows bias the coefficients away from zero; consider conditional-logit")
      }
      if family == .negbin, covariance.kind == .iid, let short = absorption.shortEffect(rows: data.rows) {
        warnings.append(
          "levels of \(short) have fewer than \(GeneralisedAbsorption.fewRows) rows on average: the dispersion is estimated too small "
            + "and iid errors with it; consider cluster:\(short), or poisson with it")
      }
    }
    return warnings
  }
}
