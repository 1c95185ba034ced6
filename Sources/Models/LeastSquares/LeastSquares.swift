internal import LinearAlgebra

// y = Xb + u. The coefficients make Σ wᵢ(yᵢ − xᵢb)² smallest; b = (XᵀWX)⁻¹XᵀWy, columns that are combinations of columns before them
// dropped. Unbiased where E[u|X] = 0; the covariance of b is another choice, see `CovarianceKind`.
//
// Weights: analytic ones say that the variance of uᵢ is σ²/wᵢ, n is the number of rows; a frequency w is w equal rows, n is
// their sum, and every result is that of the repeated rows; probability weights are those of the sampling design: the
// estimates of analytic weights, with robust variances. Rows of weight zero are not in the sample.
//
// Source: Greene (2018), Econometric Analysis, 8th ed., ch. 3–5; Davidson & MacKinnon (2004), Econometric Theory and Methods.

/// Ordinary and weighted least squares.
///
///     let fit = try LeastSquares(covariance: .hc1, profile: .fixest).fit(data)
public struct LeastSquares: Sendable {
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

  /// The fit.
  ///
  /// Throws `RegressionError`: `.notFinite`, `.outOfRange`, `.noRows`, `.noPositiveWeight`, `.fractionalFrequency`, `.tooFewRows`,
  /// `.noColumns`, `.nameTwice`, `.constantOutcome`, `.noDegreesOfFreedom`, and what its covariance throws. Every grouping of the covariance has a code for
  /// each row of the data. O(n·k²) for n rows and k columns.
  public func fit(_ data: RegressionData) throws(RegressionError) -> LinearFit {
    let sample = try RegressionSample(data, checksValues: RegressionSample.needsCheck(data))
    let solution: LeastSquaresSolution
    do {
      solution = try sample.data.matrix.leastSquares(
        .real(sample.outcome), weights: sample.data.weights?.values, tolerance: ColumnDependence.tolerance,
        robust: covariance.isPlainRobust(sample.data.weights))
    } catch {
      try sample.checkValues(nil)
      throw .algebra(error)
    }
    try sample.checkValues(solution.lengths)
    guard !solution.kept.isEmpty else { throw .noColumns }
    let context = try CovarianceContext(
      design: sample.data.matrix.selecting(columns: solution.kept), residuals: .of(solution),
      weights: sample.data.weights, bread: solution.inverseGram, root: solution.inverseFactor.rounded,
      residualSumOfSquares: solution.residualSumOfSquares,
      count: SmallSampleCount(observations: sample.observations, regressors: solution.kept.count),
      condition: solution.condition, robustSandwich: solution.robustSandwich)
    return LinearFit(
      data: sample.data, rows: sample.rows, kept: solution.kept, dropped: solution.dropped,
      coefficients: solution.coefficients, residuals: .of(solution), context: context,
      covariance: try context.covariance(sample.selecting(covariance), profile: profile),
      statistics: FitStatistics(
        totalSumOfSquares: solution.totalSumOfSquares, weights: sample.data.weights,
        hasIntercept: sample.hasIntercept(solution.kept),
        residualSumOfSquares: solution.residualSumOfSquares, observations: sample.observations),
      confidence: confidence)
  }
}
