import Models
import Testing

/// Which covariance under which profiles gives a standard error or covariance of a case.
enum ReferenceCovariances {
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
}
