import LinearAlgebra
import Models
import Testing

@Suite("Bootstrap over several outcomes")
struct OutcomeBootstrapTests {
  let panel: OraclePanel
  let data: RegressionData

  init() throws {
    panel = try OraclePanel("panel")
    data = try panel.regression(weights: "none")
  }

  @Test("the observed statistics are those of the clustered regressions")
  func observed() throws {
    let unit = try panel.grouping("unit")
    let outcomes = try [panel.numbers("y"), zip(panel.numbers("y"), panel.numbers("lat")).map { $0 + $1 }]
    let found = try OutcomeBootstrap(unit: .clusters(unit), repetitions: 5)
      .run(data, outcomes: outcomes, term: "d")
    for (outcome, values) in outcomes.enumerated() {
      let fit = try LeastSquares(covariance: .cluster([unit])).fit(
        regression(values, zip(data.names, data.matrix.columns).dropFirst().map { ($0, $1) }))
      let term = fit.terms[3]
      expectNear(found.estimates[outcome], term.estimate, 1e-10, "estimate")
      expectNear(
        found.statistics[outcome], term.statistic * fit.covariance.factor.squareRoot(), 1e-10, "t")
    }
    #expect(found.failedDraws == 0)
  }

  @Test("the same seed is the same bits on any number of threads; equal outcomes are one test")
  func reproducible() throws {
    let y = try panel.numbers("y")
    let bootstrap = OutcomeBootstrap(unit: .rows, repetitions: 199, seed: 7)
    let one = try bootstrap.run(data, outcomes: [y, y], term: "x1", threads: 1)
    let two = try bootstrap.run(data, outcomes: [y, y], term: "x1", threads: 2)
    #expect(one.resampled == two.resampled)
    #expect(one.resampled.column(0) == one.resampled.column(1))
    // Of two equal tests the largest is each of them: nothing is paid for the second.
    let adjusted = ResamplingTest.romanoWolf.adjust(one.statistics, resampled: one.resampled)
    let alone = ResamplingTest.romanoWolf.adjust(
      [one.statistics[0]], resampled: one.resampled.selecting(rows: Array(0..<199), columns: [0]))
    #expect(adjusted == [alone[0], alone[0]])
  }

  @Test("what it refuses")
  func refused() throws {
    let y = try panel.numbers("y")
    #expect(throws: RegressionError.unknownTerm(name: "z", known: data.names)) {
      try OutcomeBootstrap(unit: .rows, repetitions: 2).run(data, outcomes: [y], term: "z")
    }
    let all = Grouping(name: "all", codes: [UInt32](repeating: 0, count: y.count), count: 1)
    #expect(throws: RegressionError.singleCluster(name: "all")) {
      try OutcomeBootstrap(unit: .clusters(all), repetitions: 2).run(data, outcomes: [y], term: "d")
    }
  }
}
