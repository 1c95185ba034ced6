import Causal
import Columns
import Models
import Testing

/// Oracles, on rows made by the formula below: statsmodels 0.15 (`ols("y ~ d*a*e …").fit(cov_type="cluster")`, the coefficient of d:a:e), and
/// drdid 1.1.7 (`reg_did_panel`, `drdid_panel`, `std_ipw_did_panel` of the treated eligible against each of the three other groups, effects
/// and influences added with signs +, +, −).
@Suite("Triple differences against other tools")
struct TripleDifferencesTests {
  private static func table() throws -> Table {
    var columns: [String: [Double]] = [:]
    for i in 0..<80 {
      let (g, e, x) = (i % 2 == 0 ? 2.0 : 0, Double((i / 2) % 2), Double((i * 29) % 31) / 15 - 1)
      for t in [1.0, 2] {
        let isTreated = g == 2 && t == 2
        let noise = Double((i * 37 + Int(t) * 101 + i * Int(t) * 17) % 97) / 97 - 0.5
        let level = 0.1 * Double(i % 7) + 0.5 * t + 0.3 * e * t + 0.2 * x * t
        let y = level + (isTreated ? 0.4 : 0) + (isTreated && e == 1 ? 1.2 : 0) + noise
        for (name, value) in [
          ("id", Double(i + 1)), ("t", t), ("y", y), ("g", g), ("e", e), ("x", x), ("cl", Double(i / 8)),
          ("xa", t == 2 ? x : 0),
        ] {
          columns[name, default: []].append(value)
        }
      }
    }
    return try Table(columns.sorted { $0.key < $1.key }.map { (name: $0.key, column: Column($0.value)) })
  }

  private func effect(_ method: DifferencesMethod, covariates: String? = nil, cluster: String? = nil) throws
    -> EffectEstimate
  {
    var request = DifferencesRequest(
      TreatmentColumns(
        outcome: "y", unit: "id", time: "t", treatment: .firstTreated("g"), covariates: covariates,
        cluster: cluster, triple: "e"), estimator: .twoByTwo)
    request.method = method
    return try #require(try request.estimate(Self.table()).aggregate?.overall)
  }

  @Test(
    "the regression, clustered by unit and above, with and without covariates",
    arguments: [
      (nil, nil, 1.2293333333333334, 0.19387048595982448),
      (nil, "cl", 1.2293333333333334, 0.3300003426071816),
      ("~ x", nil, 1.2293333333333312, 0.1945113818763637),
      ("~ x + xa", "cl", 1.2555900156379756, 0.3293054180383575),
    ] as [(String?, String?, Double, Double)])
  func regression(_ covariates: String?, _ cluster: String?, _ estimate: Double, _ error: Double) throws {
    let found = try effect(.regression, covariates: covariates, cluster: cluster)
    #expect(abs(found.estimate - estimate) < 1e-12)
    #expect(abs(try #require(found.standardError) - error) < 1e-12, "\(found)")
  }

  // The peer's logit stops earlier than ours.
  @Test(
    "outcome regression, doubly robust and weighting with a covariate",
    arguments: [
      (.outcomeRegression, 1.2513323816642359, 0.1761527293776277, 1e-12),
      (.doublyRobust, 1.250728806939258, 0.17616985876963467, 1e-8),
      (.weighting, 1.250730650078903, 0.17594713052131586, 1e-8),
    ] as [(DifferencesMethod, Double, Double, Double)])
  func influence(_ method: DifferencesMethod, _ estimate: Double, _ error: Double, _ limit: Double) throws {
    let found = try effect(method, covariates: "~ x")
    #expect(abs(found.estimate - estimate) < limit, "\(found.estimate)")
    #expect(abs(try #require(found.standardError) - error) < limit, "\(found)")
  }
}
