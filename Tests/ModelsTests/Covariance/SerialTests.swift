import LinearAlgebra
import Models
import Testing

@Suite("Serial covariances")
struct SerialTests {
  static let four = Grouping(name: "t", codes: [0, 1, 2, 3], count: 4)

  /// The mean of 1, 2, 6, 7: e = −3, −2, 2, 3, Σe² = 26, Σe_t·e_{t+1} = 8, so 26 + 2·½·8 = 34 with one lag.
  static let byTool: [(Profile, Double)] = [(.statsmodels, 1), (.stata, 4 / 3.0), (.fixest, 4 / 3.0)]

  @Test("Newey and West's by hand", arguments: byTool)
  func neweyWest(_ profile: Profile, _ factor: Double) throws {
    let kind = CovarianceKind.neweyWest(lags: 1, order: PanelOrder(time: SerialTests.four))
    let fit = try LeastSquares(covariance: kind, profile: profile).fit(regression([1, 2, 6, 7], []))
    expectNear(fit.covariance.matrix[0, 0], factor * 34 / 16, 1e-14, profile.rawValue)
    #expect(fit.covariance.lags == 1)
    // The rows in another order, their times with them.
    let order = PanelOrder(time: Grouping(name: "t", codes: [2, 0, 3, 1], count: 4))
    let turned = try LeastSquares(covariance: .neweyWest(lags: 1, order: order), profile: profile)
      .fit(regression([6, 1, 7, 2], []))
    expectNear(turned.covariance.matrix[0, 0], factor * 34 / 16, 1e-14, "turned")
  }

  /// Units a at 1, 2, 4 and b at 1, 3, 4 with e = −3, −2, 2 and −1, 1, 3, Σe² = 28. One period apart: 6 + 3. One row apart:
  /// 6 − 4 − 1 + 3. Sums by period: −4, −2, 1, 5.
  @Test("a panel with gaps by hand")
  func panel() throws {
    let time = Grouping(name: "t", codes: [0, 1, 3, 0, 2, 3], count: 4)
    let unit = Grouping(name: "u", codes: [0, 0, 0, 1, 1, 1], count: 2)
    let data = regression([1, 2, 6, 3, 5, 7], [])
    let within = CovarianceKind.neweyWest(lags: 1, order: PanelOrder(time: time, unit: unit))
    let periods = try LeastSquares(covariance: within, profile: .stata).fit(data)
    expectNear(periods.covariance.matrix[0, 0], 37.0 / 36 * 6 / 5, 1e-14, "periods")
    let rows = try LeastSquares(covariance: within, profile: .statsmodels).fit(data)
    expectNear(rows.covariance.matrix[0, 0], 32.0 / 36, 1e-14, "rows")
    let sums = try LeastSquares(covariance: .driscollKraay(lags: 1, time: time), profile: .statsmodels).fit(
      data)
    expectNear(sums.covariance.matrix[0, 0], (46.0 + 11) / 36, 1e-14, "Driscoll and Kraay")
  }

  @Test("without lags: hc0, and clusters of periods")
  func noLags() throws {
    let panel = try OraclePanel("panel")
    let data = try panel.regression(weights: "analytic")
    let order = PanelOrder(time: try panel.grouping("year"), unit: try panel.grouping("unit"))
    let hc0 = try LeastSquares(covariance: .hc0).fit(data)
    let serial = try hc0.covariance(.neweyWest(lags: 0, order: order), profile: .statsmodels)
    let clustered = try hc0.covariance(.cluster([order.time]))
    let sums = try hc0.covariance(.driscollKraay(lags: 0, time: order.time))
    for position in 0..<4 {
      expectNear(serial.standardErrors[position], hc0.standardErrors[position], 1e-12, "hc0")
      // The same factor T/(T − 1)·(N − 1)/(N − K).
      expectNear(sums.standardErrors[position], clustered.standardErrors[position], 1e-12, "periods")
    }
  }

  @Test(
    "lags where none are given: ⌊T^¼⌋, or ⌊4(T/100)^{2/9}⌋",
    arguments: [(15, 1, 2), (16, 2, 2), (100, 3, 4), (81, 3, 3), (80, 2, 3)])
  func defaultLags(_ periods: Int, _ root: Int, _ neweyWest: Int) throws {
    let time = Grouping(name: "t", codes: (0..<UInt32(periods)).map { $0 }, count: periods)
    let data = regression((0..<periods).map { Double(($0 * 7) % 5) }, [])
    for (profile, lags) in [(Profile.fixest, root), (.statsmodels, neweyWest)] {
      let fit = try LeastSquares(
        covariance: .neweyWest(lags: nil, order: PanelOrder(time: time)), profile: profile
      ).fit(data)
      #expect(fit.covariance.lags == lags)
    }
  }

  @Test("a unit twice in a period, a series twice at a time, one period, frequencies")
  func refused() throws {
    let data = regression([1, 2, 6, 7], [])
    let twice = Grouping(name: "t", codes: [0, 1, 1, 0], count: 2)
    let units = Grouping(name: "u", codes: [0, 0, 0, 1], count: 2)
    func fit(_ kind: CovarianceKind, _ data: RegressionData) throws {
      _ = try LeastSquares(covariance: kind).fit(data)
    }
    #expect(throws: RegressionError.duplicatePeriod(unit: nil, time: "t", row: 4)) {
      try fit(.neweyWest(lags: 1, order: PanelOrder(time: twice)), data)
    }
    #expect(throws: RegressionError.duplicatePeriod(unit: "u", time: "t", row: 3)) {
      try fit(.neweyWest(lags: 1, order: PanelOrder(time: twice, unit: units)), data)
    }
    let one = Grouping(name: "t", codes: [0, 0, 0, 0], count: 1)
    #expect(throws: RegressionError.singlePeriod(name: "t")) {
      try fit(.driscollKraay(lags: 0, time: one), data)
    }
    #expect(throws: RegressionError.singlePeriod(name: "t")) {
      try fit(.neweyWest(lags: 0, order: PanelOrder(time: one)), data)
    }
    for kind in [
      CovarianceKind.neweyWest(lags: 4, order: PanelOrder(time: SerialTests.four)),
      .driscollKraay(lags: 4, time: SerialTests.four),
    ] {
      #expect(throws: RegressionError.lagsBeyondPeriods(name: SerialTests.four.name, lags: 4, periods: 4)) {
        try fit(kind, data)
      }
    }
    let repeated = regression(
      [1, 2, 6, 7], [], weights: ObservationWeights(.frequency, values: [1, 2, 1, 1]))
    #expect(throws: RegressionError.frequencyWeightsInSeries) {
      try fit(.neweyWest(lags: 1, order: PanelOrder(time: SerialTests.four)), repeated)
    }
  }
}
