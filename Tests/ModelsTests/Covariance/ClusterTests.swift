import LinearAlgebra
import Models
import Testing

@Suite("Clusters")
struct ClusterTests {
  static let pairs = Grouping(name: "pair", codes: [0, 0, 1, 1], count: 2)
  static let rows = Grouping(name: "row", codes: [0, 1, 2, 3], count: 4)

  /// The mean of 1, 2, 6, 7 in two clusters: e = −3, −2, 2, 3, scores −5 and 5, C0 = 50/16, times 2 or 4/3.
  static let byTool: [(Profile, Double)] = [(.fixest, 6.25), (.stata, 6.25), (.linearmodels, 50.0 / 12)]

  @Test("by hand", arguments: byTool)
  func byHand(_ profile: Profile, _ variance: Double) throws {
    let fit = try LeastSquares(covariance: .cluster([ClusterTests.pairs]), profile: profile)
      .fit(regression([1, 2, 6, 7], []))
    expectNear(fit.covariance.matrix[0, 0], variance, 1e-14, profile.rawValue)
    #expect(fit.terms[0].degreesOfFreedom == (profile == .linearmodels ? 3 : 1))
    #expect(fit.covariance.clusters.map(\.name) == ["pair"])
    #expect(fit.covariance.clusters.map(\.count) == [2])
  }

  @Test("a cluster a row is hc1; a second variable that is nested in the first adds nothing")
  func nested() throws {
    let panel = try OraclePanel("panel")
    let data = try panel.regression(weights: "analytic")
    let rows = Grouping(name: "row", codes: (0..<UInt32(data.rows)).map { $0 }, count: data.rows)
    let hc1 = try LeastSquares(covariance: .hc1).fit(data)
    let byRow = try hc1.covariance(.cluster([rows]))
    let unit = try panel.grouping("unit")
    let region = try panel.grouping("region")
    let one = try hc1.covariance(.cluster([region]))
    let two = try hc1.covariance(.cluster([region, unit]))
    let three = try hc1.covariance(.cluster([rows, region, unit]))
    for position in 0..<4 {
      // N/(N − 1)·(N − 1)/(N − K) = N/(N − K).
      expectNear(byRow.standardErrors[position], hc1.standardErrors[position], 1e-12, "rows")
      expectNear(two.standardErrors[position], one.standardErrors[position], 1e-12, "units in regions")
      expectNear(three.standardErrors[position], one.standardErrors[position], 1e-12, "all three")
    }
  }

  /// 1, −1, −1, 1 by firm and year: no firm's and no year's sum differs from zero, and V = 0 + 0 − 4/16.
  @Test("a sum that is no covariance is never passed over")
  func negative() throws {
    let firm = Grouping(name: "firm", codes: [0, 0, 1, 1], count: 2)
    let year = Grouping(name: "year", codes: [0, 1, 0, 1], count: 2)
    let data = regression([1, -1, -1, 1], [])
    func found(_ profile: Profile) throws -> (Double, [CovarianceAdjustment]) {
      let fit = try LeastSquares(covariance: .cluster([firm, year]), profile: profile).fit(data)
      return (fit.standardErrors[0], fit.covariance.adjustments)
    }
    let taken = CovarianceAdjustment.negativeEigenvalues(count: 1, smallest: -1, zeroed: true)
    let left = CovarianceAdjustment.negativeEigenvalues(count: 1, smallest: -1, zeroed: false)
    #expect(try found(.fixest).1 == [taken])
    expectNear(try found(.fixest).0, 1e-5, 1e-14, "fixest's floor")
    #expect(try found(.reghdfe).0 == 0)
    #expect(try found(.reghdfe).1 == [taken])
    #expect(try found(.stata).0.isNaN)
    #expect(try found(.stata).1 == [left])
    #expect(left.description.contains("not positive semi-definite"))
  }

  @Test("the order of the variables does not matter")
  func symmetric() throws {
    let panel = try OraclePanel("panel")
    let data = try panel.regression(weights: "none")
    let unit = try panel.grouping("unit")
    let year = try panel.grouping("year")
    for profile in Profile.allCases {
      let one = try LeastSquares(covariance: .cluster([unit, year]), profile: profile).fit(data)
      let other = try LeastSquares(covariance: .cluster([year, unit]), profile: profile).fit(data)
      for (a, b) in zip(one.terms, other.terms) {
        expectNear(a.standardError, b.standardError, 1e-13, profile.rawValue)
        #expect(a.degreesOfFreedom == b.degreesOfFreedom)
      }
    }
  }

  @Test("what is counted where effects were swept out")
  func counts() throws {
    // Six rows, units of two in pairs of units; periods crossed with them.
    let unit = Grouping(name: "unit", codes: [0, 0, 1, 1, 2, 2], count: 3)
    let time = Grouping(name: "time", codes: [0, 1, 0, 1, 0, 1], count: 2)
    let count = SmallSampleCount(
      observations: 6, regressors: 1, effects: [AbsorbedEffect(unit), AbsorbedEffect(time)])
    #expect(count.absorbedParameters == 4)
    #expect(count.parameters == 5)
    #expect(count.residualDegrees == 1)
    #expect(unit.isNested(in: unit))
    #expect(!unit.isNested(in: time))
    let exact = SmallSampleCount(observations: 6, regressors: 1, effects: count.effects, absorbed: 3)
    #expect(exact.parameters == 4)
  }
}
