import LinearAlgebra
import Models
import Testing

@Suite("Generalised linear models: input that has no estimate")
struct GeneralisedRefusalTests {
  private func error(
    _ family: Family, _ data: RegressionData, _ kind: CovarianceKind = .iid, _ profile: Profile = .fixest
  )
    -> RegressionError?
  {
    do throws(RegressionError) {
      _ = try GeneralisedLinearModel(family: family, covariance: kind, profile: profile).fit(data)
      return nil
    } catch { return error }
  }

  private let x = [1.0, 2, 3, 4, 5, 6, 7, 8]

  @Test("an outcome outside of the range is named by row")
  func range() {
    let claims: [(Family, Double)] = [
      (.logit, 0.5), (.probit, 2), (.cloglog, -1), (.poisson, -0.5), (.negbin, 1.5), (.negbin, -1),
      (.gamma, 0), (.fractional, 1.1),
    ]
    for (family, bad) in claims {
      let good: [Double] = family == .gamma ? [1, 2, 1, 2, 1, 1, 2] : [0, 1, 0, 1, 0, 0, 1]
      let data = regression(good + [bad], name: "outcome", [("x", .real(x))])
      #expect(
        error(family, data)
          == .outcomeOutsideFamily(
            name: "outcome", row: 8, value: bad, family: family.rawValue, range: range(family)))
      // Rows of weight zero are not in the sample.
      let weights = ObservationWeights(.analytic, values: [1, 1, 1, 1, 1, 1, 1, 0])
      #expect(
        error(family, regression(good + [bad], name: "outcome", [("x", .real(x))], weights: weights)) == nil)
    }
  }

  private func range(_ family: Family) -> String {
    switch family {
    case .logit, .probit, .cloglog: "0 or 1"
    case .poisson: "not below zero"
    case .negbin: "whole numbers from 0 to 10000000"
    case .gamma: "above zero"
    case .fractional: "from 0 to 1"
    case .gaussian: "any number"
    }
  }

  @Test("an outcome that does not vary", arguments: Family.allCases)
  func constant(_ family: Family) {
    let data = regression(Array(repeating: 1, count: 8), name: "outcome", [("x", .real(x))])
    #expect(error(family, data) == .constantOutcome(name: "outcome", value: 1))
    guard [Family.logit, .probit, .poisson, .negbin, .fractional].contains(family) else { return }
    let zeros = regression(
      Array(repeating: 0, count: 8), name: "outcome", intercept: false, [("x", .real(x))])
    #expect(error(family, zeros) == .constantOutcome(name: "outcome", value: 0))
  }

  @Test("complete separation by a regressor", arguments: [Family.logit, .probit, .cloglog, .fractional])
  func complete(_ family: Family) {
    let data = regression(
      [0, 0, 0, 0, 1, 1, 1, 1], [("x", .real(x)), ("z", .real([3, 1, 2, 2, 1, 3, 2, 1.5]))])
    guard case .separation(let name, let terms, let rows, let all) = error(family, data) else {
      Issue.record("\(family): \(String(describing: error(family, data)))")
      return
    }
    #expect(name == family.rawValue && terms.contains("x") && rows == 8 && all == 8)
  }

  @Test(
    "quasi-complete separation by an indicator names it and its rows",
    arguments: [Family.logit, .probit, .cloglog])
  func quasi(_ family: Family) {
    // d = 1 only where y = 1; the other rows overlap.
    let outcome = [0.0, 1, 0, 1, 0, 1, 1, 1, 1, 0]
    let d = [0.0, 0, 0, 0, 0, 0, 1, 1, 1, 0]
    let w = [1.0, 2, 4, 3, 5, 1, 2, 3, 4, 2]
    let data = regression(outcome, [("w", .real(w)), ("d", .real(d))])
    #expect(error(family, data) == .separation(family: family.rawValue, terms: ["d"], rows: 3, of: 10))
    // At the border: a threshold shared by both outcomes.
    let tie = regression([0, 0, 0, 0, 1, 1, 1, 1], [("x", .real([1, 2, 3, 4, 4, 5, 6, 7]))])
    guard case .separation(_, let terms, let rows, _) = error(family, tie) else {
      Issue.record("\(family): \(String(describing: error(family, tie)))")
      return
    }
    #expect(terms == ["x"] && rows == 6)
  }

  @Test("counts of zero wherever an indicator is one", arguments: [Family.poisson, .negbin])
  func zeros(_ family: Family) {
    let outcome = [3.0, 1, 9, 0, 2, 7, 0, 0, 0, 5]
    let d = [0.0, 0, 0, 0, 0, 0, 1, 1, 1, 0]
    let w = [1.0, 2, 4, 3, 5, 1, 2, 3, 4, 2]
    let data = regression(outcome, [("w", .real(w)), ("d", .real(d))])
    #expect(error(family, data) == .separation(family: family.rawValue, terms: ["d"], rows: 3, of: 10))
  }

  @Test(
    "every outcome of six rows on one regressor: refused exactly where a threshold parts it",
    arguments: [Family.logit, .probit, .cloglog])
  func exhaustive(_ family: Family) {
    let x = [0.0, 1, 1, 2, 2, 3]
    for bits in 1..<63 {
      let y = (0..<6).map { bits & (1 << $0) != 0 ? 1.0 : 0 }
      let ones = zip(x, y).filter { $0.1 == 1 }.map(\.0)
      let zeros = zip(x, y).filter { $0.1 == 0 }.map(\.0)
      let isParted =
        (zeros.max() ?? 0) <= (ones.min() ?? 0) || (ones.max() ?? 0) <= (zeros.min() ?? 0)
      let found = error(family, regression(y, [("x", .real(x))]))
      if isParted {
        guard case .separation = found else {
          Issue.record("\(family) \(y): \(String(describing: found))")
          continue
        }
      } else {
        #expect(found == nil, "\(family) \(y)")
      }
    }
  }

  @Test("every pattern of zeros of six counts on one regressor", arguments: [Family.poisson, .negbin])
  func exhaustiveCounts(_ family: Family) {
    let x = [0.0, 1, 1, 2, 2, 3]
    let counts = [3.0, 1, 7, 2, 5, 4]
    for bits in 1..<63 {
      let y = (0..<6).map { bits & (1 << $0) != 0 ? counts[$0] : 0 }
      let positive = Set(zip(x, y).filter { $0.1 > 0 }.map(\.0))
      let zeros = zip(x, y).filter { $0.1 == 0 }.map(\.0)
      // A direction that is zero on the positive counts exists where they share one x; it must fall or stay on the zeros.
      let place = positive.first ?? 0
      let isParted =
        positive.count == 1 && (zeros.allSatisfy { $0 <= place } || zeros.allSatisfy { $0 >= place })
        && zeros.contains { $0 != place }
      let found = error(family, regression(y, [("x", .real(x))]))
      if isParted {
        guard case .separation = found else {
          Issue.record("\(family) \(y): \(String(describing: found))")
          continue
        }
      } else {
        #expect(found == nil, "\(family) \(y): \(String(describing: found))")
      }
    }
  }

  @Test("nearly separated is not separated: one row of the other kind")
  func nearly() throws {
    // 5000 rows, one against its cell.
    let cell = 2500
    let outcome = (0..<2 * cell).map { row in
      row < cell ? (row % 2 == 0 ? 1.0 : 0) : (row == cell ? 0.0 : 1)
    }
    let d = (0..<2 * cell).map { $0 < cell ? 0.0 : 1 }
    for family in [Family.logit, .probit, .cloglog] {
      let fit = try GeneralisedLinearModel(family: family).fit(regression(outcome, [("d", .real(d))]))
      #expect(fit.isConverged)
      expectNear(1 - fit.fitted[cell], 1 / Double(cell), 1e-9, "\(family)")
    }
  }

  @Test("columns that depend on others are dropped and named")
  func collinear() throws {
    let data = regression([0, 1, 0, 1, 1, 0, 1, 1], [("x", .real(x)), ("twice", .real(x.map { 2 * $0 }))])
    let fit = try GeneralisedLinearModel(family: .logit).fit(data)
    #expect(fit.dropped == ["twice"])
    #expect(fit.names == ["(Intercept)", "x"])
    #expect(fit.predict(data.matrix).count == 8)
  }

  @Test("an offset that leaves the range of doubles, a value that is no number")
  func offsets() {
    let plain = regression([0, 1, 0, 1, 1, 0, 1, 1], [("x", .real(x))])
    let far = RegressionData(
      matrix: plain.matrix, names: plain.names, outcome: plain.outcome,
      offset: [0, 0, 0, 0, 0, 0, 0, 5000])
    #expect(error(.poisson, far) == .predictorOutOfRange)
    let missing = RegressionData(
      matrix: plain.matrix, names: plain.names, outcome: plain.outcome,
      offset: [0, 0, .nan, 0, 0, 0, 0, 0])
    #expect(error(.poisson, missing) == .notFinite(column: "the offset", row: 3))
  }

  @Test("covariances by leverage are not those of the negative binomial's whole information")
  func leverage() throws {
    let data = try GeneralisedData.quine()
    let refused = RegressionError.covarianceNotOfFamily(
      covariance: "hc3", family: "negbin under profile fixest", instead: "hc1, cluster or profile sandwich")
    #expect(error(.negbin, data, .hc3) == refused)
    #expect(error(.negbin, data, .hc3, .sandwich) == nil)
  }

  @Test("no more parameters than rows, one cluster")
  func degrees() {
    let two = regression([0, 1], [("x", .real([1, 2]))])
    #expect(
      error(.poisson, two)
        == .noDegreesOfFreedom(what: "the covariance of the coefficients", rows: 2, parameters: 2))
    let one = Grouping(name: "g", codes: Array(repeating: 0, count: 8), count: 1)
    let data = regression([0, 1, 0, 1, 1, 0, 1, 1], [("x", .real(x))])
    #expect(error(.logit, data, .cluster([one])) == .singleCluster(name: "g"))
  }

  @Test("probability weights make the covariance robust and say so")
  func probabilityWeights() throws {
    let data = regression(
      [0, 1, 0, 1, 1, 0, 1, 1], [("x", .real(x))],
      weights: ObservationWeights(.probability, values: [1, 2, 1, 3, 1, 1, 2, 1]))
    let fit = try GeneralisedLinearModel(family: .logit).fit(data)
    #expect(fit.covariance.kind == .hc1)
    #expect(fit.covariance.adjustments == [.robustForProbabilityWeights])
  }
}
