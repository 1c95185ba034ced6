import Causal
import Columns
import Models
import Testing

/// What holds for every estimator that starts from units, periods and a treatment.
@Suite("Laws of regression-based estimators of difference-in-differences")
struct EstimatorLawTests {
  static let estimators: [DifferencesEstimator] = [
    .twoWayFixedEffects, .eventStudy, .sunAbraham, .imputation, .twoStage, .stacked, .localProjections,
    .extendedTwoWay, .switching, .bacon,
  ]

  static func request(_ estimator: DifferencesEstimator) -> DifferencesRequest {
    var request = StaggeredFixture.request(estimator)
    if estimator == .stacked || estimator == .localProjections { request.events.window = -2...2 }
    return request
  }

  @Test("a unit's or a period's effect added to the outcome changes nothing", arguments: estimators)
  func effects(_ estimator: DifferencesEstimator) throws {
    let fixture = StaggeredFixture()
    let moved = fixture.changing {
      $0.outcome += (($0.unit * 7).truncatingRemainder(dividingBy: 13)) + ($0.period - 3) * $0.period
    }
    let before = try fixture.estimate(Self.request(estimator))
    let after = try moved.estimate(Self.request(estimator))
    #expect(before.numbers.count == after.numbers.count && before.numbers.count >= 2)
    for (a, b) in zip(before.numbers, after.numbers) { expectNear(b, a, 1e-11, estimator.rawValue) }
    for (a, b) in zip(before.comparisons, after.comparisons) { expectNear(b.estimate, a.estimate, 1e-11) }
  }

  @Test("neither the order of the rows nor the names of the units matter", arguments: estimators)
  func order(_ estimator: DifferencesEstimator) throws {
    let fixture = StaggeredFixture()
    var other = fixture.changing { $0.unit = ($0.unit * 37).truncatingRemainder(dividingBy: 61) + 1000 }
    other.rows.reverse()
    other.rows.swapAt(3, 200)
    let before = try fixture.estimate(Self.request(estimator))
    let after = try other.estimate(Self.request(estimator))
    #expect(before.numbers.count == after.numbers.count)
    for (a, b) in zip(before.numbers, after.numbers) { expectNear(b, a, 1e-12, estimator.rawValue) }
  }

  @Test("another calendar moves groups and periods, and nothing else", arguments: HopelessDesignTests.all)
  func calendar(_ estimator: DifferencesEstimator) throws {
    let fixture = HopelessDesignTests.fixture(estimator)
    let moved = fixture.changing {
      $0.period += 2010
      if $0.first > 0 { $0.first += 2010 }
    }
    let before = try fixture.estimate(HopelessDesignTests.request(estimator))
    let after = try moved.estimate(HopelessDesignTests.request(estimator))
    #expect(after.groups == before.groups.map { $0 + 2010 } && after.numbers == before.numbers)
    #expect(after.groupTimeEffects.map(\.effect) == before.groupTimeEffects.map(\.effect))
    #expect(after.groupTimeEffects.map(\.time) == before.groupTimeEffects.map { $0.time + 2010 })
  }

  @Test(
    "units first treated just after the data may react within them: what they do then is no part of any effect from the treatment on",
    arguments: [
      DifferencesEstimator.callawaySantAnna, .sunAbraham, .imputation, .twoStage, .localProjections,
      .extendedTwoWay,
    ])
  func justAfter(_ estimator: DifferencesEstimator) throws {
    let fixture = StaggeredFixture().changing { if (Int($0.unit) - 1) % 10 == 4 { $0.first = 9 } }
    let reacting = fixture.changing { if $0.first == 9, $0.period == 8 { $0.outcome += 100 } }
    for control in [ComparisonGroup.neverTreated, .notYetTreated] {
      var request = Self.request(estimator)
      request.control = control
      let plain = try fixture.estimate(request)
      // Without anticipation they are never treated, and compared with.
      #expect(plain.design.neverTreated == 24 && !plain.groups.contains(9))
      #expect(
        abs((try reacting.estimate(request).aggregate?.overall?.estimate ?? 0) - (plain.numbers.first ?? 0))
          > 1)
      request.anticipation = 1
      let (before, after) = (try fixture.estimate(request), try reacting.estimate(request))
      #expect(before.design.neverTreated == 18 && before.groups.contains(9))
      expectNear(after.numbers[0], before.numbers[0], 1e-11, "\(estimator) \(control)")
      for effect in before.aggregate?.by ?? [] {
        guard case .number(let time) = effect.key, time >= 0 else { continue }
        expectNear(after.effect(time)?.estimate, effect.effect.estimate, 1e-11, "\(estimator) \(time)")
      }
      for cell in before.groupTimeEffects where cell.time >= cell.group {
        expectNear(
          after.effect(group: cell.group, time: cell.time)?.estimate, cell.effect.estimate, 1e-11,
          "\(estimator) \(cell.group) \(cell.time)")
      }
      guard ![.callawaySantAnna, .extendedTwoWay].contains(estimator) else { continue }
      break
    }
  }

  @Test("the outcome's unit scales estimates and errors", arguments: estimators)
  func scale(_ estimator: DifferencesEstimator) throws {
    let fixture = StaggeredFixture()
    let scaled = fixture.changing { $0.outcome *= 1024 }
    let before = try fixture.estimate(Self.request(estimator))
    let after = try scaled.estimate(Self.request(estimator))
    for (a, b) in zip(before.numbers, after.numbers) { expectNear(b / 1024, a, 1e-12, estimator.rawValue) }
  }

  @Test("the same bits on any number of threads", arguments: estimators)
  func threads(_ estimator: DifferencesEstimator) throws {
    let fixture = StaggeredFixture(gaps: estimator != .bacon)
    var results: [[Double]] = []
    for count in [1, 2, 3] {
      var request = Self.request(estimator)
      request.threads = count
      results.append(try fixture.estimate(request).numbers)
    }
    #expect(results[0] == results[1] && results[1] == results[2])
  }

  @Test("a dummy and the first-treated period say the same", arguments: estimators)
  func dummy(_ estimator: DifferencesEstimator) throws {
    let fixture = StaggeredFixture()
    var other = Self.request(estimator)
    other.columns.treatment = .dummy("d")
    #expect(try fixture.estimate(Self.request(estimator)).numbers == fixture.estimate(other).numbers)
  }

  @Test("nobody treated is an error", arguments: estimators)
  func untreated(_ estimator: DifferencesEstimator) {
    let fixture = StaggeredFixture().changing {
      $0.first = 0
      $0.isTreated = 0
    }
    #expect(fixture.failure(Self.request(estimator)) == .noTreated)
  }

  @Test("all treated at once is an error where no untreated unit is left", arguments: estimators)
  func atOnce(_ estimator: DifferencesEstimator) {
    let fixture = StaggeredFixture().changing { $0.first = 5 }
    #expect(fixture.failure(Self.request(estimator)) != nil)
  }

  @Test(
    "a treatment that ends is an error for estimators of treatments that stay",
    arguments: estimators.filter { $0 != .twoWayFixedEffects && $0 != .switching })
  func reversal(_ estimator: DifferencesEstimator) {
    let fixture = StaggeredFixture().changing { if $0.unit == 2, $0.period == 8 { $0.isTreated = 0 } }
    var request = Self.request(estimator)
    request.columns.treatment = .dummy("d")
    #expect(fixture.failure(request) == .reversals(estimator: estimator.rawValue, units: 1))
  }

  @Test("repeated cross-sections have no units to take effects of", arguments: estimators)
  func crossSections(_ estimator: DifferencesEstimator) {
    var request = Self.request(estimator)
    request.columns.areRepeatedCrossSections = true
    #expect(StaggeredFixture().failure(request) == .unitsNeeded(estimator: estimator.rawValue))
  }

  @Test("options of others are refused", arguments: estimators)
  func options(_ estimator: DifferencesEstimator) {
    var request = Self.request(estimator)
    request.bootstrapDraws = 99
    guard case .notOfEstimator(let option, _, _) = StaggeredFixture().failure(request) else {
      Issue.record("\(estimator) took --bootstrap")
      return
    }
    #expect(option == "--bootstrap")
  }

  @Test("two rows of one unit and period are an error, whatever the estimator", arguments: estimators)
  func duplicates(_ estimator: DifferencesEstimator) {
    var fixture = StaggeredFixture()
    fixture.rows.append(fixture.rows[10])
    guard case .duplicates(_, _, let count, _) = fixture.failure(Self.request(estimator)) else {
      Issue.record("\(estimator) took a duplicate")
      return
    }
    #expect(count == 1)
  }
}
