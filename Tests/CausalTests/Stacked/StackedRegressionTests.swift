import Causal
import Testing

@Suite("Stacked regression")
struct StackedRegressionTests {
  @Test("the regression on stacks written out, by pyfixest", arguments: OracleSample.all)
  func oracle(_ sample: OracleSample) throws {
    let result = try sample.estimate(.stacked, window: -2...2)
    try DifferencesOracles().check("stacked,\(sample)", result.aggregate, prefix: "rl::")
  }

  @Test("one cohort and never-treated units: the event study")
  func oneCohort() throws {
    let fixture = StaggeredFixture(gaps: true).keeping { $0.first == 0 || $0.first == 5 }
    let stacked = try fixture.estimate(StaggeredFixture.request(.stacked))
    let study = try fixture.estimate(StaggeredFixture.request(.eventStudy))
    for (a, b) in zip(stacked.numbers, study.numbers) { expectNear(a, b, 1e-13) }
  }

  @Test("a window without clean controls is an error, cohorts without them are named")
  func controls() throws {
    let fixture = StaggeredFixture().keeping { $0.first > 0 }
    guard case .unsuited = fixture.failure(StaggeredFixture.request(.stacked)) else {
      Issue.record("no control is clean")
      return
    }
    var request = StaggeredFixture.request(.stacked)
    request.events.window = -2...1
    let result = try fixture.estimate(request)
    #expect(result.groups == [4, 5])
    #expect(result.warnings.contains { $0.contains("in their window: 7") })
  }
}
