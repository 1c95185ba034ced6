import Columns
import Foundation
import LinearAlgebra
import Models
import TableFiles
import Testing

/// A data set of the reference cases as a panel, and what plm 2.6-2, linearmodels 7.1 and lme4 found on it (oracles/panel.json).
/// The unbalanced ones are what a filter leaves, with gaps.
struct PanelCase {
  let id: String
  let design: Design
  let rows: PanelRows
  let request: DesignRequest
  let table: Table
  private let renamed: [String: String]
  private let oracles: [String: [String: Any]]

  static let all = [
    "grunfeld", "grunfeld_unbalanced", "munnell", "munnell_unbalanced", "wage", "wage_unbalanced",
  ]

  init(_ id: String, intercept: Bool = true) throws {
    self.id = id
    let file: String
    var formula: String
    let (unit, time): (String, String)
    var names: [String: String] = [:]
    let filter: String
    switch id.split(separator: "_")[0] {
    case "grunfeld":
      (file, formula, unit, time) = ("grunfeld", "invest ~ value + capital", "firm", "year")
      filter = "capital > 50"
    case "munnell":
      (file, unit, time) = ("munnell", "STATE", "YR")
      formula = "log(GSP) ~ log(P_CAP) + log(PC) + log(EMP) + UNEMP"
      names = ["log(P_CAP)": "lpcap", "log(PC)": "lpc", "log(EMP)": "lemp"]
      filter = "UNEMP > 5"
    default:
      (file, unit, time) = ("wage_panel", "nr", "year")
      formula = "lwage ~ educ + black + exper + expersq + married + union"
      filter = "hours > 1900"
    }
    if !intercept { formula += " - 1" }
    table = try TableReader().read(path: ReferenceFolder.dataFile(file).path).table
    request = DesignRequest(
      try Formula(formula), filter: id.hasSuffix("unbalanced") ? try RowFilter(filter) : nil, panelID: unit,
      panelTime: time)
    design = try Design(request, table)
    rows = try design.panel(unit: unit, time: time)
    renamed = names
    let url = try #require(Bundle.module.url(forResource: "Resources/oracles/panel", withExtension: "json"))
    let all = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: [String: Any]])
    oracles = all.compactMapValues { $0["values"] as? [String: Any] }
  }

  var unit: Grouping { rows.unit }

  func has(_ part: String, _ key: String) -> Bool { oracles["\(id)_\(part)"]?[key] != nil }

  func has(_ part: String) -> Bool { oracles["\(id)_\(part)"] != nil }

  func number(_ part: String, _ key: String) throws -> Double {
    try #require(oracles["\(id)_\(part)"]?[key] as? Double, "no \(id)_\(part) \(key)")
  }

  func named(_ part: String, _ key: String) throws -> [String: Double] {
    try #require(oracles["\(id)_\(part)"]?[key] as? [String: Double], "no \(id)_\(part) \(key)")
  }

  func check(
    _ part: String, _ key: String, _ value: Double?, _ limit: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    expectNear(
      try #require(value), try number(part, key), limit, "\(id) \(part) \(key)",
      sourceLocation: sourceLocation)
  }

  func check(
    _ part: String, _ key: String, _ fit: LinearFit, _ values: [Double], _ limit: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let wanted = try named(part, key)
    #expect(fit.names.count == wanted.count, "\(id) \(part) \(fit.names)", sourceLocation: sourceLocation)
    for (name, value) in zip(fit.names, values) {
      expectNear(
        value, try #require(wanted[renamed[name] ?? name], "no \(name)"), limit,
        "\(id) \(part) \(key) \(name)",
        sourceLocation: sourceLocation)
    }
  }

  /// Errors clustered on units without any factor.
  func bareClustered(_ found: PanelFit) throws -> [Double] {
    let covariance = found.fit.covariance
    return covariance.standardErrors.map { $0 / covariance.factor.squareRoot() }
  }
}
