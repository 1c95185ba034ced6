internal import LinearAlgebra

// y = Xb + u with Var(u) = σ²Ω, Ω given. With Ω = RᵀR the errors R⁻ᵀu are uncorrelated and of one variance, so that least
// squares of R⁻ᵀy on R⁻ᵀX is the best linear unbiased estimator (Aitken 1936, Proc. Royal Soc. Edinburgh 55).
// Robust covariances are those of the transformed rows; clusters make sense where Ω does not reach across them.
// R² compares with generalized least squares on the intercept alone; the log-likelihood has −½·log |Ω|.

/// Generalized least squares with a given covariance of the errors.
public struct GeneralizedLeastSquares: Sendable {
  public var errors: ErrorCovariance
  public var covariance: CovarianceKind
  public var profile: Profile
  public var confidence: Double

  public init(
    errors: ErrorCovariance, covariance: CovarianceKind = .iid, profile: Profile = .fixest,
    confidence: Double = 0.95
  ) {
    self.errors = errors
    self.covariance = covariance
    self.profile = profile
    self.confidence = confidence
  }

  /// The fit; residuals and fitted values are those of the rows as they were given. The data have no weights: they would be
  /// part of Ω. Throws what `LeastSquares.fit` throws, and `.algebra` where Ω is not positive definite.
  public func fit(_ data: RegressionData) throws(RegressionError) -> LinearFit {
    precondition(data.weights == nil, "weights beside a covariance of the errors; put 1/w on its diagonal")
    let sample = try RegressionSample(data)
    let whitening = try Whitening(errors, rows: data.rows)
    var columns: [TallColumn] = []
    for column in data.matrix.columns {
      columns.append(.real(try whitening.apply((0..<data.rows).map { column[$0] })))
    }
    let outcome = try whitening.apply(sample.outcome)
    let matrix = TallMatrix(rows: data.rows, columns: columns)
    let solution: LeastSquaresSolution
    do { solution = try matrix.leastSquares(.real(outcome), tolerance: ColumnDependence.tolerance) } catch {
      throw .algebra(error)
    }
    guard !solution.kept.isEmpty else { throw .noColumns }
    let context = try CovarianceContext(
      design: matrix.selecting(columns: solution.kept), residuals: solution.residuals, weights: nil,
      bread: solution.inverseGram, root: solution.inverseFactor.rounded,
      residualSumOfSquares: solution.residualSumOfSquares,
      count: SmallSampleCount(observations: data.rows, regressors: solution.kept.count),
      condition: solution.condition)
    let fitted = data.matrix.selecting(columns: solution.kept).times(solution.coefficients)
    let hasIntercept = sample.hasIntercept(solution.kept)
    var total = CompensatedSum()
    if hasIntercept {
      let ones = try whitening.apply([Double](repeating: 1, count: data.rows))
      let mean = zip(ones, outcome).reduce(0) { $0 + $1.0 * $1.1 } / ones.reduce(0) { $0 + $1 * $1 }
      for row in outcome.indices {
        let difference = outcome[row] - mean * ones[row]
        total.add(difference * difference)
      }
    } else {
      for value in outcome { total.add(value * value) }
    }
    return LinearFit(
      data: data, rows: nil, kept: solution.kept, dropped: solution.dropped,
      coefficients: solution.coefficients,
      residuals: zip(sample.outcome, fitted).map { $0 - $1 }, context: context,
      covariance: try context.covariance(covariance, profile: profile),
      statistics: FitStatistics(
        hasIntercept: hasIntercept, totalSumOfSquares: total.value,
        logLikelihood: FitStatistics.logLikelihood(
          solution.residualSumOfSquares, data.rows, logDeterminant: -whitening.logDeterminant)),
      confidence: confidence)
  }
}
