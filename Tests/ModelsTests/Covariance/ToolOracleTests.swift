import Models
import Testing

@Suite("Profiles against their tools")
struct ToolOracleTests {
  /// Both sides solve in doubles; 1e-10 is what a profile promises.
  @Test("standard errors, degrees of freedom and p-values", arguments: ToolOracle.all)
  func profile(_ oracle: ToolOracle) throws {
    let panel = try OraclePanel(oracle.data)
    let profile = try #require(Profile(rawValue: oracle.profile))
    let fit = try LeastSquares(covariance: panel.kind(oracle.kind), profile: profile)
      .fit(panel.regression(weights: oracle.weights))
    for (position, term) in fit.terms.enumerated() {
      if let wanted = oracle.se[position] {
        expectNear(term.standardError, wanted, 1e-10, "\(oracle.testDescription) se \(term.name)")
      } else {
        #expect(term.standardError.isNaN)
      }
      if let degrees = oracle.df?[position] {
        expectNear(
          try #require(term.degreesOfFreedom), degrees, 1e-10, "\(oracle.testDescription) df \(term.name)")
      }
      // Where the tool itself has the tail: pyfixest and linearmodels take 1 − F(t), with 1e-16 absolute.
      if let tail = oracle.p?[position], tail > 0 {
        let limit = 1e-9 + 4e-16 / tail
        expectNear(term.pValue, tail, limit, "\(oracle.testDescription) p \(term.name)")
      }
    }
  }

  @Test("every tool with a profile is there but Stata and reghdfe, which are no free software")
  func coverage() {
    #expect(
      Set(ToolOracle.all.map(\.profile))
        == ["fixest", "pyfixest", "statsmodels", "linearmodels", "sandwich", "clubsandwich"])
  }
}
