import LinearAlgebra
import Models
import Testing

@Suite("Weights")
struct WeightsTests {
  let panel: OraclePanel

  init() throws { panel = try OraclePanel("panel") }

  @Test("a frequency is so many equal rows, under every covariance that has no order in time")
  func frequency() throws {
    let data = try panel.regression(weights: "frequency")
    let times = try panel.numbers("f").map { Int($0) }
    let repeated = times.indices.flatMap { Array(repeating: $0, count: times[$0]) }
    let expanded = regression(
      repeated.map { data.outcome[$0] },
      zip(data.names, data.matrix.columns).dropFirst().map { ($0, $1.selecting(rows: repeated)) })
    let region = try panel.grouping("region")
    let kinds: [CovarianceKind] = [
      .iid, .hc0, .hc1, .hc2, .hc3, .hc4, .hc4m, .hc5, .cluster([region]), .cr2(region), .cr3(region),
      .jackknife(region),
    ]
    for kind in kinds {
      let once = try LeastSquares(covariance: kind).fit(data)
      let again = try LeastSquares(covariance: kind.selecting(repeated)).fit(expanded)
      #expect(once.observations == again.observations)
      expectNear(once.logLikelihood, again.logLikelihood, 1e-12, "ℓ")
      expectNear(once.adjustedRSquared, again.adjustedRSquared, 1e-12, "adjusted R²")
      for (one, other) in zip(once.terms, again.terms) {
        expectNear(one.estimate, other.estimate, 1e-12, "\(kind.description) b")
        expectNear(one.standardError, other.standardError, 1e-11, "\(kind.description) se")
        expectNear(
          try #require(one.degreesOfFreedom), try #require(other.degreesOfFreedom), 1e-10,
          "\(kind.description) df")
      }
    }
  }

  @Test("the unit of analytic weights does not matter")
  func scale() throws {
    let data = try panel.regression(weights: "analytic")
    let region = try panel.grouping("region")
    let larger = RegressionData(
      matrix: data.matrix, names: data.names, outcome: data.outcome,
      weights: data.weights.map { ObservationWeights(.analytic, values: $0.values.map { 1000 * $0 }) })
    for kind in [CovarianceKind.iid, .hc3, .hc5, .cluster([region]), .cr2(region)] {
      let one = try LeastSquares(covariance: kind).fit(data)
      let other = try LeastSquares(covariance: kind).fit(larger)
      for (a, b) in zip(one.terms, other.terms) {
        expectNear(a.estimate, b.estimate, 1e-13, "b")
        expectNear(a.standardError, b.standardError, 1e-11, "\(kind.description) se")
        expectNear(a.pValue, b.pValue, 1e-9, "\(kind.description) p")
      }
      expectNear(one.rSquared, other.rSquared, 1e-13, "R²")
    }
  }

  @Test("probability weights: the estimates of analytic ones, and hc1 where iid was asked for, which is said")
  func probability() throws {
    let sampled = try LeastSquares().fit(panel.regression(weights: "probability"))
    let analytic = try LeastSquares(covariance: .hc1).fit(panel.regression(weights: "analytic"))
    #expect(sampled.coefficients == analytic.coefficients)
    #expect(sampled.standardErrors == analytic.standardErrors)
    #expect(sampled.covariance.kind == .hc1)
    #expect(sampled.covariance.adjustments == [.robustForProbabilityWeights])
  }

  @Test("rows of weight zero are not in the sample", arguments: ObservationWeights.Kind.allCases)
  func zero(_ kind: ObservationWeights.Kind) throws {
    let data = try panel.regression(weights: "none")
    let values = (0..<data.rows).map { Double($0 % 3) }
    let kept = values.indices.filter { values[$0] > 0 }
    let unit = try panel.grouping("unit")
    let all = try LeastSquares(covariance: .cluster([unit])).fit(
      RegressionData(
        matrix: data.matrix, names: data.names, outcome: data.outcome,
        weights: ObservationWeights(kind, values: values)))
    let some = try LeastSquares(covariance: .cluster([unit.selecting(rows: kept)])).fit(
      RegressionData(
        matrix: data.matrix.selecting(rows: kept), names: data.names,
        outcome: data.outcome.selecting(rows: kept),
        weights: ObservationWeights(kind, values: kept.map { values[$0] })))
    #expect(all.rows == kept)
    #expect(all.observations == some.observations)
    #expect(all.coefficients == some.coefficients)
    #expect(all.standardErrors == some.standardErrors)
  }
}

extension CovarianceKind {
  /// Over rows of the first one's, repeated where they are.
  fileprivate func selecting(_ rows: [Int]) -> CovarianceKind {
    switch self {
    case .cluster(let groupings): .cluster(groupings.map { $0.selecting(rows: rows) })
    case .cr2(let grouping): .cr2(grouping.selecting(rows: rows))
    case .cr3(let grouping): .cr3(grouping.selecting(rows: rows))
    case .jackknife(let grouping): .jackknife(grouping.selecting(rows: rows))
    default: self
    }
  }
}
