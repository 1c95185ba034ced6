import Causal
import Testing

@Suite("Local projections")
struct LocalProjectionsTests {
  @Test(
    "each horizon's regression, by pyfixest",
    arguments: [(false, false), (false, true), (true, false), (true, true)])
  func oracle(_ gaps: Bool, _ reweighted: Bool) throws {
    var request = StaggeredFixture.request(.localProjections)
    request.events.window = -3...3
    request.events.reweighted = reweighted
    let result = try StaggeredFixture(gaps: gaps).estimate(request)
    try DifferencesOracles().check(
      "local_projections,\(gaps ? "gaps" : "balanced")\(reweighted ? ",reweighted" : "")", result.aggregate)
  }

  @Test("reweighted, the first effect is the mean of each cohort's difference of differences")
  func byHand() throws {
    let fixture = StaggeredFixture()
    var request = StaggeredFixture.request(.localProjections)
    request.events.window = -1...0
    request.events.reweighted = true
    func change(_ period: Double, _ isIn: (Double) -> Bool) -> Double {
      let own = fixture.rows.filter { isIn($0.first) }
      let after = own.filter { $0.period == period }.reduce(0) { $0 + $1.outcome }
      let before = own.filter { $0.period == period - 1 }.reduce(0) { $0 + $1.outcome }
      return (after - before) / Double(own.count { $0.period == period })
    }
    let effects = [4.0, 5, 7].map { first in
      change(first) { $0 == first } - change(first) { $0 == 0 || $0 > first }
    }
    expectNear(
      try fixture.estimate(request).effect(0)?.estimate, effects.reduce(0, +) / 3, 1e-12)
  }

  @Test("with anticipation never-treated units are compared up to the last period: by hand, one cohort")
  func anticipation() throws {
    let fixture = StaggeredFixture().keeping { $0.first == 0 || $0.first == 7 }
    var request = StaggeredFixture.request(.localProjections)
    request.anticipation = 2
    let result = try fixture.estimate(request)
    func mean(_ period: Double, _ first: Double) -> Double {
      let own = fixture.rows.filter { $0.period == period && $0.first == first }
      return own.reduce(0) { $0 + $1.outcome } / Double(own.count)
    }
    // Of a treatment in 7 with two periods of anticipation from 4 on.
    for (horizon, period) in [(-2, 5.0), (-1, 6), (0, 7), (1, 8)] {
      let wanted = mean(period, 7) - mean(4, 7) - (mean(period, 0) - mean(4, 0))
      expectNear(result.effect(horizon)?.estimate, wanted, 1e-12, "\(horizon)")
    }
  }

  @Test("rows of each horizon are counted, and those without clean controls are named")
  func counts() throws {
    var request = StaggeredFixture.request(.localProjections)
    request.events.window = -3...3
    let result = try StaggeredFixture().keeping { $0.first > 0 }.estimate(request)
    #expect(result.warnings.contains { $0.contains("horizons without") })
    #expect(result.tables.first { $0.name == "horizons" }?.rows.count == result.aggregate?.by.count)
  }
}
