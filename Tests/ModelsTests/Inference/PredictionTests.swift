import LinearAlgebra
import Models
import Testing

@Suite("Prediction and marginal means")
struct PredictionTests {
  let panel: OraclePanel
  let oracle: DiagnosticOracle

  init() throws {
    panel = try OraclePanel("panel")
    oracle = try DiagnosticOracle()
  }

  static let rows = TallMatrix(
    rows: 3,
    columns: [.constant(1), .real([0, 1, -2]), .real([1, 2, 5]), .real([0, 1, 1])])

  @Test("R's predict, with intervals of the mean and of a new observation")
  func predict() throws {
    let found = try LeastSquares().fit(panel.regression(weights: "none")).predict(PredictionTests.rows)
    try oracle.check("pred", found.map(\.mean))
    try oracle.check("pred_se", found.map(\.standardError))
    try oracle.check("pred_clow", found.map(\.confidenceLow))
    try oracle.check("pred_chigh", found.map(\.confidenceHigh))
    try oracle.check("pred_plow", found.map(\.predictionLow))
    try oracle.check("pred_phigh", found.map(\.predictionHigh))
    let weighted = try LeastSquares().fit(panel.regression(weights: "analytic"))
      .predict(PredictionTests.rows, weights: [1, 2, 0.5])
    try oracle.check("predw_plow", weighted.map(\.predictionLow))
    try oracle.check("predw_phigh", weighted.map(\.predictionHigh))
  }

  @Test("an offset is added; CR2 has degrees for each row")
  func offsetAndDegrees() throws {
    let fit = try LeastSquares(covariance: .cr2(panel.grouping("region")))
      .fit(panel.regression(weights: "none"))
    let plain = try fit.predict(PredictionTests.rows)
    let moved = try fit.predict(PredictionTests.rows, offset: [1, 1, 1])
    let term = try fit.contrast("row", ["(Intercept)": 1, "x1": -2, "x2": 5, "d": 1])
    for (one, other) in zip(plain, moved) { expectNear(other.mean - one.mean, 1, 1e-14, "offset") }
    expectNear(plain[2].confidenceLow, term.confidenceLow, 1e-12, "low")
    expectNear(plain[2].standardError, term.standardError, 1e-12, "se")
  }

  @Test("means by level over the sample: their difference is the coefficient of the level")
  func margins() throws {
    let data = try panel.regression(weights: "none")
    let fit = try LeastSquares(covariance: .hc3).fit(data)
    let levels = [0.0, 1.0].map { value in
      var columns = data.matrix.columns
      columns[3] = .constant(value)
      return MarginalLevel(name: "d = \(value)", rows: TallMatrix(rows: data.rows, columns: columns))
    }
    let margins = try fit.marginalMeans(levels)
    let mean = zip(["x1", "x2"], 1...).map { name, position in
      fit.coefficients[position] * ((try? panel.numbers(name).reduce(0, +)) ?? .nan) / Double(data.rows)
    }.reduce(fit.coefficients[0], +)
    expectNear(margins.means[0].estimate, mean, 1e-13, "mean")
    expectNear(margins.differences[0].estimate, fit.coefficients[3], 1e-12, "difference")
    expectNear(margins.differences[0].standardError, fit.standardErrors[3], 1e-12, "its error")
    #expect(margins.adjusted == [margins.differences[0].pValue])
    #expect(margins.differences[0].name == "d = 1.0 − d = 0.0")
  }

  /// With the other columns around their means and no intercept, a dummy's coefficient is its level's mean.
  @Test(
    "means by level are the coefficients of dummies beside centred columns", arguments: ["none", "analytic"])
  func centred(_ weights: String) throws {
    let data = try panel.regression(weights: weights)
    let unit = try panel.grouping("unit")
    let fit = try LeastSquares(covariance: .cr2(unit)).fit(data)
    let share = data.weights?.values
    let levels = [0.0, 1.0].map { value in
      var columns = data.matrix.columns
      columns[3] = .constant(value)
      return MarginalLevel(
        name: "d = \(value)", rows: TallMatrix(rows: data.rows, columns: columns), weights: share)
    }
    let margins = try fit.marginalMeans(levels, adjusting: .bonferroni)
    let total = share?.reduce(0, +) ?? Double(data.rows)
    let centred = try ["x1", "x2"].map { name -> NamedColumn in
      let values = try panel.numbers(name)
      let mean = values.indices.reduce(0.0) { $0 + (share?[$1] ?? 1) * values[$1] } / total
      return (name, .real(values.map { $0 - mean }))
    }
    let d = try panel.numbers("d")
    let dummies: [NamedColumn] = [("no", .real(d.map { 1 - $0 })), ("yes", .real(d))]
    let other = try LeastSquares(covariance: .cr2(unit)).fit(
      regression(try panel.numbers("y"), intercept: false, dummies + centred, weights: data.weights))
    for (mean, term) in zip(margins.means, other.terms) {
      expectNear(mean.estimate, term.estimate, 1e-12, "mean")
      expectNear(mean.standardError, term.standardError, 1e-10, "its error")
      expectNear(
        try #require(mean.degreesOfFreedom), try #require(term.degreesOfFreedom), 1e-9, "its degrees")
    }
  }

  @Test("weights that are all zero make no mean")
  func noWeight() throws {
    let fit = try LeastSquares().fit(panel.regression(weights: "none"))
    let level = MarginalLevel(name: "none", rows: PredictionTests.rows, weights: [0, 0, 0])
    #expect(throws: RegressionError.noPositiveWeight) { try fit.marginalMeans([level]) }
  }
}
