import Kernels
import LinearAlgebra
import Models
import Testing

/// Oracles: the regression of y − b·e on all exogenous variables and its joint test, at any b; laws.
@Suite("Anderson and Rubin's test and confidence sets")
struct AndersonRubinTests {
  private func fit(
    _ sample: BootstrapSample, _ kind: CovarianceKind, _ method: InstrumentalVariables.Method = .twoStage,
    strength: Double = 1, weighted: Bool = false, effects: [FixedEffect] = [], confidence: Double = 0.95
  ) throws -> InstrumentedFit {
    try InstrumentalVariables(method, covariance: kind, confidence: confidence).fit(
      sample.instrumented(
        endogenous: weakened(sample, strength), weighted: weighted, constant: effects.isEmpty),
      effects: effects)
  }

  /// The endogenous regressor with less of the instruments in it.
  private func weakened(_ sample: BootstrapSample, _ strength: Double) -> [Double] {
    sample.y.indices.map {
      sample.endogenous[$0] - (1 - strength) * (sample.instruments[0][$0] + 0.5 * sample.instruments[1][$0])
    }
  }

  /// The p-value at b.
  private func probability(
    _ b: Double, _ sample: BootstrapSample, _ kind: CovarianceKind, strength: Double = 1,
    weighted: Bool = false,
    effects: [FixedEffect] = []
  ) throws -> WaldTest {
    let endogenous = weakened(sample, strength)
    let own = sample.instrumented(weighted: weighted, constant: effects.isEmpty).regression
    let left = sample.y.indices.map { sample.y[$0] - b * endogenous[$0] }
    let fit = try FixedEffectsLeastSquares(covariance: kind).fit(
      RegressionData(
        matrix: TallMatrix(
          rows: sample.rows, columns: own.matrix.columns + sample.instruments.map { .real($0) }),
        names: own.names + ["z1", "z2"], outcome: .real(left), weights: own.weights), effects: effects)
    return try fit.wald(try LinearHypothesis.zero(["z1", "z2"], in: fit.names))
  }

  private static let kinds = ["iid", "hc0", "hc1", "hc3", "cluster", "two ways", "newey-west", "cr3"]

  private func kind(_ name: String, _ sample: BootstrapSample) -> CovarianceKind {
    switch name {
    case "iid": .iid
    case "hc0": .hc0
    case "hc1": .hc1
    case "hc3": .hc3
    case "cluster": .cluster([sample.unit])
    case "newey-west": .neweyWest(lags: 2, order: PanelOrder(time: sample.period, unit: sample.unit))
    case "cr3": .cr3(sample.unit)
    default: .cluster([sample.unit, sample.region])
    }
  }

  @Test(
    "the test at zero is the joint test of the instruments, with effects and weights", arguments: kinds,
    [false, true])
  func atZero(_ name: String, _ weighted: Bool) throws {
    let sample = BootstrapSample(units: 24, periods: 5, seed: 41)
    let kind = kind(name, sample)
    for effects in [[], [sample.effect(sample.period)]] {
      let found = try #require(
        try fit(sample, kind, weighted: weighted, effects: effects).tests.andersonRubin
      ).test
      let wanted = try probability(0, sample, kind, weighted: weighted, effects: effects)
      #expect(abs(found.statistic - wanted.statistic) <= 1e-9 * wanted.statistic, "\(name)")
      #expect(found.denominatorDegrees == wanted.denominatorDegrees && found.degrees == 2)
      #expect(abs(found.pValue - wanted.pValue) <= 1e-8 * wanted.pValue + 1e-300)
    }
  }

  @Test("within the set p is above the level, outside below, at its ends the level", arguments: kinds)
  func inversion(_ name: String) throws {
    let sample = BootstrapSample(units: 24, periods: 5, seed: 42)
    let kind = kind(name, sample)
    for (strength, confidence) in [(1.0, 0.95), (0.3, 0.9), (0.12, 0.8), (0.0, 0.7), (-0.05, 0.95)] {
      let rubin = try #require(
        try fit(sample, kind, strength: strength, weighted: true, confidence: confidence).tests.andersonRubin)
      let set = try #require(rubin.confidenceSet)
      func p(_ b: Double) throws -> Double {
        try probability(b, sample, kind, strength: strength, weighted: true).pValue
      }
      for piece in set {
        for end in [piece.lowerBound, piece.upperBound] where end.isFinite {
          let value = try p(end)
          #expect(abs(value - (1 - confidence)) <= 1e-6, "\(name) \(strength): \(end)")
        }
      }
      // A grid from near zero to far out on both sides.
      for step in -60...60 {
        let b =
          Double(step).magnitude < 1 ? 0 : (step < 0 ? -1 : 1) * 0.05 * Double(abs(step) * abs(step)) / 6
        let isIn = set.contains { $0.contains(b) }
        #expect((try p(b) > 1 - confidence) == isIn, "\(name) \(strength): \(b) \(set)")
      }
    }
  }

  @Test("weak instruments leave sets without ends")
  func unbounded() throws {
    let sample = BootstrapSample(units: 24, periods: 5, seed: 43)
    var shapes: Set<AndersonRubin.Shape> = []
    for strength in stride(from: -0.4, through: 1, by: 0.05) {
      for confidence in [0.3, 0.6, 0.9, 0.99] {
        let rubin = try #require(
          try fit(sample, .iid, strength: strength, confidence: confidence).tests.andersonRubin)
        let shape = try #require(rubin.shape)
        shapes.insert(shape)
        let set = try #require(rubin.confidenceSet)
        // F of the first stage against the quantile decides whether the set has an end (Dufour 1997).
        let isBounded = set.allSatisfy { $0.lowerBound.isFinite && $0.upperBound.isFinite }
        #expect(shape != .interval || isBounded)
      }
    }
    #expect(shapes.isSuperset(of: [.interval, .line, .pieces]))
  }

  @Test(
    "LIML's coefficient is in every set that is not empty, and with one instrument two-stage least squares'")
  func centre() throws {
    let sample = BootstrapSample(units: 24, periods: 5, seed: 44)
    for confidence in [0.2, 0.5, 0.95] {
      let liml = try fit(sample, .iid, .liml, confidence: confidence)
      let set = try #require(liml.tests.andersonRubin?.confidenceSet)
      let estimate = liml.fit.coefficients[try liml.fit.position(of: "e")]
      #expect(set.isEmpty || set.contains { $0.contains(estimate) })
    }
    let data = InstrumentedData(
      regression: sample.instrumented().regression, endogenous: sample.instrumented().endogenous,
      endogenousNames: ["e"], instruments: sample.instrumented().instruments.selecting(columns: [0]),
      instrumentNames: ["z1"])
    for kind in [CovarianceKind.iid, .hc1, .cluster([sample.unit])] {
      let just = try InstrumentalVariables(covariance: kind, confidence: 0.05).fit(data)
      let estimate = just.fit.coefficients[try just.fit.position(of: "e")]
      let set = try #require(just.tests.andersonRubin?.confidenceSet)
      #expect(set.contains { $0.contains(estimate) })
    }
  }

  @Test("several endogenous regressors: the joint test alone; too few clusters: none")
  func limits() throws {
    let sample = BootstrapSample(units: 24, periods: 5, seed: 45)
    let one = sample.instrumented()
    let two = InstrumentedData(
      regression: one.regression,
      endogenous: TallMatrix(rows: sample.rows, columns: [.real(sample.endogenous), .real(sample.x)]),
      endogenousNames: ["e", "x"], instruments: one.instruments, instrumentNames: one.instrumentNames)
    let rubin = try #require(try InstrumentalVariables(covariance: .hc1).fit(two).tests.andersonRubin)
    #expect(rubin.confidenceSet == nil && rubin.shape == nil && rubin.test.degrees == 2)
    let halves = Grouping(
      name: "half", codes: (0..<sample.rows).map { $0 < 60 ? 0 : 1 }, count: 2)
    #expect(try fit(sample, .cluster([halves])).tests.andersonRubin == nil)
  }

  @Test(
    "every estimator gives the same bits on one thread and on two",
    arguments: [
      InstrumentalVariables.Method.twoStage, .liml, .fuller(1), .gmm, .continuouslyUpdated,
    ])
  func threads(_ method: InstrumentalVariables.Method) throws {
    // Larger than a block of rows, so that there is something to share.
    let sample = BootstrapSample(units: 6000, periods: 6, seed: 46)
    for effects in [[], [sample.effect(sample.unit), sample.effect(sample.period)]] {
      func bits(_ threads: Int) throws -> [UInt64] {
        try Parallel.$limit.withValue(threads) {
          let found = try fit(sample, .cluster([sample.region]), method, weighted: true, effects: effects)
          let set = found.tests.andersonRubin?.confidenceSet ?? []
          let numbers =
            found.fit.coefficients + found.fit.covariance.matrix.elements
            + [found.tests.firstStages[0].f.statistic, found.tests.sargan?.statistic ?? 0]
            + [found.tests.weakness.kleibergenPaap ?? 0, found.tests.weakness.craggDonald]
            + set.flatMap { [$0.lowerBound, $0.upperBound] }
          return numbers.map(\.bitPattern)
        }
      }
      #expect(try bits(1) == bits(2))
    }
  }
}
