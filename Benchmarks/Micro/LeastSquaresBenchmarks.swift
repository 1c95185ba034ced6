import Foundation
import Kernels
import LinearAlgebra
import Models

/// Least squares on data in memory: five million rows, an outcome and eight dense columns, the first of them ones. A sample is
/// repeated, so that LAPACK's QR of the sample tells the answer. Its numbers are remainders of squares, which the peers
/// (`peers/ols_*`) make as well to the bit.
struct LeastSquaresBenchmarks {
  static let rows = 5_000_000
  static let sampleRows = 20_000
  static let width = 8

  let matrix: TallMatrix
  let outcome: TallColumn
  let expected: (coefficients: [Double], robust: [Double], gram: Matrix)

  init() throws {
    let count = Self.sampleRows
    let columns = (0..<Self.width).map { column in
      column == 0 ? Array(repeating: 1, count: count) : Self.remainders(column)
    }
    var y = zip(Self.remainders(Self.width), columns[1]).map { $0 * (1 + $1 / 2) }
    for column in 1..<Self.width {
      for row in 0..<count { y[row] += Double(column) * columns[column][row] }
    }
    let sample = Matrix(rows: count, columns: Self.width, columnMajor: columns.flatMap { $0 })
    let copies = Self.rows / count
    func repeated(_ values: [Double]) -> [Double] {
      var result: [Double] = []
      result.reserveCapacity(Self.rows)
      for _ in 0..<copies { result += values }
      return result
    }
    matrix = TallMatrix(rows: Self.rows, columns: columns.map { .real(repeated($0)) })
    outcome = .real(repeated(y))
    expected = try Self.answer(sample, y, copies: Double(copies))
  }

  /// Numbers between -1 and 1 that look like chance.
  private static func remainders(_ column: Int) -> [Double] {
    let prime = 20_011
    return (0..<sampleRows).map { row in
      let remainder = (row * row % prime * (1009 + 97 * column) + row * (31 + 389 * column)) % prime
      return 2 * Double(remainder) / Double(prime) - 1
    }
  }

  /// Coefficients, HC1 standard errors and Gram matrix of the sample taken `copies` times.
  private static func answer(
    _ sample: Matrix, _ y: [Double], copies: Double
  ) throws -> ([Double], [Double], Matrix) {
    let qr = try PivotedQR(of: sample)
    let size = sample.columns
    let rotated = try qr.applyQ(Matrix(rows: y.count, columns: 1, columnMajor: y), transposed: true)
    let top = Matrix(rows: size, columns: 1, columnMajor: Array(rotated.elements.prefix(size)))
    let solved = try qr.solveTriangle(top, rank: size, transposed: false).elements
    var coefficients = solved
    for (position, column) in qr.permutation.enumerated() { coefficients[column] = solved[position] }
    let fitted = sample.times(coefficients)
    var scores = sample
    for column in 0..<size {
      for row in 0..<y.count { scores[row, column] *= y[row] - fitted[row] }
    }
    let inverse = try Cholesky(of: sample.crossProduct()).inverse()
    let n = copies * Double(y.count)
    let robust = inverse * scores.crossProduct() * inverse
    return (
      coefficients,
      robust.diagonal.map { ($0 / copies * n / (n - Double(size))).squareRoot() },
      copies * sample.crossProduct()
    )
  }

  private var bytes: Int { 8 * Self.rows * (Self.width + 1) }

  private static func near(_ found: [Double], _ expected: [Double]) -> Bool {
    // The sample's own answer is worked out in doubles.
    zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-11 * (1 + abs($1)) }
  }

  /// XᵀX alone, in double-doubles.
  func gram(threads: Int, repetitions: Int) throws {
    var found = Matrix(rows: 0, columns: 0)
    try Measurement(
      "gram", threads: threads, bytes: 8 * Self.rows * Self.width, "rows", Self.rows,
      repetitions: repetitions,
      work: {
        found = matrix.gram(threads: threads)
        return nil
      },
      check: {
        zip(found.elements, expected.gram.elements).allSatisfy { abs($0 - $1) <= 1e-12 * Double(Self.rows) }
      }
    ).emit()
  }

  /// Coefficients and HC1 standard errors.
  func leastSquares(threads: Int, repetitions: Int) throws {
    var coefficients: [Double] = []
    var errors: [Double] = []
    try Measurement(
      "leastSquares", "HC1", threads: threads, bytes: bytes, "rows", Self.rows, repetitions: repetitions,
      work: {
        let solution = try matrix.leastSquares(outcome, robust: true, threads: threads)
        guard let sandwich = solution.robustSandwich else { return nil }
        let factor = Double(Self.rows) / Double(Self.rows - Self.width)
        coefficients = solution.coefficients
        errors = sandwich.diagonal.map { ($0 * factor).squareRoot() }
        return nil
      },
      check: { Self.near(coefficients, expected.coefficients) && Self.near(errors, expected.robust) }
    ).emit()
  }

  /// The whole regression: checks, coefficients, HC1, statistics, table of coefficients.
  func fit(repetitions: Int) throws {
    let data = RegressionData(
      matrix: matrix, names: (0..<Self.width).map { "x\($0)" }, outcome: outcome)
    var terms: [CoefficientTerm] = []
    var measurement = try Measurement(
      "fit", "HC1", threads: Parallel.cores, bytes: bytes, "rows", Self.rows, repetitions: repetitions,
      work: {
        terms = try LeastSquares(covariance: .hc1).fit(data).terms
        return nil
      },
      check: {
        Self.near(terms.map(\.estimate), expected.coefficients)
          && Self.near(terms.map(\.standardError), expected.robust)
      })
    measurement.answer = terms.map(\.estimate) + terms.map(\.standardError)
    try measurement.emit()
  }

  /// Sums of the columns by 50,000 clusters in no order.
  func groupSums(threads: Int, repetitions: Int) throws {
    let ones = [Double](repeating: 1, count: Self.rows)
    var generator = PCG64(seed: 20, stream: 8)
    let clusters = (0..<Self.rows).map { _ in UInt32.random(in: 0..<50_000, using: &generator) }
    var found = Matrix(rows: 0, columns: 0)
    try Measurement(
      "groupSums", threads: threads, bytes: bytes, "rows", Self.rows, repetitions: repetitions,
      work: {
        found = matrix.groupSums(ones, groups: clusters, count: 50_000, threads: threads)
        return nil
      },
      check: { found.column(0).reduce(0, +) == Double(Self.rows) }
    ).emit()
  }

  /// Leverages of all rows.
  func leverages(threads: Int, repetitions: Int) throws {
    let factor = try matrix.leastSquares(outcome, threads: threads).inverseFactor
    var found: [Double] = []
    try Measurement(
      "leverages", threads: threads, bytes: bytes, "rows", Self.rows, repetitions: repetitions,
      work: {
        found = matrix.leverages(inverseFactor: factor, threads: threads)
        return nil
      },
      check: { abs(found.reduce(0, +) - Double(Self.width)) < 1e-9 }
    ).emit()
  }
}
