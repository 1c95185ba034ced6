import Foundation
import Testing

/// Numbers by R 4.2.2 (stats, lmtest 0.9-40, car 3.1-1, sandwich 3.0-2, clubSandwich 0.5.8) and statsmodels 0.15 on the panel of
/// the tests, y ~ x1 + x2 + d; a key ending in `_w` with the column w as analytic weights.
struct DiagnosticOracle {
  private let values: [String: [Double]]

  init() throws {
    let url = try #require(
      Bundle.module.url(forResource: "Resources/oracles/diagnostics", withExtension: "json"))
    values = try JSONDecoder().decode([String: [Double]].self, from: Data(contentsOf: url))
  }

  func callAsFunction(_ key: String) throws -> [Double] { try #require(values[key], "no \(key)") }

  func check(
    _ key: String, _ found: [Double], _ limit: Double = 1e-10,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let wanted = try self(key)
    #expect(found.count == wanted.count, "\(key)", sourceLocation: sourceLocation)
    for (position, pair) in zip(found, wanted).enumerated() {
      expectNear(pair.0, pair.1, limit, "\(key)[\(position)]", sourceLocation: sourceLocation)
    }
  }
}
