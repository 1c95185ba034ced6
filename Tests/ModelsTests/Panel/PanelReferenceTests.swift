import Models
import Testing

@Suite("Panel estimators on the reference cases")
struct PanelReferenceTests {
  @Test("between")
  func between() throws {
    let reference = try ReferenceCase("between_grunfeld", area: "fixed-effects")
    let panel = try PanelCase("grunfeld")
    let found = try BetweenEstimator().fit(panel.design.data, panel: panel.rows)
    try reference.check("coef", found.fit.names, found.fit.coefficients)
    try reference.check("se_iid", found.fit.names, found.fit.standardErrors)
    try reference.check("n", Double(found.fit.observations))
    try reference.check("df", Double(found.fit.residualDegrees))
    try reference.check("r2", found.rSquared)
  }

  @Test("first differences", arguments: [true, false])
  func differences(_ intercept: Bool) throws {
    let reference = try ReferenceCase("fd_grunfeld", area: "fixed-effects")
    let panel = try PanelCase("grunfeld", intercept: intercept)
    let key = intercept ? "" : "_noconst"
    let found = try FirstDifferences().fit(panel.design.data, panel: panel.rows)
    try reference.check("coef\(key)", found.fit.names, found.fit.coefficients)
    try reference.check("se_iid\(key)", found.fit.names, found.fit.standardErrors)
    try reference.check("df\(key)", Double(found.fit.residualDegrees))
    try reference.check("n", Double(found.fit.observations))
    let clustered = try FirstDifferences(covariance: .cluster([panel.unit]))
      .fit(panel.design.data, panel: panel.rows)
    try reference.check(
      intercept ? "se_cluster_hc0" : "se_cluster_noconst_hc0", found.fit.names,
      try panel.bareClustered(clustered))
  }

  @Test("random effects and their tests")
  func random() throws {
    let reference = try ReferenceCase("re_grunfeld", area: "fixed-effects")
    let panel = try PanelCase("grunfeld")
    let found = try RandomEffects().fit(panel.design.data, panel: panel.rows)
    let fit = found.fit
    try reference.check("coef", fit.names, fit.coefficients)
    try reference.check("se_iid", fit.names, fit.standardErrors)
    try reference.check("n", Double(fit.observations))
    let components = try #require(found.components)
    try reference.check("sigma2_e", components.idiosyncratic)
    try reference.check("sigma2_u", components.unit)
    try reference.check("theta", try #require(found.shares?.first))
    try reference.check("r2", found.rSquared)
    let clustered = try RandomEffects(covariance: .cluster([panel.unit]))
      .fit(panel.design.data, panel: panel.rows)
    try reference.check("se_cluster_hc0", fit.names, try panel.bareClustered(clustered))
    let hausman = try #require(found.test(.hausman))
    try reference.check("hausman_chisq", hausman.statistic)
    try reference.check("hausman_p", hausman.pValue)
    #expect(hausman.law == .chiSquared(2))
    let multiplier = try #require(found.test(.breuschPagan))
    try reference.check("bp_lm_chisq", multiplier.statistic)
    try reference.check("bp_lm_p", multiplier.pValue)
    let effects = try #require(found.test(.unitEffects))
    try reference.check("F_fe", effects.statistic)
    try reference.check("F_fe_p", effects.pValue)
    let within = try FixedEffectsLeastSquares().fit(
      panel.design.data, effects: [FixedEffect(name: "firm", grouping: panel.unit)])
    try reference.check("coef_within", within.names, within.coefficients)
    try reference.check("se_within", within.names, within.standardErrors)
  }
}
