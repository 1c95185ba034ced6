import Columns
import Foundation
import Kernels
import LinearAlgebra
import Models
import TableFiles
import Testing

/// Oracles: brute force (every draw refitted from its own outcome), full enumeration, laws.
@Suite("The wild cluster bootstrap")
struct WildBootstrapTests {
  private struct Sample {
    let data: RegressionData
    let cluster: Grouping
    let x: [Double]
    let z: [Double]
    let y: [Double]

    init(groups: Int, seed: UInt64, weights: Bool = false) {
      var generator = PCG64(seed: seed, stream: 5)
      var x: [Double] = []
      var z: [Double] = []
      var y: [Double] = []
      var w: [Double] = []
      var codes: [UInt32] = []
      for group in 0..<groups {
        let common = Double.random(in: -1...1, using: &generator)
        for _ in 0..<(4 + group % 3) {
          let value = Double.random(in: -1...1, using: &generator) + common
          x.append(value)
          z.append(Double.random(in: -1...1, using: &generator))
          y.append(0.3 * value + common + Double.random(in: -1...1, using: &generator))
          w.append(Double(1 + codes.count % 4))
          codes.append(UInt32(group))
        }
      }
      self.x = x
      self.z = z
      self.y = y
      data = RegressionData(
        matrix: TallMatrix(rows: y.count, columns: [.constant(1), .real(x), .real(z)]),
        names: ["(Intercept)", "x", "z"], outcome: .real(y),
        weights: weights ? ObservationWeights(.analytic, values: w) : nil)
      cluster = Grouping(name: "g", codes: codes, count: groups)
    }

    /// t of x = `null` in a regression of another outcome, by refitting.
    func statistic(_ outcome: [Double], _ null: Double, _ kind: CovarianceKind) throws -> Double {
      let fit = try LeastSquares(covariance: kind).fit(
        RegressionData(
          matrix: data.matrix, names: data.names, outcome: .real(outcome), weights: data.weights))
      return (fit.coefficients[1] - null) / fit.standardErrors[1]
    }

    /// Fitted values and residuals under x = `null`, without a cluster where one is given.
    func restricted(_ null: Double?, without group: UInt32? = nil) throws -> (
      fitted: [Double], rests: [Double]
    ) {
      let rows = y.indices.filter { cluster.codes[$0] != group }
      let columns: [TallColumn] = null == nil ? data.matrix.columns : [.constant(1), .real(z)]
      let target = y.indices.map { y[$0] - (null ?? 0) * x[$0] }
      let part = TallMatrix(rows: y.count, columns: columns).selecting(rows: rows)
      let solution = try part.leastSquares(
        .real(rows.map { target[$0] }), weights: data.weights.map { w in rows.map { w.values[$0] } })
      let fitted = TallMatrix(rows: y.count, columns: columns).times(solution.coefficients)
      return (
        y.indices.map { fitted[$0] + (null ?? 0) * x[$0] }, y.indices.map { target[$0] - fitted[$0] }
      )
    }
  }

  /// Every sign vector, each outcome built and refitted.
  private func bruteForce(
    _ sample: Sample, null: Double, variant: WildBootstrap.Variant, imposesNull: Bool
  ) throws -> (greater: Int, ties: Int, t: Double) {
    let isJackknife = variant == .plainJackknife || variant == .leavingOutJackknife
    let leavesOut = variant == .leavingOut || variant == .leavingOutJackknife
    let kind: CovarianceKind = isJackknife ? .jackknife(sample.cluster) : .cluster([sample.cluster])
    let t = try sample.statistic(sample.y, null, kind)
    let base = try sample.restricted(imposesNull ? null : nil)
    var rests = base.rests
    if leavesOut {
      for group in 0..<UInt32(sample.cluster.count) {
        let without = try sample.restricted(imposesNull ? null : nil, without: group)
        for row in rests.indices where sample.cluster.codes[row] == group { rests[row] = without.rests[row] }
      }
    }
    let centre =
      imposesNull ? null : try LeastSquares().fit(sample.data).coefficients[1]
    var greater = 0
    var ties = 0
    for signs in 0..<(1 << sample.cluster.count) {
      let outcome = sample.y.indices.map {
        base.fitted[$0] + (signs >> Int(sample.cluster.codes[$0]) & 1 == 0 ? 1 : -1) * rests[$0]
      }
      let other = try sample.statistic(outcome, centre, kind)
      if abs(abs(other) - abs(t)) <= 1e-9 * abs(t) {
        ties += 1
      } else if abs(other) > abs(t) {
        greater += 1
      }
    }
    return (greater, ties, t)
  }

  @Test(
    "full enumeration is brute force", arguments: WildBootstrap.Variant.allCases, [true, false])
  func enumeration(_ variant: WildBootstrap.Variant, _ imposesNull: Bool) throws {
    for weights in [false, true] {
      let sample = Sample(groups: 6, seed: 11, weights: weights)
      let fit = try LeastSquares(covariance: .cluster([sample.cluster])).fit(sample.data)
      for null in [0, 0.25] {
        let found = try WildBootstrap(
          cluster: sample.cluster, variant: variant, imposesNull: imposesNull, repetitions: .all
        ).test(fit, term: "x", equals: null)
        let wanted = try bruteForce(sample, null: null, variant: variant, imposesNull: imposesNull)
        #expect(found.isEnumerated && found.repetitions == 64)
        #expect(abs(found.statistic - wanted.t) <= 1e-11 * abs(wanted.t), "\(variant) \(null)")
        #expect(found.greater == wanted.greater && found.ties == wanted.ties, "\(variant) \(null) \(weights)")
      }
    }
  }

  @Test("the ends of the confidence set are where the p-value passes the level", arguments: [true, false])
  func interval(_ imposesNull: Bool) throws {
    let sample = Sample(groups: 10, seed: 12)
    let fit = try LeastSquares(covariance: .cluster([sample.cluster])).fit(sample.data)
    let bootstrap = WildBootstrap(
      cluster: sample.cluster, imposesNull: imposesNull, repetitions: .all, confidence: 0.9)
    let found = try bootstrap.test(fit, term: "x")
    #expect(found.confidenceLow < found.estimate && found.estimate < found.confidenceHigh)
    for (end, outwards) in [(found.confidenceLow, -1.0), (found.confidenceHigh, 1.0)] {
      #expect(try bootstrap.test(fit, term: "x", equals: end).pValue > 0.1)
      #expect(try bootstrap.test(fit, term: "x", equals: end + outwards * 1e-9).pValue <= 0.1)
    }
  }

  @Test("a set in two pieces: the p-value of eight unequal firms falls and rises again")
  func pieces() throws {
    let request = DesignRequest(
      try Formula("invest ~ value + capital"),
      filter: try RowFilter(
        "firm != \"US Steel\" & firm != \"Union Oil\" & firm != \"Westinghouse\""), also: ["firm"])
    let path = ReferenceFolder.dataFile("grunfeld").path(percentEncoded: false)
    let design = try Design(request, TableReader().read(path: path, columns: request.columns).table)
    let firms = try design.grouping("firm")
    #expect(firms.count == 8)
    let bootstrap = WildBootstrap(cluster: firms, repetitions: .all)
    let fit = try LeastSquares(covariance: .cluster([firms])).fit(design.data)
    let found = try bootstrap.test(fit, term: "value")
    #expect(found.confidenceSet.count == 2)
    for (null, isIn) in [(0.132, true), (0.14, false), (0.2, true), (0.35, false)] {
      #expect(found.confidenceSet.contains { $0.contains(null) } == isIn)
      #expect((try bootstrap.test(fit, term: "value", equals: null).pValue > 0.05) == isIn)
    }
  }

  @Test(
    "draws: the same bits on any number of threads, another seed other draws, all weights near each other")
  func draws() throws {
    let sample = Sample(groups: 30, seed: 13)
    let fit = try LeastSquares(covariance: .cluster([sample.cluster])).fit(sample.data)
    var values: [Double] = []
    for weights in WildWeights.allCases {
      let bootstrap = WildBootstrap(
        cluster: sample.cluster, weights: weights, repetitions: .draws(5000), seed: 4)
      let one = try bootstrap.test(fit, term: "z", equals: 0.05, threads: 1)
      #expect(one == (try bootstrap.test(fit, term: "z", equals: 0.05, threads: 3)))
      #expect(!one.isEnumerated && one.repetitions == 5000)
      values.append(one.pValue)
    }
    // Four standard errors of a share of 5000, and the distributions differ a little.
    for value in values { #expect(abs(value - values[0]) < 0.05) }
    let first = try WildBootstrap(cluster: sample.cluster, seed: 1).test(fit, term: "z")
    let second = try WildBootstrap(cluster: sample.cluster, seed: 2).test(fit, term: "z")
    #expect(first.greater != second.greater || first.above != second.above)
  }

  @Test("weights have mean zero and variance one, Mammen's third moment one", arguments: WildWeights.allCases)
  func moments(_ weights: WildWeights) throws {
    // Through the bootstrap: with the same draws the mean square of the numerator is the variance of Σ v_g q_g.
    let sample = Sample(groups: 18, seed: 14)
    let fit = try LeastSquares(covariance: .cluster([sample.cluster])).fit(sample.data)
    let found = try WildBootstrap(
      cluster: sample.cluster, weights: weights, repetitions: .draws(20_000), seed: 3
    ).test(fit, term: "x", equals: fit.coefficients[1])
    // At the estimate t = 0: every draw is greater but for those that are zero too.
    #expect(found.greater + found.ties == 20_000)
    #expect(abs(Double(found.above) / 20_000 - 0.5) < (weights == .mammen ? 0.25 : 0.02))
  }

  @Test("few draws as there are sign vectors are enumerated, and too many clusters cannot be")
  func limits() throws {
    let sample = Sample(groups: 8, seed: 15)
    let fit = try LeastSquares(covariance: .cluster([sample.cluster])).fit(sample.data)
    #expect(
      try WildBootstrap(cluster: sample.cluster, repetitions: .draws(999)).test(fit, term: "x").isEnumerated)
    #expect(
      try !WildBootstrap(cluster: sample.cluster, weights: .webb, repetitions: .draws(999))
        .test(fit, term: "x").isEnumerated)
    let many = Sample(groups: 25, seed: 15)
    let other = try LeastSquares(covariance: .cluster([many.cluster])).fit(many.data)
    #expect(throws: RegressionError.tooManyClustersToEnumerate(clusters: 25, most: 24)) {
      try WildBootstrap(cluster: many.cluster, repetitions: .all).test(other, term: "x")
    }
    #expect(throws: RegressionError.unknownTerm(name: "q", known: fit.names)) {
      try WildBootstrap(cluster: sample.cluster).test(fit, term: "q")
    }
    let one = Grouping(name: "g", codes: Array(repeating: 0, count: sample.y.count), count: 1)
    #expect(throws: RegressionError.singleCluster(name: "g")) {
      try WildBootstrap(cluster: one).test(try LeastSquares().fit(sample.data), term: "x")
    }
  }
}
