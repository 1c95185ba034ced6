import Columns
import LinearAlgebra
import Models
import Testing

@Suite("Panels without an answer")
struct PanelErrorTests {
  private static func rows(_ units: [UInt32], _ times: [UInt32]? = nil) throws -> PanelRows {
    try PanelRows(
      unit: Grouping(name: "unit", codes: units, count: Int(units.max() ?? 0) + 1),
      time: times.map { Grouping(name: "time", codes: $0, count: Int($0.max() ?? 0) + 1) })
  }

  private static func data(_ y: [Double], _ x: [Double], weights: [Double]? = nil) -> RegressionData {
    RegressionData(
      matrix: TallMatrix(rows: y.count, columns: [.constant(1), .real(x)]), names: ["(Intercept)", "x"],
      outcome: .real(y), weights: weights.map { ObservationWeights(.analytic, values: $0) })
  }

  private static let units: [UInt32] = [0, 0, 1, 1, 2, 2, 3, 3]
  private static let times: [UInt32] = [0, 1, 0, 1, 0, 1, 0, 1]
  private static let y: [Double] = [1, 3, 2, 5, 4, 4, 7, 9]
  private static let x: [Double] = [0, 2, 1, 5, 3, 1, 2, 8]

  @Test("two rows of a unit in one period are counted, with the places of the first")
  func duplicates() throws {
    #expect(throws: RegressionError.duplicateUnitTime(unit: "unit", time: "time", count: 2, first: [3, 5])) {
      try Self.rows([0, 0, 0, 1, 1], [0, 1, 1, 0, 0])
    }
    let table = try Table(["y": [1, 2, 3, 4], "u": [1, 1, 1, 2], "t": [1, 2, 2, 1]])
    let design = try Design(DesignRequest(Formula("y ~ 1"), panelID: "u", panelTime: "t"), table)
    let error = #expect(throws: DesignError.self) { try design.panel(unit: "u", time: "t") }
    #expect(error == .duplicateUnitTime(unit: "u", time: "t", count: 1, first: ["row 3"]))
    #expect(error?.description.contains("leave out the copies") == true)
    // Without periods a unit has rows, and none is a copy.
    #expect(try design.panel(unit: "u").counts == [3, 1])
  }

  @Test(
    "one unit has no others to differ from, however the variances are estimated",
    arguments: RandomEffects.Method.allCases)
  func oneUnit(_ method: RandomEffects.Method) throws {
    let alone = try Self.rows([0, 0, 0, 0, 0, 0, 0, 0], [0, 1, 2, 3, 4, 5, 6, 7])
    let data = Self.data(Self.y, Self.x)
    #expect(throws: RegressionError.singleUnit(name: "unit", estimator: "random-effects")) {
      try RandomEffects(method).fit(data, panel: alone)
    }
  }

  @Test("weights, groups within units and covariances over periods")
  func refusals() throws {
    let rows = try Self.rows(Self.units, Self.times)
    let data = Self.data(Self.y, Self.x)
    let weighted = Self.data(Self.y, Self.x, weights: [1, 1, 1, 1, 1, 1, 1, 2])
    #expect(throws: RegressionError.weightsNotOfEstimator(estimator: "between")) {
      try BetweenEstimator().fit(weighted, panel: rows)
    }
    #expect(throws: RegressionError.weightsNotOfEstimator(estimator: "random-effects")) {
      try RandomEffects().fit(weighted, panel: rows)
    }
    let time = try #require(rows.time)
    #expect(throws: RegressionError.groupWithinUnits(group: "time", unit: "unit", estimator: "between")) {
      try BetweenEstimator(covariance: .cluster([time])).fit(data, panel: rows)
    }
    #expect(throws: RegressionError.self) {
      try BetweenEstimator(covariance: .driscollKraay(lags: 1, time: time)).fit(data, panel: rows)
    }
    #expect(throws: RegressionError.noDifferences(unit: "unit")) {
      try FirstDifferences().fit(Self.data([1, 2, 4], [0, 1, 3]), panel: Self.rows([0, 1, 2]))
    }
  }

  @Test("an outcome that units fit, and fewer units than columns")
  func degenerate() throws {
    let rows = try Self.rows(Self.units, Self.times)
    #expect(throws: RegressionError.absorbedOutcome(name: "y", effects: ["unit"])) {
      try RandomEffects().fit(Self.data([1, 1, 3, 3, 4, 4, 7, 7], Self.x), panel: rows)
    }
    let two = try Self.rows([0, 0, 0, 0, 1, 1, 1, 1])
    let error = #expect(throws: RegressionError.self) {
      try RandomEffects().fit(Self.data(Self.y, Self.x), panel: two)
    }
    #expect(
      error
        == .noDegreesOfFreedom(what: "the regression of units' means", rows: 2, parameters: 2))
    // Nerlove's variances need no regression of means.
    #expect(try RandomEffects(.nerlove).fit(Self.data(Self.y, Self.x), panel: two).fit.names.count == 2)
  }

  @Test("a variance of units below zero is zero, and said")
  func negative() throws {
    // Rows of a unit are opposite: less varies between units than chance would have it.
    let rows = try Self.rows(Self.units, Self.times)
    let data = Self.data([1, -1, -2, 2, 3, -3, -1, 1.5], Self.x)
    let found = try RandomEffects().fit(data, panel: rows)
    let pooled = try LeastSquares().fit(data)
    let components = try #require(found.components)
    #expect(components.unit == 0 && components.unitAsEstimated < 0 && components.correlation == 0)
    #expect(found.warnings.contains { $0.contains("pooled least squares") })
    for (a, b) in zip(found.fit.coefficients, pooled.coefficients) { #expect(abs(a - b) <= 1e-14) }
    let likely = try RandomEffects(.maximumLikelihood).fit(data, panel: rows)
    #expect(likely.components?.unit == 0 && likely.convergence?.isReached == true)
  }

  @Test("a negative Hausman statistic keeps its sign and has no p-value")
  func hausman() throws {
    // Within errors happen to be estimated as smaller than those of random effects say.
    var found: PanelTest?
    for seed in 1..<60 where (found?.statistic ?? 0) >= 0 {
      let panel = try SeededPanel(units: 6, periods: 3, seed: UInt64(seed))
      found = try RandomEffects().fit(panel.data, panel: panel.rows).test(.hausman)
    }
    let test = try #require(found)
    #expect(test.statistic < 0 && test.pValue.isNaN)
  }

  @Test("regressors that do not vary within units have no Hausman test, and differences drop them")
  func constant() throws {
    let rows = try Self.rows(Self.units, Self.times)
    let data = Self.data(Self.y, [1, 1, 2, 2, 0, 0, 5, 5])
    let found = try RandomEffects().fit(data, panel: rows)
    #expect(found.test(.hausman) == nil && found.fit.names == ["(Intercept)", "x"])
    #expect(throws: RegressionError.self) { try CorrelatedRandomEffects().fit(data, panel: rows) }
    let differences = try FirstDifferences().fit(data, panel: rows)
    #expect(differences.fit.names == ["(Intercept)"] && differences.fit.dropped == ["x"])
  }

  /// By hand: units 0–3 have differences of x (2, 4, −2, 6) and of y (2, 3, 0, 2); around their means 2.5 and 1.75 the slope is
  /// (−0.5·0.25 + 1.5·1.25 + 4.5·1.75 + 3.5·0.25)/(0.25 + 2.25 + 20.25 + 12.25) = 10.5/35.
  @Test("differences by hand, rows in another order")
  func byHand() throws {
    let order = [5, 0, 3, 6, 1, 4, 7, 2]
    let rows = try Self.rows(order.map { Self.units[$0] }, order.map { Self.times[$0] })
    let data = Self.data(order.map { Self.y[$0] }, order.map { Self.x[$0] })
    let found = try FirstDifferences().fit(data, panel: rows)
    #expect(abs(found.fit.coefficients[1] - 0.3) <= 1e-15)
    #expect(abs(found.fit.coefficients[0] - (1.75 - 0.3 * 2.5)) <= 1e-15)
    #expect(found.fit.residualDegrees == 2)
  }
}
