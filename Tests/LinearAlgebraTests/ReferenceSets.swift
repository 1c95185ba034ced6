import Foundation
import Kernels
import LinearAlgebra
import Testing

/// The eleven linear regressions of NIST's Statistical Reference Datasets (notebooks-data/nist).
struct ReferenceSet: CustomTestStringConvertible, Sendable {
  let name: String
  let matrix: TallMatrix
  let outcome: TallColumn
  /// Coefficients and their standard errors.
  let certified: [(value: Double, error: Double)]
  let residualSumOfSquares: Double

  var testDescription: String { name }

  static let names = [
    "norris", "pontius", "noint1", "noint2", "filip", "longley", "wampler1", "wampler2", "wampler3",
    "wampler4", "wampler5",
  ]

  init(_ name: String) throws {
    self.name = name
    let rows = try Self.rows("\(name).csv").map { $0.map { Double($0)! } }
    outcome = .real(rows.map { $0[0] })
    let x = rows.map { $0[1] }
    switch name {
    case "noint1", "noint2": matrix = TallMatrix(rows: rows.count, columns: [.real(x)])
    case "longley":
      matrix = TallMatrix(
        rows: rows.count, columns: [.constant(1)] + (1...6).map { column in .real(rows.map { $0[column] }) })
    default:
      let degree = ["norris": 1, "pontius": 2, "filip": 10][name] ?? 5
      matrix = TallMatrix(rows: rows.count, columns: Self.powers(x, degree: degree))
    }
    let lines = try Self.rows("certified.csv").filter { $0[0] == name }
    certified = lines.filter { $0[1].hasPrefix("B") }.map { (Double($0[2])!, Double($0[3])!) }
    residualSumOfSquares = Double(lines.first { $0[1] == "residual_sum_of_squares" }![2])!
  }

  /// Powers from zero on, in double-doubles where a double may not hold them.
  static func powers(_ x: [Double], degree: Int) -> [TallColumn] {
    let higher = (2...max(2, degree)).prefix(max(0, degree - 1)).map { power in
      let values = x.map { DoubleDouble($0).power(power) }
      return TallColumn.extended(high: values.map(\.high), low: values.map(\.low))
    }
    return [.constant(1), .real(x)] + higher
  }

  private static func rows(_ file: String) throws -> [[String]] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "notebooks-data/nist")
    let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
    return text.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// −log₁₀ of the relative error, at most 15 (certified values have as many digits); of the absolute error where zero is
  /// certified.
  static func digits(_ value: Double, _ certified: Double) -> Double {
    let error = abs(value - certified) / (certified == 0 ? 1 : abs(certified))
    return error == 0 ? 15 : min(15, -log10(error))
  }
}
