import Causal
import Testing

@Suite("Goodman-Bacon decomposition")
struct GoodmanBaconTests {
  static func sums(_ result: DifferencesResult) -> (weights: Double, estimate: Double) {
    (
      result.comparisons.reduce(0) { $0 + $1.weight },
      result.comparisons.reduce(0) { $0 + $1.weight * $1.estimate }
    )
  }

  @Test("weights sum to one and comparisons to the two-way estimate, with always-treated units too")
  func addsUp() throws {
    let plain = StaggeredFixture()
    let always = plain.changing { if $0.first == 4 { $0.first = 1 } }
    let before = plain.changing { if $0.first == 4 { $0.first = -3 } }
    let none = plain.keeping { $0.first > 0 }
    for fixture in [plain, always, before, none] {
      let result = try fixture.estimate(StaggeredFixture.request(.bacon))
      let twoWay = try fixture.estimate(StaggeredFixture.request(.twoWayFixedEffects))
      let sums = Self.sums(result)
      expectNear(sums.weights, 1, 1e-14)
      expectNear(sums.estimate, twoWay.aggregate?.overall?.estimate, 1e-12)
      expectNear(result.figure("twfe"), result.figure("weighted_sum"), 1e-12)
    }
  }

  @Test("weights of units that stay the same enter shares and means")
  func weighted() throws {
    let fixture = StaggeredFixture()
    let result = try fixture.estimate(StaggeredFixture.request(.bacon, weights: "w"))
    let twoWay = try fixture.estimate(StaggeredFixture.request(.twoWayFixedEffects, weights: "w"))
    expectNear(Self.sums(result).estimate, twoWay.aggregate?.overall?.estimate, 1e-12)
    let changing = fixture.changing { $0.weight += $0.period }
    guard case .unsuited = changing.failure(StaggeredFixture.request(.bacon, weights: "w")) else {
      Issue.record("weights that change within units")
      return
    }
  }

  @Test("three cohorts and never-treated units: nine comparisons; always-treated ones are controls only")
  func comparisons() throws {
    let result = try StaggeredFixture().estimate(StaggeredFixture.request(.bacon))
    #expect(result.comparisons.count == 9)
    #expect(
      result.comparisons.count { $0.type == "treated_vs_untreated" && $0.control == .text("never") } == 3)
    #expect(result.comparisons.count { $0.type == "earlier_vs_later_treated" } == 3)
    #expect(result.comparisons.count { $0.type == "later_vs_earlier_treated" } == 3)
    let always = StaggeredFixture().changing { if $0.first == 4 { $0.first = 1 } }
    let other = try always.estimate(StaggeredFixture.request(.bacon))
    #expect(other.comparisons.count { $0.type == "later_vs_always_treated" && $0.control == .number(1) } == 2)
    #expect(other.comparisons.allSatisfy { $0.group != .number(1) })
  }

  @Test("one comparison by hand")
  func byHand() throws {
    let fixture = StaggeredFixture()
    let result = try fixture.estimate(StaggeredFixture.request(.bacon))
    func mean(_ first: Double, _ periods: ClosedRange<Double>) -> Double {
      let own = fixture.rows.filter { $0.first == first && periods.contains($0.period) }
      return own.reduce(0) { $0 + $1.outcome } / Double(own.count)
    }
    let wanted = (mean(5, 5...6) - mean(5, 1...4)) - (mean(7, 5...6) - mean(7, 1...4))
    let found = result.comparisons.first { $0.group == .number(5) && $0.control == .number(7) }
    expectNear(found?.estimate, wanted, 1e-13)
  }

  @Test("gaps and covariates are errors")
  func bad() {
    guard case .unsuited = StaggeredFixture(gaps: true).failure(StaggeredFixture.request(.bacon)) else {
      Issue.record("an unbalanced panel")
      return
    }
    guard
      case .notOfEstimator = StaggeredFixture().failure(StaggeredFixture.request(.bacon, covariates: "~ x"))
    else {
      Issue.record("covariates")
      return
    }
  }
}
