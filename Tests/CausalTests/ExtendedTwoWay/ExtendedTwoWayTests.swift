import Causal
import Testing

@Suite("Extended two-way fixed effects")
struct ExtendedTwoWayTests {
  @Test("every cell by pyfixest", arguments: OracleSample.all)
  func oracle(_ sample: OracleSample) throws {
    let oracles = try DifferencesOracles()
    let result = try sample.estimate(.extendedTwoWay)
    #expect(result.groupTimeEffects.count == (try oracles.count("etwfe,\(sample)")))
    try oracles.checkCells("etwfe,\(sample)", result)
  }

  @Test("a covariate of units, with Wooldridge's interactions written out, by pyfixest")
  func covariate() throws {
    let result = try StaggeredFixture().estimate(StaggeredFixture.request(.extendedTwoWay, covariates: "~ z"))
    try DifferencesOracles().checkCells("etwfe,covariate", result)
    #expect(result.groupTimeEffects.count == 11 && result.warnings.isEmpty)
  }

  @Test("in a balanced panel the points are those of imputation, in every average")
  func imputation() throws {
    for type in EffectAggregation.allCases {
      var request = StaggeredFixture.request(.extendedTwoWay)
      request.aggregation = type
      let extended = try StaggeredFixture().estimate(request)
      request.estimator = .imputation
      let imputed = try StaggeredFixture().estimate(request)
      expectNear(
        extended.aggregate?.overall?.estimate, imputed.aggregate?.overall?.estimate, 1e-11, type.rawValue)
      #expect(extended.aggregate?.by.count == imputed.aggregate?.by.count)
      for (a, b) in zip(extended.aggregate?.by ?? [], imputed.aggregate?.by ?? []) {
        #expect(a.key == b.key)
        expectNear(a.effect.estimate, b.effect.estimate, 1e-11, "\(type.rawValue) \(a.key)")
      }
    }
  }

  @Test("against never-treated units alone, with leads: the interacted regression")
  func never() throws {
    var request = StaggeredFixture.request(.extendedTwoWay)
    request.control = .neverTreated
    let extended = try StaggeredFixture(gaps: true).estimate(request)
    let interacted = try StaggeredFixture(gaps: true).estimate(StaggeredFixture.request(.sunAbraham))
    #expect(extended.numbers == interacted.numbers)
  }
}
