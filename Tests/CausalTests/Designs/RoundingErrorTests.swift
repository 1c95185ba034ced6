import Causal
import Columns
import Testing

/// One rule for every estimator: an error that is zero but for rounding is none, and it is said.
@Suite("Errors that are rounding alone")
struct RoundingErrorTests {
  private func effects(_ result: DifferencesResult) -> [EffectEstimate] {
    ([result.aggregate] + result.aggregates.map { Optional($0) }).compactMap { $0 }.flatMap {
      [$0.overall].compactMap { $0 } + $0.by.map(\.effect)
    } + result.groupTimeEffects.map(\.effect)
  }

  /// Placebos need more donors than treated units.
  private func plain(_ estimator: DifferencesEstimator) -> StaggeredFixture {
    let all = HopelessDesignTests.fixture(estimator)
    return HopelessDesignTests.synthetic.contains(estimator)
      ? all.keeping { $0.first == 0 || $0.first == 7 } : all
  }

  /// By hand: y = 0.1·unit + 0.3·t + 0.7·treated without noise; the effect is 0.7 and nothing varies.
  private func exact(_ estimator: DifferencesEstimator, scale: Double = 1) -> StaggeredFixture {
    plain(estimator).changing {
      $0.outcome = (0.1 * $0.unit + 0.3 * $0.period + 0.7 * $0.isTreated) * scale
    }
  }

  @Test(
    "an outcome that units, periods and the effect fit exactly: 0.7 without an error", arguments: [1, 1e9])
  func exactly(_ scale: Double) throws {
    for estimator in DifferencesEstimator.allCases {
      var request = HopelessDesignTests.request(estimator)
      if HopelessDesignTests.synthetic.contains(estimator) { request.errorSource = .placebo }
      let table = try exact(estimator, scale: scale).table()
      let found: DifferencesResult
      do throws(DifferencesError) { found = try request.estimate(table) } catch {
        // Without noise some regressions have nothing left to explain.
        guard case .regression = error else {
          Issue.record("\(estimator): \(error)")
          continue
        }
        continue
      }
      let overall = try #require(found.aggregate?.overall)
      if estimator != .syntheticControl {
        #expect(abs(overall.estimate - 0.7 * scale) < 1e-9 * scale, "\(estimator): \(overall.estimate)")
      }
      let errors = effects(found).compactMap(\.standardError)
      #expect(errors.allSatisfy { $0 > 1e-10 * scale }, "\(estimator): \(errors)")
      if estimator != .syntheticControl {
        #expect(
          overall.standardError == nil && overall.confidenceLow == nil && overall.pValue == nil,
          "\(estimator)")
        #expect(found.warnings.contains { $0.contains("rounding alone") }, "\(estimator): \(found.warnings)")
        #expect(found.preTrend == nil, "\(estimator)")
      }
    }
  }

  @Test(
    "noise of a millionth of the outcome is an error like others", arguments: DifferencesEstimator.allCases)
  func small(_ estimator: DifferencesEstimator) throws {
    let plain = plain(estimator)
    var request = HopelessDesignTests.request(estimator)
    if HopelessDesignTests.synthetic.contains(estimator) { request.errorSource = .placebo }
    let far = plain.changing { $0.outcome = 1e6 + $0.outcome }
    let one = try plain.estimate(request)
    let other = try far.estimate(request)
    #expect(!other.warnings.contains { $0.contains("rounding alone") })
    let error = try #require(one.aggregate?.overall?.standardError)
    let shifted = try #require(other.aggregate?.overall?.standardError)
    // A synthetic control of more donors than periods has many weights that fit alike, and rounding chooses among them.
    if estimator == .syntheticControl {
      #expect(shifted > error / 2 && shifted < 2 * error)
    } else {
      // A constant is absorbed; what is left is the rounding of outcomes a million times larger.
      expectNear(shifted, error, 1e-7, "\(estimator)")
    }
  }

  @Test(
    "one treated and one untreated unit: nothing is left for an error by unit, whoever is asked",
    arguments: HopelessDesignTests.clustered)
  func twoUnits(_ estimator: DifferencesEstimator) throws {
    let all = HopelessDesignTests.fixture(estimator)
    let treated = try #require(all.rows.first { $0.first == 5 }).unit
    let two = all.keeping { $0.unit == treated || $0.unit == 1 }
    var request = HopelessDesignTests.request(estimator)
    if estimator == .twoByTwo { request.method = .outcomeRegression }
    #expect(two.failure(request) == .oneClusterEach("id"), "\(estimator)")
    // With a third unit, untreated, there is an error.
    let three = all.keeping { $0.unit == treated || $0.unit == 1 || $0.unit == 5 }
    if let found = try? three.estimate(request) {
      #expect(effects(found).compactMap(\.standardError).allSatisfy { $0 > 1e-10 }, "\(estimator)")
    }
  }

  @Test("bounds of errors that are rounding alone are refused")
  func bounds() {
    var request = HopelessDesignTests.request(.callawaySantAnna)
    request.sensitivity = SensitivityRequest(restrictions: [.smoothness([0, 0.1])])
    guard case .unsuited(_, let reason)? = exact(.callawaySantAnna).failure(request) else {
      Issue.record("bounds of exact effects")
      return
    }
    #expect(reason.contains("rounding alone"), "\(reason)")
  }
}
