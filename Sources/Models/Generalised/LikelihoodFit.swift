internal import LinearAlgebra

/// The results of a maximum-likelihood model whose terms are not of one linear predictor alone.
public struct LikelihoodFit: Sendable {
  /// As on a command line: `ordered-logit`, `conditional-logit`.
  public let model: String
  public let outcomeName: String
  /// Of the regressors and, after them, of the thresholds.
  public let names: [String]
  public let coefficients: [Double]
  /// Columns left out: combinations of columns before them and of what the model has in the intercept's place.
  public let dropped: [String]
  public private(set) var covariance: CoefficientCovariance
  /// Rows, or the sum of frequency weights, that the likelihood is made of.
  public let observations: Int
  /// Of the names, those before the thresholds.
  public let regressors: Int
  /// Rows of what was given that the likelihood is made of, rising; nil for all.
  public let rows: [Int]?
  /// Rows of groups that say nothing, left out.
  public let uninformativeRows: Int
  public let logLikelihood: Double
  /// Without the regressors.
  public let nullLogLikelihood: Double
  public let iterations: Int
  public let isConverged: Bool
  /// Of the intervals of the terms.
  public let confidence: Double
  /// Scores as rows, the inverse information as bread.
  let context: CovarianceContext
  /// Of what was given, those that scores are of; nil for all.
  let scoreRows: [Int]?

  init(
    model: String, outcomeName: String, names: [String], dropped: [String], search: NewtonSearch,
    context: CovarianceContext, scoreRows: [Int]?, regressors: Int, rows: [Int]?, uninformativeRows: Int,
    nullLogLikelihood: Double,
    covariance kind: CovarianceKind, profile: Profile, confidence: Double
  ) throws(RegressionError) {
    self.model = model
    self.outcomeName = outcomeName
    self.names = names
    coefficients = search.parameters
    self.dropped = dropped
    observations = context.count.observations
    self.regressors = regressors
    self.rows = rows
    self.uninformativeRows = uninformativeRows
    logLikelihood = search.value
    self.nullLogLikelihood = nullLogLikelihood
    iterations = search.steps
    isConverged = search.isConverged
    self.confidence = confidence
    self.context = context
    self.scoreRows = scoreRows
    covariance = try LikelihoodFit.covariance(kind, profile, context, scoreRows, model)
  }

  private static func covariance(
    _ kind: CovarianceKind, _ profile: Profile, _ context: CovarianceContext, _ rows: [Int]?, _ model: String
  ) throws(RegressionError) -> CoefficientCovariance {
    guard !kind.needsWorkingRows(profile) else {
      throw .covarianceNotOfFamily(
        covariance: kind.description,
        family: kind.groupings.isEmpty ? model : "\(model) under profile \(profile.rawValue)",
        instead: "hc1, or cluster under another profile than clubsandwich")
    }
    return try context.covariance(rows.map { kind.selecting(rows: $0) } ?? kind, profile: profile)
  }

  /// The same fit with another covariance; its groupings have a code for each row that was given to the first.
  public func covariance(_ kind: CovarianceKind, profile: Profile = .fixest) throws(RegressionError)
    -> LikelihoodFit
  {
    var result = self
    result.covariance = try LikelihoodFit.covariance(kind, profile, context, scoreRows, model)
    return result
  }

  public var standardErrors: [Double] { covariance.standardErrors }

  /// The lines of the table.
  public var terms: [CoefficientTerm] {
    let errors = standardErrors
    return names.indices.map { position in
      CoefficientTerm(
        name: names[position], estimate: coefficients[position], standardError: errors[position],
        degrees: covariance.reference.degrees(position), reference: covariance.reference,
        confidence: confidence)
    }
  }

  /// N − K.
  public var residualDegrees: Int { context.count.residualDegrees }

  /// All coefficients but the thresholds are zero, with this fit's covariance.
  public func waldOfModel() throws(RegressionError) -> WaldTest {
    let tested = Array(0..<regressors)
    let form = try LinearFit.quadraticForm(
      tested.map { coefficients[$0] }, covariance.matrix.selecting(rows: tested, columns: tested))
    if case .studentT(let degrees) = covariance.reference {
      return WaldTest(f: form / Double(regressors), degrees: regressors, denominator: degrees)
    }
    return WaldTest(chiSquared: form, degrees: regressors)
  }

  /// McFadden's (1974) 1 − ℓ/ℓ₀.
  public var pseudoRSquared: Double { 1 - logLikelihood / nullLogLikelihood }

  public var criteria: InformationCriteria {
    let parameters = Double(coefficients.count)
    return InformationCriteria(
      aic: -2 * logLikelihood + 2 * parameters,
      bic: -2 * logLikelihood + parameters * RealPower.logarithm(Double(observations)))
  }
}
