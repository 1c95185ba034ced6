import Causal
import Testing

@Suite("Imputation and two-stage")
struct ImputationTests {
  static let samples = OracleSample.all.flatMap { sample in
    [("plain", nil), ("x", "~ x")].map { (sample, $0.0, $0.1 as String?) }
  }

  @Test("imputation and its conservative error, by dense algebra", arguments: samples)
  func imputation(_ sample: OracleSample, _ name: String, _ covariates: String?) throws {
    let oracles = try DifferencesOracles()
    let result = try sample.estimate(.imputation, covariates: covariates)
    let set = "imputation,\(sample),\(name)"
    try oracles.check(set, "all", result.aggregate?.overall)
    try oracles.check(set, result.aggregate, others: 1)
  }

  @Test("two-stage and its stacked sandwich, by dense algebra", arguments: samples)
  func twoStage(_ sample: OracleSample, _ name: String, _ covariates: String?) throws {
    let oracles = try DifferencesOracles()
    let result = try sample.estimate(.twoStage, covariates: covariates)
    let set = "two_stage,\(sample),\(name)"
    try oracles.check(set, "all", result.aggregate?.overall)
    try oracles.check(set, result.aggregate, others: 1)
  }

  @Test("means of the other units, and anticipation")
  func options() throws {
    let oracles = try DifferencesOracles()
    var request = StaggeredFixture.request(.imputation)
    request.events.leaveOut = true
    let others = try StaggeredFixture().estimate(request)
    try oracles.check("imputation,leave_out", "all", others.aggregate?.overall)
    try oracles.check("imputation,leave_out", others.aggregate, others: 1)
    request = StaggeredFixture.request(.imputation, covariates: "~ x")
    request.anticipation = 1
    let early = try StaggeredFixture().estimate(request)
    try oracles.check("imputation,anticipation", "all", early.aggregate?.overall)
    try oracles.check("imputation,anticipation", early.aggregate, others: 1)
    request.estimator = .twoStage
    let staged = try StaggeredFixture().estimate(request)
    try oracles.check("two_stage,anticipation", "all", staged.aggregate?.overall)
    try oracles.check("two_stage,anticipation", staged.aggregate, others: 1)
  }

  @Test(
    "anticipation on a panel with gaps, units without an untreated row, a period of treated rows alone and a cohort just after the data",
    arguments: ["none,id", "w,cl"], [0, 1, 2])
  func hard(_ sample: String, _ anticipation: Int) throws {
    let oracles = try DifferencesOracles()
    for (estimator, name) in [(DifferencesEstimator.imputation, "imputation"), (.twoStage, "two_stage")] {
      var request = StaggeredFixture.request(estimator)
      if sample == "w,cl" {
        request = StaggeredFixture.request(estimator, covariates: "~ x", weights: "w", cluster: "cl")
      }
      request.anticipation = anticipation
      let set = "hard\(anticipation),\(sample)"
      let dynamic = try StaggeredFixture.hard().estimate(request)
      try oracles.check("\(name),\(set)", "all", dynamic.aggregate?.overall)
      try oracles.check("\(name),\(set)", dynamic.aggregate, others: 1)
      for type in [EffectAggregation.group, .calendar] {
        request.aggregation = type
        let result = try StaggeredFixture.hard().estimate(request)
        try oracles.check("\(name),\(type.rawValue),\(set)", result.aggregate)
      }
    }
  }

  @Test("both have the same points, in every average", arguments: ["simple", "dynamic", "group", "calendar"])
  func samePoints(_ type: String) throws {
    for (fixture, anticipation) in [
      (StaggeredFixture(), 0), (StaggeredFixture(gaps: true), 0), (StaggeredFixture(gaps: true), 1),
      (StaggeredFixture.hard(), 2),
    ] {
      var request = StaggeredFixture.request(.imputation, covariates: "~ x", weights: "w")
      request.aggregation = EffectAggregation(rawValue: type)
      request.anticipation = anticipation
      let imputed = try fixture.estimate(request)
      request.estimator = .twoStage
      let staged = try fixture.estimate(request)
      expectNear(imputed.aggregate?.overall?.estimate, staged.aggregate?.overall?.estimate, 1e-12)
      for effect in imputed.aggregate?.by ?? [] {
        let other = staged.aggregate?.by.first { $0.key == effect.key }
        expectNear(effect.effect.estimate, other?.effect.estimate, 1e-12, "\(type) \(effect.key)")
      }
      #expect(imputed.aggregate?.type == type && staged.aggregate?.type == type)
    }
  }

  @Test(
    "by hand: one treated unit, two controls of one trend, two periods before; nothing varies, so there is no error"
  )
  func byHand() throws {
    // Untreated rows are fitted exactly but for one number: control 1, 2, 4; treated 2, 3 and then 10.
    let rows =
      [(1.0, 1.0, 0.0, 1.0), (1, 2, 0, 2), (1, 3, 0, 4), (2, 1, 3, 2), (2, 2, 3, 3), (2, 3, 3, 10)]
      + [(3, 1, 0, 2), (3, 2, 0, 3), (3, 3, 0, 5)]
    var fixture = StaggeredFixture()
    fixture.rows = rows.map { unit, period, first, outcome in
      .init(
        unit: unit, period: period, first: first, isTreated: first > 0 && period >= first ? 1 : 0,
        cluster: unit,
        weight: 1, x: 0, z: 0, outcome: outcome)
    }
    let result = try fixture.estimate(StaggeredFixture.request(.imputation))
    // α₂ − α₁ = 1, λ₃ = 4 − α₁: the third outcome without treatment is 5.
    expectNear(result.aggregate?.overall?.estimate, 5, 1e-14)
    #expect(result.figure("imputed_rows") == 1)
    #expect(result.aggregate?.overall?.standardError == nil)
  }

  @Test("treated rows whose outcome no untreated row tells are left out and counted")
  func unknown() throws {
    let always = StaggeredFixture().changing { if $0.first == 4 { $0.first = 1 } }
    for estimator in [DifferencesEstimator.imputation, .twoStage] {
      let result = try always.estimate(StaggeredFixture.request(estimator))
      #expect(result.warnings.contains { $0.contains("96 treated rows of 12 units are left out") })
      let without = try always.keeping { $0.first != 1 }.estimate(StaggeredFixture.request(estimator))
      for (a, b) in zip(result.numbers, without.numbers) { expectNear(a, b, 1e-12) }
    }
    // Without never-treated units: the last cohort has no control in its treated periods.
    let result = try StaggeredFixture().keeping { $0.first > 0 }.estimate(
      StaggeredFixture.request(.imputation))
    #expect(result.warnings.contains { $0.contains("72 treated rows of 36 units are left out") })
    #expect(result.groups == [4, 5])
  }

  @Test("a mean of other units needs another unit")
  func alone() {
    let fixture = StaggeredFixture().keeping { $0.first != 4 || $0.unit == 2 }
    var request = StaggeredFixture.request(.imputation)
    request.events.leaveOut = true
    guard case .unsuited = fixture.failure(request) else {
      Issue.record("one unit in a cohort")
      return
    }
  }

  @Test("covariates that effects give already are left out, and that is said")
  func collinear() throws {
    let result = try StaggeredFixture().estimate(
      StaggeredFixture.request(.imputation, covariates: "~ x + z + I(2 * x)"))
    let plain = try StaggeredFixture().estimate(StaggeredFixture.request(.imputation, covariates: "~ x"))
    for (a, b) in zip(result.numbers, plain.numbers) { expectNear(a, b, 1e-11) }
    #expect(result.warnings.contains { $0.contains("collinear: z, ") })
  }

  @Test("the leads' test is of the untreated rows alone")
  func leads() throws {
    let fixture = StaggeredFixture()
    let result = try fixture.estimate(StaggeredFixture.request(.imputation))
    #expect(result.preTrend?.degrees == 5)
    let shifted = fixture.changing { if $0.isTreated == 1 { $0.outcome += 100 } }
    let other = try shifted.estimate(StaggeredFixture.request(.imputation))
    #expect(result.preTrend == other.preTrend)
    var request = StaggeredFixture.request(.imputation)
    request.events.leads = 2
    #expect(try fixture.estimate(request).preTrend?.degrees == 2)
    request.events.leads = 0
    #expect(try fixture.estimate(request).preTrend == nil)
  }
}
