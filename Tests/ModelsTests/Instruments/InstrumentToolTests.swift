import Foundation
import Models
import TableFiles
import Testing

/// Oracle: numbers of linearmodels 7.1 and fixest 0.12.2 on public data, with clusters, lags, weights and effects
/// (Resources/oracles/instruments.json says which). Continuous updating: linearmodels' own search stops 10⁻³ to 10⁻⁶ standard errors short of
/// the minimum of its criterion, which Newton steps in numbers of 64-bit mantissas (NumPy's long doubles) go on to; errors and J are linearmodels' there.
@Suite("Instrumental variables with clusters and effects against other tools")
struct InstrumentToolTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let tool: String
    let formula: String
    let data: String
    let estimator: String
    let covariance: String
    let profile: String
    let weights: String?
    let terms: [String: [Double]]
    let tests: [String: Double]

    var testDescription: String {
      "\(tool): \(formula), \(estimator), \(covariance), \(weights ?? "unweighted")"
    }
  }

  static let cases: [Case] = {
    guard let url = Bundle.module.url(forResource: "Resources/oracles/instruments", withExtension: "json"),
      let data = try? Data(contentsOf: url)
    else { return [] }
    return (try? JSONDecoder().decode([Case].self, from: data)) ?? []
  }()

  @Test("the oracle's cases are there")
  func complete() { #expect(Self.cases.count == 23) }

  /// fixest absorbs to 10⁻¹¹, linearmodels solves by normal equations of badly scaled columns.
  private static let tolerance = 2e-9

  @Test("coefficients, errors and tests", arguments: cases)
  func numbers(_ test: Case) throws {
    let request = EstimateRequest(
      DesignRequest(try Formula(test.formula), weights: test.weights),
      covariance: try CovarianceRequest(test.covariance),
      profile: try #require(Profile(rawValue: test.profile)),
      estimator: try #require(Estimator(rawValue: test.estimator)))
    let path = ReferenceFolder.dataFile(test.data).path(percentEncoded: false)
    let found = try request.estimate(TableReader().read(path: path, columns: request.columns).table)
    #expect(Set(found.terms.map(\.name)) == Set(test.terms.keys))
    for term in found.terms {
      let wanted = try #require(test.terms[term.name])
      expectNear(term.estimate, wanted[0], Self.tolerance, "\(term.name) estimate")
      expectNear(term.standardError, wanted[1], Self.tolerance, "\(term.name) error")
    }
    let tests = try #require(found.instruments)
    for (name, wanted) in test.tests {
      let value: Double? =
        switch name {
        case "first_stage_f": tests.firstStages[0].f.statistic
        case "robust_f": tests.firstStages[0].robust?.statistic
        case "wu_hausman": tests.wuHausman?.statistic
        case "sargan": tests.sargan?.statistic
        default: tests.hansen?.statistic
        }
      expectNear(try #require(value), wanted, Self.tolerance, name)
    }
  }
}
