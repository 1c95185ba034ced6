import Foundation
import LinearAlgebra
import Models
import Testing

/// A small file of the tests, read whole: columns of texts by name.
struct ReferenceTable {
  private let columns: [String: [String]]
  let rows: Int

  /// A data set of the reference cases.
  init(_ name: String) throws { try self.init(file: ReferenceFolder.dataFile(name)) }

  /// A resource of these tests.
  init(oracle name: String) throws {
    try self.init(
      file: #require(Bundle.module.url(forResource: "Resources/oracles/\(name)", withExtension: "csv")))
  }

  private init(file url: URL) throws {
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
    let header = lines[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    var columns = [[String]](repeating: [], count: header.count)
    for line in lines.dropFirst() {
      for (column, field) in line.split(separator: ",", omittingEmptySubsequences: false).enumerated() {
        columns[column].append(String(field))
      }
    }
    self.columns = Dictionary(uniqueKeysWithValues: zip(header, columns))
    rows = lines.count - 1
  }

  func texts(_ name: String) throws -> [String] { try #require(columns[name], "no column \(name)") }

  func numbers(_ name: String) throws -> [Double] {
    try texts(name).map { try #require(Double($0), "\(name) holds \($0)") }
  }

  func integers(_ name: String) throws -> [Int] {
    try texts(name).map { try #require(Int($0), "\(name) holds \($0)") }
  }

  /// Groups of equal texts, codes in the order of the texts.
  func grouping(_ name: String) throws -> Grouping {
    let values = try texts(name)
    let levels = Set(values).sorted()
    return Grouping(
      name: name, codes: try values.map { value in UInt32(try #require(levels.firstIndex(of: value))) },
      count: levels.count)
  }

  /// Groups of equal whole numbers, codes in their order.
  func periods(_ name: String) throws -> Grouping {
    try Grouping.ordering(name: name, integers(name).map { $0 })
  }

  func indicator(_ name: String, _ level: String) throws -> TallColumn {
    .real(try texts(name).map { $0 == level ? 1 : 0 })
  }
}

/// Terms of a design with their columns.
typealias NamedColumn = (name: String, column: TallColumn)

func regression(
  _ outcome: [Double], name: String = "y", intercept: Bool = true, _ terms: [NamedColumn],
  weights: ObservationWeights? = nil
) -> RegressionData {
  let all = (intercept ? [(name: "(Intercept)", column: TallColumn.constant(1))] : []) + terms
  return RegressionData(
    matrix: TallMatrix(rows: outcome.count, columns: all.map(\.column)), names: all.map(\.name),
    outcome: .real(outcome), outcomeName: name, weights: weights)
}
