import Kernels
import LinearAlgebra
import Testing

/// Oracle: the same problems in rational numbers.
@Suite("Least squares: exact answers")
struct LeastSquaresExactTests {
  enum Problem: CaseIterable, Sendable {
    case hilbert, vandermonde, random, nearlyDependent, weighted, zeroWeights

    /// Rows, columns and what they weigh.
    func make(size: Int) -> (columns: [[Double]], outcome: [Double], weights: [Double]?) {
      let rows = 2 * size + 3
      var generator = PCG64(seed: UInt64(size), stream: 7)
      let outcome = (0..<rows).map { _ in Double.random(in: -1...1, using: &generator) }
      let noise = (0..<size).map { _ in (0..<rows).map { _ in Double.random(in: -1...1, using: &generator) } }
      let weights = (0..<rows).map { _ in Double.random(in: 0.001...1000, using: &generator) }
      switch self {
      case .hilbert:
        return (
          (0..<size).map { column in (0..<rows).map { 1 / Double($0 + column + 1) } }, outcome, nil
        )
      case .vandermonde:
        let powers = (0..<size).map { power in
          (0..<rows).map { row in (0..<power).reduce(1.0) { value, _ in value * Double(row + 1) / 16 } }
        }
        return (powers, outcome, nil)
      case .random: return (noise, outcome, nil)
      case .nearlyDependent:
        var columns = noise
        for row in 0..<rows {
          columns[size - 1][row] = noise[0][row] - noise[1][row] + 0x1p-34 * noise[size - 1][row]
        }
        return (columns, outcome, nil)
      case .weighted: return (noise, outcome, weights)
      case .zeroWeights:
        return (noise, outcome, weights.enumerated().map { $0.offset % 3 == 0 ? 0 : $0.element })
      }
    }
  }

  @Test("every digit of coefficients and inverse", arguments: Problem.allCases, [3, 6, 9])
  func lastDigit(problem: Problem, size: Int) throws {
    let (columns, outcome, weights) = problem.make(size: size)
    let matrix = TallMatrix(rows: outcome.count, columns: columns.map { .real($0) })
    let exact = try #require(
      ExactLeastSquares.solve(
        columns: columns.map { $0.map(ExactLeastSquares.exact) }, outcome: outcome, weights: weights))
    let solution = try matrix.leastSquares(.real(outcome), weights: weights)
    #expect(solution.dropped.isEmpty && solution.converged)
    for (found, expected) in zip(solution.coefficients, exact.coefficients.map(\.double)) {
      #expect(abs(found - expected) <= expected.ulp)
    }
    for (found, expected) in zip(solution.inverseGram.elements, exact.inverse.joined().map(\.double)) {
      #expect(abs(found - expected) <= 2 * expected.ulp)
    }
  }

  /// Condition numbers to 10¹¹, where the double-double powers decide.
  @Test("powers that no double holds", arguments: [4, 8, 10])
  func extendedPowers(degree: Int) throws {
    let x = (0..<30).map { 3 + Double($0 * 7 % 31) / 7 }
    let outcome = x.indices.map { Double($0 * $0 % 17) }
    let exactX = x.map(ExactLeastSquares.exact)
    let columns = (0...degree).map { power in
      exactX.map { x in (0..<power).reduce(Exact.one) { value, _ in value * x } }
    }
    let exact = try #require(ExactLeastSquares.solve(columns: columns, outcome: outcome, weights: nil))
    let matrix = TallMatrix(rows: x.count, columns: ReferenceSet.powers(x, degree: degree))
    let solution = try matrix.leastSquares(.real(outcome), robust: true)
    #expect(solution.dropped.isEmpty && solution.converged)
    for (found, expected) in zip(solution.coefficients, exact.coefficients.map(\.double)) {
      #expect(abs(found - expected) <= 2 * expected.ulp)
    }
    for (found, expected) in zip(solution.inverseGram.elements, exact.inverse.joined().map(\.double)) {
      #expect(abs(found - expected) <= 4 * expected.ulp)
    }
    let sandwich = try #require(solution.robustSandwich)
    let variances = ExactLeastSquares.robustVariances(exact, columns: columns, outcome: outcome)
    for (found, expected) in zip(sandwich.diagonal, variances) {
      // Sums of thirty doubles.
      #expect(abs(found - expected) <= 1e-14 * expected)
    }
  }
}
