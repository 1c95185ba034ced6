import Foundation
import LinearAlgebra
import Models
import Testing

@Suite("Generalized least squares")
struct GeneralizedLeastSquaresTests {
  let table: ReferenceTable
  let data: RegressionData
  let rows = 60

  init() throws {
    table = try ReferenceTable(oracle: "covariance_panel")
    let count = rows
    data = regression(
      Array(try table.numbers("y").prefix(count)),
      try ["x1", "x2", "d"].map { [table] name in (name, .real(Array(try table.numbers(name).prefix(count))))
      })
  }

  /// 0.6^|i − j|·√(wᵢwⱼ).
  func covariance(_ members: [Int]) throws -> Matrix {
    let weights = try table.numbers("w")
    var result = Matrix(rows: members.count, columns: members.count)
    for (i, row) in members.enumerated() {
      for (j, other) in members.enumerated() {
        result[i, j] = pow(0.6, Double(abs(row - other))) * (weights[row] * weights[other]).squareRoot()
      }
    }
    return result
  }

  @Test("statsmodels' GLS with a dense covariance")
  func dense() throws {
    let oracle = try DiagnosticOracle()
    let errors = ErrorCovariance.dense(try covariance(Array(0..<rows)))
    let fit = try GeneralizedLeastSquares(errors: errors).fit(data)
    try oracle.check("gls_coef", fit.coefficients)
    try oracle.check("gls_se", fit.standardErrors)
    try oracle.check("gls_r2", [fit.rSquared])
    try oracle.check("gls_ll", [fit.logLikelihood])
    try oracle.check("gls_sigma", [fit.sigma])
    try oracle.check(
      "gls_hc1", GeneralizedLeastSquares(errors: errors, covariance: .hc1).fit(data).standardErrors)
    expectNear(fit.fitted[7] + fit.residuals[7], data.outcome[7], 1e-14, "fitted + residual")
  }

  @Test("variances alone are analytic weights of their inverses")
  func diagonal() throws {
    let variances = Array(try table.numbers("w").prefix(rows))
    let fit = try GeneralizedLeastSquares(errors: .diagonal(variances), covariance: .hc2).fit(data)
    let weighted = try LeastSquares(covariance: .hc2).fit(
      RegressionData(
        matrix: data.matrix, names: data.names, outcome: data.outcome,
        weights: ObservationWeights(.analytic, values: variances.map { 1 / $0 })))
    for (one, other) in zip(fit.terms, weighted.terms) {
      expectNear(one.estimate, other.estimate, 1e-11, one.name)
      expectNear(one.standardError, other.standardError, 1e-11, one.name)
    }
    expectNear(fit.rSquared, weighted.rSquared, 1e-12, "R²")
    expectNear(fit.logLikelihood, weighted.logLikelihood, 1e-12, "ℓ")
  }

  @Test("blocks are the dense covariance with zeros between them")
  func blocks() throws {
    let codes = (0..<rows).map { UInt32($0 % 4) }
    let grouping = Grouping(name: "block", codes: codes, count: 4)
    let members = (0..<4).map { block in (0..<rows).filter { $0 % 4 == block } }
    var dense = try covariance(Array(0..<rows))
    for i in 0..<rows {
      for j in 0..<rows where i % 4 != j % 4 { dense[i, j] = 0 }
    }
    let parts = try GeneralizedLeastSquares(
      errors: .blocks(grouping, try members.map { try covariance($0) })
    ).fit(data)
    let whole = try GeneralizedLeastSquares(errors: .dense(dense)).fit(data)
    for (one, other) in zip(parts.terms, whole.terms) {
      expectNear(one.estimate, other.estimate, 1e-11, one.name)
      expectNear(one.standardError, other.standardError, 1e-11, one.name)
    }
    expectNear(parts.logLikelihood, whole.logLikelihood, 1e-12, "ℓ")
  }

  @Test("a covariance that is none")
  func refused() throws {
    #expect(
      throws: RegressionError.algebra(.notPositiveDefinite(routine: "dpotrf", minor: 2, size: rows))
    ) {
      var bad = Matrix.identity(rows)
      bad[0, 1] = 2
      bad[1, 0] = 2
      _ = try GeneralizedLeastSquares(errors: .dense(bad)).fit(data)
    }
    #expect(throws: RegressionError.notFinite(column: "the variance 0.0", row: 3)) {
      var variances = [Double](repeating: 1, count: rows)
      variances[2] = 0
      _ = try GeneralizedLeastSquares(errors: .diagonal(variances)).fit(data)
    }
  }
}
