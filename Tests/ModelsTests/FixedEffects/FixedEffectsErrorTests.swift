import Columns
import LinearAlgebra
import Models
import Testing

@Suite("Fixed effects without an answer")
struct FixedEffectsErrorTests {
  private static func fit(
    _ outcome: [Double], _ regressor: [Double], _ codes: [UInt32],
    weights: ObservationWeights? = nil, covariance: CovarianceKind = .iid, rule: SingletonRule = .keep
  ) throws(RegressionError) -> LinearFit {
    let count = Int(codes.max() ?? 0) + 1
    return try FixedEffectsLeastSquares(covariance: covariance, singletons: rule).fit(
      RegressionData(
        matrix: TallMatrix(rows: codes.count, columns: [.real(regressor)]), names: ["x"],
        outcome: .real(outcome), weights: weights),
      effects: [FixedEffect(name: "id", grouping: Grouping(name: "id", codes: codes, count: count))])
  }

  @Test("an outcome that the effects fit")
  func outcome() {
    let error = #expect(throws: RegressionError.self) {
      try Self.fit([3, 3, 8, 8, 8], [1, 2, 3, 5, 4], [0, 0, 1, 1, 1])
    }
    #expect(error == .absorbedOutcome(name: "y", effects: ["id"]))
    #expect(
      error?.description
        == "the fixed effects id fit the outcome y exactly; drop effects or choose another outcome")
  }

  @Test("regressors that the effects fit")
  func regressors() {
    let error = #expect(throws: RegressionError.self) {
      try Self.fit([3, 4, 8, 9, 7], [1, 1, 5, 5, 5], [0, 0, 1, 1, 1])
    }
    #expect(error == .absorbedRegressors(names: ["x"], effects: ["id"]))
    #expect(error?.description.contains("absorb every regressor (x)") == true)
  }

  @Test("a regressor that varies little within large effects stays")
  func small() throws {
    let x = [1e6, 1e6 + 1e-3, 5e6, 5e6 - 1e-3, 5e6]
    let fit = try Self.fit([3, 4, 8, 9, 7], x, [0, 0, 1, 1, 1])
    #expect(fit.names == ["x"])
  }

  @Test("no degree of freedom")
  func degrees() {
    #expect(throws: RegressionError.self) { try Self.fit([3, 4, 8], [1, 2, 5], [0, 0, 1]) }
  }

  @Test("all rows are singletons")
  func singletons() {
    #expect(throws: RegressionError.noRows) {
      try Self.fit([3, 4, 8], [1, 2, 5], [0, 1, 2], rule: .remove)
    }
  }

  @Test("values that are no numbers, and weights of zero")
  func values() throws {
    #expect(throws: RegressionError.notFinite(column: "x", row: 2)) {
      try Self.fit([3, 4, 8, 1], [1, .nan, 5, 2], [0, 0, 1, 1])
    }
    let whole = try Self.fit([3, 4, 8, 1, 5], [1, 3, 5, 2, 4], [0, 0, 1, 1, 1])
    let padded = try Self.fit(
      [3, 4, 99, 8, 1, 5], [1, 3, 7, 5, 2, 4], [0, 0, 2, 1, 1, 1],
      weights: ObservationWeights(.analytic, values: [1, 1, 0, 1, 1, 1]))
    #expect(abs(whole.coefficients[0] - padded.coefficients[0]) < 1e-14)
    #expect(padded.absorption?.levels == [2] && padded.residualDegrees == whole.residualDegrees)
  }

  @Test("adjusted clusters with too many effects of others")
  func expansion() throws {
    let rows = 1200
    let unit = Grouping(name: "unit", codes: (0..<rows).map { UInt32($0 / 3) }, count: 400)
    let cluster = Grouping(name: "g", codes: (0..<rows).map { UInt32($0 % 7) }, count: 7)
    let data = RegressionData(
      matrix: TallMatrix(rows: rows, columns: [.real((0..<rows).map { Double($0 * $0 % 17) })]), names: ["x"],
      outcome: .real((0..<rows).map { Double($0 * 7 % 23) }))
    #expect(throws: RegressionError.effectsTooLarge(what: "cr2:g", coefficients: 400, limit: 300)) {
      try FixedEffectsLeastSquares(covariance: .cr2(cluster)).fit(
        data, effects: [FixedEffect(name: "unit", grouping: unit)])
    }
  }

  @Test("an effect with one level is the intercept")
  func oneLevel() throws {
    let (y, x): ([Double], [Double]) = ([3, 4, 8, 1, 5], [1, 3, 5, 2, 4])
    let fit = try Self.fit(y, x, [0, 0, 0, 0, 0], covariance: .hc3)
    let plain = try LeastSquares(covariance: .hc3).fit(
      RegressionData(
        matrix: TallMatrix(rows: 5, columns: [.constant(1), .real(x)]), names: ["(Intercept)", "x"],
        outcome: .real(y)))
    #expect(abs(fit.coefficients[0] - plain.coefficients[1]) <= 1e-15)
    #expect(abs(fit.standardErrors[0] - plain.standardErrors[1]) <= 1e-14)
    #expect(fit.residualDegrees == plain.residualDegrees && fit.absorbedDegrees == 1)
    #expect(abs((fit.absorption?.estimates()[0].values[0] ?? 0) - plain.coefficients[0]) <= 1e-13)
  }

  @Test("effects by level are named by their values, identifiers of persons are not shown")
  func levels() throws {
    let table = try Table([
      (name: "y", column: [1, 2, 4, 8, 3, 6]), (name: "x", column: [0, 1, 3, 2, 5, 4]),
      (name: "g", column: [2, 2, 1, 1, 3, 3]), (name: "run", column: [12_345_678, 12_345_678, 7, 7, 8, 8]),
    ])
    let design = try Design(DesignRequest(Formula("y ~ x | g")), table)
    let fit = try FixedEffectsLeastSquares().fit(design)
    let effects = try design.effectLevels(fit)
    #expect(effects.map(\.name) == ["g"] && effects[0].levels == ["1", "2", "3"])
    // Each is its group's mean less the slope's part: means of y 6, 1.5, 4.5, of x 2.5, 0.5, 4.5.
    let slope = fit.coefficients[0]
    for (value, wanted) in zip(effects[0].values, [6 - 2.5 * slope, 1.5 - 0.5 * slope, 4.5 - 4.5 * slope]) {
      #expect(abs(value - wanted) <= 1e-12)
    }
    let people = try Design(DesignRequest(Formula("y ~ x | run^g")), table)
    let other = try FixedEffectsLeastSquares().fit(people)
    #expect(throws: DesignError.identifier("run^g", nil)) { try people.effectLevels(other) }
    #expect(try people.effectLevels(other, revealing: true)[0].levels == ["7^1", "8^3", "12345678^2"])
  }

  @Test("without effects it is least squares")
  func none() throws {
    let table = try Table(["y": [1, 2, 4, 3], "x": [0, 1, 2, 4]])
    let design = try Design(DesignRequest(Formula("y ~ x")), table)
    let fit = try FixedEffectsLeastSquares(covariance: .hc1).fit(design)
    let plain = try LeastSquares(covariance: .hc1).fit(design.data)
    #expect(fit.coefficients == plain.coefficients && fit.standardErrors == plain.standardErrors)
    #expect(fit.absorption == nil && fit.withinRSquared == nil && fit.absorbedDegrees == 0)
  }
}
