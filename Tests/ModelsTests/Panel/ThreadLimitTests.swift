import Kernels
import LinearAlgebra
import Models
import Testing

/// More rows than a piece of a tall matrix has, so that several threads have work.
@Suite("The same bits on any number of threads")
struct ThreadLimitTests {
  private func same<Value>(
    _ what: String, _ found: (Value) -> [Double], _ work: () throws -> Value
  ) throws {
    let one = found(try Parallel.$limit.withValue(1) { try work() })
    for threads in [2, 5] {
      let many = found(try Parallel.$limit.withValue(threads) { try work() })
      #expect(one.map(\.bitPattern) == many.map(\.bitPattern), "\(what) on \(threads) threads")
    }
  }

  private func numbers(_ found: PanelFit) -> [Double] {
    let tests = found.tests.flatMap { [$0.statistic, $0.pValue] }
    let variances = found.components.map { [$0.unit, $0.idiosyncratic] } ?? []
    let fits = [found.determination.within, found.determination.between, found.determination.overall]
    return numbers(found.fit) + tests + variances + fits.compactMap { $0 }
  }

  private func numbers(_ fit: LinearFit) -> [Double] {
    fit.coefficients + fit.covariance.matrix.elements + fit.residuals
      + [fit.rSquared, fit.sigma, fit.logLikelihood]
  }

  @Test("the limit is one of the task, and of at least one thread")
  func limit() {
    let cores = Parallel.cores
    Parallel.$limit.withValue(3) { #expect(Parallel.cores == 3) }
    Parallel.$limit.withValue(0) { #expect(Parallel.cores == 1) }
    #expect(Parallel.cores == cores && Parallel.limit == nil)
  }

  @Test("panel estimators", arguments: [false, true])
  func panels(_ unbalanced: Bool) throws {
    let panel = try SeededPanel(units: 9000, periods: 5, unbalanced: unbalanced)
    for kind in [CovarianceKind.iid, .hc1, .cluster([panel.rows.unit])] {
      try same("between", numbers) {
        try BetweenEstimator(covariance: kind).fit(panel.data, panel: panel.rows)
      }
      try same("differences", numbers) {
        try FirstDifferences(covariance: kind).fit(panel.data, panel: panel.rows)
      }
      for method in RandomEffects.Method.allCases {
        try same("random \(method)", numbers) {
          try RandomEffects(method, covariance: kind).fit(panel.data, panel: panel.rows)
        }
      }
      try same("Mundlak", numbers) {
        try CorrelatedRandomEffects(RandomEffects(covariance: kind)).fit(panel.data, panel: panel.rows)
      }
    }
  }

  @Test("cells and fixed effects")
  func effects() throws {
    let roster = RosterLike(rows: 60000)
    for kind in roster.kinds {
      try same("cells \(kind.description)", numbers) { () throws -> LinearFit in
        let found = try CompressedLeastSquares(covariance: kind).fit(roster.data, effects: roster.effects)
        return try #require(found).fit
      }
    }
    for kind in [CovarianceKind.iid, .hc1, .hc3, .cluster([roster.commune])] {
      try same("effects \(kind.description)", numbers) {
        try FixedEffectsLeastSquares(covariance: kind).fit(roster.data, effects: roster.effects)
      }
    }
  }
}
