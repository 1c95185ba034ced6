public import Absorption
internal import Kernels
internal import LinearAlgebra

// y = Xb + Za + u, Z the indicators and slopes of effects by group. The coefficients b are those of the regression of what Z leaves
// of y on what it leaves of X (Frisch & Waugh 1933, Econometrica 1; Lovell 1963, J. American Statistical Association 58), with the
// residuals of the whole model. An error e of the projections enters b only as e², since what is left is orthogonal to Z.
//
// A regressor that the effects fit is dropped: what is left of it is rounding, which is told from a small rest by absorbing once
// more what was left, when that is little. Degrees of freedom: `SmallSampleCount`.

/// Least squares with any number of absorbed fixed effects and varying slopes.
///
///     let fit = try FixedEffectsLeastSquares(covariance: .cluster([design.grouping("id")])).fit(design)
public struct FixedEffectsLeastSquares: Sendable {
  public var covariance: CovarianceKind
  public var profile: Profile
  /// Rows alone in a level; nil for what the profile's tool does.
  public var singletons: SingletonRule?
  /// Of the confidence intervals, between 0 and 1.
  public var confidence: Double
  public var absorption: AbsorptionOptions

  /// What is left of a regressor, as a share of its length around its mean, below which it is absorbed.
  static let absorbedShare = 1e-10
  /// Below this share it is absorbed once more to see whether that is rounding.
  static let suspiciousShare = 1e-5
  /// As a share of its length around zero, what the rounding of its values leaves.
  static let rounding = 4e-15

  public init(
    covariance: CovarianceKind = .iid, profile: Profile = .fixest, singletons: SingletonRule? = nil,
    confidence: Double = 0.95, absorption: AbsorptionOptions = AbsorptionOptions()
  ) {
    precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
    self.covariance = covariance
    self.profile = profile
    self.singletons = singletons
    self.confidence = confidence
    self.absorption = absorption
  }

  /// The fit of a design with its `fixedEffects`; without any, that of `LeastSquares`.
  ///
  /// Every grouping of the covariance has a code for each row of the design. Throws what `LeastSquares.fit` throws,
  /// `.absorbedOutcome` and `.absorbedRegressors`, and `.effectsTooLarge` for covariances that need the leverage of too many effects.
  /// Whether absorption came to its tolerance is in the fit's `absorption`. O(n·(k + F)) a walk and O(n·k²) for k columns.
  public func fit(_ design: Design) throws(RegressionError) -> LinearFit {
    try fit(design.data, effects: design.fixedEffects)
  }

  /// The same of data and effects of as many rows.
  public func fit(_ data: RegressionData, effects: [FixedEffect]) throws(RegressionError) -> LinearFit {
    guard !effects.isEmpty else {
      return try LeastSquares(covariance: covariance, profile: profile, confidence: confidence).fit(data)
    }
    for grouping in covariance.groupings {
      precondition(
        grouping.codes.count == data.rows,
        "\(grouping.name) has \(grouping.codes.count) codes for \(data.rows) rows")
    }
    let sample = try FixedEffectsSample(data, effects, singletons: singletons ?? profile.singletons)
    let within = try WithinDesign(sample, options: absorption)
    let solution: LeastSquaresSolution
    do {
      solution = try within.matrix.leastSquares(
        .real(within.outcome), weights: sample.data.weights?.values,
        tolerance: ColumnDependence.tolerance)
    } catch { throw .algebra(error) }
    let kept = solution.kept.map { within.columns[$0] }
    guard !kept.isEmpty else {
      throw .absorbedRegressors(names: data.names, effects: effects.map(\.name))
    }
    let swept = AbsorbedDesign(
      effects: sample.effects, space: within.space,
      regressors: sample.data.matrix.selecting(columns: kept), outcome: sample.outcome,
      weights: sample.data.weights)
    let count = SmallSampleCount(
      observations: sample.observations, regressors: kept.count,
      effects: sample.effects.map { AbsorbedEffect($0.grouping, isSlope: $0.slope != nil) })
    let context = try CovarianceContext(
      design: within.matrix.selecting(columns: solution.kept), residuals: .of(solution),
      weights: sample.data.weights, bread: solution.inverseGram, root: solution.inverseFactor.rounded,
      residualSumOfSquares: solution.residualSumOfSquares, count: count, effects: swept,
      condition: solution.condition)
    let counted = context.count(for: profile)
    guard counted.residualDegrees > 0 else {
      throw .noDegreesOfFreedom(
        what: "the regression with effects", rows: counted.observations, parameters: counted.parameters)
    }
    let asked = sample.rows.map { covariance.selecting(rows: $0) } ?? covariance
    let hasIntercept =
      sample.effects.contains { $0.slope == nil }
      || sample.data.intercept.map { kept.contains($0) } ?? false
    return LinearFit(
      data: sample.data, rows: sample.rows, kept: kept,
      dropped: sample.data.names.indices.filter { !kept.contains($0) }, coefficients: solution.coefficients,
      residuals: .of(solution), context: context,
      covariance: try context.covariance(asked, profile: profile),
      statistics: FitStatistics(
        outcome: sample.outcome, weights: sample.data.weights, hasIntercept: hasIntercept,
        residualSumOfSquares: solution.residualSumOfSquares, observations: sample.observations
      ).within(within.outcome, weights: sample.data.weights),
      confidence: confidence,
      absorption: within.account(
        of: swept, solution.kept, slopes: solution.coefficients, singletons: sample.singletons,
        tolerance: absorption.tolerance))
  }
}
