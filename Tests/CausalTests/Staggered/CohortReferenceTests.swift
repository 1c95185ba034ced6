import Causal
import Testing

/// Groups without a row at the reference event time. Oracle: `callaway-santanna` with the universal base period, which takes the last
/// period before, and the estimate without the group.
@Suite("The reference of each group")
struct CohortReferenceTests {
  /// Period 4 is missing for all: the group first treated in 5 has no event time −1.
  private let gap = StaggeredFixture().keeping { $0.period != 4 }

  private func cells(_ result: DifferencesResult) -> [String: Double] {
    Dictionary(
      uniqueKeysWithValues: result.groupTimeEffects.map { ("\($0.group) \($0.time)", $0.effect.estimate) })
  }

  private func universal(_ fixture: StaggeredFixture, anticipation: Int = 0) throws -> [String: Double] {
    var request = StaggeredFixture.request(.callawaySantAnna)
    request.basePeriod = .universal
    request.anticipation = anticipation
    return cells(try fixture.estimate(request))
  }

  private func leads(_ estimator: DifferencesEstimator, anticipation: Int = 0) -> DifferencesRequest {
    var request = StaggeredFixture.request(estimator)
    if estimator == .extendedTwoWay { request.control = .neverTreated }
    request.anticipation = anticipation
    return request
  }

  @Test(
    "a group without a row just before its treatment: differences from the last one before, and it is said",
    arguments: [DifferencesEstimator.sunAbraham, .extendedTwoWay])
  func gap(_ estimator: DifferencesEstimator) throws {
    let found = try gap.estimate(leads(estimator))
    let wanted = try universal(gap)
    let cells = cells(found)
    // Group 4: 1, 2, 5–8 (reference 3); group 5: 1, 2, 5–8 (reference 3); group 7: 1, 2, 3, 5, 7, 8 (reference 6).
    #expect(cells.count == 18)
    for (key, value) in cells { expectNear(value, wanted[key], 1e-12, "\(estimator) \(key)") }
    #expect(
      found.warnings.contains {
        $0 == "group 5 has no row at event time -1; its effects are differences from event time -2"
      })
    #expect(!found.warnings.contains { $0.contains("collinear") }, "\(found.warnings)")
    #expect(found.eventCovariance == nil)
  }

  @Test(
    "a group that anticipation leaves without a row before is left out, as units treated from the first period on",
    arguments: [DifferencesEstimator.sunAbraham, .extendedTwoWay])
  func anticipation(_ estimator: DifferencesEstimator) throws {
    let plain = StaggeredFixture()
    let found = try plain.estimate(leads(estimator, anticipation: 3))
    let without = try plain.keeping { $0.first != 4 }.estimate(leads(estimator, anticipation: 3))
    #expect(found.groups == [5, 7] && without.groups == [5, 7])
    #expect(cells(found).keys == cells(without).keys)
    for (key, value) in cells(without) { expectNear(cells(found)[key], value, 1e-12, "\(estimator) \(key)") }
    expectNear(found.aggregate?.overall?.standardError, without.aggregate?.overall?.standardError, 1e-12)
    let wanted = try universal(plain, anticipation: 3)
    for (key, value) in cells(found) { expectNear(value, wanted[key], 1e-12, "\(estimator) \(key)") }
    #expect(
      found.warnings.contains {
        $0 == "12 units have no row before their treatment, less the anticipation, and are left out"
      }, "\(found.warnings)")
  }

  @Test(
    "every other period, groups of both parities: a reference for each, and exact effects are found exactly",
    arguments: [DifferencesEstimator.eventStudy, .stacked])
  func everyOther(_ estimator: DifferencesEstimator) throws {
    // Periods 2, 4, 6, 8: group 4 has event times −2, 0, 2, 4, groups 5 and 7 odd ones.
    let exact = StaggeredFixture().keeping { $0.period.truncatingRemainder(dividingBy: 2) == 0 }.changing {
      $0.outcome = 0.1 * $0.unit + 0.3 * $0.period + 0.7 * $0.isTreated
    }
    let found = try exact.estimate(StaggeredFixture.request(estimator))
    let by = try #require(found.aggregate?.by)
    #expect(by.map(\.key) == [-5, -3, 0, 1, 2, 3, 4].map { .number($0) })
    for effect in by {
      if case .number(let time) = effect.key {
        expectNear(effect.effect.estimate, time < 0 ? 0 : 0.7, 1e-9, "\(estimator) \(time)")
      }
    }
    #expect(
      found.warnings.contains {
        $0 == "event time -2 is a reference too: groups 4 have no row at event time -1"
      }, "\(found.warnings)")
    #expect(!found.warnings.contains { $0.contains("collinear") })
  }

  @Test("without never-treated units rows of the control's anticipation are left out too")
  func lastGroup() throws {
    let all = StaggeredFixture().keeping { $0.first > 0 }
    let found = try all.estimate(leads(.sunAbraham, anticipation: 1))
    var request = StaggeredFixture.request(.callawaySantAnna)
    (request.basePeriod, request.control, request.anticipation) = (.universal, .notYetTreated, 1)
    let wanted = try all.estimate(request)
    #expect(found.groupTimeEffects.map(\.time).max() == 5)
    // With the last group as the one comparison in each cell both are the same.
    for cell in found.groupTimeEffects where cell.group == 5 && cell.time >= 4 {
      expectNear(
        cell.effect.estimate, wanted.effect(group: cell.group, time: cell.time)?.estimate, 1e-12,
        "\(cell.group) \(cell.time)")
    }
    #expect(
      found.warnings.contains { $0.contains("first treated in 7 are the controls, and periods from 6 on") })
  }

  @Test("in a balanced panel the extended regression with anticipation has the points of imputation")
  func imputation() throws {
    let plain = StaggeredFixture()
    var request = StaggeredFixture.request(.extendedTwoWay)
    request.anticipation = 2
    var other = StaggeredFixture.request(.imputation)
    other.anticipation = 2
    let (one, two) = (try plain.estimate(request), try plain.estimate(other))
    expectNear(one.aggregate?.overall?.estimate, two.aggregate?.overall?.estimate, 1e-12)
  }

  @Test(
    "all treated from the first period on is said so by every estimator",
    arguments: DifferencesEstimator.allCases)
  func always(_ estimator: DifferencesEstimator) {
    let fixture = HopelessDesignTests.fixture(estimator).keeping { $0.first == 0 || $0.first == 5 }.changing {
      if $0.first > 0 { $0.first = 1 }
    }
    let error = fixture.failure(HopelessDesignTests.request(estimator))
    switch error {
    case .alwaysTreated, .noComparison, .notTwoPeriods: break
    case .unsuited(_, let reason)?: #expect(reason.contains("first period"), "\(estimator): \(reason)")
    default: Issue.record("\(estimator): \(String(describing: error))")
    }
  }
}
