import Causal
import Testing

@Suite("Options that an estimator does not have, and advice that was taken")
struct EstimatorOptionTests {
  private static let owned:
    [(String, @Sendable (inout DifferencesRequest) -> Void, Set<DifferencesEstimator>)] = [
      ("--reference", { $0.events.references = [-2] }, [.eventStudy, .sunAbraham, .twoStage, .stacked]),
      ("--bins", { $0.events.bins = -2...2 }, [.eventStudy, .sunAbraham, .twoStage, .stacked]),
      ("--window", { $0.events.window = -2...2 }, [.stacked, .localProjections, .switching]),
      ("--leads", { $0.events.leads = 1 }, [.imputation]),
      ("--leave-out", { $0.events.leaveOut = true }, [.imputation]),
      ("--reweight", { $0.events.reweighted = true }, [.localProjections]),
      ("--trend", { $0.events.trend = 0.1 }, [.eventStudy]),
      (
        "--sensitivity",
        { $0.sensitivity = SensitivityRequest(restrictions: [.relativeMagnitudes([0.5])]) },
        [.eventStudy, .callawaySantAnna, .sunAbraham]
      ),
      ("--base-period universal", { $0.basePeriod = .universal }, [.callawaySantAnna]),
    ]

  @Test("an option of others is refused by its name", arguments: HopelessDesignTests.all)
  func refused(_ estimator: DifferencesEstimator) {
    for (option, give, owners) in Self.owned {
      var request = StaggeredFixture.request(estimator)
      request.errorSource =
        HopelessDesignTests.synthetic.contains(estimator) ? SyntheticErrorSource.none : nil
      give(&request)
      let error = HopelessDesignTests.fixture(estimator).failure(request)
      if owners.contains(estimator) {
        #expect(error == nil, "\(estimator) \(option): \(String(describing: error))")
      } else {
        guard case .notOfEstimator(option, estimator.rawValue, _)? = error else {
          Issue.record("\(estimator) took \(option): \(String(describing: error))")
          continue
        }
        #expect(error?.isOfUsage == true)
      }
    }
  }

  @Test(
    "a reference that no row is at",
    arguments: [DifferencesEstimator.eventStudy, .sunAbraham, .twoStage, .stacked])
  func reference(_ estimator: DifferencesEstimator) {
    var request = StaggeredFixture.request(estimator)
    request.events.references = [-1, -40]
    guard case .noReference(estimator.rawValue, [-40], let known)? = StaggeredFixture().failure(request)
    else {
      Issue.record("\(estimator) took -40")
      return
    }
    #expect(known.contains(-1) && known.contains(0))
  }

  @Test("an anticipation that leaves no period before, and the longest that does")
  func anticipation() throws {
    for estimator in HopelessDesignTests.clustered
    where ![.twoByTwo, .twoWayFixedEffects, .bacon, .switching].contains(estimator) {
      var request = HopelessDesignTests.request(estimator)
      // The last group starts in 7, the data in 1.
      request.anticipation = 6
      #expect(
        StaggeredFixture().failure(request) == .anticipationTooLong(6, longest: 5), "\(estimator)")
      request.anticipation = 1 << 30
      #expect(StaggeredFixture().failure(request)?.isOfUsage == true, "\(estimator)")
    }
    for estimator in [
      DifferencesEstimator.twoByTwo, .twoWayFixedEffects, .bacon, .switching, .syntheticDifferences,
    ] {
      var request = HopelessDesignTests.request(estimator)
      request.anticipation = 1
      guard
        case .notOfEstimator("--anticipation", _, _)? = HopelessDesignTests.fixture(estimator).failure(
          request)
      else {
        Issue.record("\(estimator) took an anticipation")
        continue
      }
    }
  }

  @Test("nobody is told to use what was used")
  func advice() throws {
    func concerns(_ estimator: DifferencesEstimator, _ change: (inout DifferencesRequest) -> Void = { _ in })
      throws
      -> Set<String>
    {
      var request = HopelessDesignTests.request(estimator)
      change(&request)
      return Set(try StaggeredFixture().estimate(request).design.concerns.map(\.assumption))
    }
    #expect(try concerns(.twoWayFixedEffects).contains("one_adoption_date"))
    #expect(try concerns(.eventStudy).contains("one_adoption_date"))
    for estimator in [
      DifferencesEstimator.callawaySantAnna, .sunAbraham, .imputation, .twoStage, .stacked, .localProjections,
      .extendedTwoWay, .switching, .syntheticDifferences,
    ] {
      #expect(try !concerns(estimator).contains("one_adoption_date"), "\(estimator)")
    }
    let rows = StaggeredFixture().keeping { $0.first > 0 }
    var request = StaggeredFixture.request(.callawaySantAnna)
    request.control = .notYetTreated
    #expect(try !rows.estimate(request).design.concerns.contains { $0.assumption == "never_treated" })
    #expect(
      try rows.estimate(StaggeredFixture.request(.twoWayFixedEffects)).design.concerns.contains {
        $0.assumption == "never_treated"
      })
  }
}
