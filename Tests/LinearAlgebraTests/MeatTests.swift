import Kernels
import LinearAlgebra
import Testing

/// Oracle: the same sums of the dense matrix.
@Suite("Meat, leverages and sums by group")
struct MeatTests {
  static let problem = LeastSquaresTests.Problem(rows: 20_000)

  static func near(_ left: Matrix, _ right: Matrix) -> Bool {
    zip(left.elements, right.elements).allSatisfy { abs($0 - $1) <= 1e-12 * (1 + abs($1)) }
  }

  /// The largest difference relative to the largest element.
  static func distance(_ left: Matrix, _ right: Matrix) -> Double {
    let size = right.elements.map { abs($0) }.max() ?? 1
    return zip(left.elements, right.elements).map { abs($0 - $1) / size }.max() ?? 0
  }

  /// Rows of the dense matrix times a factor a row.
  static func scaled(_ matrix: TallMatrix, _ factors: [Double]) -> Matrix {
    var result = matrix.dense()
    for column in 0..<result.columns {
      for row in 0..<result.rows { result[row, column] *= factors[row] }
    }
    return result
  }

  @Test(
    "the meat is that of the residuals, asked for during the fit or afterwards", arguments: [false, true])
  func meat(weighted: Bool) throws {
    let problem = Self.problem
    let weights = weighted ? problem.weights : nil
    let outcome = TallColumn.real(problem.outcome)
    let solution = try problem.matrix.leastSquares(outcome, weights: weights, robust: true)
    let scores = solution.residuals.enumerated().map { (weights?[$0.offset] ?? 1) * $0.element }
    let expected = Self.scaled(problem.matrix, scores).crossProduct()
    #expect(Self.near(problem.matrix.meat(scores: scores), expected))
    let after = problem.matrix.robustMeat(
      outcome: outcome, coefficients: solution.coefficients, remainders: solution.coefficientRemainders,
      weights: weights)
    #expect(Self.near(after, expected))
    let inverse = solution.inverseGram
    let sandwich = try #require(solution.robustSandwich)
    #expect(Self.distance(sandwich, inverse * expected * inverse) < 1e-14)
    let qr = try problem.matrix.leastSquares(outcome, weights: weights, robust: true, method: .qr)
    #expect(Self.distance(sandwich, try #require(qr.robustSandwich)) < 1e-14)
    #expect(try problem.matrix.leastSquares(outcome, weights: weights).robustSandwich == nil)
  }

  @Test("the Gram matrix in doubles is that in double-doubles, to some units of rounding")
  func plainGram() throws {
    let problem = Self.problem
    let weights = problem.weights
    let (plain, exact) = (problem.matrix.plainGram(weights: weights), problem.matrix.gram(weights: weights))
    for column in 0..<exact.columns {
      for row in 0..<exact.rows {
        let lengths = (exact[row, row] * exact[column, column]).squareRoot()
        #expect(abs(plain[row, column] - exact[row, column]) <= 1e-14 * lengths)
      }
    }
    #expect(problem.matrix.plainGram(weights: weights, threads: 1) == plain)
    let zero = [Double](repeating: 0, count: problem.matrix.rows)
    #expect(problem.matrix.plainGram(weights: zero).elements.allSatisfy { $0 == 0 })
  }

  @Test("the same bits on any number of threads")
  func threads() throws {
    let problem = Self.problem
    let outcome = TallColumn.real(problem.outcome)
    let one = try problem.matrix.leastSquares(outcome, weights: problem.weights, robust: true, threads: 1)
    let scores = one.residuals
    let matrix = problem.matrix
    for threads in 2...3 {
      let many = try matrix.leastSquares(outcome, weights: problem.weights, robust: true, threads: threads)
      #expect(many.robustSandwich == one.robustSandwich && many.inverseFactor == one.inverseFactor)
      #expect(matrix.meat(scores: scores, threads: threads) == matrix.meat(scores: scores, threads: 1))
      let codes = (0..<matrix.rows).map { UInt32($0 % 7) }
      #expect(
        matrix.groupSums(scores, groups: codes, count: 7, threads: threads)
          == matrix.groupSums(scores, groups: codes, count: 7, threads: 1))
      #expect(
        matrix.leverages(inverseFactor: one.inverseFactor, threads: threads)
          == matrix.leverages(inverseFactor: one.inverseFactor, threads: 1))
    }
  }

  @Test("the sandwich of columns far from one keeps its units")
  func units() throws {
    let problem = LeastSquaresTests.Problem(rows: 90)
    let before = try problem.matrix.leastSquares(
      .real(problem.outcome), weights: problem.weights, robust: true)
    let factor = 0x1p-450
    let columns = problem.columns.indices.map { index -> TallColumn in
      index == 1 ? .real((0..<90).map { problem.columns[1][$0] * factor }) : problem.columns[index]
    }
    let after = try TallMatrix(rows: 90, columns: columns).leastSquares(
      .real(problem.outcome), weights: problem.weights.map { $0 * 0x1p-220 }, robust: true)
    // The sandwich has the units of the coefficients, whatever the weights are.
    let (bread, same) = (try #require(before.robustSandwich), try #require(after.robustSandwich))
    for column in 0..<6 {
      let size = column == 1 ? 1 / factor : 1
      #expect(abs(same[column, column] / size / size / bread[column, column] - 1) < 1e-13)
    }
  }

  @Test("leverages add up to the number of columns, and are those of the hat matrix")
  func leverages() throws {
    let problem = Self.problem
    let solution = try problem.matrix.leastSquares(.real(problem.outcome), weights: problem.weights)
    let leverages = problem.matrix.leverages(
      inverseFactor: solution.inverseFactor, weights: problem.weights)
    #expect(abs(leverages.reduce(0, +) - 6) < 1e-12)
    let forms = problem.matrix.quadraticForms(solution.inverseGram)
    for row in stride(from: 0, to: 20_000, by: 997) {
      #expect(abs(leverages[row] - problem.weights[row] * forms[row]) < 1e-15)
    }
  }

  @Test("leverages of a badly conditioned matrix still add up")
  func illConditioned() throws {
    let filip = try ReferenceSet("filip")
    let solution = try filip.matrix.leastSquares(filip.outcome)
    let leverages = filip.matrix.leverages(inverseFactor: solution.inverseFactor)
    #expect(abs(leverages.reduce(0, +) - 11) < 1e-13)
    #expect(leverages.allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test("sums by group are those of a loop over the rows", arguments: [1, 5, 300])
  func groupSums(groups: Int) {
    let matrix = Self.problem.matrix
    let dense = matrix.dense()
    let codes = (0..<matrix.rows).map { UInt32($0 * 31 % 977 % groups) }
    let values = Self.problem.outcome
    var expected = Matrix(rows: groups, columns: 6)
    for column in 0..<6 {
      for row in 0..<matrix.rows { expected[Int(codes[row]), column] += values[row] * dense[row, column] }
    }
    // The same additions in the same order.
    #expect(matrix.groupSums(values, groups: codes, count: groups) == expected)
  }

  @Test("no rows and no columns")
  func empty() {
    let none = TallMatrix(rows: 0, columns: [.constant(1), .real([])])
    #expect(none.meat(scores: []) == Matrix(rows: 2, columns: 2))
    #expect(none.groupSums([], groups: [], count: 3) == Matrix(rows: 3, columns: 2))
    #expect(none.quadraticForms(Matrix.identity(2)).isEmpty)
    let narrow = TallMatrix(rows: 4, columns: [])
    #expect(narrow.meat(scores: [1, 2, 3, 4]) == Matrix(rows: 0, columns: 0))
    #expect(narrow.groupSums([1, 2, 3, 4], groups: [0, 0, 1, 1], count: 2) == Matrix(rows: 2, columns: 0))
    #expect(narrow.times([]) == [0, 0, 0, 0])
  }
}
