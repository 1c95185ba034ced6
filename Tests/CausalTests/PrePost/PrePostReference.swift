import Columns
import Foundation
import TableFiles
import TestFixtures
import Testing

/// A case of notebooks-data/reference/cases/prepost with its tolerances.
struct PrePostReference {
  let id: String
  let expected: [String: Any]
  private let tolerance: [String: Double]

  init(_ id: String) throws {
    let path = Project.path("notebooks-data/reference/cases/prepost/\(id).json")
    let json = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? [String: Any])
    self.id = id
    expected = try #require(json["expected"] as? [String: Any])
    tolerance = try #require(json["tolerance"] as? [String: Double])
  }

  static func table(_ name: String) throws -> Table {
    try TableReader().read(path: Project.path("notebooks-data/reference/data/\(name).csv")).table
  }

  /// Every key of the case must be given, and near what is expected.
  func check(_ found: [String: Any?]) throws {
    #expect(Set(found.keys) == Set(expected.keys), "\(id)")
    for (key, wanted) in expected {
      let limit = try #require(tolerance[key])
      compare(found[key] ?? nil, wanted, limit, key)
    }
  }

  private func compare(_ found: Any?, _ wanted: Any, _ limit: Double, _ what: String) {
    switch wanted {
    case let inner as [String: Any]:
      let other = found as? [String: Any] ?? [:]
      #expect(Set(inner.keys) == Set(other.keys), "\(id) \(what)")
      for (key, value) in inner { compare(other[key], value, limit, "\(what).\(key)") }
    case is NSNull: #expect(found == nil, "\(id) \(what)")
    case let number as Double:
      let value = found as? Double ?? .nan
      let distance = abs(value - number) / (number == 0 ? 1 : abs(number))
      #expect(distance <= limit, "\(id) \(what): \(value) for \(number), off by \(distance)")
    default: Issue.record("\(id) \(what): \(wanted) is no number")
    }
  }
}

/// Within a relative tolerance of what a tool or a hand gave; absolute around zero.
func near(_ value: Double?, _ wanted: Double, _ limit: Double = 1e-10) -> Bool {
  guard let value else { return false }
  return abs(value - wanted) <= limit * max(abs(wanted), wanted == 0 ? 1 : 0)
}
