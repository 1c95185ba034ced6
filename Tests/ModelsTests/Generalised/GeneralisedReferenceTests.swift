import Foundation
import Models
import TableFiles
import Testing

/// R 4.2.2 and statsmodels 0.15 as the cases say (notebooks-data/reference/cases/glm).
@Suite("Generalised linear models against the reference cases")
struct GeneralisedReferenceTests {
  private static let ids = [
    "logit_spector", "probit_spector", "poisson_quine", "logit_social_insure_cluster",
  ]

  @Test("every number of the case", arguments: ids)
  func all(_ id: String) throws {
    let reference = try ReferenceCase(id, area: "glm")
    var family = Family.logit
    var clusters: Grouping?
    let data: RegressionData
    switch id {
    case "poisson_quine":
      family = .poisson
      data = try GeneralisedData.quine()
    case "logit_social_insure_cluster":
      let insurance = try GeneralisedData.insurance()
      (data, clusters) = (insurance.data, insurance.address)
    default:
      family = id.hasPrefix("probit") ? .probit : .logit
      data = try GeneralisedData.spector()
    }
    func fit(_ kind: CovarianceKind = .iid, _ profile: Profile = .sandwich) throws -> GeneralisedFit {
      try GeneralisedLinearModel(family: family, covariance: kind, profile: profile).fit(data)
    }
    let plain = try fit()
    #expect(plain.isConverged)
    let names = plain.names
    let effects = names.filter { $0 != "(Intercept)" }
    let terms = plain.terms
    let size = Double(plain.observations)
    for key in reference.keys {
      switch key {
      case "coef": try reference.check(key, names, plain.coefficients)
      case "n": try reference.check(key, size)
      case "loglik": try reference.check(key, plain.logLikelihood)
      case "deviance": try reference.check(key, plain.deviance)
      case "null_deviance": try reference.check(key, plain.nullDeviance)
      case "aic": try reference.check(key, plain.criteria.aic)
      case "bic": try reference.check(key, plain.criteria.bic)
      case "pearson_chi2": try reference.check(key, plain.pearsonChiSquared)
      case "mcfadden_r2": try reference.check(key, plain.pseudoRSquared)
      case "z": try reference.check(key, names, terms.map(\.statistic))
      case "p": try reference.check(key, names, terms.map(\.pValue))
      case "se_iid": try reference.check(key, names, plain.standardErrors)
      case _ where family == .probit && (key == "se_hc0" || key == "se_hc1"):
        // The case has R's, whose scoring stopped 8e-10 before the maximum, as its agreement of the coefficients says, and is 1.04e-9
        // from what 40 digits give.
        let exact = try GeneralisedOracle("probit_exact")
        let factor = key == "se_hc1" ? (size / Double(plain.residualDegrees)).squareRoot() : 1
        let own = try fit(key == "se_hc0" ? .hc0 : .hc1).standardErrors
        try exact.check("se_hc0", names, own.map { $0 / factor }, 1e-12)
        for (name, value) in zip(names, own) {
          expectNear(value, try #require(try reference.named(key)[name]), 1.1e-9, "\(key) \(name)")
        }
      case "se_hc0": try reference.check(key, names, try fit(.hc0).standardErrors)
      case "se_hc1":
        try reference.check(key, names, try fit(.hc1).standardErrors)
        try reference.check(key, names, try fit(.hc1, .clubsandwich).standardErrors)
        try reference.check(key, names, try fit(.hc1, .fixest).standardErrors)
      case "se_observed_info": try reference.check(key, names, try fit(.iid, .stata).standardErrors)
      case "se_hc0_observed_bread":
        try reference.check(key, names, try fit(.hc0, .stata).standardErrors)
        try reference.check(key, names, try fit(.hc1, .statsmodels).standardErrors)
      case "se_hc1_observed_bread":
        // Stata's own factor is N/(N − 1).
        let factor = ((size - 1) / Double(plain.residualDegrees)).squareRoot()
        try reference.check(key, names, try fit(.hc1, .stata).standardErrors.map { $0 * factor })
      case "se_cluster", "se_cluster_noG", "se_cluster_stata_regress_style":
        let grouping = try #require(clusters)
        let groups = Double(grouping.count)
        for profile in [Profile.sandwich, .stata, .reghdfe, .linearmodels]
        where key != "se_cluster_stata_regress_style" {
          let factor = key == "se_cluster" ? 1 : ((groups - 1) / groups).squareRoot()
          try reference.check(
            key, names, try fit(.cluster([grouping]), profile).standardErrors.map { $0 * factor })
        }
        for profile in [Profile.fixest, .pyfixest, .statsmodels, .clubsandwich]
        where key == "se_cluster_stata_regress_style" {
          try reference.check(key, names, try fit(.cluster([grouping]), profile).standardErrors)
        }
      case "ame": try reference.check(key, effects, try plain.averageMarginalEffects().map(\.estimate))
      case "mem": try reference.check(key, effects, try plain.marginalEffectsAtMeans().map(\.estimate))
      case "se_ame":
        let own = try fit(.iid, .stata).averageMarginalEffects()
        try reference.check(key, effects, own.map(\.standardError))
      case "se_mem":
        let own = try fit(.iid, .stata).marginalEffectsAtMeans()
        try reference.check(key, effects, own.map(\.standardError))
      default: Issue.record("\(key) is not checked")
      }
    }
  }

  @Test("every number of the cases with effects", arguments: ["fepois_trade", "felogit_wage_panel"])
  func effects(_ id: String) throws {
    let reference = try ReferenceCase(id, area: "glm")
    let isPoisson = id == "fepois_trade"
    let table = try TableReader().read(path: ReferenceFolder.dataFile(reference.dataset).path).table
    let design = try Design(
      DesignRequest(
        Formula(
          isPoisson
            ? "Euros ~ log(dist_km) | Origin + Destination + Product + Year"
            : "union ~ married + hours + expersq | nr")), table)
    let family: Family = isPoisson ? .poisson : .logit
    let plain = try GeneralisedLinearModel(family: family).fit(design)
    #expect(plain.isConverged && plain.absorption?.converged == true)
    for key in reference.keys {
      switch key {
      case "coef": try reference.check(key, plain.names, plain.coefficients)
      case "se_iid": try reference.check(key, plain.names, plain.standardErrors)
      case "se_hetero": try reference.check(key, plain.names, try plain.covariance(.hc1).standardErrors)
      case "se_cluster":
        let cluster = try design.grouping(isPoisson ? "Origin" : "nr")
        try reference.check(key, plain.names, try plain.covariance(.cluster([cluster])).standardErrors)
      case "n": try reference.check(key, Double(plain.observations))
      case "loglik": try reference.check(key, plain.logLikelihood)
      case "deviance": try reference.check(key, plain.deviance)
      case "pseudo_r2": try reference.check(key, plain.pseudoRSquared)
      case "n_dropped": try reference.check(key, Double(plain.absorption?.separated ?? 0))
      default: Issue.record("\(key) is not checked")
      }
    }
  }

  @Test("statistics are compared with the normal, with t under fixest where there is a dispersion")
  func distributions() throws {
    let data = try GeneralisedData.quine { $0 + 0.5 }
    func reference(_ family: Family, _ profile: Profile, _ kind: CovarianceKind = .iid) throws
      -> ReferenceDistribution
    {
      try GeneralisedLinearModel(family: family, covariance: kind, profile: profile).fit(data)
        .covariance.reference
    }
    for profile in Profile.allCases {
      #expect(try reference(.poisson, profile) == .normal)
      #expect(try reference(.gaussian, profile) == .studentT(139))
    }
    #expect(try reference(.gamma, .fixest) == .studentT(139))
    #expect(try reference(.gamma, .fixest, .cluster([GeneralisedData.quineGroups("Age")])) == .studentT(3))
    #expect(try reference(.gamma, .sandwich) == .studentT(139))
    #expect(try reference(.gamma, .sandwich, .hc1) == .normal)
    #expect(try reference(.gamma, .stata) == .normal)
  }
}
