import Foundation
import Testing

/// A case of the reference collection: what was estimated, what established tools found, how near one has to come.
struct ReferenceCase {
  let id: String
  let dataset: String
  private let expected: [String: Any]
  private let tolerance: [String: Double]

  init(_ id: String, area: String = "regression") throws {
    let json = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: ReferenceFolder.caseFile(area, id)))
        as? [String: Any])
    self.id = id
    dataset = try #require(json["dataset"] as? String)
    expected = try #require(json["expected"] as? [String: Any])
    tolerance = try #require(json["tolerance"] as? [String: Double])
  }

  var keys: Set<String> { Set(expected.keys) }

  func value(_ key: String) throws -> ReferenceValue { ReferenceValue(json: try #require(expected[key])) }

  func tolerance(_ key: String) throws -> Double { try #require(tolerance[key], "no tolerance for \(key)") }

  func number(_ key: String) throws -> Double { try #require(expected[key] as? Double) }

  func numbers(_ key: String) throws -> [Double] { try #require(expected[key] as? [Double]) }

  func names(_ key: String) throws -> [String] { try #require(expected[key] as? [String]) }

  func named(_ key: String) throws -> [String: Double] { try #require(expected[key] as? [String: Double]) }

  func table(_ key: String) throws -> [String: [String: Double]] {
    try #require(expected[key] as? [String: [String: Double]])
  }

  func check(
    _ key: String, _ value: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let limit = try tolerance(key)
    expectNear(value, try number(key), limit, "\(id) \(key)", sourceLocation: sourceLocation)
  }

  func check(
    _ key: String, _ values: [Double], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let limit = try tolerance(key)
    let wanted = try numbers(key)
    #expect(values.count == wanted.count, "\(id) \(key)", sourceLocation: sourceLocation)
    for (position, pair) in zip(values, wanted).enumerated() {
      expectNear(pair.0, pair.1, limit, "\(id) \(key)[\(position)]", sourceLocation: sourceLocation)
    }
  }

  /// A number for each name; names of the case in the order of the model's.
  func check(
    _ key: String, _ names: [String], _ values: [Double], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let limit = try tolerance(key)
    let wanted = try named(key)
    #expect(Set(names) == Set(wanted.keys), "\(id) \(key)", sourceLocation: sourceLocation)
    for (name, value) in zip(names, values) {
      expectNear(
        value, try #require(wanted[name]), limit, "\(id) \(key) \(name)", sourceLocation: sourceLocation)
    }
  }
}

/// Relative to what is expected; absolute where that is zero.
func expectNear(
  _ value: Double, _ wanted: Double, _ limit: Double, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let distance = relativeDeviation(value, wanted)
  #expect(
    distance <= limit, "\(what): \(value) for \(wanted), off by \(distance)",
    sourceLocation: sourceLocation)
}
