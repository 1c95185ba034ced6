import Causal
import Models
import Testing

@Suite("Two-way fixed effects")
struct TwoWayFixedEffectsTests {
  @Test("pyfixest's coefficient and clustered error", arguments: OracleSample.all)
  func oracle(_ sample: OracleSample) throws {
    let result = try sample.estimate(.twoWayFixedEffects, covariates: "~ x")
    try DifferencesOracles().check("twfe,\(sample)", "d", result.aggregate?.overall)
  }

  @Test("two groups and two periods: the difference of differences")
  func byHand() throws {
    let fixture = StaggeredFixture().keeping { ($0.period == 3 || $0.period == 4) && $0.first < 5 }
    func mean(_ period: Double, _ first: Double) -> Double {
      let own = fixture.rows.filter { $0.period == period && $0.first == first }
      return own.reduce(0) { $0 + $1.outcome } / Double(own.count)
    }
    let wanted = (mean(4, 4) - mean(3, 4)) - (mean(4, 0) - mean(3, 0))
    let result = try fixture.estimate(StaggeredFixture.request(.twoWayFixedEffects))
    expectNear(result.aggregate?.overall?.estimate, wanted, 1e-12)
    #expect(result.figure("negative_weights") == 0 && result.warnings.isEmpty)
  }

  @Test("the weights sum to one and give the estimate of effects that are known")
  func weights() throws {
    // An outcome of nothing but effects of units, periods and treatment: the estimate is the weighted sum of the latter.
    let fixture = StaggeredFixture(gaps: true).changing {
      let effect = $0.isTreated * (1 + 0.5 * ($0.period - $0.first) + ($0.first == 4 ? 2 : 0))
      $0.outcome = $0.unit * 0.7 + $0.period * $0.period + effect
    }
    for weights in [nil, "w"] {
      let result = try fixture.estimate(StaggeredFixture.request(.twoWayFixedEffects, weights: weights))
      let table = try #require(result.tables.first { $0.name == "effect_weights" })
      var total = 0.0
      var sum = 0.0
      for row in table.rows {
        guard case .integer(let group) = row[0], case .integer(let time) = row[1],
          case .number(let weight?) = row[2]
        else {
          Issue.record("a row of weights")
          continue
        }
        total += weight
        sum += weight * (1 + 0.5 * Double(time - group) + (group == 4 ? 2 : 0))
      }
      expectNear(total, 1, 1e-12)
      expectNear(result.aggregate?.overall?.estimate, sum, 1e-10)
    }
  }

  @Test("early treated units that stay in the data have negative weights late, and that is said")
  func negative() throws {
    // Without never-treated units.
    let fixture = StaggeredFixture().keeping { $0.first > 0 }
    let result = try fixture.estimate(StaggeredFixture.request(.twoWayFixedEffects))
    let negative = try #require(result.figure("negative_weights"))
    let sum = try #require(result.figure("negative_weight_sum"))
    #expect(negative > 0 && sum < 0)
    #expect(result.warnings.contains { $0.contains("negative weight") })
    #expect((result.figure("sigma_zero") ?? 0) > 0 && (result.figure("sigma_opposite") ?? 0) > 0)
  }

  @Test("a treatment may end again")
  func reversals() throws {
    let fixture = StaggeredFixture().changing { if $0.first == 5, $0.period == 8 { $0.isTreated = 0 } }
    let result = try fixture.estimate(StaggeredFixture.request(.twoWayFixedEffects, dummy: true))
    #expect((result.aggregate?.overall?.estimate ?? 0) > 0)
    #expect(result.design.reversals == 12)
  }

  @Test("the covariance is the one asked for, with the regression's p-value")
  func covariance() throws {
    var request = StaggeredFixture.request(.twoWayFixedEffects, cluster: "cl")
    request.covariance = try CovarianceRequest("cluster:id")
    let byUnit = try StaggeredFixture().estimate(request)
    let plain = try StaggeredFixture().estimate(StaggeredFixture.request(.twoWayFixedEffects))
    #expect(byUnit.aggregate?.overall == plain.aggregate?.overall)
    request.covariance = try CovarianceRequest("cluster:x")
    #expect(StaggeredFixture().failure(request) != nil)
    #expect((plain.aggregate?.overall?.pValue ?? 1) < 1e-6)
  }
}
