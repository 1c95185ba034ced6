import Foundation
import Models
import Testing

// fixest 0.12.2, pyfixest 0.60 and linearmodels 7.1, as each file of the cases says.

@Suite("Fixed effects against established tools")
struct ReferenceFixedEffectsTests {
  static let cases = [
    "fe1_wage_panel", "fe2_munnell", "fe3_trade", "fe_combined_guns", "fe_singleton_restaurant_dropped",
    "fe_singleton_restaurant_kept", "fe_slopes_guns", "fe_weights_castle",
  ]

  @Test("coefficients, sums of squares and what follows from them", arguments: cases)
  func fit(_ id: String) throws {
    let model = try FixedEffectsCase(id)
    let reference = model.reference
    let fit = try model.fit()
    let absorption = try #require(fit.absorption)
    #expect(absorption.converged && absorption.residual <= 1e-10)
    try reference.check("coef", model.names(fit), fit.coefficients)
    try reference.check("n", Double(fit.observations))
    try reference.check("n_dropped", Double(absorption.singletons))
    try reference.check("ssr", fit.residualSumOfSquares)
    try reference.check("r2", fit.rSquared)
    try reference.check("adj_r2", fit.adjustedRSquared)
    try reference.check("sigma", fit.sigma)
    if model.design.data.weights == nil {
      try reference.check("loglik", fit.logLikelihood)
    } else {
      // fixest takes the residuals without their weights, R's lm and this library with them.
      let n = Double(fit.observations)
      let square = fit.residuals.reduce(0) { $0 + $1 * $1 } / n
      try reference.check("loglik", -n / 2 * (log(2 * .pi * square) + 1))
    }
    try reference.check("r2_within", try #require(fit.withinRSquared))
    try reference.check("adj_r2_within", try #require(fit.adjustedWithinRSquared))
    try reference.check("df_iid", Double(fit.residualDegrees))
    let sizes = try reference.named("fe_sizes")
    for (name, levels) in zip(absorption.names, absorption.levels) where !name.contains("[") {
      #expect(Double(levels) == sizes[name], "\(id) \(name)")
    }
    #expect(fit.dropped == (id.contains("restaurant") ? ["NumberofLocations"] : []))
    #expect(absorption.absorbedRegressors == fit.dropped)
  }

  @Test("standard errors under fixest's profile", arguments: cases)
  func errors(_ id: String) throws {
    let model = try FixedEffectsCase(id)
    let reference = model.reference
    try model.check("se_iid", try model.fit())
    try model.check("se_hetero", try model.fit(.hc1))
    let fit = try model.fit(.cluster([model.grouping(model.cluster)]))
    try model.check("se_cluster", fit)
    try reference.check("df_t_cluster", try #require(fit.terms[0].degreesOfFreedom))
    try reference.check("t_cluster", model.names(fit), fit.terms.map(\.statistic))
    try reference.check("p_cluster", model.names(fit), fit.terms.map(\.pValue))
    let intervals = try reference.table("ci95_cluster")
    for (name, term) in zip(model.names(fit), fit.terms) {
      let ends = try #require(intervals[name])
      expectNear(term.confidenceLow, try #require(ends["lo"]), 1e-9, "\(id) low \(name)")
      expectNear(term.confidenceHigh, try #require(ends["hi"]), 1e-9, "\(id) high \(name)")
    }
  }

  /// The tool's other conventions: this one's factor taken out, the other's put in.
  @Test("standard errors with other factors", arguments: cases)
  func factors(_ id: String) throws {
    let model = try FixedEffectsCase(id)
    let kind = CovarianceKind.cluster([try model.grouping(model.cluster)])
    let clustered = try model.fit(kind)
    let n = Double(clustered.observations)
    let groups = Double(clustered.covariance.clusters[0].count)
    let bare = 1 / clustered.covariance.factor.squareRoot()
    let ofClusters = groups / (groups - 1)
    // Slopes are counted there whatever is asked for.
    let absorption = try #require(clustered.absorption)
    let slopes = zip(absorption.names, absorption.levels).filter { $0.0.contains("[[") }.map(\.1)
    let none = Double(clustered.names.count + slopes.reduce(0, +))
    let full = n - Double(clustered.residualDegrees)
    let nested = Double(clustered.covariance.parameters)
    for (key, factor) in [
      ("fixefK_none", ofClusters * (n - 1) / (n - none)), ("fixefK_full", ofClusters * (n - 1) / (n - full)),
      ("fixefK_nested", ofClusters * (n - 1) / (n - nested)), ("noadj", 1),
      ("noGadj", (n - 1) / (n - nested)),
    ] {
      try model.check("se_cluster_\(key)", clustered, times: bare * factor.squareRoot())
    }
    let robust = try model.fit(.hc0)
    try model.check("se_hetero_fixefK_none", robust, times: (n / (n - none)).squareRoot())
    try model.check("se_hetero_fixefK_full", robust, times: (n / (n - full)).squareRoot())
    try model.check("se_hetero_linearmodels", try model.fit(.hc1, .linearmodels))
    // There with a factor for the number of clusters, which is no default.
    try model.check(
      "se_cluster_entity_linearmodels", try model.fit(kind, .linearmodels),
      times: (ofClusters * (n - 1) / n).squareRoot())
  }

  @Test("the same factors as rules", arguments: cases)
  func rules(_ id: String) throws {
    let model = try FixedEffectsCase(id)
    let kind = CovarianceKind.cluster([try model.grouping(model.cluster)])
    let fit = try model.fit()
    func check(_ key: String, _ kind: CovarianceKind, _ rule: SmallSampleRule, _ profile: Profile = .fixest)
      throws
    {
      try model.check(key, try fit.covariance(kind, profile: profile, rule: rule))
    }
    for parameters in SmallSampleRule.Parameters.allCases {
      try check("se_cluster_fixefK_\(parameters.rawValue)", kind, SmallSampleRule(parameters: parameters))
    }
    for parameters in [SmallSampleRule.Parameters.none, .full] {
      try check("se_hetero_fixefK_\(parameters.rawValue)", .hc1, SmallSampleRule(parameters: parameters))
    }
    try check(
      "se_cluster_noadj", kind,
      SmallSampleRule(clusters: SmallSampleRule.Clusters.none, countsParameters: false))
    try check("se_cluster_noGadj", kind, SmallSampleRule(clusters: SmallSampleRule.Clusters.none))
    // linearmodels' group_debias.
    try check("se_cluster_entity_linearmodels", kind, SmallSampleRule(clusters: .fewest), .linearmodels)
    #expect(throws: RegressionError.self) {
      try fit.covariance(.hc3, profile: .fixest, rule: SmallSampleRule())
    }
    // An empty rule is the profile's own.
    for profile in [Profile.fixest, .stata, .statsmodels, .linearmodels, .sandwich] {
      let own = try fit.covariance(kind, profile: profile)
      let ruled = try fit.covariance(kind, profile: profile, rule: SmallSampleRule())
      for (a, b) in zip(ruled.standardErrors, own.standardErrors) { expectNear(a, b, 1e-13, "\(profile)") }
    }
  }

  @Test("two-way clusters", arguments: ["fe2_munnell", "fe3_trade"])
  func twoWay(_ id: String) throws {
    let model = try FixedEffectsCase(id)
    let second = id == "fe2_munnell" ? "YR" : "Destination"
    let kind = CovarianceKind.cluster([try model.grouping(model.cluster), try model.grouping(second)])
    let fit = try model.fit(kind)
    try model.check("se_twoway", fit)
    // Each term with its own clusters, K as before.
    let own = try model.fit(kind, .statsmodels)
    let n = Double(fit.observations)
    try model.check(
      "se_twoway_conventional", own,
      times: ((n - Double(own.covariance.parameters)) / (n - Double(fit.covariance.parameters))).squareRoot())
  }

  @Test("serial covariances of a panel")
  func serial() throws {
    let model = try FixedEffectsCase("fe2_munnell")
    let (time, unit) = (try model.grouping("YR"), try model.grouping("STATE"))
    let kinds: [(String, CovarianceKind)] = [
      ("dk2", .driscollKraay(lags: 2, time: time)),
      ("nw2", .neweyWest(lags: 2, order: PanelOrder(time: time, unit: unit))),
    ]
    for (key, kind) in kinds {
      let fit = try model.fit(kind)
      try model.check("se_\(key)", fit)
      try model.check("se_\(key)_fixefK_full", try model.fit(kind, .pyfixest))
      try model.check("se_\(key)_nossc", fit, times: 1 / fit.covariance.factor.squareRoot())
    }
  }

  @Test("effects of people")
  func effects() throws {
    let model = try FixedEffectsCase("fe1_wage_panel")
    let fit = try model.fit()
    let estimates = try #require(fit.absorption).estimates()
    #expect(estimates.map(\.name) == ["nr"])
    let wanted = try model.reference.named("fixef_first5")
    for (level, person) in ["13", "17", "18", "45", "110"].enumerated() {
      expectNear(estimates[0].values[level], try #require(wanted[person]), 1e-9, person)
    }
  }
}
