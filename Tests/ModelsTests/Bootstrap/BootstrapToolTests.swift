import Columns
import Foundation
import Models
import TableFiles
import Testing

/// Oracles: every one of the 2048 sign vectors of Grunfeld's eleven firms drawn and refitted with another tool. Absorbed years:
/// statsmodels 0.15 with indicators; instruments: linearmodels 7.1, clustered and debiased; two ways: fixest 0.12.2 with
/// `vcov_fix = FALSE`; weights: NumPy, with statsmodels' WLS on indicators for some of the draws.
@Suite("The wild cluster bootstrap against other tools' refits")
struct BootstrapToolTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let formula: String
    var clusters = [["firm"]]
    var weights: String?
    var term = "value"
    let null: Double
    let t: Double
    let greater: Int
    let ties: Int
    var undefined = 0
    var testDescription: String { "\(formula), \(term) = \(null), \(weights ?? "unweighted")" }
  }

  static let cases = [
    Case(formula: "invest ~ value + capital | year", null: 0, t: 6.3882318894659536, greater: 0, ties: 2),
    Case(formula: "invest ~ value + capital | year", null: 0.08, t: 1.9743388815207308, greater: 46, ties: 2),
    Case(
      formula: "invest ~ 1 | value ~ capital + year", null: 0, t: 8.172404488261169, greater: 439, ties: 1),
    Case(
      formula: "invest ~ 1 | value ~ capital + year", null: 0.15, t: 2.0180231836339653, greater: 892, ties: 1
    ),
    Case(
      formula: "invest ~ value + capital | firm", clusters: [["firm"], ["year"]], null: 0.05,
      t: 5.16506076018059, greater: 282, ties: 2),
    Case(
      formula: "invest ~ value + capital | firm", clusters: [["firm"], ["year"]], null: 0.08,
      t: 2.58807600943054, greater: 266, ties: 2, undefined: 512),
    Case(
      formula: "invest ~ capital + year", weights: "value", term: "capital", null: 0, t: 10.996986040634573,
      greater: 20, ties: 2),
    Case(
      formula: "invest ~ capital + year", weights: "value", term: "capital", null: 0.2, t: 7.625995968158325,
      greater: 80, ties: 2),
    Case(
      formula: "invest ~ capital | year", weights: "value", term: "capital", null: 0.3, t: 4.994039144977914,
      greater: 130, ties: 2),
  ]

  @Test("t, draws beyond it, ties and draws without a variance", arguments: cases)
  func refits(_ test: Case) throws {
    let names = test.clusters.map { $0[0] }
    let request = EstimateRequest(
      DesignRequest(try Formula(test.formula), weights: test.weights),
      covariance: try CovarianceRequest("cluster:\(names.joined(separator: "+"))"),
      bootstrap: WildBootstrapRequest(
        term: test.term, equals: test.null, clusters: test.clusters, drawnBy: ["firm"], repetitions: .all))
    let path = ReferenceFolder.dataFile("grunfeld").path(percentEncoded: false)
    let table = try TableReader().read(path: path, columns: request.columns).table
    let found = try #require(try request.estimate(table).bootstrap)
    expectNear(found.statistic, test.t, 1e-9, "t")
    #expect(found.greater == test.greater && found.ties == test.ties && found.undefined == test.undefined)
    #expect(found.repetitions == 2048 && found.isEnumerated)
    #expect(found.pValue == Double(test.greater) / Double(2048 - test.undefined))
  }
}
