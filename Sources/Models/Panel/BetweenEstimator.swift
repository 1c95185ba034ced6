internal import LinearAlgebra

// ȳ_i = x̄_i·b + (α_i + ū_i): least squares of units' means, one row a unit, each of the same weight whatever its number of rows.
// Consistent where α_i is unrelated to x̄_i. N is the number of units, K the columns of the means that are not dependent.
// Unbalanced panels: the means are over the rows that each unit has; plm and linearmodels (without `reweight`) do the same.
//
// Source: Baltagi (2021), Econometric Analysis of Panel Data, 6th ed., §2.3; Wooldridge (2010), Econometric Analysis of Cross Section
// and Panel Data, 2nd ed., §10.2.

/// The between estimator: the regression of units' means.
///
///     let fit = try BetweenEstimator(covariance: .hc1).fit(design.data, panel: design.panel(unit: "firm"))
public struct BetweenEstimator: Sendable {
  public var covariance: CovarianceKind
  public var profile: Profile
  /// Of the confidence intervals, between 0 and 1.
  public var confidence: Double

  public init(covariance: CovarianceKind = .iid, profile: Profile = .fixest, confidence: Double = 0.95) {
    precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
    self.covariance = covariance
    self.profile = profile
    self.confidence = confidence
  }

  /// The fit; its rows are the units in the order of their codes. Groupings of the covariance have a code for each row of the data.
  ///
  /// Throws what `LeastSquares.fit` throws, `.weightsNotOfEstimator`, and what the covariance of units throws. O(n·k + N·k²).
  public func fit(_ data: RegressionData, panel: PanelRows) throws(RegressionError) -> PanelFit {
    let sample = try RegressionSample.ofPanel(data, panel, estimator: "between")
    let means = UnitMeans(panel, columns: data.matrix.columns, outcome: sample.outcome)
    let fit = try LeastSquares(
      covariance: try covariance.ofUnits(panel, estimator: "between"), profile: profile,
      confidence: confidence
    ).fit(
      RegressionData(
        matrix: means.matrix(Array(data.names.indices)), names: data.names, outcome: .real(means.outcome),
        outcomeName: "mean(\(data.outcomeName))"))
    return PanelFit(
      fit: fit, panel: panel,
      determination: PanelDetermination(means, kept: fit.kept, intercept: data.intercept, fit.coefficients))
  }
}

extension RegressionSample {
  /// The rows of a panel, which have no weights.
  static func ofPanel(
    _ data: RegressionData, _ panel: PanelRows, estimator: String
  ) throws(RegressionError) -> RegressionSample {
    precondition(panel.rows == data.rows, "a panel of \(panel.rows) rows for \(data.rows)")
    guard data.weights == nil else { throw .weightsNotOfEstimator(estimator: estimator) }
    return try RegressionSample(data)
  }
}
