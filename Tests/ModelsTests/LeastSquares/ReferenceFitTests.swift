import Models
import Testing

// R 4.2.2 (lm, sandwich), statsmodels 0.15, pyfixest 0.60 and NIST's certified values, as each file of the cases says.

@Suite("Least squares against established tools")
struct ReferenceFitTests {
  @Test(
    "coefficients, sums of squares and what follows from them",
    arguments: [
      "ols_se_statecrime", "cluster_petersen", "factors_cps1985", "fweights_titanic", "rankdef_card",
      "wls_caschools", "nist_noint1", "nist_norris", "cr2cr3_grunfeld", "driscoll_kraay_grunfeld",
      "newey_west_macrodata",
    ])
  func fit(_ id: String) throws {
    let reference = try ReferenceCase(id)
    let fit = try LeastSquares().fit(ReferenceModels.data(reference))
    try reference.check("coef", fit.names, fit.coefficients)
    for key in reference.keys {
      switch key {
      case "n": try reference.check(key, Double(fit.observations))
      case "df": try reference.check(key, Double(fit.residualDegrees))
      case "df_model": try reference.check(key, Double(fit.modelDegrees))
      case "sigma": try reference.check(key, fit.sigma)
      case "ssr": try reference.check(key, fit.residualSumOfSquares)
      case "r2": try reference.check(key, fit.rSquared)
      case "adj_r2": try reference.check(key, fit.adjustedRSquared)
      case "loglik": try reference.check(key, fit.logLikelihood)
      case "aic_r": try reference.check(key, fit.criteriaWithVariance.aic)
      case "bic_r": try reference.check(key, fit.criteriaWithVariance.bic)
      case "aic_statsmodels": try reference.check(key, fit.criteriaOfCoefficients.aic)
      case "bic_statsmodels": try reference.check(key, fit.criteriaOfCoefficients.bic)
      case "se", "se_iid": try reference.check(key, fit.names, fit.standardErrors)
      case "t_iid": try reference.check(key, fit.names, fit.terms.map(\.statistic))
      case "p_iid": try reference.check(key, fit.names, fit.terms.map(\.pValue))
      case "ci95_iid":
        for (name, ends) in try reference.table(key) {
          let term = fit.terms[try fit.position(of: name)]
          expectNear(term.confidenceLow, try #require(ends["2.5 %"]), 1e-9, "\(id) low \(name)")
          expectNear(term.confidenceHigh, try #require(ends["97.5 %"]), 1e-9, "\(id) high \(name)")
        }
      case "F": try reference.check(key, try #require(fit.fTest).statistic)
      case "F_p": try reference.check(key, try #require(fit.fTest).pValue)
      case "F_df1": try reference.check(key, Double(try #require(fit.fTest).degrees))
      case "F_df2":
        try reference.check(key, try #require(fit.fTest?.denominatorDegrees))
      case "dropped": #expect(try fit.dropped == reference.names(key))
      case "fitted": try reference.check(key, Array(fit.fitted.prefix(10)))
      default: break
      }
    }
  }
}
