import LinearAlgebra
import Models
import Testing

@Suite("Constrained least squares")
struct ConstrainedLeastSquaresTests {
  let oracle: DiagnosticOracle
  let panel: OraclePanel

  init() throws {
    oracle = try DiagnosticOracle()
    panel = try OraclePanel("panel")
  }

  /// x1 = −2·x2 and d = ½.
  func hypothesis(_ data: RegressionData) throws -> LinearHypothesis {
    try LinearHypothesis([["x1": 1, "x2": 2], ["d": 1]], equals: [0, 0.5], in: data.names)
  }

  @Test("statsmodels' fit_constrained, and R's lm on the columns that the restrictions leave")
  func tools() throws {
    let data = try panel.regression(weights: "none")
    let hypothesis = try hypothesis(data)
    let fit = try ConstrainedLeastSquares().fit(data, hypothesis)
    try oracle.check("glm_con_coef", fit.coefficients)
    for (found, wanted) in zip(fit.standardErrors, try oracle("glm_con_se")) {
      // The root of a variance that is zero but for rounding.
      #expect(wanted == 0 ? found < 1e-8 : abs(found / wanted - 1) < 1e-10)
    }
    try oracle.check("con_coef", [fit.coefficients[0], fit.coefficients[2]])
    try oracle.check("con_ll", [fit.logLikelihood])
    #expect(fit.residualDegrees == panel.rows - 2)
    #expect(fit.modelDegrees == 1)
    let robust = try ConstrainedLeastSquares(covariance: .hc3).fit(data, hypothesis)
    try oracle.check("con_hc3", [robust.standardErrors[0], robust.standardErrors[2]])
    let region = try panel.grouping("region")
    for (weights, suffix) in [("none", "con"), ("analytic", "conw")] {
      let fit = try ConstrainedLeastSquares(covariance: .cr2(region), profile: .clubsandwich)
        .fit(panel.regression(weights: weights), hypothesis)
      try oracle.check("\(suffix)_cr2", [fit.standardErrors[0], fit.standardErrors[2]])
      let degrees = fit.terms.map { $0.degreesOfFreedom ?? .nan }
      try oracle.check("\(suffix)_cr2_df", [degrees[0], degrees[2]])
    }
  }

  @Test("the restrictions' F is that of the sums of squares")
  func sumsOfSquares() throws {
    let data = try panel.regression(weights: "analytic")
    let hypothesis = try hypothesis(data)
    let free = try LeastSquares().fit(data)
    let bound = try ConstrainedLeastSquares().fit(data, hypothesis)
    let fisher =
      (bound.residualSumOfSquares - free.residualSumOfSquares) / 2
      / (free.residualSumOfSquares / Double(free.residualDegrees))
    expectNear(try free.wald(hypothesis).statistic, fisher, 1e-10, "F")
  }

  @Test("restrictions that repeat one another, or are of a dropped column")
  func refused() throws {
    let data = try panel.regression(weights: "none")
    let twice = try LinearHypothesis([["x1": 1], ["x1": 3]], in: data.names)
    #expect(throws: RegressionError.dependentRestrictions(count: 2, rank: 1)) {
      try ConstrainedLeastSquares().fit(data, twice)
    }
    let double = regression(
      try panel.numbers("y"),
      [("x1", data.matrix.columns[1]), ("copy", data.matrix.columns[1])])
    #expect(throws: RegressionError.unknownTerm(name: "copy", known: ["(Intercept)", "x1"])) {
      try ConstrainedLeastSquares().fit(double, LinearHypothesis([["copy": 1]], in: double.names))
    }
  }
}
