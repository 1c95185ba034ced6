import Causal
import Columns
import Models
import Testing

/// What no estimator of differences can answer, each of them asked: a typed error, or a rule that the result states.
@Suite("Designs without an answer, for every estimator")
struct HopelessDesignTests {
  static let all = DifferencesEstimator.allCases
  static let synthetic: Set<DifferencesEstimator> = [.syntheticDifferences, .syntheticControl]
  static let clustered = all.filter { !synthetic.contains($0) }

  /// Two-by-two compares two periods.
  static func fixture(_ estimator: DifferencesEstimator) -> StaggeredFixture {
    let fixture = StaggeredFixture()
    guard estimator == .twoByTwo else { return fixture }
    return fixture.keeping { ($0.period == 4 || $0.period == 5) && $0.first != 4 && $0.first != 7 }
  }

  static func request(_ estimator: DifferencesEstimator, cluster: String? = nil) -> DifferencesRequest {
    var request = StaggeredFixture.request(estimator, cluster: cluster)
    if estimator == .stacked || estimator == .localProjections { request.events.window = -2...2 }
    request.errorSource = synthetic.contains(estimator) ? SyntheticErrorSource.none : nil
    return request
  }

  @Test("the plain sample has an answer", arguments: all)
  func plain(_ estimator: DifferencesEstimator) throws {
    let result = try Self.fixture(estimator).estimate(Self.request(estimator))
    let overall = try #require(result.aggregate?.overall)
    #expect(overall.estimate > 0.2 && overall.estimate < 1.5, "\(estimator): \(overall.estimate)")
  }

  @Test("one cluster is an error, with every method of two-by-two too", arguments: clustered)
  func oneCluster(_ estimator: DifferencesEstimator) {
    let fixture = Self.fixture(estimator).changing { $0.cluster = 1 }
    var requests = [Self.request(estimator, cluster: "cl")]
    if estimator == .twoByTwo || estimator == .callawaySantAnna {
      for method in DifferencesMethod.allCases {
        if estimator == .callawaySantAnna, method == .regression || method == .changesInChanges { continue }
        var other = requests[0]
        other.method = method
        requests.append(other)
      }
    }
    for request in requests {
      #expect(
        fixture.failure(request) == .regression(.singleCluster(name: "cl")),
        "\(estimator) \(String(describing: request.method))")
    }
  }

  @Test("one treated and one untreated cluster leave nothing for the error", arguments: clustered)
  func oneEach(_ estimator: DifferencesEstimator) {
    let fixture = Self.fixture(estimator).changing { $0.cluster = $0.first > 0 ? 1 : 0 }
    #expect(fixture.failure(Self.request(estimator, cluster: "cl")) == .oneClusterEach("cl"))
    // Two clusters with treated and untreated units each have an error.
    let mixed = Self.fixture(estimator).changing {
      $0.cluster = ($0.unit / 5).rounded(.down).truncatingRemainder(dividingBy: 2)
    }
    let found = try? mixed.estimate(Self.request(estimator, cluster: "cl"))
    #expect(found?.aggregate?.overall?.standardError ?? 1 > 1e-6, "\(estimator)")
  }

  @Test("clusters that do not hold whole units are an error", arguments: clustered)
  func brokenClusters(_ estimator: DifferencesEstimator) {
    let fixture = Self.fixture(estimator).changing { $0.cluster = $0.period }
    let units = Set(fixture.rows.map(\.unit)).count
    #expect(
      fixture.failure(Self.request(estimator, cluster: "cl")) == .clusterVaries(column: "cl", units: units),
      "\(estimator)")
  }

  @Test("outcomes beyond the range of products are an error, not dashes", arguments: all)
  func range(_ estimator: DifferencesEstimator) {
    for value in [1e308, -1e300, 1e75] {
      var fixture = Self.fixture(estimator)
      fixture.rows[3].outcome = value
      #expect(
        fixture.failure(Self.request(estimator)) == .regression(.outOfRange(column: "y", largest: abs(value)))
      )
    }
    let tiny = Self.fixture(estimator).changing { $0.outcome *= 1e-90 }
    guard case .regression(.outOfRange("y", _)) = tiny.failure(Self.request(estimator)) else {
      Issue.record("\(estimator) took outcomes of 1e-90")
      return
    }
    var covariate = Self.fixture(estimator)
    covariate.rows[2].x = 1e200
    var request = Self.request(estimator)
    request.columns.covariates = "~ x"
    #expect(covariate.failure(request) == .regression(.outOfRange(column: "x", largest: 1e200)))
  }

  @Test("the outcome as its own covariate is an error of the formula", arguments: all)
  func ownCovariate(_ estimator: DifferencesEstimator) {
    for covariates in ["~ y", "~ x + y", "~ x:y", "~ x*y", "~ i(y)", "y"] {
      var request = Self.request(estimator)
      request.columns.covariates = covariates
      let error = Self.fixture(estimator).failure(request)
      #expect(error?.isOfFormula == true, "\(estimator) \(covariates): \(String(describing: error))")
      #expect(error?.description.contains("'y' is the outcome") == true)
    }
  }
}
