import Kernels
import LinearAlgebra
import Models
import Testing

/// Oracle: brute force, every draw's outcome refitted with effects, weights and the covariance of the sample.
@Suite("The wild cluster bootstrap: effects, several ways, subclusters, instruments")
struct WildClusterTests {
  /// What is refitted.
  struct Model: Sendable, CustomTestStringConvertible {
    let effects: [String]
    let clusters: [String]
    let drawn: String
    let weighted: Bool
    var testDescription: String { "\(effects) \(clusters) by \(drawn)\(weighted ? ", weighted" : "")" }
  }

  static let models = [
    Model(effects: ["period"], clusters: ["unit"], drawn: "unit", weighted: false),
    Model(effects: ["period"], clusters: ["unit"], drawn: "unit", weighted: true),
    Model(effects: ["unit", "period"], clusters: ["unit"], drawn: "unit", weighted: false),
    Model(effects: ["unit", "period"], clusters: ["unit", "period"], drawn: "unit", weighted: false),
    Model(effects: ["unit"], clusters: ["unit", "period"], drawn: "period", weighted: true),
    Model(effects: [], clusters: ["unit", "period"], drawn: "unit", weighted: true),
    Model(effects: [], clusters: ["region"], drawn: "unit", weighted: true),
    Model(effects: ["unit"], clusters: ["region"], drawn: "unit", weighted: false),
    Model(effects: ["unit", "period"], clusters: ["region"], drawn: "unit", weighted: true),
  ]

  private func grouping(_ name: String, _ sample: BootstrapSample) -> Grouping {
    switch name {
    case "unit": sample.unit
    case "period": sample.period
    default: sample.region
    }
  }

  @Test("full enumeration is brute force", arguments: models, [true, false])
  func bruteForce(_ model: Model, _ imposesNull: Bool) throws {
    let sample = BootstrapSample(units: 6, periods: 4, seed: 21)
    let effects = model.effects.map { sample.effect(grouping($0, sample)) }
    let clusters = model.clusters.map { grouping($0, sample) }
    let drawn = grouping(model.drawn, sample)
    func fit(_ outcome: [Double]?) throws -> LinearFit {
      try FixedEffectsLeastSquares(
        covariance: .cluster(clusters)
      ).fit(sample.data(outcome, weighted: model.weighted, constant: effects.isEmpty), effects: effects)
    }
    let own = try fit(nil)
    let position = try own.position(of: "x")
    /// The variance without the repair of negative eigenvalues, by the signed sum of its parts.
    func error(_ fit: LinearFit) throws -> Double {
      guard clusters.count > 1 else { return fit.standardErrors[position] }
      var cells: [UInt32] = []
      for row in 0..<sample.rows { cells.append(sample.unit.codes[row] * 4 + sample.period.codes[row]) }
      let both = Grouping(name: "both", codes: cells, count: 24)
      let count = fit.covariance.factor
      var sum = 0.0
      for (part, sign) in [(clusters[0], 1.0), (clusters[1], 1.0), (both, -1.0)] {
        let one = try fit.covariance(.cluster([part])).covariance
        sum += sign * one.matrix[position, position] / one.factor * count
      }
      return sum.squareRoot()
    }
    for null in [0, 0.3] {
      let found = try WildBootstrap(
        clusters: clusters, drawnBy: drawn, imposesNull: imposesNull, repetitions: .all
      ).test(own, term: "x", equals: null)
      let t = try (own.coefficients[position] - null) / error(own)
      #expect(abs(found.statistic - t) <= 1e-9 * abs(t))
      let columns =
        model.effects.flatMap { sample.indicators(grouping($0, sample)) }
        + (effects.isEmpty ? [.constant(1)] : [])
      let target = imposesNull ? sample.y.indices.map { sample.y[$0] - null * sample.x[$0] } : sample.y
      let rests = try sample.rests(
        target, columns + [.real(sample.z)] + (imposesNull ? [] : [.real(sample.x)]), weighted: model.weighted
      )
      let centre = imposesNull ? null : own.coefficients[position]
      var draws: [Double] = []
      var undefined = 0
      for number in 0..<(1 << drawn.count) {
        let signs = BootstrapSample.signs(number, drawn)
        let outcome = sample.y.indices.map { sample.y[$0] - rests[$0] + signs[$0] * rests[$0] }
        let other = try fit(outcome)
        let spread = try error(other)
        if spread.isNaN {
          undefined += 1
        } else {
          draws.append((other.coefficients[position] - centre) / spread)
        }
      }
      let wanted = BootstrapSample.counts(draws, t)
      #expect(found.greater == wanted.greater && found.ties == wanted.ties && found.undefined == undefined)
      #expect(found.isEnumerated && found.repetitions == 1 << drawn.count)
    }
  }

  @Test(
    "variants with effects that reach over clusters are those with the effects as columns",
    arguments: WildBootstrap.Variant.allCases)
  func variants(_ variant: WildBootstrap.Variant) throws {
    let sample = BootstrapSample(units: 9, periods: 4, seed: 22)
    let absorbed = try FixedEffectsLeastSquares(covariance: .cluster([sample.unit])).fit(
      sample.data(weighted: true, constant: false), effects: [sample.effect(sample.period)])
    let spelled = sample.data(weighted: true, constant: false)
    let columns = try LeastSquares(covariance: .cluster([sample.unit])).fit(
      RegressionData(
        matrix: TallMatrix(
          rows: sample.rows, columns: spelled.matrix.columns + sample.indicators(sample.period)),
        names: ["x", "z", "t0", "t1", "t2", "t3"], outcome: spelled.outcome, weights: spelled.weights))
    let bootstrap = WildBootstrap(cluster: sample.unit, variant: variant, repetitions: .all)
    let found = try bootstrap.test(absorbed, term: "x", equals: 0.1)
    let wanted = try bootstrap.test(columns, term: "x", equals: 0.1)
    #expect(abs(found.statistic - wanted.statistic) <= 1e-9 * abs(wanted.statistic))
    #expect(found.greater == wanted.greater && found.ties == wanted.ties && found.below == wanted.below)
    #expect(abs(found.confidenceLow - wanted.confidenceLow) <= 1e-8 * abs(wanted.confidenceLow))
    #expect(abs(found.confidenceHigh - wanted.confidenceHigh) <= 1e-8 * abs(wanted.confidenceHigh))
  }

  @Test(
    "more clusters than draws, which are then projected one by one: as with indicators for columns",
    arguments: [["period"], ["unit", "period"]], [true, false])
  func manyClusters(_ names: [String], _ imposesNull: Bool) throws {
    let sample = BootstrapSample(units: 60, periods: 5, seed: 27)
    let effects = names.map { sample.effect(grouping($0, sample)) }
    for weighted in [false, true] {
      let spelled = sample.data(weighted: weighted, constant: false)
      let absorbed = try FixedEffectsLeastSquares(covariance: .cluster([sample.unit])).fit(
        spelled, effects: effects)
      let indicators =
        sample.indicators(sample.period) + (names.count > 1 ? sample.indicators(sample.unit).dropLast() : [])
      let columns = try LeastSquares(covariance: .cluster([sample.unit])).fit(
        RegressionData(
          matrix: TallMatrix(rows: sample.rows, columns: spelled.matrix.columns + indicators),
          names: spelled.names + indicators.indices.map { "i\($0)" }, outcome: spelled.outcome,
          weights: spelled.weights))
      // Half an error from the estimate, where half of the draws are beyond the sample's statistic.
      let place = try absorbed.position(of: "x")
      let null = absorbed.coefficients[place] - absorbed.standardErrors[place] / 2
      for clusters in [[sample.unit], [sample.unit, sample.period]] {
        let bootstrap = WildBootstrap(
          clusters: clusters, drawnBy: sample.unit, imposesNull: imposesNull, repetitions: .draws(25),
          seed: 3,
          confidence: 0.8)
        let found = try bootstrap.test(absorbed, term: "x", equals: null, threads: 1)
        let wanted = try bootstrap.test(columns, term: "x", equals: null)
        #expect(found.greater == wanted.greater && found.ties == wanted.ties && found.below == wanted.below)
        #expect(found.undefined == wanted.undefined && found.greater > 0)
        #expect(abs(found.confidenceLow - wanted.confidenceLow) <= 1e-8 * abs(wanted.confidenceLow))
        #expect(abs(found.confidenceHigh - wanted.confidenceHigh) <= 1e-8 * abs(wanted.confidenceHigh))
        #expect(found == (try bootstrap.test(absorbed, term: "x", equals: null, threads: 2)))
      }
    }
  }

  @Test("instruments with too many clusters by groups drawn are refused with both numbers")
  func tooLarge() throws {
    let sample = BootstrapSample(units: 5000, periods: 2, seed: 28)
    let fit = try InstrumentalVariables(covariance: .cluster([sample.unit])).fit(sample.instrumented())
    #expect(throws: RegressionError.bootstrapTooLarge(clusters: 5000, drawn: 5000)) {
      try WildBootstrap(cluster: sample.unit).test(fit, term: "e")
    }
  }

  @Test("instruments: full enumeration is brute force", arguments: ["e", "z"], [[], ["period"], ["unit"]])
  func instruments(_ term: String, _ names: [String]) throws {
    let sample = BootstrapSample(units: 7, periods: 4, seed: 23)
    for weighted in [false, true] {
      let effects = names.map { sample.effect(grouping($0, sample)) }
      func fit(_ outcome: [Double]?, _ endogenous: [Double]?) throws -> LinearFit {
        try InstrumentalVariables(covariance: .cluster([sample.unit])).fit(
          sample.instrumented(outcome, endogenous: endogenous, weighted: weighted, constant: effects.isEmpty),
          effects: effects
        ).fit
      }
      let own = try InstrumentalVariables(covariance: .cluster([sample.unit])).fit(
        sample.instrumented(weighted: weighted, constant: effects.isEmpty), effects: effects)
      let position = try own.fit.position(of: term)
      let null = 0.2
      let found = try WildBootstrap(cluster: sample.unit, repetitions: .all).test(
        own, term: term, equals: null)
      let t = (own.fit.coefficients[position] - null) / own.fit.standardErrors[position]
      #expect(abs(found.statistic - t) <= 1e-9 * abs(t))
      // Under the null: for the endogenous regressor least squares of y − r·e on the rest; for z 2SLS of y − r·z without it.
      let around =
        names.flatMap { sample.indicators(grouping($0, sample)) } + (effects.isEmpty ? [.constant(1)] : [])
      let z = TallColumn.real(sample.z)
      let beta = term == "e" ? null : try structural(sample, null, weighted, around)
      let gamma = term == "z" ? null : 0
      let target = sample.y.indices.map {
        sample.y[$0] - beta * sample.endogenous[$0] - gamma * sample.z[$0]
      }
      let rests = try sample.rests(target, around + (term == "e" ? [z] : []), weighted: weighted)
      let all = TallMatrix(
        rows: sample.rows, columns: around + [z] + sample.instruments.map { .real($0) } + [.real(rests)])
      let stage = try all.leastSquares(.real(sample.endogenous), weights: weighted ? sample.weights : nil)
      let slope = try #require(stage.coefficients.last)
      let seconds = zip(stage.residuals, rests).map { $0 + slope * $1 }
      var draws: [Double] = []
      for number in 0..<(1 << sample.unit.count) {
        let signs = BootstrapSample.signs(number, sample.unit)
        let endogenous = sample.y.indices.map { sample.endogenous[$0] + (signs[$0] - 1) * seconds[$0] }
        let outcome = sample.y.indices.map {
          sample.y[$0] + (signs[$0] - 1) * rests[$0] + beta * (endogenous[$0] - sample.endogenous[$0])
        }
        let other = try fit(outcome, endogenous)
        draws.append((other.coefficients[position] - null) / other.standardErrors[position])
      }
      let wanted = BootstrapSample.counts(draws, t)
      #expect(found.greater == wanted.greater && found.ties == wanted.ties, "\(weighted)")
      #expect(found.undefined == 0)
      // An end of the set is where the p-value passes the level.
      let bootstrap = WildBootstrap(cluster: sample.unit, repetitions: .all, confidence: 0.9)
      let set = try bootstrap.test(own, term: term)
      for (end, outwards) in [(set.confidenceLow, -1.0), (set.confidenceHigh, 1.0)] where end.isFinite {
        #expect(try bootstrap.test(own, term: term, equals: end).pValue > 0.1)
        #expect(try bootstrap.test(own, term: term, equals: end + outwards * 1e-8).pValue <= 0.1)
      }
    }
  }

  /// The endogenous regressor's coefficient where z has the null's.
  private func structural(
    _ sample: BootstrapSample, _ null: Double, _ weighted: Bool, _ around: [TallColumn]
  ) throws -> Double {
    let z = TallColumn.real(sample.z)
    let target = sample.y.indices.map { sample.y[$0] - null * sample.z[$0] }
    let gap = try sample.rests(
      sample.endogenous, around + [z] + sample.instruments.map { .real($0) }, weighted: weighted)
    let left = try sample.rests(zip(sample.endogenous, gap).map { $0 - $1 }, around, weighted: weighted)
    let weights = weighted ? sample.weights : [Double](repeating: 1, count: sample.rows)
    return sample.y.indices.reduce(0) { $0 + weights[$1] * left[$1] * target[$1] }
      / sample.y.indices.reduce(0) { $0 + weights[$1] * left[$1] * sample.endogenous[$1] }
  }

  @Test("a regressor that is its own instrument: the bootstrap of least squares")
  func ownInstrument() throws {
    let sample = BootstrapSample(units: 8, periods: 4, seed: 24)
    let plain = sample.data(weighted: false)
    let data = InstrumentedData(
      regression: RegressionData(
        matrix: plain.matrix.selecting(columns: [0, 2]), names: ["(Intercept)", "z"], outcome: plain.outcome),
      endogenous: plain.matrix.selecting(columns: [1]), endogenousNames: ["x"],
      instruments: plain.matrix.selecting(columns: [1]), instrumentNames: ["x0"])
    let kind = CovarianceKind.cluster([sample.unit])
    let bootstrap = WildBootstrap(cluster: sample.unit, repetitions: .all)
    let iv = try bootstrap.test(try InstrumentalVariables(covariance: kind).fit(data), term: "x", equals: 0.1)
    let ls = try bootstrap.test(try LeastSquares(covariance: kind).fit(plain), term: "x", equals: 0.1)
    #expect(iv.greater == ls.greater && iv.ties == ls.ties && iv.below == ls.below)
    #expect(
      abs(iv.confidenceLow - ls.confidenceLow) < 1e-9 && abs(iv.confidenceHigh - ls.confidenceHigh) < 1e-9)
  }

  @Test("the same bits on one thread and on two, for every kind")
  func threads() throws {
    let sample = BootstrapSample(units: 16, periods: 5, seed: 25)
    let kind = CovarianceKind.cluster([sample.unit])
    let crossing = try FixedEffectsLeastSquares(covariance: kind).fit(
      sample.data(weighted: true, constant: false), effects: [sample.effect(sample.period)])
    let iv = try InstrumentalVariables(covariance: kind).fit(sample.instrumented())
    for bootstrap in [
      WildBootstrap(cluster: sample.unit, repetitions: .draws(3000), seed: 8),
      WildBootstrap(
        clusters: [sample.unit, sample.period], drawnBy: sample.unit, weights: .webb,
        repetitions: .draws(3000)),
      WildBootstrap(
        clusters: [sample.region], drawnBy: sample.unit, weights: .mammen, repetitions: .draws(3000)),
    ] {
      let one = try bootstrap.test(crossing, term: "x", equals: 0.1, threads: 1)
      #expect(one == (try bootstrap.test(crossing, term: "x", equals: 0.1, threads: 2)))
      let few = WildBootstrap(
        clusters: bootstrap.clusters, drawnBy: bootstrap.drawnBy, weights: bootstrap.weights,
        repetitions: .draws(600))
      #expect(try few.test(iv, term: "e", threads: 1) == few.test(iv, term: "e", threads: 2))
    }
  }

  @Test("what has no meaning is an error with its reason, and few or unequal groups are warned of")
  func refused() throws {
    let sample = BootstrapSample(units: 8, periods: 4, seed: 26)
    let kind = CovarianceKind.cluster([sample.unit])
    let fit = try LeastSquares(covariance: kind).fit(sample.data(weighted: false))
    #expect(throws: RegressionError.variantNeedsOneWay(variant: "33")) {
      try WildBootstrap(clusters: [sample.unit, sample.period], variant: .leavingOutJackknife).test(
        fit, term: "x")
    }
    let liml = try InstrumentalVariables(.liml, covariance: kind).fit(sample.instrumented())
    #expect(throws: RegressionError.bootstrapNotOfMethod(method: "liml")) {
      try WildBootstrap(cluster: sample.unit).test(liml, term: "e")
    }
    let two = try InstrumentalVariables(covariance: kind).fit(sample.instrumented())
    #expect(throws: RegressionError.variantNeedsOneWay(variant: "31")) {
      try WildBootstrap(cluster: sample.unit, variant: .leavingOut).test(two, term: "e")
    }
    let alone = Grouping(name: "all", codes: Array(repeating: 0, count: sample.rows), count: 1)
    #expect(throws: RegressionError.singleCluster(name: "all")) {
      try WildBootstrap(clusters: [sample.unit], drawnBy: alone).test(fit, term: "x")
    }
    let warned = try WildBootstrap(cluster: sample.unit, repetitions: .all).test(fit, term: "x")
    #expect(warned.warnings.count == 1 && warned.warnings[0].contains("webb"))
    var codes = [UInt32](repeating: 0, count: sample.rows)
    for row in 21..<sample.rows { codes[row] = UInt32(row - 20) }
    let unequal = Grouping(name: "g", codes: codes, count: sample.rows - 20)
    let found = try WildBootstrap(cluster: unequal, repetitions: .draws(99)).test(fit, term: "x")
    #expect(found.warnings.contains { $0.contains("31 or 33") })
  }
}
