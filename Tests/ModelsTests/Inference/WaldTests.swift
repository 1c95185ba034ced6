import LinearAlgebra
import Models
import Testing

@Suite("Joint tests")
struct WaldTests {
  @Test("R's linearHypothesis on the wages of 1985, iid and HC1")
  func reference() throws {
    let reference = try ReferenceCase("factors_cps1985")
    let data = try ReferenceModels.data(reference)
    for (kind, suffix) in [(CovarianceKind.iid, "iid"), (.hc1, "hc1")] {
      let fit = try LeastSquares(covariance: kind).fit(data)
      let test = try fit.wald(.zero(reference.names("wald_terms"), in: fit.names))
      try reference.check("wald_F_\(suffix)", test.statistic)
      try reference.check("wald_p_\(suffix)", test.pValue)
      try reference.check("wald_df", Double(test.degrees))
      #expect(test.denominatorDegrees == 522)
    }
  }

  @Test("with iid errors the test of all terms is the F of the sums of squares")
  func ofModel() throws {
    let fit = try LeastSquares().fit(OraclePanel("panel").regression(weights: "analytic"))
    let wald = try #require(try fit.waldOfModel())
    let sums = try #require(fit.fTest)
    // Two ways to the same number; the vcov is inverted once more on the way.
    expectNear(wald.statistic, sums.statistic, 1e-11, "F")
    #expect(wald.degrees == 3)
  }

  @Test("one restriction is the square of its contrast's t, under any covariance")
  func oneRestriction() throws {
    let panel = try OraclePanel("panel")
    let region = try panel.grouping("region")
    for kind in [CovarianceKind.hc3, .cluster([region]), .cr2(region)] {
      for weights in ["none", "analytic", "frequency"] {
        let fit = try LeastSquares(covariance: kind).fit(panel.regression(weights: weights))
        let combination = ["x1": 1.0, "x2": 2.0]
        let term = try fit.contrast("x1 + 2·x2 = 0.3", combination, null: 0.3)
        let test = try fit.wald(LinearHypothesis([combination], equals: [0.3], in: fit.names))
        expectNear(test.statistic, term.statistic * term.statistic, 1e-11, "\(kind.description) \(weights)")
        expectNear(test.pValue, term.pValue, 1e-9, "\(kind.description) \(weights) p")
        expectNear(
          try #require(test.denominatorDegrees), try #require(term.degreesOfFreedom), 1e-9,
          "\(kind.description) \(weights) df")
      }
    }
  }

  @Test("restrictions that repeat one another have no test")
  func dependent() throws {
    let fit = try LeastSquares().fit(OraclePanel("panel").regression(weights: "none"))
    let twice = try LinearHypothesis([["x1": 1], ["x1": 2]], in: fit.names)
    #expect(throws: RegressionError.dependentRestrictions(count: 2, rank: 1)) { try fit.wald(twice) }
    #expect(throws: RegressionError.unknownTerm(name: "x3", known: fit.names)) {
      try fit.contrast("x3", ["x3": 1])
    }
  }
}
