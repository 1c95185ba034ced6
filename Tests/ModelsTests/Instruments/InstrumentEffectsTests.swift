import Kernels
import LinearAlgebra
import Models
import Testing

/// Law: effects that are swept out are effects as exogenous columns, with every covariance that counts parameters exactly.
@Suite("Instruments with absorbed effects are instruments with indicators")
struct InstrumentEffectsTests {
  static let kinds = ["iid", "hc0", "hc1", "hc2", "hc3", "cluster", "two ways", "cr2", "cr3", "jackknife"]

  private func kind(_ name: String, _ sample: BootstrapSample) -> CovarianceKind {
    switch name {
    case "iid": .iid
    case "hc0": .hc0
    case "hc1": .hc1
    case "hc2": .hc2
    case "hc3": .hc3
    case "cr2": .cr2(sample.unit)
    case "cr3": .cr3(sample.unit)
    case "jackknife": .jackknife(sample.unit)
    case "two ways": .cluster([sample.unit, sample.region])
    default: .cluster([sample.unit])
    }
  }

  private func near(_ a: Double?, _ b: Double?, _ what: String) throws {
    if a == b { return }
    let (a, b) = (try #require(a), try #require(b))
    #expect(abs(a - b) <= 1e-9 * abs(b), "\(what): \(a) \(b)")
  }

  @Test("coefficients, errors, first stage, Anderson and Rubin", arguments: kinds, [false, true])
  func indicators(_ name: String, _ weighted: Bool) throws {
    let sample = BootstrapSample(units: 24, periods: 5, seed: 47)
    let kind = kind(name, sample)
    for method in [InstrumentalVariables.Method.twoStage, .liml] {
      let estimator = InstrumentalVariables(method, covariance: kind, profile: .reghdfe)
      let given = sample.instrumented(weighted: weighted, constant: false)
      if method == .liml, ["cr2", "cr3", "jackknife"].contains(name) {
        #expect(
          throws: RegressionError.adjustedClustersNotOfMethod(covariance: "\(name):unit", method: "liml")
        ) { try estimator.fit(given, effects: [sample.effect(sample.period)]) }
        continue
      }
      let swept = try estimator.fit(given, effects: [sample.effect(sample.period)])
      let indicators = sample.indicators(sample.period)
      let spelled = try estimator.fit(
        InstrumentedData(
          regression: RegressionData(
            matrix: TallMatrix(rows: sample.rows, columns: given.regression.matrix.columns + indicators),
            names: ["z"] + indicators.indices.map { "t\($0)" }, outcome: given.regression.outcome,
            weights: given.regression.weights), endogenous: given.endogenous,
          endogenousNames: given.endogenousNames, instruments: given.instruments,
          instrumentNames: given.instrumentNames))
      for term in ["e", "z"] {
        let (a, b) = (try swept.fit.position(of: term), try spelled.fit.position(of: term))
        try near(swept.fit.coefficients[a], spelled.fit.coefficients[b], term)
        try near(swept.fit.standardErrors[a], spelled.fit.standardErrors[b], "error of \(term)")
      }
      let (a, b) = (swept.tests, spelled.tests)
      try near(a.firstStages[0].f.statistic, b.firstStages[0].f.statistic, "first stage")
      try near(a.firstStages[0].robust?.statistic, b.firstStages[0].robust?.statistic, "robust first stage")
      try near(a.andersonRubin?.test.statistic, b.andersonRubin?.test.statistic, "Anderson and Rubin")
      try near(
        a.andersonRubin?.confidenceSet?.first?.lowerBound, b.andersonRubin?.confidenceSet?.first?.lowerBound,
        "its set")
      try near(a.weakness.kleibergenPaap, b.weakness.kleibergenPaap, "Kleibergen and Paap")
      try near(a.weakness.effective, b.weakness.effective, "effective F")
      try near(a.sargan?.statistic, b.sargan?.statistic, "Sargan")
      try near(a.wuHausman?.statistic, b.wuHausman?.statistic, "Wu and Hausman")
    }
  }
}
