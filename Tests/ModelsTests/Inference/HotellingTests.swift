import Models
import Testing

@Suite("Joint tests with few clusters")
struct HotellingTests {
  /// clubSandwich's Wald_test(test = "HTZ"): F, denominator degrees, p.
  @Test("clubSandwich's HTZ", arguments: ["unit", "region"], ["", "_w"])
  func clubSandwich(_ cluster: String, _ suffix: String) throws {
    let oracle = try DiagnosticOracle()
    let panel = try OraclePanel("panel")
    let fit = try LeastSquares(covariance: .cr2(panel.grouping(cluster)), profile: .clubsandwich)
      .fit(panel.regression(weights: suffix.isEmpty ? "none" : "analytic"))
    for (key, terms) in [("htz2", ["x1", "x2"]), ("htz3", ["x1", "x2", "d"])] {
      let test = try fit.wald(.zero(terms, in: fit.names))
      try oracle.check(
        "\(key)_\(cluster)\(suffix)",
        [test.statistic, try #require(test.denominatorDegrees), test.pValue], 1e-9)
    }
    let one = try fit.wald(LinearHypothesis([["x1": 1, "x2": -2]], in: fit.names))
    try oracle.check(
      "contrast_\(cluster)\(suffix)",
      [one.statistic, try #require(one.denominatorDegrees), one.pValue], 1e-9)
  }
}
