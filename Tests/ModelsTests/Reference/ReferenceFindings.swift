import LinearAlgebra
import Models
import Testing

/// What this library finds for the keys of a regression's case.
struct ReferenceFindings {
  let reference: ReferenceCase
  let table: ReferenceTable
  let data: RegressionData
  let fit: LinearFit

  init(_ reference: ReferenceCase) throws {
    self.reference = reference
    table = try ReferenceTable(reference.dataset)
    data = try ReferenceModels.data(reference)
    fit = try LeastSquares().fit(data)
  }

  /// nil for a key that nothing here gives.
  func value(_ key: String) throws -> ReferenceValue? {
    if let value = try ofFit(key) ?? ofTerms(key) ?? ofTests(key) ?? withoutFactor(key)
      ?? ofSatterthwaite(key)
    {
      return value
    }
    let claims = ReferenceCovariances.claims
    guard let claim = claims.first(where: { $0.id == reference.id && $0.key == key }) else { return nil }
    return ReferenceFindings.covariance(
      key,
      try LeastSquares(covariance: claim.kind(table), profile: claim.profiles[0]).fit(data))
  }

  /// Standard errors, or for a key `vcov_…` the whole covariance.
  static func covariance(_ key: String, _ fit: LinearFit) -> ReferenceValue {
    guard key.hasPrefix("vcov") else { return .named(fit.names, fit.standardErrors) }
    let names = fit.names
    return .named(
      Dictionary(
        uniqueKeysWithValues: names.indices.map { row in
          (names[row], .named(names, names.indices.map { fit.covariance.matrix[row, $0] }))
        }))
  }

  private func ofFit(_ key: String) throws -> ReferenceValue? {
    switch key {
    case "n": return .number(Double(fit.observations))
    case "df": return .number(Double(fit.residualDegrees))
    case "df_model": return .number(Double(fit.modelDegrees))
    case "sigma": return .number(fit.sigma)
    case "ssr": return .number(fit.residualSumOfSquares)
    case "r2": return .number(fit.rSquared)
    case "adj_r2": return .number(fit.adjustedRSquared)
    case "loglik": return .number(fit.logLikelihood)
    case "aic_r": return .number(fit.criteriaWithVariance.aic)
    case "bic_r": return .number(fit.criteriaWithVariance.bic)
    case "aic_statsmodels": return .number(fit.criteriaOfCoefficients.aic)
    case "bic_statsmodels": return .number(fit.criteriaOfCoefficients.bic)
    case "F": return .number(try #require(fit.fTest).statistic)
    case "F_p": return .number(try #require(fit.fTest).pValue)
    case "F_df1": return .number(Double(try #require(fit.fTest).degrees))
    case "F_df2": return .number(try #require(fit.fTest?.denominatorDegrees))
    case "dropped": return .texts(fit.dropped)
    case "fitted": return firstRows(fit.fitted)
    case "hat": return firstRows(try fit.influence().leverage)
    case "cooks": return firstRows(try fit.influence().cooksDistance)
    case "rstandard": return firstRows(try fit.influence().standardised)
    case "rstudent": return firstRows(try fit.influence().studentised)
    default: return nil
    }
  }

  /// The cases hold ten rows.
  private func firstRows(_ values: [Double]) -> ReferenceValue { .numbers(Array(values.prefix(10))) }

  private func ofTerms(_ key: String) throws -> ReferenceValue? {
    let terms = fit.terms
    switch key {
    case "coef": return .named(fit.names, fit.coefficients)
    case "se", "se_iid": return .named(fit.names, fit.standardErrors)
    case "t_iid": return .named(fit.names, terms.map(\.statistic))
    case "p_iid": return .named(fit.names, terms.map(\.pValue))
    case "ci95_iid":
      return .named(
        Dictionary(
          uniqueKeysWithValues: terms.map { term in
            (term.name, .named(["2.5 %", "97.5 %"], [term.confidenceLow, term.confidenceHigh]))
          }))
    default: return nil
    }
  }

  private func ofTests(_ key: String) throws -> ReferenceValue? {
    switch key {
    case "dw": return .number(try fit.durbinWatson())
    case "bg_lm4": return .number(try fit.breuschGodfrey(lags: 4).lagrange.statistic)
    case "bg_lm4_p": return .number(try fit.breuschGodfrey(lags: 4).lagrange.pValue)
    case "bp_lm": return .number(try fit.breuschPagan().lagrange.statistic)
    case "bp_lm_p": return .number(try fit.breuschPagan().lagrange.pValue)
    case "reset_F": return .number(try fit.reset().statistic)
    case "wald_terms": return .texts(fit.names.filter { $0.hasPrefix("occupation") })
    case "wald_F_iid": return .number(try wald(.iid).statistic)
    case "wald_p_iid": return .number(try wald(.iid).pValue)
    case "wald_F_hc1": return .number(try wald(.hc1).statistic)
    case "wald_p_hc1": return .number(try wald(.hc1).pValue)
    case "wald_df": return .number(Double(try wald(.iid).degrees))
    default: return nil
    }
  }

  private func wald(_ kind: CovarianceKind) throws -> WaldTest {
    try fit.covariance(kind).wald(.zero(reference.names("wald_terms"), in: fit.names))
  }

  /// Sandwiches without any factor or with one part of it: fixest's divided out.
  private func withoutFactor(_ key: String) throws -> ReferenceValue? {
    let clusters: [String]
    switch key {
    case "se_cr0", "se_cr1", "n_clusters", "se_cr0_firm", "n_clusters_firm": clusters = ["firm"]
    case "n_clusters_year": clusters = ["year"]
    case "se_twoway_nossc": clusters = ["firm", "year"]
    default: return nil
    }
    let clustered = try fit.covariance(.cluster(clusters.map { try table.grouping($0) }))
    let groups = Double(clustered.covariance.clusters[0].count)
    if key.hasPrefix("n_") { return .number(groups) }
    let factor = clustered.covariance.factor / (key == "se_cr1" ? groups / (groups - 1) : 1)
    return .named(fit.names, clustered.standardErrors.map { $0 / factor.squareRoot() })
  }

  private func ofSatterthwaite(_ key: String) throws -> ReferenceValue? {
    guard key.contains("_satt_") else { return nil }
    let firm = try table.grouping("firm")
    let satterthwaite = try fit.covariance(
      key.hasSuffix("cr2") ? .cr2(firm) : .cluster([firm]), profile: .clubsandwich)
    return .named(
      fit.names,
      try satterthwaite.terms.map {
        key.hasPrefix("df") ? try #require($0.degreesOfFreedom) : $0.pValue
      })
  }
}
