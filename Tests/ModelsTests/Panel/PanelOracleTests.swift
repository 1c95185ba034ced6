import Foundation
import LinearAlgebra
import Models
import Testing

// plm 2.6-2, linearmodels 7.1 and lme4 on balanced and unbalanced panels; closed forms agree to rounding.

@Suite("Panel estimators against plm, linearmodels and lme4")
struct PanelOracleTests {
  @Test("between", arguments: PanelCase.all)
  func between(_ id: String) throws {
    let panel = try PanelCase(id)
    let found = try BetweenEstimator().fit(panel.design.data, panel: panel.rows)
    try panel.check("between", "coef", found.fit, found.fit.coefficients, 1e-10)
    try panel.check("between", "se", found.fit, found.fit.standardErrors, 1e-10)
    try panel.check("between", "r2", found.rSquared, 1e-10)
    try panel.check("between", "n", Double(found.fit.observations), 0)
    try panel.check("lm_between", "coef", found.fit, found.fit.coefficients, 1e-10)
    for (key, value) in determination(found) { try panel.check("lm_between", key, value, 1e-9) }
    let robust = try BetweenEstimator(covariance: .hc1, profile: .linearmodels)
      .fit(panel.design.data, panel: panel.rows)
    try panel.check("lm_between", "robust", robust.fit, robust.fit.standardErrors, 1e-10)
    // A cluster of one row each is HC0 with its factor.
    let clustered = try BetweenEstimator(covariance: .cluster([panel.unit]))
      .fit(panel.design.data, panel: panel.rows)
    let plain = try BetweenEstimator(covariance: .hc0).fit(panel.design.data, panel: panel.rows)
    for (a, b) in zip(try panel.bareClustered(clustered), plain.fit.standardErrors) {
      expectNear(a, b, 1e-12, id)
    }
  }

  @Test("first differences over gaps, with a trend", arguments: PanelCase.all)
  func spanned(_ id: String) throws {
    let panel = try PanelCase(id)
    let found = try FirstDifferences(covariance: .cluster([panel.unit]))
      .fit(panel.design.data, panel: panel.rows)
    try panel.check("fd", "coef", found.fit, found.fit.coefficients, 1e-10)
    try panel.check("fd", "n", Double(found.fit.observations), 0)
    try panel.check("fd", "r2", found.rSquared, 1e-9)
    if panel.has("fd", "cluster") {
      try panel.check("fd", "cluster", found.fit, try panel.bareClustered(found), 1e-9)
    }
    let plain = try FirstDifferences().fit(panel.design.data, panel: panel.rows)
    try panel.check("fd", "se", plain.fit, plain.fit.standardErrors, 1e-10)
    let hasGaps = ["munnell_unbalanced", "wage_unbalanced"].contains(id)
    #expect(found.warnings.isEmpty == !hasGaps)
    guard panel.has("fd0") else { return }
    let without = try PanelCase(id, intercept: false)
    let bare = try FirstDifferences(covariance: .cluster([without.unit]))
      .fit(without.design.data, panel: without.rows)
    try without.check("fd0", "coef", bare.fit, bare.fit.coefficients, 1e-10)
    if panel.has("fd0", "cluster") {
      try without.check("fd0", "cluster", bare.fit, try without.bareClustered(bare), 1e-9)
    }
  }

  @Test("first differences without gaps and trend", arguments: PanelCase.all)
  func skipped(_ id: String) throws {
    let panel = try PanelCase(id, intercept: false)
    func fit(_ kind: CovarianceKind) throws -> PanelFit {
      try FirstDifferences(gaps: .skipped, covariance: kind, profile: .linearmodels)
        .fit(panel.design.data, panel: panel.rows)
    }
    let found = try fit(.iid)
    try panel.check("lm_fd", "coef", found.fit, found.fit.coefficients, 1e-10)
    try panel.check("lm_fd", "se", found.fit, found.fit.standardErrors, 1e-10)
    try panel.check("lm_fd", "n", Double(found.fit.observations), 0)
    try panel.check("lm_fd", "r2_within", found.determination.within, 1e-9)
    let clustered = try fit(.cluster([panel.unit]))
    try panel.check("lm_fd", "cluster", clustered.fit, clustered.fit.standardErrors, 1e-10)
    let robust = try fit(.hc1)
    try panel.check("lm_fd", "robust", robust.fit, robust.fit.standardErrors, 1e-10)
  }

  @Test(
    "random effects of plm", arguments: PanelCase.all,
    [RandomEffects.Method.swamyArora, .wallaceHussain, .nerlove])
  func random(_ id: String, _ method: RandomEffects.Method) throws {
    let panel = try PanelCase(id)
    let part = [.swamyArora: "swar", .wallaceHussain: "walhus", .nerlove: "nerlove"][method] ?? ""
    let found = try RandomEffects(method).fit(panel.design.data, panel: panel.rows)
    let components = try #require(found.components)
    try panel.check(part, "sigma2_e", components.idiosyncratic, 1e-10)
    try panel.check(part, "sigma2_u", components.unit, 1e-9)
    let shares = try #require(found.shares)
    try panel.check(part, "theta_min", shares.min(), 1e-9)
    try panel.check(part, "theta_max", shares.max(), 1e-9)
    try panel.check(part, "coef", found.fit, found.fit.coefficients, 1e-9)
    try panel.check(part, "se", found.fit, found.fit.standardErrors, 1e-9)
    try panel.check(part, "r2", found.rSquared, 1e-9)
    let clustered = try RandomEffects(method, covariance: .cluster([panel.unit]))
      .fit(panel.design.data, panel: panel.rows)
    try panel.check(part, "cluster", clustered.fit, try panel.bareClustered(clustered), 1e-9)
  }

  @Test("random effects of linearmodels", arguments: PanelCase.all)
  func harmonic(_ id: String) throws {
    let panel = try PanelCase(id)
    let method = Profile.linearmodels.randomEffectsMethod
    let found = try RandomEffects(method, profile: .linearmodels).fit(panel.design.data, panel: panel.rows)
    let components = try #require(found.components)
    try panel.check("lm_re", "sigma2_e", components.idiosyncratic, 1e-10)
    try panel.check("lm_re", "sigma2_u", components.unit, 1e-9)
    try panel.check("lm_re", "theta_min", found.shares?.min(), 1e-9)
    try panel.check("lm_re", "theta_max", found.shares?.max(), 1e-9)
    try panel.check("lm_re", "coef", found.fit, found.fit.coefficients, 1e-9)
    try panel.check("lm_re", "se", found.fit, found.fit.standardErrors, 1e-9)
    try panel.check("lm_re", "r2", found.rSquared, 1e-9)
    for (key, value) in determination(found) { try panel.check("lm_re", key, value, 1e-9) }
    let clustered = try RandomEffects(method, covariance: .cluster([panel.unit]), profile: .linearmodels)
      .fit(panel.design.data, panel: panel.rows)
    try panel.check("lm_re", "cluster", clustered.fit, clustered.fit.standardErrors, 1e-9)
  }

  /// lme4 stops where its criterion hardly changes: the likelihood is right to rounding there, variances to about its root.
  @Test("maximum likelihood", arguments: PanelCase.all)
  func likelihood(_ id: String) throws {
    let panel = try PanelCase(id)
    let found = try RandomEffects(.maximumLikelihood).fit(panel.design.data, panel: panel.rows)
    let components = try #require(found.components)
    #expect(found.convergence?.isReached == true)
    try panel.check("ml", "loglik", found.fit.logLikelihood, 1e-10)
    #expect(found.fit.logLikelihood >= (try panel.number("ml", "loglik")) - 1e-9)
    try panel.check("ml", "sigma2_e", components.idiosyncratic, 2e-5)
    try panel.check("ml", "sigma2_u", components.unit, 2e-4)
    try panel.check("ml", "coef", found.fit, found.fit.coefficients, 1e-4)
    try panel.check("ml", "se", found.fit, found.fit.standardErrors, 1e-4)
  }

  @Test("tests of random effects", arguments: PanelCase.all)
  func tests(_ id: String) throws {
    let panel = try PanelCase(id)
    let found = try RandomEffects().fit(panel.design.data, panel: panel.rows)
    let differences = try FirstDifferences().fit(panel.design.data, panel: panel.rows)
    let names: [(String, PanelTest.Name)] = [
      ("bp_individual", .breuschPagan), ("bp_time", .breuschPaganTime), ("bp_twoways", .breuschPaganBoth),
      ("honda_individual", .honda), ("honda_time", .hondaTime), ("honda_twoways", .hondaBoth),
      ("kw_twoways", .kingWu), ("ghm_twoways", .gourierouxHollyMonfort), ("f", .unitEffects),
      ("wartest", .wooldridgeWithin), ("wtest", .wooldridgeUnobserved),
      ("wfd_fe", .wooldridgeDifferences), ("wfd_fd", .wooldridgeRandomWalk),
    ]
    var compared = 0
    for (key, name) in names where panel.has("tests", key) {
      let test = try #require(found.test(name) ?? differences.test(name), "\(id) \(name)")
      let wanted = try panel.named("tests", key)
      expectNear(test.statistic, try #require(wanted["statistic"]), 1e-9, "\(id) \(key)")
      let p = try #require(wanted["p"])
      // R's tails end at 1e-308, and a p of 1e-280 has the statistic's error some hundred times.
      if p > 1e-280 { expectNear(test.pValue, p, 1e-7, "\(id) \(key) p") }
      compared += 1
    }
    #expect(compared >= 9)
    // plm shows the absolute value.
    let hausman = try #require(found.test(.hausman))
    let wanted = try panel.named("tests", "hausman")
    expectNear(abs(hausman.statistic), try #require(wanted["statistic"]), 1e-7, "\(id) hausman")
    if hausman.statistic < 0 {
      #expect(hausman.pValue.isNaN && found.warnings.contains { $0.contains("negative") })
    } else {
      expectNear(hausman.pValue, try #require(wanted["p"]), 1e-6, "\(id) hausman p")
    }
    // plm leaves the constant of the auxiliary regression whole where panels are unbalanced, and tests other columns than it means
    // where some are constant within units: the law of Mundlak's test stands for these. vcovHC has no factor.
    if ["grunfeld", "munnell"].contains(id) {
      let auxiliary = try #require(found.test(.hausmanAuxiliary))
      expectNear(
        auxiliary.statistic, try #require(try panel.named("tests", "aux")["statistic"]), 1e-9, "\(id) aux")
      let robust = try #require(found.test(.hausmanRobust))
      let n = Double(panel.design.data.rows)
      let groups = Double(panel.unit.count)
      guard case .chiSquared(let degrees) = robust.law else {
        Issue.record("\(id): \(robust.law)")
        return
      }
      let parameters = Double(found.fit.coefficients.count + degrees)
      let factor = groups / (groups - 1) * (n - 1) / (n - parameters)
      expectNear(
        robust.statistic * factor, try #require(try panel.named("tests", "aux_robust")["statistic"]), 1e-8,
        "\(id) robust")
    }
  }

  private func determination(_ found: PanelFit) -> [(String, Double?)] {
    let fits = found.determination
    return [
      ("r2_within", fits.within), ("r2_between", fits.between), ("r2_overall", fits.overall),
      ("corr2_within", fits.correlationWithin), ("corr2_between", fits.correlationBetween),
      ("corr2_overall", fits.correlationOverall),
    ]
  }
}
