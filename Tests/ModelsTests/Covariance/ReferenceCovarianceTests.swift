import LinearAlgebra
import Models
import Testing

// Standard errors of the reference cases under the profile of the tool that gave them.

@Suite("Covariances against established tools")
struct ReferenceCovarianceTests {
  /// Key of a case, the covariance and the profiles under which it must come out.
  struct Claim: Sendable, CustomTestStringConvertible {
    let id: String
    let key: String
    let profiles: [Profile]
    let kind: @Sendable (ReferenceTable) throws -> CovarianceKind

    init(
      _ id: String, _ key: String, _ profiles: [Profile],
      _ kind: @escaping @Sendable (ReferenceTable) throws -> CovarianceKind
    ) {
      self.id = id
      self.key = key
      self.profiles = profiles
      self.kind = kind
    }

    var testDescription: String { "\(id) \(key)" }
  }

  static let plain: [Profile] = [.fixest, .stata, .statsmodels, .sandwich, .clubsandwich, .reghdfe]

  static let claims: [Claim] =
    ["ols_se_statecrime", "wls_caschools", "fweights_titanic", "factors_cps1985", "rankdef_card"].flatMap {
      id in
      [
        Claim(id, "se_hc0", Profile.allCases) { _ in .hc0 },
        Claim(id, "se_hc1", Profile.allCases) { _ in .hc1 },
        Claim(id, "vcov_iid", Profile.allCases) { _ in .iid },
        Claim(id, "se_hc2", plain) { _ in .hc2 },
        Claim(id, "se_hc3", plain) { _ in .hc3 },
        Claim(id, "vcov_hc3", plain) { _ in .hc3 },
        Claim(id, "se_hc2_pyfixest", [.pyfixest]) { _ in .hc2 },
        Claim(id, "se_hc3_pyfixest", [.pyfixest]) { _ in .hc3 },
        Claim(id, "se_hc4", [.sandwich]) { _ in .hc4 },
        Claim(id, "se_hc4m", [.sandwich]) { _ in .hc4m },
        Claim(id, "se_hc5", [.sandwich]) { _ in .hc5 },
      ]
    } + [
      Claim("cluster_petersen", "vcov_iid", plain) { _ in .iid },
      Claim("cluster_petersen", "se_cluster_firm", plain + [.pyfixest]) {
        .cluster([try $0.grouping("firm")])
      },
      Claim("cluster_petersen", "vcov_cluster_firm", plain) { .cluster([try $0.grouping("firm")]) },
      Claim("cluster_petersen", "se_cluster_year", plain) { .cluster([try $0.grouping("year")]) },
      Claim("cluster_petersen", "se_twoway_eachG", [.sandwich, .statsmodels, .clubsandwich]) {
        .cluster([try $0.grouping("firm"), try $0.grouping("year")])
      },
      Claim("cluster_petersen", "se_twoway_minG", [.fixest, .pyfixest, .reghdfe]) {
        .cluster([try $0.grouping("firm"), try $0.grouping("year")])
      },
      Claim("cr2cr3_grunfeld", "se_cr1s", plain + [.pyfixest]) { .cluster([try $0.grouping("firm")]) },
      Claim("cr2cr3_grunfeld", "se_cr2", Profile.allCases) { .cr2(try $0.grouping("firm")) },
      Claim("cr2cr3_grunfeld", "se_cr3", [.fixest, .sandwich, .clubsandwich, .reghdfe, .linearmodels]) {
        .cr3(try $0.grouping("firm"))
      },
      Claim("cr2cr3_grunfeld", "se_cr3j", Profile.allCases.filter { $0 != .stata }) {
        .jackknife(try $0.grouping("firm"))
      },
      Claim("cr2cr3_grunfeld", "se_cr3j", [.statsmodels]) { .cr3(try $0.grouping("firm")) },
      Claim("driscoll_kraay_grunfeld", "se_dk_nossc", [.statsmodels]) {
        .driscollKraay(lags: 2, time: try $0.periods("year"))
      },
      Claim("driscoll_kraay_grunfeld", "se_dk_fixest", [.fixest, .pyfixest]) {
        .driscollKraay(lags: 2, time: try $0.periods("year"))
      },
      Claim("driscoll_kraay_grunfeld", "se_dk_plm_sss", [.fixest]) {
        .driscollKraay(lags: 2, time: try $0.periods("year"))
      },
      Claim("driscoll_kraay_grunfeld", "se_dk_linearmodels_debiased", [.linearmodels]) {
        .driscollKraay(lags: 2, time: try $0.periods("year"))
      },
      Claim("driscoll_kraay_grunfeld", "se_nw_panel_fixest", [.fixest, .pyfixest]) {
        .neweyWest(
          lags: 2, order: PanelOrder(time: try $0.periods("year"), unit: try $0.grouping("firm")))
      },
      Claim("driscoll_kraay_grunfeld", "se_nw_panel_nossc", [.statsmodels]) {
        .neweyWest(
          lags: 2, order: PanelOrder(time: try $0.periods("year"), unit: try $0.grouping("firm")))
      },
      Claim("newey_west_macrodata", "se_nw_noadj", [.sandwich, .statsmodels]) {
        .neweyWest(lags: 4, order: try rowOrder($0))
      },
      Claim("newey_west_macrodata", "se_nw_adj", [.stata, .fixest, .pyfixest, .reghdfe]) {
        .neweyWest(lags: 4, order: try rowOrder($0))
      },
      Claim("newey_west_macrodata", "vcov_nw_adj", [.stata]) {
        .neweyWest(lags: 4, order: try rowOrder($0))
      },
    ]

  static func rowOrder(_ table: ReferenceTable) throws -> PanelOrder {
    PanelOrder(time: try Grouping.ordering(name: "row", (0..<table.rows).map { $0 }))
  }

  @Test("standard errors and covariances", arguments: claims)
  func standardErrors(_ claim: Claim) throws {
    let reference = try ReferenceCase(claim.id)
    guard reference.keys.contains(claim.key) else { return }
    let kind = try claim.kind(ReferenceTable(reference.dataset))
    let data = try ReferenceModels.data(reference)
    for profile in claim.profiles {
      let fit = try LeastSquares(covariance: kind, profile: profile).fit(data)
      if claim.key.hasPrefix("se_") {
        try reference.check(claim.key, fit.names, fit.standardErrors)
      } else {
        for (first, entries) in try reference.table(claim.key) {
          let row = try fit.position(of: first)
          for (second, value) in entries {
            // The cases' own tolerance of covariances.
            expectNear(
              fit.covariance.matrix[row, try fit.position(of: second)], value, 1e-8,
              "\(claim.id) \(claim.key) \(first), \(second)")
          }
        }
      }
    }
  }

  @Test("without the factors of clubSandwich's CR1S: CR0 and CR1")
  func clusterWithoutFactor() throws {
    let reference = try ReferenceCase("cr2cr3_grunfeld")
    let table = try ReferenceTable(reference.dataset)
    let fit = try LeastSquares(covariance: .cluster([table.grouping("firm")]))
      .fit(ReferenceModels.data(reference))
    let groups = 11.0
    let observations = 220.0
    let bare = fit.standardErrors.map { $0 / fit.covariance.factor.squareRoot() }
    try reference.check("se_cr0", fit.names, bare)
    try reference.check("se_cr1", fit.names, bare.map { $0 * (groups / (groups - 1)).squareRoot() })
    expectNear(
      fit.covariance.factor, groups / (groups - 1) * (observations - 1) / (observations - 3), 1e-15, "factor")
    try reference.check("n_clusters", Double(fit.covariance.clusters[0].count))
  }

  @Test("two-way without any factor: fixest's one factor divided out")
  func twoWayWithoutFactor() throws {
    let reference = try ReferenceCase("cluster_petersen")
    let table = try ReferenceTable(reference.dataset)
    let kind = CovarianceKind.cluster([try table.grouping("firm"), try table.grouping("year")])
    let fit = try LeastSquares(covariance: kind).fit(ReferenceModels.data(reference))
    let bare = fit.standardErrors.map { $0 / fit.covariance.factor.squareRoot() }
    try reference.check("se_twoway_nossc", fit.names, bare)
    try reference.check("n_clusters_firm", Double(fit.covariance.clusters[0].count))
    try reference.check("n_clusters_year", Double(fit.covariance.clusters[1].count))
  }

  @Test("Satterthwaite's degrees of freedom")
  func satterthwaite() throws {
    let reference = try ReferenceCase("cr2cr3_grunfeld")
    let table = try ReferenceTable(reference.dataset)
    let firm = try table.grouping("firm")
    let data = try ReferenceModels.data(reference)
    let cr1s = try LeastSquares(covariance: .cluster([firm]), profile: .clubsandwich).fit(data)
    try reference.check("df_satt_cr1s", cr1s.names, cr1s.terms.compactMap(\.degreesOfFreedom))
    try reference.check("p_satt_cr1s", cr1s.names, cr1s.terms.map(\.pValue))
    let cr2 = try LeastSquares(covariance: .cr2(firm)).fit(data)
    try reference.check("df_satt_cr2", cr2.names, cr2.terms.compactMap(\.degreesOfFreedom))
    try reference.check("p_satt_cr2", cr2.names, cr2.terms.map(\.pValue))
  }
}
