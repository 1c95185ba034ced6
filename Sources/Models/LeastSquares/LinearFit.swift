internal import LinearAlgebra

/// A linear regression's results: one immutable value of named numbers, with its sample and what was dropped from it.
///
/// R² is 1 − SSR/TSS, TSS around the weighted mean where the design has the intercept and around zero where it has not.
/// The log-likelihood is the Gaussian one at its maximum, −N/2·(log(2π·SSR/N) + 1) + ½·Σ log w.
public struct LinearFit: Sendable {
  public let outcomeName: String
  /// Of the terms that were estimated, in the order of the design.
  public let names: [String]
  /// One a name.
  public let coefficients: [Double]
  /// Columns left out because they are combinations of columns before them, by name.
  public let dropped: [String]
  public let covariance: CoefficientCovariance
  /// Rows of what was given that were used, nil for all: rows of weight zero are not.
  public let rows: [Int]?
  /// N: rows used, or the sum of frequency weights.
  public let observations: Int
  /// Estimated parameters less the intercept and less restrictions; absorbed effects do not count.
  public let modelDegrees: Int
  /// N − K.
  public let residualDegrees: Int
  /// Parameters of absorbed effects.
  public let absorbedDegrees: Int
  public let hasIntercept: Bool
  /// √(SSR/(N − K)).
  public let sigma: Double
  /// SSR = Σ w·e².
  public let residualSumOfSquares: Double
  /// TSS = Σ w·(y − ȳ)².
  public let totalSumOfSquares: Double
  public let rSquared: Double
  /// 1 − (1 − R²)·(N − 1)/(N − K), with N in place of N − 1 without an intercept.
  public let adjustedRSquared: Double
  /// Of what absorbed effects leave; nil where nothing was absorbed.
  public let withinRSquared: Double?
  /// 1 − (1 − within R²)·(N − A)/(N − K) with A parameters of absorbed effects.
  public let adjustedWithinRSquared: Double?
  public let logLikelihood: Double
  /// How effects were absorbed, and what they are; nil where nothing was.
  public let absorption: AbsorbedEffects?
  /// Of the intervals of the terms.
  public let confidence: Double

  /// The rows used and their design, all its columns.
  package let data: RegressionData
  /// Columns of the design that were estimated.
  package let kept: [Int]
  package let context: CovarianceContext
  package let statistics: FitStatistics
  private let rowResiduals: RowResiduals

  package init(
    data: RegressionData, rows: [Int]?, kept: [Int], dropped: [Int], coefficients: [Double],
    residuals: RowResiduals, context: CovarianceContext, covariance: CoefficientCovariance,
    statistics: FitStatistics, confidence: Double, absorption: AbsorbedEffects? = nil
  ) {
    self.data = data
    self.rows = rows
    self.kept = kept
    self.coefficients = coefficients
    rowResiduals = residuals
    self.context = context
    self.covariance = covariance
    self.statistics = statistics
    self.confidence = confidence
    self.absorption = absorption
    outcomeName = data.outcomeName
    names = kept.map { data.names[$0] }
    self.dropped = dropped.map { data.names[$0] }
    hasIntercept = statistics.hasIntercept
    let count = context.count(for: covariance.profile)
    observations = count.observations
    absorbedDegrees = count.absorbedParameters
    residualDegrees = count.residualDegrees
    modelDegrees =
      absorption == nil ? count.parameters - (statistics.hasIntercept ? 1 : 0) : count.regressors
    residualSumOfSquares = context.residualSumOfSquares
    totalSumOfSquares = statistics.totalSumOfSquares
    let degrees = Double(count.residualDegrees)
    sigma = (context.residualSumOfSquares / degrees).squareRoot()
    rSquared = 1 - context.residualSumOfSquares / statistics.totalSumOfSquares
    let total = Double(count.observations - (statistics.hasIntercept ? 1 : 0))
    adjustedRSquared = 1 - (1 - rSquared) * total / degrees
    withinRSquared = statistics.withinSumOfSquares.map { 1 - context.residualSumOfSquares / $0 }
    adjustedWithinRSquared = withinRSquared.map {
      1 - (1 - $0) * Double(count.observations - count.absorbedParameters) / degrees
    }
    logLikelihood = statistics.logLikelihood
  }

  package init(
    data: RegressionData, rows: [Int]?, kept: [Int], dropped: [Int], coefficients: [Double],
    residuals: [Double], context: CovarianceContext, covariance: CoefficientCovariance,
    statistics: FitStatistics, confidence: Double
  ) {
    self.init(
      data: data, rows: rows, kept: kept, dropped: dropped, coefficients: coefficients,
      residuals: .values(residuals), context: context, covariance: covariance, statistics: statistics,
      confidence: confidence)
  }

  /// y − Xb, one a row used; worked out when first asked for.
  public var residuals: [Double] { rowResiduals.all }

  /// What the model gives for each row used, the offset and absorbed effects included.
  public var fitted: [Double] {
    if case .real(let outcome) = data.outcome { return zip(outcome, residuals).map { $0 - $1 } }
    return zip(0..<data.rows, residuals).map { data.outcome[$0] - $1 }
  }

  /// √ of the covariance's diagonal.
  public var standardErrors: [Double] { covariance.standardErrors }

  /// The same fit with another covariance; its groupings have a code for each row that was given to the first.
  public func covariance(_ kind: CovarianceKind, profile: Profile = .fixest) throws(RegressionError)
    -> LinearFit
  {
    LinearFit(
      data: data, rows: rows, kept: kept, dropped: data.names.indices.filter { !kept.contains($0) },
      coefficients: coefficients, residuals: rowResiduals, context: context,
      covariance: try context.covariance(
        rows.map { kind.selecting(rows: $0) } ?? kind, profile: profile),
      statistics: statistics, confidence: confidence, absorption: absorption)
  }

  /// The same fit with a covariance that was made of it.
  func replacing(_ covariance: CoefficientCovariance) -> LinearFit {
    LinearFit(
      data: data, rows: rows, kept: kept, dropped: data.names.indices.filter { !kept.contains($0) },
      coefficients: coefficients, residuals: rowResiduals, context: context, covariance: covariance,
      statistics: statistics, confidence: confidence, absorption: absorption)
  }

  /// Position of a term; throws `RegressionError.unknownTerm` with the terms there are.
  public func position(of name: String) throws(RegressionError) -> Int {
    guard let position = names.firstIndex(of: name) else {
      throw .unknownTerm(name: name, known: names)
    }
    return position
  }
}

/// Akaike's and Schwarz's criteria.
public struct InformationCriteria: Sendable, Equatable {
  public let aic: Double
  public let bic: Double
}

extension LinearFit {
  /// −2ℓ + 2p and −2ℓ + p·log N with p = K + 1: R's `lm` counts σ as a parameter.
  public var criteriaWithVariance: InformationCriteria { criteria(context.count.parameters + 1) }

  /// The same with p = K, as fixest, Stata and statsmodels count.
  public var criteriaOfCoefficients: InformationCriteria { criteria(context.count.parameters) }

  /// As the covariance's profile counts.
  public var criteria: InformationCriteria {
    switch covariance.profile {
    case .sandwich, .clubsandwich: criteriaWithVariance
    case .fixest, .pyfixest, .reghdfe, .stata, .statsmodels, .linearmodels: criteriaOfCoefficients
    }
  }

  private func criteria(_ parameters: Int) -> InformationCriteria {
    InformationCriteria(
      aic: -2 * reportedLogLikelihood + 2 * Double(parameters),
      bic: -2 * reportedLogLikelihood + Double(parameters) * RealPower.logarithm(Double(observations)))
  }
}
