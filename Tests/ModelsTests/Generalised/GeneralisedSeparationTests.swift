import LinearAlgebra
import Models
import Testing

/// Worked by hand.
@Suite("Rows whose outcome absorbed effects tell")
struct GeneralisedSeparationTests {
  private func effect(_ name: String, _ codes: [UInt32]) -> FixedEffect {
    FixedEffect(
      name: name, grouping: Grouping(name: name, codes: codes, count: Int(codes.max() ?? 0) + 1))
  }

  private func data(_ outcome: [Double], _ columns: [(String, [Double])]) -> RegressionData {
    RegressionData(
      matrix: TallMatrix(rows: outcome.count, columns: columns.map { .real($0.1) }),
      names: columns.map(\.0), outcome: .real(outcome))
  }

  private let x = [0.3, 1.2, 0.7, 2.1, 1.4, 0.2, 1.9, 0.8, 1.1, 2.4, 0.5, 1.6]

  @Test("levels of zeros are left out of counts, levels of ones are not")
  func counts() throws {
    let outcome = [0.0, 0, 0, 1, 1, 1, 2, 0, 5, 1, 3, 0]
    let unit: [UInt32] = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    let fit = try GeneralisedLinearModel(family: .poisson).fit(
      data(outcome, [("x", x)]), effects: [effect("unit", unit)])
    #expect(fit.absorption?.separated == 3 && fit.observations == 9 && fit.rows == Array(3..<12))
    #expect(fit.absorption?.levels == [3])
    let rest = try GeneralisedLinearModel(family: .poisson).fit(
      data(Array(outcome[3...]), [("x", Array(x[3...]))]),
      effects: [effect("unit", unit[3...].map { $0 - 1 })])
    #expect(fit.coefficients == rest.coefficients && fit.standardErrors == rest.standardErrors)
  }

  @Test("levels of zeros or ones, again and again")
  func repeated() throws {
    // Unit 0 is all ones. Without it time 0 is all zeros, and without that unit 1 is all ones.
    let outcome = [1.0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1, 1, 0]
    let unit: [UInt32] = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 2, 3]
    let time: [UInt32] = [0, 0, 1, 0, 1, 2, 1, 1, 2, 2, 2, 1, 2, 1]
    let fit = try GeneralisedLinearModel(family: .logit).fit(
      data(outcome, [("x", x + [0.9, 1.7])]), effects: [effect("unit", unit), effect("time", time)])
    #expect(fit.rows == Array(6..<14) && fit.absorption?.separated == 6)
    #expect(fit.absorption?.levels == [2, 2] && fit.observations == 8)
  }

  @Test("singletons are left out with them where the profile's tool does")
  func singletons() throws {
    // Without unit 0 the row of time 2 in unit 1 is alone in its time.
    let outcome = [0.0, 0, 2, 3, 1, 4, 2, 0, 1, 5, 2, 1]
    let unit: [UInt32] = [0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3]
    let time: [UInt32] = [2, 0, 2, 0, 1, 0, 1, 1, 0, 1, 0, 1]
    func fit(_ rule: SingletonRule) throws -> GeneralisedFit {
      try GeneralisedLinearModel(family: .poisson, singletons: rule).fit(
        data(outcome, [("x", x)]), effects: [effect("unit", unit), effect("time", time)])
    }
    let kept = try fit(.keep)
    #expect(kept.absorption?.separated == 2 && kept.absorption?.singletons == 0 && kept.observations == 10)
    let removed = try fit(.remove)
    #expect(removed.absorption?.separated == 2 && removed.absorption?.singletons == 1)
    expectNear(removed.coefficients[0], kept.coefficients[0], 1e-12, "coefficient")
  }

  @Test("effects that separate together: a zero between two parts of the graph")
  func together() throws {
    // Positive outcomes join units 0 and 1 with times 0 and 1, units 2 and 3 with times 2 and 3; row 12 is the only one between.
    let outcome = [3.0, 1, 4, 2, 2, 7, 1, 8, 2, 8, 1, 9, 0]
    let unit: [UInt32] = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 0]
    let time: [UInt32] = [0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3, 3]
    let own = x + [0.9]
    func fit(_ count: Int) throws -> GeneralisedFit {
      try GeneralisedLinearModel(family: .poisson).fit(
        data(Array(outcome[..<count]), [("x", Array(own[..<count]))]),
        effects: [effect("unit", Array(unit[..<count])), effect("time", Array(time[..<count]))])
    }
    let all = try fit(13)
    #expect(all.isConverged && all.absorption?.separated == 1 && all.rows == Array(0..<12))
    #expect(all.absorption?.separatedByRegressors == 0)
    #expect(all.coefficients == (try fit(12)).coefficients)
  }

  @Test("a regressor that separates counts: its rows are left out, it is dropped and told")
  func byRegressor() throws {
    let outcome = [3.0, 1, 4, 2, 2, 7, 1, 8, 2, 8, 0, 0]
    let unit: [UInt32] = [0, 0, 0, 1, 1, 1, 2, 2, 2, 0, 1, 2]
    let d = [0.0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]
    let fit = try GeneralisedLinearModel(family: .poisson).fit(
      data(outcome, [("x", x), ("d", d)]), effects: [effect("unit", unit)])
    #expect(fit.absorption?.separated == 2 && fit.absorption?.separatedByRegressors == 2)
    #expect(fit.names == ["x"] && fit.dropped == ["d"])
    #expect(fit.warnings.contains { $0.contains("2 rows are left out") })
  }

  @Test("a regressor that separates a 0/1 outcome has no estimate")
  func logit() {
    let outcome = [0.0, 1, 0, 1, 0, 1, 0, 1, 1, 0, 1, 1]
    let unit: [UInt32] = [0, 0, 0, 1, 1, 1, 2, 2, 2, 0, 1, 2]
    let d = [0.0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]
    let error = #expect(throws: RegressionError.self) {
      try GeneralisedLinearModel(family: .logit).fit(
        data(outcome, [("x", x), ("d", d)]), effects: [effect("unit", unit)])
    }
    #expect(error == .separation(family: "logit", terms: ["d"], rows: 2, of: 12))
  }

  @Test("what has no answer")
  func refused() {
    func error(_ family: Family, _ outcome: [Double], _ kind: CovarianceKind = .iid) -> RegressionError? {
      let unit: [UInt32] = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
      do throws(RegressionError) {
        _ = try GeneralisedLinearModel(family: family, covariance: kind).fit(
          data(outcome, [("x", x)]), effects: [effect("unit", unit)])
        return nil
      } catch { return error }
    }
    let zeros = Array(repeating: 0.0, count: 12)
    #expect(error(.poisson, zeros) == .separatedOutcome(name: "y", effects: ["unit"]))
    #expect(
      error(.logit, [0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1]) == .separatedOutcome(name: "y", effects: ["unit"]))
    let outcome = [3.0, 1, 4, 2, 2, 7, 1, 8, 2, 8, 1, 9]
    #expect(
      error(.logit, outcome)
        == .outcomeOutsideFamily(
          name: "y", row: 1, value: 3, family: "logit", range: "0 or 1"))
    #expect(error(.poisson, Array(repeating: 2, count: 12)) == .constantOutcome(name: "y", value: 2))
    #expect(
      error(.negbin, outcome, .hc3)
        == .covarianceNotOfFamily(
          covariance: "hc3", family: "negbin under profile fixest",
          instead: "hc1, cluster or profile sandwich"))
    let fixed = [1.0, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    let unit: [UInt32] = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    #expect(throws: RegressionError.absorbedRegressors(names: ["x"], effects: ["unit"])) {
      try GeneralisedLinearModel(family: .poisson).fit(
        data(outcome, [("x", fixed)]), effects: [effect("unit", unit)])
    }
  }
}
