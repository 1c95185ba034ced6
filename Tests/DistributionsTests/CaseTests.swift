import Distributions
import Foundation
import TestFixtures
import Testing

/// Oracle: mpmath and gmpy2, 25 digits (notebooks-data/distributions/cases.csv, worked out by cases.py beside it): lower tails and
/// quantiles at round parameters, many of them at the edges of the parameters and far in the tails.
///
/// Tolerances: 10⁻¹¹ is demanded of each case; the module promises 10⁻¹³ from 10⁻¹⁰ up, and of the logarithm, which is what is
/// compared below 10⁻²⁹⁰.
@Suite("Distributions: cases")
struct CaseTests {
  struct Case: CustomTestStringConvertible {
    let point: DistributionGrid.Point
    let isQuantile: Bool
    let value: DistributionGrid.Number
    let testDescription: String
  }

  static let cases: [Case] = {
    let path = Project.path("notebooks-data/distributions/cases.csv")
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").dropFirst().compactMap { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      guard cells.count == 5, let x = Double(cells[2]), let value = DistributionGrid.Number(cells[4]) else {
        return nil
      }
      let parameters = cells[1].split(separator: ";").compactMap { part in
        part.split(separator: "=").last.flatMap { Double($0) }
      }
      let point = DistributionGrid.Point(
        distribution: String(cells[0]), parameters: parameters, x: x, lower: value, upper: value,
        density: value)
      return Case(
        point: point, isQuantile: cells[3] == "quantile", value: value, testDescription: String(line))
    }
  }()

  @Test("there are as many as the file has")
  func count() {
    #expect(Self.cases.count == 260)
  }

  @Test("lower tails", arguments: cases.filter { !$0.isQuantile })
  func lowerTail(_ at: Case) throws {
    let tails = try #require(DistributionGrid.answer(at.point)).tails
    let expected = at.value
    if expected.value >= 1e-290 {
      let limit = expected.value >= 1e-10 ? 1e-13 : 1e-11
      #expect(abs(tails.lower - expected.value) <= limit * expected.value)
    } else {
      #expect(abs(tails.logLower - expected.logarithm) <= 1e-13 * abs(expected.logarithm))
    }
  }

  @Test("quantiles", arguments: cases.filter(\.isQuantile))
  func quantile(_ at: Case) throws {
    let law = try #require(DistributionGrid.continuous(at.point))
    // Zero is exact.
    #expect(abs(law.quantile(at.point.x) - at.value.value) <= 1e-13 * abs(at.value.value))
  }
}
