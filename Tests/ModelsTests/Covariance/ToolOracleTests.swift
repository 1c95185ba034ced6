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

  /// With the standard errors of the panel alone; degrees and p-values are above.
  @Test(
    "the largest deviation of each profile is on its page",
    arguments: Set(ToolOracle.all.map(\.profile)).sorted())
  func largest(_ name: String) throws {
    let profile = try #require(Profile(rawValue: name))
    var accuracy = ReferenceAccuracy("profile-\(name)")
    for oracle in ToolOracle.all where oracle.profile == name {
      let panel = try OraclePanel(oracle.data)
      let fit = try LeastSquares(covariance: panel.kind(oracle.kind), profile: profile)
        .fit(panel.regression(weights: oracle.weights))
      let errors = zip(fit.standardErrors, oracle.se).compactMap { found, wanted in
        wanted.map { relativeDeviation(found, $0) }
      }
      accuracy.add(errors, oracle.kind, tolerance: 1e-10)
    }
    #expect(accuracy.largest <= 1e-10)
    try accuracy.checkAgainstPage()
  }

  @Test("every tool with a profile is there but Stata and reghdfe, which are no free software")
  func coverage() {
    #expect(
      Set(ToolOracle.all.map(\.profile))
        == ["fixest", "pyfixest", "statsmodels", "linearmodels", "sandwich", "clubsandwich"])
  }
}
