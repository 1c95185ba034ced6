import CTallPasses
import Foundation
import Kernels
import Testing

/// Oracles: exponentials of 300 bits (mpmath), the platform's own, the portable form for the bits of the others.
@Suite("functions of rows")
struct FunctionsTests {
  /// e^x to a double and what that leaves out.
  static let known: [(x: Double, high: Double, low: Double)] = [
    (1.0, 0x1.5bf0a8b145769p+1, 0x1.4d57ee2b1013ap-53),
    (-1.0, 0x1.78b56362cef38p-2, -0x1.ca8a4270fadf5p-57),
    (0.5, 0x1.a61298e1e069cp+0, -0x1.b4690082a4906p-55),
    (10.25, 0x1.b9ea2aed2a0f1p+14, 0x1.c639d5d11309ap-40),
    (-20.75, 0x1.0ba06b3d9c887p-30, 0x1.89bc15fe6f259p-85),
    (100.0, 0x1.3494a9b171bf5p+144, -0x1.4cf76bdb3376fp+90),
    (-300.5, 0x1.629f5b5352a54p-434, 0x1.e67737d3b2fd8p-488),
    (700.0, 0x1.d945df4f8ec8ep+1009, 0x1.183392684a46ep+954),
    (-700.0, 0x1.14f2b0fb9307fp-1010, 0),
    (0.34, 0x1.67aaa532108bdp+0, 0x1.70f56fb21aa89p-54),
    (1e-05, 0x1.0000a7c5e340ep+0, 0x1.bf6ba1f2a2657p-54),
    (-0.34, 0x1.6c6d28e50ebb5p-1, 0x1.9cda42dfb7e66p-55),
  ]

  static func exponentials(_ values: [Double], level: Int32 = 0) -> [Double] {
    var out = [Double](repeating: 7, count: values.count + 1)
    ctp_exponentials(values, values.count, &out, level)
    #expect(out[values.count] == 7)
    return Array(out.dropLast())
  }

  @Test("e^x is within one unit in the last place of 300 bits")
  func knownExponentials() {
    let found = Self.exponentials(Self.known.map(\.x))
    for (value, known) in zip(found, Self.known) {
      #expect(abs((value - known.high) - known.low) < known.high.ulp, "e^\(known.x)")
    }
  }

  @Test(
    "e^x is within two units of the platform's, which is within one of the truth", arguments: [0.4, 5, 745])
  func againstThePlatform(span: Double) {
    var generator = PCG64(seed: 11, stream: 0)
    let values = (0..<100_003).map { _ in Double.random(in: -span...min(span, 709), using: &generator) }
    for (x, found) in zip(values, Self.exponentials(values)) {
      let expected = exp(x)
      guard abs(found - expected) <= 2 * expected.ulp else {
        Issue.record("e^\(x) = \(found), the platform's \(expected)")
        return
      }
    }
  }

  @Test("ends of the range, zeros and what is no number")
  func ends() {
    let values = [
      0, -0.0, .infinity, -.infinity, 709.79, -745.2, 1e300, -1e300, 1e-300, -745.13, 709.78, Double.nan,
    ]
    let found = Self.exponentials(values)
    #expect(Array(found[0..<9]) == [1, 1, .infinity, 0, .infinity, 0, .infinity, 0, 1])
    #expect(found[9] == .leastNonzeroMagnitude)
    #expect(abs(found[10] / exp(709.78) - 1) < 1e-15)
    #expect(found[11].isNaN)
  }

  struct Logit: Equatable {
    var columns: [[UInt64]]
    var sums: [Double]
    var isCurved: Bool
  }

  static func logit(_ outcome: [Double], _ odds: [Double], level: Int32 = 0) -> (Logit, [[Double]]) {
    let count = outcome.count
    var (shift, curvature, means, scores) = (
      [Double](repeating: 7, count: count + 1), [Double](repeating: 7, count: count + 1),
      [Double](repeating: 7, count: count + 1), [Double](repeating: 7, count: count + 1)
    )
    var sums = [Double](repeating: 0, count: 24)
    let isCurved = ctp_logit(outcome, odds, count, &shift, &curvature, &means, &scores, &sums, level)
    let columns = [shift, curvature, means, scores]
    #expect(columns.allSatisfy { $0[count] == 7 })
    return (
      Logit(columns: columns.map { $0.map(\.bitPattern) }, sums: sums, isCurved: isCurved != 0), columns
    )
  }

  static func rows(_ count: Int, span: Double) -> (outcome: [Double], odds: [Double]) {
    var generator = PCG64(seed: 5, stream: 0)
    return (
      (0..<count).map { _ in [0, 1, 0.3].randomElement(using: &generator) ?? 0 },
      (0..<count).map { _ in Double.random(in: -span...span, using: &generator) }
    )
  }

  @Test("rows of a logit are those of the plain formulas", arguments: [1, 7, 8, 511, 512], [2.0, 30])
  func logitRows(count: Int, span: Double) {
    let (outcome, odds) = Self.rows(count, span: span)
    let (found, columns) = Self.logit(outcome, odds)
    var (likelihood, pearson) = (0.0, 0.0)
    for row in 0..<count {
      let (p, q) = (1 / (1 + exp(-odds[row])), 1 / (1 + exp(odds[row])))
      let score = outcome[row] * q - (1 - outcome[row]) * p
      likelihood += outcome[row] * log(p) + (1 - outcome[row]) * log(q)
      pearson += score * score / (p * q)
      for (value, expected) in zip(columns.map { $0[row] }, [score / (p * q), p * q, p, score]) {
        #expect(abs(value - expected) <= 1e-14 * abs(expected) + 1e-16)
      }
    }
    let product = found.sums[0..<8].reduce(1, *)
    #expect(abs(found.sums[8..<16].reduce(0, +) - log(product) - likelihood) <= 1e-13 * abs(likelihood))
    #expect(abs(found.sums[16..<24].reduce(0, +) - pearson) <= 1e-13 * pearson)
    #expect(found.isCurved)
  }

  @Test("certain outcomes have no curvature and no step")
  func certain() {
    let (found, columns) = Self.logit([1, 0, 1, 0], [800, -800, .infinity, 0])
    #expect(columns[0][0..<3] == [0, 0, 0])
    #expect(columns[1][0..<3] == [0, 0, 0])
    #expect(columns[2] == [1, 0, 1, 0.5, 7])
    #expect(found.sums[8..<16].reduce(0, +) == 0)
    #expect(Self.logit([1], [800]).0.isCurved == false)
  }

  @Test("every instruction set gives the same bits", arguments: PassesTests.levels)
  func sameBits(level: Int32) {
    let (outcome, odds) = Self.rows(509, span: 400)
    #expect(
      Self.logit(outcome, odds, level: level).0 == Self.logit(outcome, odds, level: Int32(CTP_PORTABLE)).0)
    let values = odds.map { 2 * $0 }
    #expect(
      Self.exponentials(values, level: level).map(\.bitPattern)
        == Self.exponentials(values, level: Int32(CTP_PORTABLE)).map(\.bitPattern))
  }
}
