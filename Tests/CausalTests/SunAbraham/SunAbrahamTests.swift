import Causal
import Testing

@Suite("Sun and Abraham")
struct SunAbrahamTests {
  @Test("every cell is that of the interacted regression, by pyfixest", arguments: OracleSample.all)
  func oracle(_ sample: OracleSample) throws {
    let oracles = try DifferencesOracles()
    let result = try sample.estimate(.sunAbraham)
    #expect(result.groupTimeEffects.count == (try oracles.count("sun_abraham,\(sample)")))
    try oracles.checkCells("sun_abraham,\(sample)", result)
  }

  @Test("one cohort: the event study")
  func oneCohort() throws {
    let fixture = StaggeredFixture(gaps: true).keeping { $0.first == 0 || $0.first == 5 }
    let interacted = try fixture.estimate(StaggeredFixture.request(.sunAbraham))
    let study = try fixture.estimate(StaggeredFixture.request(.eventStudy))
    #expect(interacted.aggregate?.by.map(\.key) == study.aggregate?.by.map(\.key))
    for (a, b) in zip(interacted.aggregate?.by ?? [], study.aggregate?.by ?? []) {
      expectNear(a.effect.estimate, b.effect.estimate, 1e-13)
      expectNear(a.effect.standardError, b.effect.standardError, 1e-13)
    }
    expectNear(interacted.preTrend?.pValue, study.preTrend?.pValue, 1e-9)
  }

  @Test("averages weigh cells by their rows")
  func averages() throws {
    let result = try StaggeredFixture().estimate(StaggeredFixture.request(.sunAbraham))
    // Each cohort has twelve units, so that all weigh the same.
    let cells = [(4, 4), (5, 5), (7, 7)].compactMap { result.effect(group: $0, time: $1)?.estimate }
    expectNear(result.effect(0)?.estimate, cells.reduce(0, +) / 3, 1e-13)
    let after = result.groupTimeEffects.filter { $0.time >= $0.group }
    #expect(after.count == 11)
    expectNear(
      result.aggregate?.overall?.estimate, after.reduce(0) { $0 + $1.effect.estimate } / 11, 1e-13)
    let groups = try #require(result.aggregates.first { $0.type == "group" })
    let five = after.filter { $0.group == 5 }
    expectNear(
      groups.by.first { $0.key == .number(5) }?.effect.estimate,
      five.reduce(0) { $0 + $1.effect.estimate } / Double(five.count), 1e-13)
  }

  @Test(
    "without never-treated units the last cohort is the control, and periods from its treatment on are out")
  func lastCohort() throws {
    let fixture = StaggeredFixture().keeping { $0.first > 0 }
    let result = try fixture.estimate(StaggeredFixture.request(.sunAbraham))
    let cut = fixture.keeping { $0.period < 7 }.changing { if $0.first == 7 { $0.first = 0 } }
    let other = try cut.estimate(StaggeredFixture.request(.sunAbraham))
    #expect(result.numbers == other.numbers)
    #expect(result.warnings.contains { $0.contains("controls") })
    #expect(result.groups == [4, 5])
  }

  @Test("units treated from the first period on are left out, and that is said")
  func always() throws {
    let fixture = StaggeredFixture().changing { if $0.first == 4 { $0.first = 1 } }
    let result = try fixture.estimate(StaggeredFixture.request(.sunAbraham))
    let without = try fixture.keeping { $0.first != 1 }.estimate(StaggeredFixture.request(.sunAbraham))
    #expect(result.numbers == without.numbers)
    #expect(result.warnings.contains { $0.contains("12 units are treated from the first period on") })
  }
}
