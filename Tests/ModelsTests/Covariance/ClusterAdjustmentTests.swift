import Foundation
import Kernels
import LinearAlgebra
import Models
import Testing

@Suite("CR2, CR3 and the jackknife")
struct ClusterAdjustmentTests {
  let panel: OraclePanel

  init() throws { panel = try OraclePanel("panel") }

  /// b without each cluster, by fitting without its rows.
  func withoutEach(_ grouping: Grouping, _ data: RegressionData) throws -> [[Double]] {
    try (0..<grouping.count).map { group in
      let rows = data.outcome.rows.map { (0..<$0).filter { Int(grouping.codes[$0]) != group } } ?? []
      return try LeastSquares().fit(
        RegressionData(
          matrix: data.matrix.selecting(rows: rows), names: data.names,
          outcome: data.outcome.selecting(rows: rows),
          weights: data.weights.map { weights in
            ObservationWeights(weights.kind, values: rows.map { weights.values[$0] })
          })
      ).coefficients
    }
  }

  @Test(
    "CR3 is Σ (b₍g₎ − b)², the jackknife (G − 1)/G of it, Stata's about the mean of b₍g₎",
    arguments: ["none", "analytic", "frequency", "probability"])
  func leaveOneOut(_ weights: String) throws {
    let data = try panel.regression(weights: weights)
    for name in ["region", "unit"] {
      let grouping = try panel.grouping(name)
      let groups = Double(grouping.count)
      let without = try withoutEach(grouping, data)
      let fit = try LeastSquares(covariance: .cr3(grouping)).fit(data)
      let jackknife = try fit.covariance(.jackknife(grouping), profile: .stata)
      for (position, estimate) in fit.coefficients.enumerated() {
        let gaps = without.map { $0[position] - estimate }
        let sum = gaps.reduce(0) { $0 + $1 * $1 }
        let mean = gaps.reduce(0, +) / groups
        expectNear(fit.standardErrors[position], sum.squareRoot(), 1e-10, "\(name) CR3")
        expectNear(
          jackknife.standardErrors[position],
          ((groups - 1) / groups * (sum - groups * mean * mean)).squareRoot(),
          1e-10, "\(name) jackknife")
      }
      #expect(fit.covariance.adjustments.isEmpty)
    }
  }

  /// clubSandwich 0.5.8 with a dummy of one cluster among the columns: (I − H) of that cluster is singular.
  @Test("a cluster that identifies a coefficient alone adds nothing in that direction, and is reported")
  func leverageOne() throws {
    let wanted: [String: (se: [Double], df: [Double])] = [
      "none": (
        [0.18691205517851783, 0.19518698402407553, 0.057745125994246707, 0.1162876035299298],
        [3.3797280884763499, 3.4034463729260116, 3.4046405694100925, 2.7807281348572164]
      ),
      "analytic": (
        [0.20024981679001314, 0.14013227817417603, 0.04970838359269536, 0.11244690294952397],
        [2.9282338032603206, 3.1644580964957423, 2.7717190431857697, 2.3456838677365104]
      ),
    ]
    let region = try panel.grouping("region")
    for (weights, numbers) in wanted {
      let data = try panel.regression(weights: weights)
      let dummy = TallColumn.indicator(codes: region.codes, level: 1)
      let fit = try LeastSquares(covariance: .cr2(region), profile: .clubsandwich).fit(
        RegressionData(
          matrix: TallMatrix(rows: data.rows, columns: Array(data.matrix.columns[0..<3]) + [dummy]),
          names: ["(Intercept)", "x1", "x2", "r2"], outcome: data.outcome, weights: data.weights))
      for (position, term) in fit.terms.enumerated() {
        expectNear(term.standardError, numbers.se[position], 1e-10, "\(weights) se")
        expectNear(try #require(term.degreesOfFreedom), numbers.df[position], 1e-9, "\(weights) df")
      }
      #expect(fit.covariance.adjustments == [.leverageOneClusters(1)])
    }
  }

  @Test("clusters of one row: CR2 is HC2, CR3 is HC3")
  func singletons() throws {
    let data = try panel.regression(weights: "none")
    let rows = Grouping(name: "row", codes: (0..<data.rows).map { UInt32($0) }, count: data.rows)
    let cr2 = try LeastSquares(covariance: .cr2(rows)).fit(data)
    let hc2 = try cr2.covariance(.hc2)
    let cr3 = try cr2.covariance(.cr3(rows))
    let hc3 = try cr2.covariance(.hc3)
    for position in 0..<4 {
      expectNear(cr2.standardErrors[position], hc2.standardErrors[position], 1e-12, "CR2")
      expectNear(cr3.standardErrors[position], hc3.standardErrors[position], 1e-12, "CR3")
    }
  }

  /// 50,000 clusters of two rows and one of 100,000: neither G × G nor n_g × n_g is made. Weights that are all two change nothing.
  @Test("many clusters and one of half the rows")
  func large() throws {
    var generator = PCG64(seed: 11, stream: 0)
    let small = 50_000
    let codes = (0..<2 * small).map { UInt32($0 / 2) } + [UInt32](repeating: UInt32(small), count: 100_000)
    let grouping = Grouping(name: "cluster", codes: codes, count: small + 1)
    let x = codes.map { _ in generator.nextNormal() }
    let z = codes.map { _ in generator.nextUnit() }
    let y = codes.indices.map { 1 + 2 * x[$0] - z[$0] + generator.nextNormal() }
    let plain = try LeastSquares(covariance: .cr2(grouping)).fit(
      regression(y, [("x", .real(x)), ("z", .real(z))]))
    let weighted = try LeastSquares(covariance: .cr2(grouping)).fit(
      regression(
        y, [("x", .real(x)), ("z", .real(z))],
        weights: ObservationWeights(.analytic, values: [Double](repeating: 2, count: y.count))))
    for (one, other) in zip(plain.terms, weighted.terms) {
      expectNear(one.standardError, other.standardError, 1e-9, one.name)
      expectNear(try #require(one.degreesOfFreedom), try #require(other.degreesOfFreedom), 1e-7, one.name)
      // One cluster holds half of the information.
      #expect(try #require(one.degreesOfFreedom) < 10)
    }
    expectNear(plain.coefficients[1], 2, 0.01, "x")
  }

  @Test("the order of the clusters' codes and of the rows does not matter")
  func permutation() throws {
    let data = try panel.regression(weights: "analytic")
    let unit = try panel.grouping("unit")
    let turned = Grouping(
      name: "unit", codes: unit.codes.map { UInt32(unit.count - 1) - $0 }, count: unit.count)
    let rows = Array((0..<data.rows).reversed())
    let reversed = RegressionData(
      matrix: data.matrix.selecting(rows: rows), names: data.names,
      outcome: data.outcome.selecting(rows: rows),
      weights: data.weights.map { ObservationWeights(.analytic, values: $0.values.reversed()) })
    let one = try LeastSquares(covariance: .cr2(unit)).fit(data)
    let other = try LeastSquares(covariance: .cr2(turned.selecting(rows: rows))).fit(reversed)
    for (a, b) in zip(one.terms, other.terms) {
      expectNear(a.standardError, b.standardError, 1e-12, a.name)
      expectNear(try #require(a.degreesOfFreedom), try #require(b.degreesOfFreedom), 1e-11, a.name)
    }
  }
}
