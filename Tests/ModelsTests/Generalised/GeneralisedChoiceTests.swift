import Foundation
import LinearAlgebra
import Models
import TableFiles
import Testing

@Suite("Generalised models of ordered levels and of choices within strata")
struct GeneralisedChoiceTests {
  private static func ordered() throws -> RegressionData {
    try GeneralisedData.quine { $0 <= 5 ? 1 : $0 <= 15 ? 2 : $0 <= 30 ? 3 : 4 }
  }

  @Test("ordered logit in 30 digits, its null model and criterion by polr")
  func orderedLogit() throws {
    let data = try Self.ordered()
    let oracle = try GeneralisedOracle("ordered")
    let fit = try OrderedLogit(profile: .stata).fit(data)
    #expect(fit.isConverged)
    #expect(fit.names.suffix(3) == ["1|2", "2|3", "3|4"])
    try oracle.check("coef", fit.names, fit.coefficients, 1e-12)
    try oracle.check("se", fit.names, fit.standardErrors, 1e-11)
    try oracle.check("se_hc0", fit.names, try fit.covariance(.hc0).standardErrors, 1e-11)
    try oracle.check("loglik", fit.logLikelihood, 1e-13)
    try oracle.check("loglik0", fit.nullLogLikelihood, 1e-10)
    try oracle.check("aic", fit.criteria.aic, 1e-9)
    // Without regressors the thresholds are the log odds of the shares.
    let shares = [45.0, 47, 29, 25].map { $0 / 146 }
    expectNear(
      fit.nullLogLikelihood, zip(shares, [45.0, 47, 29, 25]).reduce(0) { $0 + $1.1 * log($1.0) }, 1e-13,
      "by hand")
  }

  @Test("ordered logit of two levels is logit, thresholds the intercept with its sign turned")
  func twoLevels() throws {
    let data = try GeneralisedData.spector()
    for kind in [CovarianceKind.iid, .hc0, .hc1] {
      let ordered = try OrderedLogit(covariance: kind, profile: .stata).fit(data)
      let logit = try GeneralisedLinearModel(family: .logit, covariance: kind, profile: .stata).fit(data)
      for term in 0..<3 {
        expectNear(ordered.coefficients[term], logit.coefficients[term + 1], 1e-11, "coefficient")
        expectNear(ordered.standardErrors[term], logit.standardErrors[term + 1], 1e-11, kind.description)
      }
      expectNear(ordered.coefficients[3], -logit.coefficients[0], 1e-11, "threshold")
      expectNear(ordered.logLikelihood, logit.logLikelihood, 1e-13, "log-likelihood")
      expectNear(ordered.pseudoRSquared, logit.pseudoRSquared, 1e-11, "pseudo R²")
    }
  }

  @Test("ordered logit: frequencies are rows repeated, levels turned round turn every sign")
  func orderedLaws() throws {
    let y = [1.0, 2, 3, 1, 2, 3, 3, 2]
    let x = [0.5, 1, 1.5, 2, 3, 3.5, 4, 5]
    let times = [1, 2, 3, 1, 2, 2, 1, 3]
    let rows = times.indices.flatMap { Array(repeating: $0, count: times[$0]) }
    let weighted = try OrderedLogit(covariance: .hc1).fit(
      regression(
        y, [("x", .real(x))], weights: ObservationWeights(.frequency, values: times.map(Double.init))))
    let repeated = try OrderedLogit(covariance: .hc1).fit(
      regression(rows.map { y[$0] }, [("x", .real(rows.map { x[$0] }))]))
    let turned = try OrderedLogit(covariance: .hc1).fit(
      regression(rows.map { 4 - y[$0] }, [("x", .real(rows.map { x[$0] }))]))
    for term in 0..<3 {
      expectNear(weighted.coefficients[term], repeated.coefficients[term], 1e-11, "coefficient")
      expectNear(weighted.standardErrors[term], repeated.standardErrors[term], 1e-11, "error")
    }
    expectNear(turned.coefficients[0], -repeated.coefficients[0], 1e-11, "slope")
    expectNear(turned.coefficients[1], -repeated.coefficients[2], 1e-11, "threshold")
    expectNear(turned.standardErrors[0], repeated.standardErrors[0], 1e-11, "error")
  }

  /// Oracle: statsmodels 0.15's ConditionalLogit, three Newton steps with its scores of groups after its own search; the sandwich of
  /// those scores summed over clusters and the information by the recursion over rows, in NumPy.
  @Test("conditional logit of union members by person: errors clustered on persons and on years of schooling")
  func clustered() throws {
    func estimate(_ covariance: String, _ profile: Profile) throws -> Estimate {
      var request = EstimateRequest(
        DesignRequest(try Formula("union ~ married + I(hours / 1000) + I(expersq / 100)")),
        covariance: try CovarianceRequest(covariance), profile: profile)
      request.choice = .conditionalLogit(strata: "nr")
      let path = ReferenceFolder.dataFile("wage_panel").path(percentEncoded: false)
      return try request.estimate(TableReader().read(path: path, columns: request.columns).table)
    }
    let coefficients = [0.2953604414166206, -0.24920725842801233, -0.28471743060832894]
    let bare = [
      "iid": [0.16528806025170506, 0.12196896305300308, 0.1833472770051402],
      "cluster:nr": [0.17296364390407, 0.14612448425020225, 0.2266869378091424],
      "cluster:educ": [0.13774960313236576, 0.16250849265298603, 0.21715896937545728],
    ]
    for profile in [Profile.fixest, .stata, .statsmodels, .clubsandwich] {
      for (covariance, errors) in bare where profile != .clubsandwich || covariance == "iid" {
        let found = try estimate(covariance, profile)
        #expect(found.observations == 1968)
        let groups = covariance == "iid" ? 0 : covariance == "cluster:nr" ? 246.0 : 10
        var factor = covariance == "iid" ? 1 : groups / (groups - 1)
        // fixest and statsmodels count parameters in clustered errors.
        if covariance != "iid", profile != .stata { factor *= 1967.0 / 1965 }
        for (term, (coefficient, error)) in zip(found.terms, zip(coefficients, errors)) {
          expectNear(term.estimate, coefficient, 1e-12, term.name)
          expectNear(term.standardError, error * factor.squareRoot(), 1e-12, "\(covariance), \(profile)")
        }
      }
    }
  }

  private static func strata() throws -> Grouping { try GeneralisedData.quineGroups("Sex", "Age") }

  private static func choices() throws -> RegressionData {
    let days = try GeneralisedData.quine { $0 > 15 ? 1 : 0 }
    let names = ["EthN", "LrnSL", "x2"]
    return RegressionData(
      matrix: TallMatrix(
        rows: 146,
        columns: [
          days.matrix.columns[1], days.matrix.columns[6],
          .real(GeneralisedData.byRow { Double($0 % 7) }),
        ]), names: names, outcome: days.outcome)
  }

  @Test("conditional logit as survival's exact one")
  func conditional() throws {
    let fit = try ConditionalLogit(profile: .stata).fit(Self.choices(), strata: Self.strata())
    let oracle = try GeneralisedOracle("conditional")
    #expect(fit.isConverged)
    try oracle.check("coef", fit.names, fit.coefficients, 1e-9)
    try oracle.check("se", fit.names, fit.standardErrors, 1e-9)
    try oracle.check("loglik", fit.logLikelihood, 1e-12)
    try oracle.check("loglik0", fit.nullLogLikelihood, 1e-12)
  }

  @Test("pairs with one case each: logit of differences without an intercept")
  func pairs() throws {
    let x = [0.5, 1, 1.5, 0.7, 3, 3.5, 4, 3.1, 2, 2.4, 1, 1.9]
    let z = [1.0, 0, 0, 1, 1, 1, 0, 1, 0, 0, 1, 0]
    // The first of a pair is the case.
    let pairs = Grouping(name: "pair", codes: (0..<12).map { UInt32($0 / 2) }, count: 6)
    let data = regression(
      (0..<12).map { $0 % 2 == 0 ? 1 : 0 }, [("x", .real(x)), ("z", .real(z))])
    let conditional = try ConditionalLogit(profile: .stata).fit(data, strata: pairs)
    func difference(_ values: [Double]) -> [Double] { (0..<6).map { values[2 * $0] - values[2 * $0 + 1] } }
    // Turned round in every other pair, so that the outcome varies.
    let signs = (0..<6).map { $0 % 2 == 0 ? 1.0 : -1 }
    let logit = try GeneralisedLinearModel(family: .logit, profile: .stata).fit(
      regression(
        signs.map { $0 > 0 ? 1 : 0 }, intercept: false,
        [
          ("x", .real(zip(difference(x), signs).map { $0 * $1 })),
          ("z", .real(zip(difference(z), signs).map { $0 * $1 })),
        ]))
    for term in 0..<2 {
      expectNear(conditional.coefficients[term], logit.coefficients[term], 1e-11, "coefficient")
      expectNear(conditional.standardErrors[term], logit.standardErrors[term], 1e-11, "error")
    }
    expectNear(conditional.logLikelihood, logit.logLikelihood, 1e-13, "log-likelihood")
    // A cluster of pairs is a pair here.
    let clustered = try conditional.covariance(.cluster([pairs]), profile: .stata)
    let rows = try logit.covariance(.hc0, profile: .stata)
    for term in 0..<2 {
      expectNear(
        clustered.standardErrors[term], rows.standardErrors[term] * (6.0 / 5).squareRoot(), 1e-11, "cluster")
    }
  }

  @Test("a stratum of three with one case by hand; strata without choice and columns without variation")
  func byHand() throws {
    let data = RegressionData(
      matrix: TallMatrix(
        rows: 8, columns: [.real([1, 0, 0, 1, 0, 0, 5, 6]), .real([2, 2, 2, 3, 3, 3, 1, 1])]),
      names: ["x", "constant within"], outcome: .real([1, 0, 0, 0, 1, 0, 1, 1]))
    let strata = Grouping(name: "s", codes: [0, 0, 0, 1, 1, 1, 2, 2], count: 3)
    let fit = try ConditionalLogit(profile: .stata).fit(data, strata: strata)
    // ℓ = b − 2 log(e^b + 2): e^b = 2, with information 2·½·½.
    expectNear(fit.coefficients[0], log(2), 1e-13, "log 2")
    expectNear(fit.standardErrors[0], 2.0.squareRoot(), 1e-12, "√2")
    expectNear(fit.nullLogLikelihood, -2 * log(3), 1e-14, "null")
    #expect(fit.dropped == ["constant within"])
    #expect(fit.uninformativeRows == 2)
  }

  @Test("what is refused")
  func refused() throws {
    let data = try Self.choices()
    let strata = try Self.strata()
    let ages = try GeneralisedData.quineGroups("Eth")
    #expect(throws: RegressionError.self) {
      try ConditionalLogit(covariance: .cluster([ages])).fit(data, strata: strata)
    }
    #expect(throws: RegressionError.self) { try ConditionalLogit(covariance: .hc3).fit(data, strata: strata) }
    #expect(throws: RegressionError.self) { try OrderedLogit(covariance: .hc3).fit(Self.ordered()) }
    #expect(throws: RegressionError.constantOutcome(name: "y", value: 2)) {
      try OrderedLogit().fit(regression([2, 2, 2, 2], [("x", .real([1, 2, 3, 4]))]))
    }
    let cell = Grouping(name: "s", codes: Array(repeating: 0, count: 4), count: 1)
    #expect(throws: RegressionError.constantOutcome(name: "y", value: 1)) {
      try ConditionalLogit().fit(regression([1, 1, 1, 1], [("x", .real([1, 2, 3, 4]))]), strata: cell)
    }
    #expect(
      throws: RegressionError.outcomeOutsideFamily(
        name: "y", row: 2, value: 3, family: "conditional-logit", range: "0 or 1")
    ) {
      try ConditionalLogit().fit(regression([1, 3, 1, 0], [("x", .real([1, 2, 3, 4]))]), strata: cell)
    }
  }
}
