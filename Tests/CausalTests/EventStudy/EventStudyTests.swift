import Causal
import Distributions
import LinearAlgebra
import Testing

@Suite("Event study")
struct EventStudyTests {
  static func request(_ options: EventOptions = EventOptions()) -> DifferencesRequest {
    var request = StaggeredFixture.request(.eventStudy)
    request.events = options
    return request
  }

  @Test("pyfixest's coefficients and clustered errors", arguments: OracleSample.all)
  func oracle(_ sample: OracleSample) throws {
    let result = try sample.estimate(.eventStudy, covariates: "~ x")
    // The oracle has the covariate too.
    try DifferencesOracles().check("event_study,\(sample)", result.aggregate, prefix: "rel::", others: 1)
  }

  @Test("another reference moves every effect by the same amount")
  func reference() throws {
    let first = try StaggeredFixture().estimate(Self.request())
    let other = try StaggeredFixture().estimate(Self.request(EventOptions(references: [-3])))
    let shift = try #require(first.effect(-3)?.estimate)
    for time in -6...4 where time != -3 && time != -1 {
      expectNear(other.effect(time)?.estimate, (first.effect(time)?.estimate).map { $0 - shift }, 1e-11)
    }
    expectNear(other.effect(-1)?.estimate, -shift, 1e-11)
    #expect(other.effect(-3) == nil)
  }

  @Test("ends in bins are one effect each")
  func bins() throws {
    let result = try StaggeredFixture().estimate(Self.request(EventOptions(bins: -3...2)))
    #expect(result.aggregate?.by.map(\.key) == [-3, -2, 0, 1, 2].map { .number($0) })
    // By bins that hold every event time nothing changes.
    let wide = try StaggeredFixture().estimate(Self.request(EventOptions(bins: -6...4)))
    #expect(wide.numbers == (try StaggeredFixture().estimate(Self.request())).numbers)
  }

  @Test("without never-treated units the earliest event time is a second reference, and that is said")
  func noNeverTreated() throws {
    let result = try StaggeredFixture().keeping { $0.first > 0 }.estimate(Self.request())
    #expect(result.effect(-6) == nil && result.effect(-1) == nil && result.effect(-5) != nil)
    #expect(result.warnings.contains { $0.contains("second reference") })
  }

  @Test("an event time that no row has is no reference")
  func badReference() {
    guard
      case .noReference("event-study", [-9], _) = StaggeredFixture().failure(
        Self.request(EventOptions(references: [-9])))
    else {
      Issue.record("a reference of -9")
      return
    }
  }

  @Test("the joint test is Wald's of the leads, F over the clusters less one")
  func preTrend() throws {
    let result = try StaggeredFixture().estimate(Self.request())
    let test = try #require(result.preTrend)
    #expect(test.degrees == 5 && test.denominatorDegrees == 59)
    expectNear(test.pValue, FisherF(numerator: 5, denominator: 59).upper(test.statistic), 1e-13)
    // One lead: the square of its t.
    let one = try StaggeredFixture().keeping { $0.first == 0 || ($0.first == 4 && $0.period >= 2) }
      .estimate(Self.request())
    let lead = try #require(one.effect(-2))
    let ratio = lead.estimate / (lead.standardError ?? .nan)
    expectNear(one.preTrend?.statistic, ratio * ratio, 1e-11)
  }

  @Test("uniform bands hold the pointwise intervals and lie within Bonferroni's")
  func bands() throws {
    let result = try StaggeredFixture().estimate(Self.request())
    let aggregate = try #require(result.aggregate)
    let critical = try #require(aggregate.criticalValue)
    let t = StudentT(degreesOfFreedom: 59)
    #expect(critical > t.upperQuantile(0.025) && critical < t.upperQuantile(0.025 / 11) + 1e-9)
    for effect in aggregate.by {
      let error = try #require(effect.effect.standardError)
      expectNear(effect.uniformHigh, effect.effect.estimate + critical * error, 1e-12)
      expectNear(effect.uniformLow, effect.effect.estimate - critical * error, 1e-12)
    }
  }

  @Test(
    "power against a trend: with one lead the closed form, and the slopes are found half and most of the time"
  )
  func power() throws {
    let fixture = StaggeredFixture().keeping { $0.first == 0 || ($0.first == 4 && $0.period >= 2) }
    let result = try fixture.estimate(Self.request(EventOptions(trend: 0.1)))
    let error = try #require(result.effect(-2)?.standardError)
    let normal = Normal()
    let limit = normal.upperQuantile(0.025)
    func power(_ slope: Double) -> Double {
      1 - (normal.lower(limit - slope / error) - normal.lower(-limit - slope / error))
    }
    expectNear(result.figure("pretrend_power"), power(-0.1), 1e-12)
    expectNear(result.figure("slope_power_50").map(power), 0.5, 1e-6)
    expectNear(result.figure("slope_power_80").map(power), 0.8, 1e-6)
    expectNear(result.figure("pretrend_bayes_factor"), (1 - power(0.1)) / (1 - 0.05), 1e-12)
    // The mean of a truncated normal.
    let table = try #require(result.tables.first { $0.name == "pretest" })
    guard case .integer(-2) = table.rows[0][0], case .number(let mean?) = table.rows[0][2] else {
      Issue.record("the lead's row")
      return
    }
    let centre = -0.1 / error
    let passing = normal.lower(limit - centre) - normal.lower(-limit - centre)
    let wanted = -0.1 + error * (normal.density(-limit - centre) - normal.density(limit - centre)) / passing
    expectNear(mean, wanted, 1e-12)
  }
}
