public import LinearAlgebra

// Does the variance of the errors move with the columns? Squared residuals are regressed on them.
//   Breusch & Pagan (1979), Econometrica 47(5): half the explained sum of squares of e²/σ̃²; in Koenker's (1981), J. Econometrics
//   17(1), form N·R², right also where errors are not normal.
//   White (1980), Econometrica 48(4): on the columns, their squares and products.

extension LinearFit {
  /// Breusch and Pagan's test in Koenker's form, on the model's own columns or on others (with their intercept).
  public func breuschPagan(on columns: TallMatrix? = nil) throws(RegressionError) -> SpecificationTest {
    let regression = try varianceRegression(columns ?? context.design)
    return SpecificationTest(lagrange: regression.lagrange, fisher: regression.fisher)
  }

  /// Breusch and Pagan's own form, for normal errors: χ².
  public func breuschPaganNormal(on columns: TallMatrix? = nil) throws(RegressionError) -> WaldTest {
    let regression = try varianceRegression(columns ?? context.design)
    let variance = residualSumOfSquares / Double(observations)
    let explained = regression.totalSumOfSquares - regression.residualSumOfSquares
    return WaldTest(chiSquared: explained / (variance * variance) / 2, degrees: regression.rank - 1)
  }

  /// White's test: on the columns, their squares and all their products.
  public func whiteTest() throws(RegressionError) -> SpecificationTest {
    let columns = context.design.columns
    var products: [TallColumn] = []
    for (position, first) in columns.enumerated() {
      for second in columns[position...] {
        if case .constant(let one) = first, case .constant(let other) = second {
          products.append(.constant(one * other))
        } else {
          products.append(.real((0..<data.rows).map { first[$0] * second[$0] }))
        }
      }
    }
    let regression = try varianceRegression(TallMatrix(rows: data.rows, columns: products))
    return SpecificationTest(lagrange: regression.lagrange, fisher: regression.fisher)
  }

  private func varianceRegression(_ columns: TallMatrix) throws(RegressionError) -> AuxiliaryRegression {
    precondition(columns.rows == data.rows, "\(columns.rows) rows for a fit of \(data.rows)")
    let regression = try AuxiliaryRegression(
      standardResiduals.map { $0 * $0 }, on: columns, weights: frequencies, observations: observations)
    guard regression.rank > 1, observations > regression.rank else {
      throw .noDegreesOfFreedom(
        what: "the regression of squared residuals", rows: observations, parameters: regression.rank)
    }
    return regression
  }
}
