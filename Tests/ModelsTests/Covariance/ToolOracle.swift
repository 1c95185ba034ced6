import Foundation
import LinearAlgebra
import Models
import Testing

/// One covariance that a tool gave on the panel of the tests (seeded, 24 units in 6 regions, 3 to 12 of 13 years each, none
/// observed in 2007, rows shuffled): y ~ x1 + x2 + d, all rows or the first 120.
struct ToolOracle: Decodable, Sendable, CustomTestStringConvertible {
  let data: String
  let weights: String
  let kind: String
  let profile: String
  let tool: String
  let version: String
  let call: String
  /// Of (Intercept), x1, x2, d; nil where the variance is negative.
  let se: [Double?]
  let df: [Double?]?
  let p: [Double?]?

  var testDescription: String { "\(tool) \(version) \(call), weights \(weights)" }

  static let all: [ToolOracle] = {
    let url = Bundle.module.url(forResource: "Resources/oracles/covariances", withExtension: "json")
    guard let url, let data = try? Data(contentsOf: url) else { return [] }
    return (try? JSONDecoder().decode([ToolOracle].self, from: data)) ?? []
  }()
}

/// The panel that the oracles were computed on.
struct OraclePanel {
  let table: ReferenceTable
  let rows: Int

  init(_ data: String) throws {
    table = try ReferenceTable(oracle: "covariance_panel")
    rows = data == "panel" ? table.rows : 120
  }

  func numbers(_ name: String) throws -> [Double] { Array(try table.numbers(name).prefix(rows)) }

  func grouping(_ name: String) throws -> Grouping {
    try Grouping.ordering(name: name, table.integers(name).prefix(rows).map { $0 })
  }

  func regression(weights: String) throws -> RegressionData {
    let kinds: [String: (ObservationWeights.Kind, String)] = [
      "analytic": (.analytic, "w"), "frequency": (.frequency, "f"), "probability": (.probability, "w"),
    ]
    return ModelsTests.regression(
      try numbers("y"), try ["x1", "x2", "d"].map { ($0, .real(try numbers($0))) },
      weights: try kinds[weights].map { ObservationWeights($0.0, values: try numbers($0.1)) })
  }

  /// The covariance that a text like `cluster:unit+year` names.
  func kind(_ text: String) throws -> CovarianceKind {
    let parts = text.split(separator: ":").map(String.init)
    let simple: [String: CovarianceKind] = [
      "iid": .iid, "hc0": .hc0, "hc1": .hc1, "hc2": .hc2, "hc3": .hc3, "hc4": .hc4, "hc4m": .hc4m,
      "hc5": .hc5,
    ]
    if let kind = simple[text] { return kind }
    let lags = parts.count > 1 ? Int(parts[1]) : nil
    switch parts[0] {
    case "cluster":
      return .cluster(try parts[1].split(separator: "+").map { try grouping(String($0)) })
    case "cr2": return .cr2(try grouping(parts[1]))
    case "cr3": return .cr3(try grouping(parts[1]))
    case "jackknife": return .jackknife(try grouping(parts[1]))
    case "newey-west":
      if rows < table.rows {
        return .neweyWest(
          lags: lags, order: PanelOrder(time: try Grouping.ordering(name: "row", (0..<rows).map { $0 })))
      }
      return .neweyWest(
        lags: lags, order: PanelOrder(time: try grouping("year"), unit: try grouping("unit")))
    case "driscoll-kraay": return .driscollKraay(lags: lags, time: try grouping("year"))
    default:
      return .conley(
        SpatialCutoff(
          latitude: try numbers("lat"), longitude: try numbers("lon"),
          kilometres: try #require(Double(parts[1]))))
    }
  }
}
