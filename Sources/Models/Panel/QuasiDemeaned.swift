internal import LinearAlgebra

/// The regression of y_it − θ_i·ȳ_i on x_it − θ_i·x̄_i. Residuals and fitted values of its fit are y − Xb and Xb of the rows as they are;
/// its covariances are those of the transformed rows.
struct QuasiDemeaned {
  let fit: LinearFit
  let shares: [Double]
  /// Of the fit's columns.
  let means: UnitMeans
  /// Of the transformed rows: outcome and columns of the fit.
  let outcome: [Double]
  let columns: [TallColumn]
  let squaredCorrelation: Double?

  init(
    _ data: RegressionData, _ start: PanelRegressions, shares: [Double], covariance: CovarianceKind,
    profile: Profile, confidence: Double, isLikelihood: Bool
  ) throws(RegressionError) {
    let panel = start.panel
    // The columns that pooled least squares keeps: the transformation has full rank, and the last bits of θ decide nothing.
    let kept = start.pooled.kept
    let columns = kept.indices.map { start.means.less(shares, column: $0) }
    let outcome = start.means.outcome(less: shares)
    let matrix = TallMatrix(rows: panel.rows, columns: columns)
    let solution: LeastSquaresSolution
    do { solution = try matrix.leastSquares(.real(outcome)) } catch { throw .algebra(error) }
    let own = solution.kept.map { kept[$0] }
    let context = try CovarianceContext(
      design: matrix.selecting(columns: solution.kept), residuals: .of(solution), weights: nil,
      bread: solution.inverseGram, root: solution.inverseFactor.rounded,
      residualSumOfSquares: solution.residualSumOfSquares,
      count: SmallSampleCount(observations: panel.rows, regressors: own.count),
      condition: solution.condition)
    let hasIntercept = data.intercept.map { own.contains($0) } ?? false
    let sums = PanelDetermination.Sums(
      outcome, zip(outcome, solution.residuals).map { $0 - $1 })
    var logDeterminant = CompensatedSum()
    for (count, share) in zip(panel.counts, shares) where count > 0 {
      logDeterminant.add(2 * RealPower.logarithmOfOnePlus(-share))
    }
    let levels = data.matrix.selecting(columns: own).times(solution.coefficients)
    let pooledOutcome = start.means.outcome(less: [Double](repeating: 0, count: shares.count))
    var found = try context.covariance(covariance, profile: profile)
    if isLikelihood { found = found.uncorrected(context.count) }
    var plain = CompensatedSum()
    for value in outcome { plain.add(value * value) }
    fit = LinearFit(
      data: RegressionData(
        matrix: data.matrix, names: data.names, outcome: .real(pooledOutcome), outcomeName: data.outcomeName),
      rows: nil, kept: own, dropped: data.names.indices.filter { !own.contains($0) },
      coefficients: solution.coefficients, residuals: zip(pooledOutcome, levels).map { $0 - $1 },
      context: context, covariance: found,
      statistics: FitStatistics(
        hasIntercept: hasIntercept, totalSumOfSquares: hasIntercept ? sums.total : plain.value,
        logLikelihood: FitStatistics.logLikelihood(
          solution.residualSumOfSquares, panel.rows, logDeterminant: logDeterminant.value)),
      confidence: confidence)
    self.shares = shares
    means = UnitMeans(panel, columns: own.map { data.matrix.columns[$0] }, outcome: pooledOutcome)
    self.outcome = outcome
    self.columns = solution.kept.map { columns[$0] }
    squaredCorrelation = sums.correlation
  }
}
