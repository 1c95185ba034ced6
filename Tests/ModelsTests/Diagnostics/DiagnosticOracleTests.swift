import LinearAlgebra
import Models
import Testing

@Suite("Diagnostics against R and statsmodels")
struct DiagnosticOracleTests {
  let oracle: DiagnosticOracle
  let panel: OraclePanel
  let fit: LinearFit
  let weighted: LinearFit

  init() throws {
    oracle = try DiagnosticOracle()
    panel = try OraclePanel("panel")
    fit = try LeastSquares().fit(panel.regression(weights: "none"))
    weighted = try LeastSquares().fit(panel.regression(weights: "analytic"))
  }

  @Test("leverage, standardised and studentised residuals, Cook's distance")
  func influence() throws {
    for (fit, suffix) in [(fit, ""), (weighted, "_w")] {
      let measures = try fit.influence()
      try oracle.check("hat\(suffix)", Array(measures.leverage.prefix(12)))
      try oracle.check("rstandard\(suffix)", Array(measures.standardised.prefix(12)))
      try oracle.check("rstudent\(suffix)", Array(measures.studentised.prefix(12)))
      try oracle.check("cooks\(suffix)", Array(measures.cooksDistance.prefix(12)))
      #expect(measures.leverageOneRows == 0)
    }
    let reference = try ReferenceCase("ols_se_statecrime")
    let crime = try LeastSquares().fit(ReferenceModels.data(reference)).influence()
    try reference.check("hat", Array(crime.leverage.prefix(10)))
    try reference.check("cooks", Array(crime.cooksDistance.prefix(10)))
    try reference.check("rstandard", Array(crime.standardised.prefix(10)))
    try reference.check("rstudent", Array(crime.studentised.prefix(10)))
  }

  @Test("condition number and variance inflation")
  func collinearity() throws {
    try oracle.check("kappa", [fit.conditionNumber(scaled: false)])
    try oracle.check("condition", [fit.conditionNumber(scaled: false)])
    try oracle.check("vif", fit.varianceInflation.map(\.factor))
    try oracle.check("vif_w", weighted.varianceInflation.map(\.factor))
    #expect(fit.varianceInflation.map(\.name) == ["x1", "x2", "d"])
  }

  @Test("Breusch–Pagan and White")
  func heteroskedasticity() throws {
    let test = try fit.breuschPagan()
    try oracle.check("bp_lm", [test.lagrange.statistic])
    try oracle.check("bp_p", [test.lagrange.pValue])
    try oracle.check(
      "bp_sm",
      [test.lagrange.statistic, test.lagrange.pValue, test.fisher.statistic, test.fisher.pValue])
    let normal = try fit.breuschPaganNormal()
    try oracle.check("bp_normal", [normal.statistic])
    try oracle.check("bp_normal_p", [normal.pValue])
    let x1 = TallMatrix(rows: panel.rows, columns: [.constant(1), .real(try panel.numbers("x1"))])
    try oracle.check("bp_x1", [fit.breuschPagan(on: x1).lagrange.statistic])
    // d is its own square: nine columns of ten.
    let white = try fit.whiteTest()
    #expect(white.lagrange.degrees == 8)
    try oracle.check(
      "white",
      [white.lagrange.statistic, white.lagrange.pValue, white.fisher.statistic, white.fisher.pValue])
  }

  @Test("RESET, Chow, Jarque–Bera")
  func specification() throws {
    try oracle.check("reset", [fit.reset().statistic], 1e-9)
    try oracle.check("reset_p", [fit.reset().pValue], 1e-9)
    try oracle.check("reset2", [fit.reset(powers: [2]).statistic], 1e-9)
    let regions = try panel.grouping("region").codes.map { $0 > 1 ? UInt32(1) : 0 }
    let chow = try fit.chow(Grouping(name: "half", codes: regions, count: 2))
    try oracle.check("chow", [chow.statistic])
    try oracle.check("chow_p", [chow.pValue])
    try oracle.check("jb", [fit.jarqueBera.statistic, fit.jarqueBera.pValue])
  }

  @Test("Durbin–Watson and Breusch–Godfrey")
  func serialCorrelation() throws {
    try oracle.check("dw", [fit.durbinWatson()])
    for lags in [1, 3] {
      let test = try fit.breuschGodfrey(lags: lags)
      try oracle.check("bg_lm\(lags)", [test.lagrange.statistic])
      try oracle.check("bg_lm_p\(lags)", [test.lagrange.pValue])
      try oracle.check("bg_f\(lags)", [test.fisher.statistic])
      try oracle.check("bg_f_p\(lags)", [test.fisher.pValue])
    }
    let reference = try ReferenceCase("newey_west_macrodata")
    let series = try LeastSquares().fit(ReferenceModels.data(reference))
    try reference.check("dw", series.durbinWatson())
    try reference.check("bg_lm4", series.breuschGodfrey(lags: 4).lagrange.statistic)
    try reference.check("bg_lm4_p", series.breuschGodfrey(lags: 4).lagrange.pValue)
    try reference.check("bp_lm", series.breuschPagan().lagrange.statistic)
    try reference.check("bp_lm_p", series.breuschPagan().lagrange.pValue)
    try reference.check("reset_F", series.reset().statistic)
  }

  @Test("equal rows and their frequency have the same tests")
  func frequencies() throws {
    let data = try panel.regression(weights: "frequency")
    let times = try panel.numbers("f").map { Int($0) }
    let repeated = times.indices.flatMap { Array(repeating: $0, count: times[$0]) }
    let expanded = regression(
      repeated.map { data.outcome[$0] },
      zip(data.names, data.matrix.columns).dropFirst().map { ($0, $1.selecting(rows: repeated)) })
    let once = try LeastSquares().fit(data)
    let again = try LeastSquares().fit(expanded)
    expectNear(
      try once.breuschPagan().lagrange.statistic, try again.breuschPagan().lagrange.statistic, 1e-10, "bp")
    expectNear(try once.whiteTest().fisher.statistic, try again.whiteTest().fisher.statistic, 1e-10, "white")
    expectNear(once.jarqueBera.statistic, again.jarqueBera.statistic, 1e-10, "jb")
    expectNear(try once.reset().statistic, try again.reset().statistic, 1e-9, "reset")
    expectNear(
      try once.influence().leverage[3], try again.influence().leverage[times[0] + times[1] + times[2]], 1e-12,
      "h")
    #expect(throws: RegressionError.frequencyWeightsInSeries) { try once.durbinWatson() }
    #expect(throws: RegressionError.frequencyWeightsInSeries) { try once.breuschGodfrey(lags: 1) }
  }
}
