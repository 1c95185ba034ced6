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

  /// Condition numbers to 10¹¹, where the double-double powers decide. The points have seventeen bits, so that the fourth power
  /// is beyond a double and the rational numbers stay short.
  @Test("powers that no double holds", arguments: [4, 8, 10])
  func extendedPowers(degree: Int) throws {
    let steps = (0..<30).map { $0 * 7 % 31 * 2_341 + 1 }
    let x = steps.map { 3 + Double($0) / 16_384 }
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

  /// Where the bound says that the Gram matrix is enough, nothing else is asked, and what it gives are nearest doubles.
  @Test(
    "the Gram matrix alone, to the last digit", arguments: [Problem.random, .weighted, .zeroWeights],
    [2, 4, 6])
  func gramAlone(problem: Problem, size: Int) throws {
    let (columns, outcome, weights) = problem.make(size: size)
    let exactColumns = columns.map { $0.map(ExactLeastSquares.exact) }
    let exact = try #require(
      ExactLeastSquares.solve(columns: exactColumns, outcome: outcome, weights: weights))
    let matrix = TallMatrix(rows: outcome.count, columns: columns.map { .real($0) })
    let solution = try matrix.leastSquares(.real(outcome), weights: weights, robust: true, method: .gram)
    #expect(solution.refinements == 0 && solution.converged)
    for (found, expected) in zip(solution.coefficients, exact.coefficients.map(\.double)) {
      #expect(abs(found - expected) <= expected.ulp)
    }
    let sums = ExactLeastSquares.sumsOfSquares(
      exact, columns: exactColumns, outcome: outcome, weights: weights)
    #expect(abs(solution.residualSumOfSquares - sums.residual) <= sums.residual.ulp)
    #expect(abs(solution.totalSumOfSquares - sums.total) <= sums.total.ulp)
    let last = try #require(solution.lengths.last)
    #expect(solution.lengths.count == size + 1 && abs(last * last - sums.total) <= 4 * sums.total.ulp)
    if weights == nil {
      let sandwich = try #require(solution.robustSandwich)
      let variances = ExactLeastSquares.robustVariances(exact, columns: exactColumns, outcome: outcome)
      for (found, expected) in zip(sandwich.diagonal, variances) {
        // Fifteen rows, a product of three doubles' matrices.
        #expect(abs(found - expected) <= 1e-14 * expected)
      }
    }
  }

  @Test("an outcome that is nearly in the span is beyond the bound, and is refined")
  func nearlyExact() throws {
    var (columns, outcome, _) = Problem.random.make(size: 4)
    for row in outcome.indices {
      outcome[row] = columns[0][row] - 3 * columns[2][row] + 0x1p-40 * outcome[row]
    }
    let exactColumns = columns.map { $0.map(ExactLeastSquares.exact) }
    let exact = try #require(ExactLeastSquares.solve(columns: exactColumns, outcome: outcome, weights: nil))
    let matrix = TallMatrix(rows: outcome.count, columns: columns.map { .real($0) })
    let solution = try matrix.leastSquares(.real(outcome), method: .gram)
    #expect(solution.refinements > 0 && solution.converged)
    for (found, expected) in zip(solution.coefficients, exact.coefficients.map(\.double)) {
      // The second and the last coefficient are of the size of the noise, 2⁻⁴⁰, and are right to 2⁻³⁰ of the largest's
      // last digit.
      #expect(abs(found - expected) <= max(expected.ulp, 0x1p-82))
    }
    let sums = ExactLeastSquares.sumsOfSquares(exact, columns: exactColumns, outcome: outcome, weights: nil)
    #expect(abs(solution.residualSumOfSquares - sums.residual) <= 2 * sums.residual.ulp)
  }

  @Test(
    "the total sum of squares is around the mean of a constant column", arguments: [0.0, 1e3, 1e9],
    [false, true])
  func totalSumOfSquares(mean: Double, weighted: Bool) throws {
    let (columns, noise, given) = Problem.weighted.make(size: 4)
    let outcome = noise.map { $0 + mean }
    let weights = weighted ? given : nil
    let matrix = TallMatrix(rows: outcome.count, columns: [.constant(2)] + columns.map { .real($0) })
    let one = [outcome.map { _ in Exact.one }]
    let exact = try #require(ExactLeastSquares.solve(columns: one, outcome: outcome, weights: weights))
    let sums = ExactLeastSquares.sumsOfSquares(exact, columns: one, outcome: outcome, weights: weights)
    for method in [LeastSquaresMethod.gram, .qr] {
      let solution = try matrix.leastSquares(.real(outcome), weights: weights, method: method)
      #expect(abs(solution.totalSumOfSquares - sums.residual) <= sums.residual.ulp)
    }
    let alone = try matrix.selecting(columns: [0]).leastSquares(.real(outcome), weights: weights)
    #expect(alone.totalSumOfSquares == alone.residualSumOfSquares)
  }
}
