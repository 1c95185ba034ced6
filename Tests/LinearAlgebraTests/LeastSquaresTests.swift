import Kernels
import LinearAlgebra
import Testing

/// Oracles: laws, QR by LAPACK, problems worked by hand.
@Suite("Least squares")
struct LeastSquaresTests {
  struct Problem {
    var columns: [TallColumn]
    var outcome: [Double]
    var weights: [Double]
    var matrix: TallMatrix { TallMatrix(rows: outcome.count, columns: columns) }

    /// All kinds of columns; the first is the constant.
    init(rows: Int, seed: UInt64 = 1) {
      var generator = PCG64(seed: seed, stream: 2)
      func draw() -> [Double] { (0..<rows).map { _ in Double.random(in: -1...1, using: &generator) } }
      let x = draw()
      let squares = x.map { DoubleDouble.product($0, $0) }
      let codes = (0..<rows).map { UInt32($0 * 7 % 4) }
      columns = [
        .constant(1), .real(x), .extended(high: squares.map(\.high), low: squares.map(\.low)), .real(draw()),
        .indicator(codes: codes, level: 1), .scaledIndicator(codes: codes, level: 2, values: draw()),
      ]
      outcome = draw()
      weights = (0..<rows).map { Double(1 + $0 * $0 % 5) }
    }
  }

  static func distance(_ left: [Double], _ right: [Double]) -> Double {
    zip(left, right).map { abs($0 - $1) / max(1, abs($0)) }.max() ?? 0
  }

  @Test("both methods and any number of threads give the same", arguments: [7, 300, 40_000])
  func methods(rows: Int) throws {
    let problem = Problem(rows: rows)
    let y = TallColumn.real(problem.outcome)
    for weights in [nil, problem.weights] {
      let gram = try problem.matrix.leastSquares(y, weights: weights, method: .gram, threads: 1)
      let qr = try problem.matrix.leastSquares(y, weights: weights, method: .qr, threads: 2)
      #expect(gram.method == .gram && qr.method == .qr)
      // Both are right to the last digit.
      #expect(Self.distance(gram.coefficients, qr.coefficients) <= 0x1p-52)
      #expect(Self.distance(gram.inverseGram.elements, qr.inverseGram.elements) <= 0x1p-52)
      let again = try problem.matrix.leastSquares(y, weights: weights, method: .gram, threads: 3)
      #expect(again.coefficients == gram.coefficients && again.inverseGram == gram.inverseGram)
      #expect(again.residualSumOfSquares == gram.residualSumOfSquares)
      #expect(again.residuals == gram.residuals)
    }
  }

  @Test("QR by LAPACK gives the same as far as doubles go")
  func peer() throws {
    let problem = Problem(rows: 500)
    let solution = try problem.matrix.leastSquares(.real(problem.outcome))
    let qr = try PivotedQR(of: problem.matrix.dense())
    let rotated = try qr.applyQ(
      Matrix(rows: 500, columns: 1, columnMajor: problem.outcome), transposed: true)
    let top = Matrix(rows: 6, columns: 1, columnMajor: Array(rotated.elements.prefix(6)))
    let solved = try qr.solveTriangle(top, rank: 6, transposed: false).elements
    var coefficients = [Double](repeating: 0, count: 6)
    for (position, column) in qr.permutation.enumerated() { coefficients[column] = solved[position] }
    // LAPACK's own error: the condition number, some ten, times rows and rounding.
    #expect(Self.distance(solution.coefficients, coefficients) < 1e-13)
    let rest = rotated.elements.dropFirst(6).map { $0 * $0 }.reduce(0, +)
    #expect(abs(solution.residualSumOfSquares - rest) < 1e-13 * rest)
  }

  @Test("residuals are orthogonal to the columns, and their squares are the sum of squares")
  func residuals() throws {
    let problem = Problem(rows: 5000)
    let solution = try problem.matrix.leastSquares(.real(problem.outcome), weights: problem.weights)
    let weighted = zip(problem.weights, solution.residuals).map { $0 * $1 }
    // A rounding for each residual.
    #expect(problem.matrix.transposedTimes(weighted).allSatisfy { abs($0) < 1e-13 })
    let sum = zip(weighted, solution.residuals).map { $0 * $1 }.reduce(0, +)
    #expect(abs(sum - solution.residualSumOfSquares) < 1e-13 * sum)
    #expect(solution.residuals == solution.residuals)
  }

  @Test("columns times a number: coefficients divided by it", arguments: [1e-3, 7.0, 0x1p-700, 0x1p600])
  func scale(factor: Double) throws {
    var problem = Problem(rows: 200)
    let before = try problem.matrix.leastSquares(.real(problem.outcome))
    let x = (0..<200).map { problem.columns[3][$0] * factor }
    problem.columns[3] = .real(x)
    let after = try problem.matrix.leastSquares(.real(problem.outcome.map { $0 * factor }))
    // x·7 and x/1000 are rounded.
    for (index, value) in before.coefficients.enumerated() {
      let expected = index == 3 ? value : value * factor
      #expect(abs(after.coefficients[index] - expected) < 1e-14 * abs(expected))
    }
    let ratio = after.residualSumOfSquares / factor / factor / before.residualSumOfSquares
    if factor.exponent > -500 && factor.exponent < 500 { #expect(abs(ratio - 1) < 1e-14) }
  }

  @Test("weights times a number change nothing but the inverse", arguments: [0.25, 3.0, 0x1p-900, 0x1p980])
  func scaledWeights(factor: Double) throws {
    let problem = Problem(rows: 200)
    let before = try problem.matrix.leastSquares(.real(problem.outcome), weights: problem.weights)
    let after = try problem.matrix.leastSquares(
      .real(problem.outcome), weights: problem.weights.map { $0 * factor })
    #expect(Self.distance(before.coefficients, after.coefficients) < 1e-15)
    let inverse = after.inverseGram.elements.map { $0 * factor }
    #expect(Self.distance(before.inverseGram.elements, inverse) < 1e-15)
  }

  @Test("columns in another order: the same coefficients in that order")
  func permutation() throws {
    let problem = Problem(rows: 300)
    let order = [4, 0, 5, 3, 1, 2]
    let before = try problem.matrix.leastSquares(.real(problem.outcome))
    let after = try problem.matrix.selecting(columns: order).leastSquares(.real(problem.outcome))
    #expect(Self.distance(after.coefficients, order.map { before.coefficients[$0] }) <= 0x1p-52)
  }

  @Test("a coefficient is that of residuals on residuals (Frisch, Waugh and Lovell)")
  func partial() throws {
    let problem = Problem(rows: 400)
    let all = try problem.matrix.leastSquares(.real(problem.outcome))
    let others = problem.matrix.selecting(columns: [0, 2, 3, 4, 5])
    let y = try others.leastSquares(.real(problem.outcome)).residuals
    let x = try others.leastSquares(problem.columns[1]).residuals
    let alone = try TallMatrix(rows: 400, columns: [.real(x)]).leastSquares(.real(y))
    // The residuals are rounded.
    #expect(abs(alone.coefficients[0] - all.coefficients[1]) < 1e-15)
    #expect(abs(alone.inverseGram[0, 0] - all.inverseGram[1, 1]) < 1e-14 * all.inverseGram[1, 1])
  }

  @Test("whole weights are repeated rows, zero ones none")
  func repeatedRows() throws {
    var problem = Problem(rows: 60)
    problem.weights = (0..<60).map { Double($0 % 4) }
    let weighted = try problem.matrix.leastSquares(.real(problem.outcome), weights: problem.weights)
    let picked = (0..<60).flatMap { Array(repeating: $0, count: $0 % 4) }
    let repeated = try problem.matrix.selecting(rows: picked).leastSquares(
      .real(picked.map { problem.outcome[$0] }))
    #expect(Self.distance(weighted.coefficients, repeated.coefficients) <= 0x1p-52)
    #expect(Self.distance(weighted.inverseGram.elements, repeated.inverseGram.elements) <= 0x1p-52)
    #expect(abs(weighted.residualSumOfSquares / repeated.residualSumOfSquares - 1) < 1e-14)
  }

  @Test("the later column of a dependent set is dropped", arguments: [50, 30_000])
  func dependence(rows: Int) throws {
    let education = (0..<rows).map { Double(8 + $0 * 5 % 11) }
    let age = (0..<rows).map { Double(30 + $0 * 7 % 29) }
    let experience = zip(age, education).map { $0 - $1 - 6 }
    let codes = (0..<rows).map { UInt32($0 % 9) }
    let sum = zip(age, education).map { 0.1 * $0 + 0.3 * $1 }
    let regions = (0..<9).map { TallColumn.indicator(codes: codes, level: UInt32($0)) }
    let matrix = TallMatrix(
      rows: rows,
      columns: [.constant(1), .real(education), .real(age), .real(experience)] + regions
        + [.real(sum), .constant(0), .constant(2)])
    let solution = try matrix.leastSquares(.real((0..<rows).map { Double($0 * $0 % 23) }))
    #expect(solution.dropped == [3, 12, 13, 14, 15])
    #expect(solution.kept == [0, 1, 2] + Array(4...11))
    #expect(try matrix.independentColumns() == solution.kept)
    let fit = try matrix.selecting(columns: solution.kept).leastSquares(
      .real((0..<rows).map { Double($0 * $0 % 23) }))
    #expect(fit.coefficients == solution.coefficients)
  }

  @Test("an angle above the tolerance is kept, below it dropped")
  func tolerance() throws {
    let x = (0..<64).map { Double($0 % 8) - 3.5 }
    let other = (0..<64).map { Double($0 / 8) - 3.5 }
    func near(_ angle: Double) -> TallMatrix {
      TallMatrix(rows: 64, columns: [.real(x), .real(zip(x, other).map { $0 + angle * $1 })])
    }
    #expect(try near(0x1p-36).independentColumns() == [0, 1])
    #expect(try near(0x1p-44).independentColumns() == [0])
    #expect(try near(1e-6).independentColumns(tolerance: 1e-10) == [0])
    #expect(try near(1e-4).independentColumns(tolerance: 1e-10) == [0, 1])
  }

  @Test("nothing to fit, nothing to fit it with, more columns than rows")
  func degenerate() throws {
    let y = [1.0, 2, 4]
    let none = try TallMatrix(rows: 3, columns: []).leastSquares(.real(y))
    #expect(none.coefficients.isEmpty && none.residualSumOfSquares == 21 && none.residuals == y)
    #expect(none.inverseGram == Matrix(rows: 0, columns: 0))
    let empty = try TallMatrix(rows: 0, columns: [.constant(1), .real([])]).leastSquares(.real([]))
    #expect(empty.kept.isEmpty && empty.dropped == [0, 1] && empty.residuals.isEmpty)
    let wide = TallMatrix(
      rows: 3,
      columns: [.constant(1), .real([1, 2, 3]), .real([1, 4, 9]), .real([1, 8, 27]), .real([5, 2, 9])])
    let exact = try wide.leastSquares(.real(y))
    #expect(exact.kept == [0, 1, 2] && exact.dropped == [3, 4])
    #expect(Self.distance(exact.coefficients, [1, -0.5, 0.5]) < 1e-15)
    #expect(exact.residualSumOfSquares < 1e-50)
    let noWeight = try wide.leastSquares(.real(y), weights: [0, 0, 0])
    #expect(noWeight.kept.isEmpty && noWeight.residualSumOfSquares == 0)
    let constant = try wide.selecting(columns: [0, 1]).leastSquares(.constant(5))
    #expect(constant.coefficients[0] == 5 && abs(constant.coefficients[1]) < 1e-30)
    #expect(constant.residualSumOfSquares < 1e-50)
    let zero = try wide.selecting(columns: [0, 1]).leastSquares(.constant(0))
    #expect(zero.coefficients == [0, 0] && zero.converged)
    let scalar = try TallMatrix(rows: 3, columns: [.real([0, 0x1p-1070, 0])]).leastSquares(.real(y))
    #expect(scalar.dropped.isEmpty)
  }

  @Test("values that are no numbers are named with their place", arguments: [Double.nan, .infinity])
  func notFinite(value: Double) {
    let matrix = TallMatrix(rows: 3, columns: [.constant(1), .real([1, 2, value])])
    #expect(throws: LinearAlgebraError.notFinite(column: 1, row: 2)) {
      try matrix.leastSquares(.real([1, 2, 3]))
    }
    #expect(throws: LinearAlgebraError.notFinite(column: nil, row: 1)) {
      try matrix.selecting(columns: [0]).leastSquares(.real([1, value, 3]))
    }
    for weight in [value, -1] {
      #expect(throws: LinearAlgebraError.invalidWeight(row: 0)) {
        try matrix.selecting(columns: [0]).leastSquares(.real([1, 2, 3]), weights: [weight, 1, 1])
      }
    }
    #expect(throws: LinearAlgebraError.notFinite(column: 0, row: 0)) {
      try TallMatrix(rows: 1, columns: [.constant(value)]).leastSquares(.real([1]))
    }
  }
}
