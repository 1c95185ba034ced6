import Columns
import Foundation
import Models
import TableFiles
import Testing

/// A reference case with absorbed effects, read through its formula.
struct FixedEffectsCase {
  let reference: ReferenceCase
  let design: Design
  /// Names of the case for those of the formula's terms.
  private let renamed: [String: String]
  /// What the standard errors are clustered on.
  let cluster: String
  let singletons: SingletonRule

  init(_ id: String) throws {
    reference = try ReferenceCase(id, area: "fixed-effects")
    var table = try TableReader().read(path: ReferenceFolder.dataFile(reference.dataset).path).table
    var weights: String?
    let formula: String
    var names: [String: String] = [:]
    var singletons = SingletonRule.keep
    switch id {
    case "fe1_wage_panel":
      formula = "lwage ~ union + married + hours + expersq | nr"
      cluster = "nr"
    case "fe2_munnell":
      formula = "log(GSP) ~ log(P_CAP) + log(PC) + log(EMP) + UNEMP | STATE + YR"
      names = ["log(P_CAP)": "lpcap", "log(PC)": "lpc", "log(EMP)": "lemp"]
      cluster = "STATE"
    case "fe3_trade":
      formula = "log(Euros) ~ log(dist_km) | Origin + Destination + Product"
      cluster = "Origin"
    case "fe_combined_guns":
      let decades = try FixedEffectsCase.numbers(table, "year").map { ($0 / 10).rounded(.down) }
      table = try FixedEffectsCase.adding("decade", decades, to: table)
      formula =
        "log(violent) ~ I(law == 'yes') + prisoners + density + income + afam | state^decade + year"
      names = ["I(law == \"yes\")": "law"]
      cluster = "state"
    case "fe_slopes_guns":
      formula = "log(violent) ~ I(law == 'yes') + prisoners + income | state[year] + year"
      names = ["I(law == \"yes\")": "law1"]
      cluster = "state"
    case "fe_weights_castle":
      formula = "l_homicide ~ d + unemployrt + poverty | sid + year"
      weights = "popwt"
      cluster = "sid"
    default:
      formula = "inspection_score ~ NumberofLocations + Weekend | business_name + Year"
      cluster = "business_name"
      if id.hasSuffix("dropped") { singletons = .remove }
    }
    design = try Design(DesignRequest(Formula(formula), weights: weights), table)
    renamed = names
    self.singletons = singletons
  }

  private static func numbers(_ table: Table, _ name: String) throws -> [Double] {
    try Design(DesignRequest(Formula("\(name) ~ 1")), table).numbers(name)
  }

  private static func adding(_ name: String, _ values: [Double], to table: Table) throws -> Table {
    try Table(
      table.names.map { (name: $0, column: try table.column($0)) } + [(name: name, column: Column(values))])
  }

  func fit(_ kind: CovarianceKind = .iid, _ profile: Profile = .fixest) throws -> LinearFit {
    try FixedEffectsLeastSquares(covariance: kind, profile: profile, singletons: singletons).fit(design)
  }

  func names(_ fit: LinearFit) -> [String] { fit.names.map { renamed[$0] ?? $0 } }

  func grouping(_ name: String) throws -> Grouping { try design.grouping(name) }

  func check(_ key: String, _ fit: LinearFit, times factor: Double = 1) throws {
    guard reference.keys.contains(key) else { return }
    try reference.check(key, names(fit), fit.standardErrors.map { $0 * factor })
  }
}
