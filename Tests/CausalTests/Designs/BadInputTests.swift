import Causal
import Columns
import Models
import Testing

/// Each fault that data of programmes have, for each estimator: a typed error, or a rule that the result states.
@Suite("Faults of the data, for every estimator of differences")
struct BadInputTests {
  typealias Estimator = DifferencesEstimator
  static let all = HopelessDesignTests.all

  enum Outcome {
    case error(DifferencesError)
    /// What a concern, a warning or a reason of left-out rows holds.
    case rule(String)
  }

  private func check(
    _ fixture: StaggeredFixture, _ request: DifferencesRequest, _ wanted: Outcome,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    switch wanted {
    case .error(let error):
      #expect(fixture.failure(request) == error, "\(request.estimator)", sourceLocation: sourceLocation)
      #expect(!error.description.contains("\n"))
    case .rule(let words):
      let result = try fixture.estimate(request)
      let said =
        result.warnings + result.design.concerns.map(\.description)
        + result.design.dropped.map(\.description)
      #expect(
        said.contains { $0.contains(words) }, "\(request.estimator): \(said)", sourceLocation: sourceLocation)
      let overall = result.aggregate?.overall
      #expect(overall?.estimate.isFinite == true, "\(request.estimator)", sourceLocation: sourceLocation)
      if let error = overall?.standardError {
        #expect(
          error > 1e-6 && error.isFinite, "\(request.estimator): \(error)", sourceLocation: sourceLocation)
      }
    }
  }

  @Test("no never-treated units", arguments: all)
  func noNever(_ estimator: Estimator) throws {
    let fixture = HopelessDesignTests.fixture(estimator).keeping { $0.first > 0 }
    let wanted: Outcome =
      switch estimator {
      case .twoByTwo: .error(.noComparison)
      case .callawaySantAnna: .error(.noNeverTreated)
      case .syntheticDifferences, .syntheticControl:
        .error(
          .unsuited(
            estimator: estimator.rawValue,
            reason: "36 units are treated and none stays untreated to be a donor"))
      case .twoWayFixedEffects, .bacon: .rule("no unit stays untreated")
      case .eventStudy: .rule("is a second reference")
      case .sunAbraham, .extendedTwoWay: .rule("are the controls, and periods from then on are left out")
      case .imputation, .twoStage: .rule("72 treated rows of 36 units are left out")
      case .stacked: .rule("without clean controls in their window: 5, 7")
      case .localProjections: .rule("comparisons are with those treated later")
      case .switching: .rule("12 units switch without a unit")
      }
    try check(fixture, HopelessDesignTests.request(estimator), wanted)
  }

  @Test("all treated at once", arguments: all)
  func atOnce(_ estimator: Estimator) throws {
    let fixture = HopelessDesignTests.fixture(estimator).changing { $0.first = 5 }
    let wanted: DifferencesError =
      switch estimator {
      case .syntheticDifferences, .syntheticControl:
        .unsuited(
          estimator: estimator.rawValue, reason: "60 units are treated and none stays untreated to be a donor"
        )
      default: .noComparison
      }
    try check(fixture, HopelessDesignTests.request(estimator), .error(wanted))
  }

  @Test("one unit in a group: an effect, and its group is named", arguments: all)
  func oneUnit(_ estimator: Estimator) throws {
    let fixture = HopelessDesignTests.fixture(estimator).keeping { $0.first != 5 || $0.unit == 3 }
    let request = HopelessDesignTests.request(estimator)
    guard HopelessDesignTests.synthetic.contains(estimator) else {
      try check(fixture, request, .rule("groups of few units: 5 (1)"))
      return
    }
    // One treated unit is what these are for; the table of cohorts has it.
    let result = try fixture.estimate(request)
    let cohorts = try #require(result.tables.first { $0.name == "cohorts" })
    #expect(cohorts.rows.contains { $0[0] == .integer(5) && $0[1] == .integer(1) })
    #expect(result.aggregate?.overall?.estimate.isFinite == true)
  }

  @Test("a treatment that ends again", arguments: all)
  func reversal(_ estimator: Estimator) throws {
    var fixture = HopelessDesignTests.fixture(estimator)
    if estimator == .twoByTwo {
      fixture = fixture.changing { if $0.unit == 3 { $0.isTreated = $0.period == 4 ? 1 : 0 } }
    } else {
      fixture = fixture.changing { if $0.unit == 3, $0.period == 8 { $0.isTreated = 0 } }
    }
    var request = HopelessDesignTests.request(estimator)
    request.columns.treatment = .dummy("d")
    switch estimator {
    case .twoWayFixedEffects: try check(fixture, request, .rule("1 units leave the treatment again"))
    case .switching:
      let result = try fixture.estimate(request)
      #expect(result.design.reversals == 1 && result.aggregate?.overall?.standardError ?? 0 > 0)
    default:
      try check(fixture, request, .error(.reversals(estimator: estimator.rawValue, units: 1)))
    }
  }

  @Test("before and after swapped: the dummy is one before and zero after", arguments: all)
  func swapped(_ estimator: Estimator) throws {
    let fixture = HopelessDesignTests.fixture(estimator).changing {
      if $0.first > 0 { $0.isTreated = 1 - $0.isTreated }
    }
    var request = HopelessDesignTests.request(estimator)
    request.columns.treatment = .dummy("d")
    let units = estimator == .twoByTwo ? 12 : 36
    switch estimator {
    case .twoWayFixedEffects: try check(fixture, request, .rule("36 units leave the treatment again"))
    case .switching:
      // Nobody else has the same first treatment and has not switched, but for those who switch later.
      let result = try fixture.estimate(request)
      #expect(result.design.reversals == 36)
    default:
      try check(fixture, request, .error(.reversals(estimator: estimator.rawValue, units: units)))
    }
  }

  @Test("an outcome missing in one period", arguments: all)
  func missing(_ estimator: Estimator) throws {
    let fixture = HopelessDesignTests.fixture(estimator).changing {
      if $0.unit == 3, $0.period == 5 { $0.outcome = .nan }
    }
    let wanted: Outcome =
      switch estimator {
      case .bacon:
        .error(
          .unsuited(
            estimator: "bacon",
            reason:
              "1 rows are missing for a balanced panel, in which alone the comparisons add up; leave incomplete units or periods out, or use twfe, which tells its weights for any panel"
          ))
      case .syntheticDifferences, .syntheticControl:
        .error(
          .unsuited(
            estimator: estimator.rawValue,
            reason:
              "1 of 480 cells of units and periods have no outcome; the panel has to be balanced: drop the units or the periods"
          ))
      case .callawaySantAnna: .rule("1 of 60 units have no row in some period and are left out")
      default: .rule("1 units lack 1 rows for a complete panel")
      }
    try check(fixture, HopelessDesignTests.request(estimator), wanted)
    if case .rule = wanted {
      let result = try fixture.estimate(HopelessDesignTests.request(estimator))
      #expect(result.design.dropped == [.init(reason: .missing("y"), rows: 1)])
    }
  }

  /// Those that take no covariates say so.
  private func refusesCovariates(_ estimator: Estimator) -> Bool {
    estimator == .switching || estimator == .bacon
  }

  @Test("no overlap: the covariate's values of treated and others lie apart", arguments: all)
  func overlap(_ estimator: Estimator) throws {
    let fixture = HopelessDesignTests.fixture(estimator).changing { if $0.first > 0 { $0.x += 10 } }
    var request = HopelessDesignTests.request(estimator)
    request.columns.covariates = "~ x"
    if refusesCovariates(estimator) {
      guard case .notOfEstimator("--covariates", _, _)? = fixture.failure(request) else {
        Issue.record("\(estimator) took covariates")
        return
      }
    } else if estimator == .callawaySantAnna {
      try check(fixture, request, .error(.separation(cell: "group 4 in 2", terms: ["x"])))
    } else {
      try check(fixture, request, .rule("have no values of x in common"))
    }
    guard estimator == .twoByTwo else { return }
    for method in [DifferencesMethod.weighting, .doublyRobust, .abadie, .improved] {
      request.method = method
      guard case .separation? = fixture.failure(request) else {
        Issue.record("\(method): \(String(describing: fixture.failure(request)))")
        continue
      }
    }
  }

  @Test("perfect separation: a covariate that is the treated group", arguments: all)
  func separation(_ estimator: Estimator) throws {
    let fixture = HopelessDesignTests.fixture(estimator).changing { $0.x = $0.first > 0 ? 1 : 0 }
    var request = HopelessDesignTests.request(estimator)
    request.columns.covariates = "~ x"
    switch estimator {
    case .switching, .bacon: #expect(fixture.failure(request)?.isOfUsage == true)
    case .callawaySantAnna:
      try check(fixture, request, .error(.separation(cell: "group 4 in 2", terms: ["x"])))
    case .syntheticDifferences, .syntheticControl:
      try check(
        fixture, request,
        .error(
          .unsuited(
            estimator: estimator.rawValue, reason: "covariates that unit and period effects explain: x")))
    case .twoByTwo: try check(fixture, request, .rule("combinations of others are left out: x"))
    case .localProjections: try check(fixture, request, .rule("have no values of x in common"))
    default: try check(fixture, request, .rule("collinear: "))
    }
  }

  @Test("duplicate rows and periods that are no whole numbers", arguments: all)
  func rows(_ estimator: Estimator) {
    var twice = HopelessDesignTests.fixture(estimator)
    twice.rows.append(twice.rows[10])
    let request = HopelessDesignTests.request(estimator)
    guard case .duplicates("id", "t", 1, _)? = twice.failure(request) else {
      Issue.record("\(estimator) took a duplicate")
      return
    }
    let halves = HopelessDesignTests.fixture(estimator).changing { $0.period += 0.5 }
    guard case .notWhole("t", halves.rows.count, "row 1")? = halves.failure(request) else {
      Issue.record("\(estimator) took half periods")
      return
    }
  }

  @Test("a group of nobody after trimming", arguments: [Estimator.twoByTwo, .callawaySantAnna])
  func trimmed(_ estimator: Estimator) {
    // Two comparison units, one inside the range of the treated, so that there is a propensity, but it is near one.
    var fixture = HopelessDesignTests.fixture(estimator).keeping {
      $0.first != 0 || $0.unit == 1 || $0.unit == 5
    }
    fixture = fixture.changing {
      $0.x = $0.first > 0 ? $0.unit / 60 : $0.unit == 1 ? 0.2 : 0.5
      $0.weight = $0.first > 0 ? 1 : 1e-4
    }
    var request = HopelessDesignTests.request(estimator)
    request.columns.covariates = "~ x"
    request.columns.weights = "w"
    request.method = .weighting
    guard case .noOverlap(_, let trimmed)? = fixture.failure(request) else {
      Issue.record("\(estimator): \(String(describing: fixture.failure(request)))")
      return
    }
    #expect(trimmed == 2)
  }
}
