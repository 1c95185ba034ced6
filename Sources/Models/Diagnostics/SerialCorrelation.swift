internal import LinearAlgebra

// Does an error hang together with the ones before it? Rows are in the order of time.
//   Durbin & Watson (1950), Biometrika 37: Σ(e_t − e_{t−1})²/Σ e_t², 2 without correlation.
//   Breusch (1978), Australian Economic Papers 17; Godfrey (1978), Econometrica 46: residuals on the columns and on their
//   own lags, missing first ones zero; N·R² with R² around zero.

extension LinearFit {
  /// Durbin and Watson's statistic, rows in the order of time as they are.
  ///
  /// Throws `.frequencyWeightsInSeries`.
  public func durbinWatson() throws(RegressionError) -> Double {
    guard frequencies == nil else { throw .frequencyWeightsInSeries }
    let errors = standardResiduals
    var differences = CompensatedSum()
    var squares = CompensatedSum()
    for row in errors.indices {
      squares.add(errors[row] * errors[row])
      if row > 0 {
        let change = errors[row] - errors[row - 1]
        differences.add(change * change)
      }
    }
    return differences.value / squares.value
  }

  /// Breusch and Godfrey's test of correlation up to `lags`: χ²(lags) and F(lags, N − K − lags).
  ///
  /// Throws `.frequencyWeightsInSeries`, `.noDegreesOfFreedom`.
  public func breuschGodfrey(lags: Int) throws(RegressionError) -> SpecificationTest {
    precondition(lags > 0, "\(lags) lags")
    guard frequencies == nil else { throw .frequencyWeightsInSeries }
    let errors = standardResiduals
    var columns = context.design.columns
    if let precision = context.precisionWeights {
      let design = context.design
      columns = design.columns.map { column in
        .real(precision.indices.map { precision[$0].squareRoot() * column[$0] })
      }
    }
    for lag in 1...lags {
      columns.append(.real(errors.indices.map { $0 < lag ? 0 : errors[$0 - lag] }))
    }
    let regression = try AuxiliaryRegression(
      errors, on: TallMatrix(rows: data.rows, columns: columns), weights: nil, observations: observations)
    let rest = observations - regression.rank
    let added = regression.rank - coefficients.count
    guard rest > 0, added > 0 else {
      throw .noDegreesOfFreedom(
        what: "the regression on lagged residuals", rows: observations, parameters: regression.rank)
    }
    let explained = residualSumOfSquares - regression.residualSumOfSquares
    return SpecificationTest(
      lagrange: WaldTest(
        chiSquared: Double(observations) * explained / residualSumOfSquares, degrees: added),
      fisher: WaldTest(
        f: explained / Double(added) / (regression.residualSumOfSquares / Double(rest)), degrees: added,
        denominator: Double(rest)))
  }
}
