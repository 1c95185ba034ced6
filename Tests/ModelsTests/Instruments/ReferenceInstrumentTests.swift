import Columns
import Foundation
import Models
import TableFiles
import Testing

/// Oracles: ivreg 0.6-7 and sandwich, linearmodels 7.1, fixest 0.12.2 as the cases say (notebooks-data/reference/cases/iv).
@Suite("Instrumental variables against established tools")
struct ReferenceInstrumentTests {
  private struct Case {
    let reference: ReferenceCase
    let data: InstrumentedData

    init(_ id: String, _ formula: String, _ dataset: String, filter: String? = nil) throws {
      reference = try ReferenceCase(id, area: "iv")
      let request = DesignRequest(
        try Formula(formula), filter: try filter.map { try RowFilter($0) })
      let table = try TableReader().read(
        path: ReferenceFolder.dataFile(dataset).path(percentEncoded: false), columns: request.columns
      ).table
      data = try #require(InstrumentedData(try Design(request, table)))
    }
  }

  private static func make(_ id: String) throws -> Case {
    let card = "lwage ~ exper + expersq + black + smsa + south + smsa66 | educ ~ "
    switch id {
    case "iv_card_just": return try Case(id, card + "nearc4", "card")
    case "iv_card_over": return try Case(id, card + "nearc4 + nearc2", "card")
    default:
      return try Case(
        id,
        "log(packs) ~ log(income/population/cpi) | log(price/cpi) ~ I((taxs-tax)/cpi) + I(tax/cpi)",
        "cigarettes_sw", filter: "year == 1995")
    }
  }

  private func renamed(_ names: [String]) -> [String] {
    let other = ["log(income/population/cpi)": "lrincome", "log(price/cpi)": "lrprice"]
    return names.map { other[$0] ?? $0 }
  }

  @Test("every number of the case", arguments: ["iv_card_just", "iv_card_over", "iv_cigarettes"])
  func all(_ id: String) throws {
    let test = try Self.make(id)
    let reference = test.reference
    func fit(
      _ method: InstrumentalVariables.Method = .twoStage, _ kind: CovarianceKind = .iid,
      _ profile: Profile = .fixest
    ) throws -> InstrumentedFit {
      try InstrumentalVariables(method, covariance: kind, profile: profile).fit(test.data)
    }
    let plain = try fit()
    let stage = plain.tests.firstStages[0]
    for key in reference.keys {
      switch key {
      case "coef": try reference.check(key, renamed(plain.fit.names), plain.fit.coefficients)
      case "n": try reference.check(key, Double(plain.fit.observations))
      case "df": try reference.check(key, Double(plain.fit.residualDegrees))
      case "sigma": try reference.check(key, plain.fit.sigma)
      case "r2": try reference.check(key, plain.fit.rSquared)
      case "ssr": try reference.check(key, plain.fit.residualSumOfSquares)
      case "se_iid": try reference.check(key, renamed(plain.fit.names), plain.fit.standardErrors)
      case "se_hc0", "se_hc1":
        let robust = try fit(.twoStage, key == "se_hc0" ? .hc0 : .hc1).fit
        try reference.check(key, renamed(robust.names), robust.standardErrors)
      case "se_iid_n":
        let factor = (Double(plain.fit.residualDegrees) / Double(plain.fit.observations)).squareRoot()
        try reference.check(
          key, renamed(plain.fit.names), plain.fit.standardErrors.map { $0 * factor })
      case "weak_F": try reference.check(key, stage.f.statistic)
      case "weak_p": try reference.check(key, stage.f.pValue)
      case "weak_df1": try reference.check(key, Double(stage.f.degrees))
      case "weak_df2": try reference.check(key, try #require(stage.f.denominatorDegrees))
      case "weak_F_robust_hc1":
        let robust = try fit(.twoStage, .hc1).tests
        try reference.check(key, try #require(robust.firstStages[0].robust).statistic)
        // One endogenous regressor: Kleibergen and Paap's statistic is that F.
        expectNear(try #require(robust.weakness.kleibergenPaap), try reference.number(key), 1e-9, key)
      case "partial_r2": try reference.check(key, stage.partialRSquared)
      case "wu_hausman_F": try reference.check(key, try #require(plain.tests.wuHausman).statistic)
      case "wu_hausman_p": try reference.check(key, try #require(plain.tests.wuHausman).pValue)
      case "wu_hausman_df2":
        try reference.check(key, try #require(plain.tests.wuHausman?.denominatorDegrees))
      case "durbin": try reference.check(key, try #require(plain.tests.durbin).statistic)
      case "sargan", "sargan_fixest": try reference.check(key, try #require(plain.tests.sargan).statistic)
      case "sargan_p", "sargan_fixest_p": try reference.check(key, try #require(plain.tests.sargan).pValue)
      case "sargan_df": try reference.check(key, Double(try #require(plain.tests.sargan).degrees))
      case "basmann": try reference.check(key, try #require(plain.tests.basmann).statistic)
      case "liml_coef":
        let liml = try fit(.liml).fit
        try reference.check(key, renamed(liml.names), liml.coefficients)
      case "liml_se_iid", "liml_se_hc1":
        let liml = try fit(.liml, key == "liml_se_iid" ? .iid : .hc1).fit
        try reference.check(key, renamed(liml.names), liml.standardErrors)
      case "liml_kappa": try reference.check(key, try #require(try fit(.liml).kappa))
      case "gmm2_coef":
        let gmm = try fit(.gmm).fit
        try reference.check(key, renamed(gmm.names), gmm.coefficients)
      case "gmm2_se":
        let gmm = try fit(.gmm).fit
        try reference.check(key, renamed(gmm.names), gmm.standardErrors)
      case "hansen_J": try reference.check(key, try #require(try fit(.gmm).tests.hansen).statistic)
      case "hansen_J_p": try reference.check(key, try #require(try fit(.gmm).tests.hansen).pValue)
      default: #expect(["wooldridge_overid"].contains(key), "\(key) is not checked")
      }
    }
  }
}
