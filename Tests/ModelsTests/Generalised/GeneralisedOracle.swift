import Foundation
import LinearAlgebra
import Models
import Testing

/// What established tools found for the models of these tests; each entry of the file has its tool and call.
struct GeneralisedOracle {
  private let values: [String: Any]
  private let id: String

  init(_ id: String) throws {
    let url = try #require(
      Bundle.module.url(forResource: "Resources/oracles/generalised", withExtension: "json"))
    let all = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: [String: Any]])
    values = try #require(all[id]?["values"] as? [String: Any], "no \(id)")
    self.id = id
  }

  func number(_ key: String) throws -> Double { try #require(values[key] as? Double, "no \(key)") }

  func numbers(_ key: String) throws -> [Double] { try #require(values[key] as? [Double], "no \(key)") }

  func named(_ key: String) throws -> [String: Double] {
    try #require(values[key] as? [String: Double], "no \(key)")
  }

  func check(
    _ key: String, _ value: Double, _ limit: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    expectNear(value, try number(key), limit, "\(id) \(key)", sourceLocation: sourceLocation)
  }

  /// By name; what the tool has beyond the names is not of these terms.
  func check(
    _ key: String, _ names: [String], _ found: [Double], _ limit: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let wanted = try named(key)
    #expect(names.count == found.count && names.count >= wanted.count - 1, sourceLocation: sourceLocation)
    for (name, value) in zip(names, found) {
      expectNear(
        value, try #require(wanted[name], "\(id) has no \(name)"), limit, "\(id) \(key) \(name)",
        sourceLocation: sourceLocation)
    }
  }
}

/// The data sets of the reference cases as these tests use them.
enum GeneralisedData {
  static func spector() throws -> RegressionData {
    let table = try ReferenceTable("spector")
    return regression(
      try table.numbers("GRADE"), name: "GRADE",
      try ["GPA", "TUCE", "PSI"].map { ($0, .real(try table.numbers($0))) })
  }

  /// Rows complete in the regressors, and their villages and addresses.
  static func insurance() throws -> (data: RegressionData, address: Grouping, village: Grouping) {
    let table = try ReferenceTable("social_insure")
    let names = ["intensive", "default", "male", "age", "literacy", "risk_averse"]
    let texts = try (["takeup_survey"] + names).map { try table.texts($0) }
    let rows = (0..<table.rows).filter { row in texts.allSatisfy { !$0[row].isEmpty } }
    func numbers(_ column: Int) throws -> [Double] {
      try rows.map { try #require(Double(texts[column][$0])) }
    }
    func groups(_ name: String) throws -> Grouping {
      let values = try table.texts(name)
      let levels = Set(rows.map { values[$0] }).sorted()
      let codes = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, UInt32($0)) })
      return Grouping(
        name: name, codes: try rows.map { try #require(codes[values[$0]]) }, count: levels.count)
    }
    return (
      regression(
        try numbers(0), name: "takeup_survey",
        try names.enumerated().map { ($1, .real(try numbers($0 + 1))) }),
      try groups("address"), try groups("village")
    )
  }

  /// Days of absence; `change` makes another outcome of them.
  static func quine(
    weights: ObservationWeights? = nil, offset: [Double]? = nil, _ change: (Double) -> Double = { $0 }
  ) throws -> RegressionData {
    let table = try ReferenceTable("quine")
    let plain = regression(
      try table.numbers("Days").map(change), name: "Days",
      try [
        ("Eth", "N"), ("Sex", "M"), ("Age", "F1"), ("Age", "F2"), ("Age", "F3"), ("Lrn", "SL"),
      ].map { ($0 + $1, try table.indicator($0, $1)) }, weights: weights)
    return RegressionData(
      matrix: plain.matrix, names: plain.names, outcome: plain.outcome, outcomeName: "Days",
      weights: weights, offset: offset)
  }

  static func quineGroups(_ names: String...) throws -> Grouping {
    let table = try ReferenceTable("quine")
    let columns = try names.map { try table.texts($0) }
    let cells = (0..<table.rows).map { row in columns.map { $0[row] }.joined(separator: "_") }
    let levels = Set(cells).sorted()
    return Grouping(
      name: names.joined(separator: "^"),
      codes: try cells.map { UInt32(try #require(levels.firstIndex(of: $0))) }, count: levels.count)
  }

  /// A column by the number of the row, from 1, as the oracles' scripts made it.
  static func byRow(_ count: Int = 146, _ value: (Int) -> Double) -> [Double] { (1...count).map(value) }
}
