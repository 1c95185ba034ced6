import Foundation
import Kernels
import LinearAlgebra

/// Least squares on data in memory: five million rows, an outcome and eight dense columns. A sample is repeated, so that
/// LAPACK's QR of the sample tells the answer.
struct LeastSquaresBenchmarks {
  static let rows = 5_000_000
  static let sampleRows = 20_000
  static let width = 8

  let matrix: TallMatrix
  let outcome: TallColumn
  let clusters: [UInt32]
  let expected: (coefficients: [Double], robust: [Double], gram: Matrix)

  init() throws {
    var generator = PCG64(seed: 20, stream: 8)
    let count = Self.sampleRows
    let columns = (0..<Self.width).map { column in
      (0..<count).map { _ in column == 0 ? 1 : Double.random(in: -1...1, using: &generator) }
    }
    var y = (0..<count).map { _ in Double.random(in: -1...1, using: &generator) }
    for column in 0..<Self.width {
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
    clusters = (0..<Self.rows).map { _ in UInt32.random(in: 0..<50_000, using: &generator) }
    expected = try Self.answer(sample, y, copies: Double(copies))
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
        guard let meat = solution.robustMeat else { return nil }
        let factor = Double(Self.rows) / Double(Self.rows - Self.width)
        coefficients = solution.coefficients
        errors = (solution.inverseGram * meat * solution.inverseGram).diagonal.map {
          ($0 * factor).squareRoot()
        }
        return nil
      },
      check: { Self.near(coefficients, expected.coefficients) && Self.near(errors, expected.robust) }
    ).emit()
  }

  /// Sums of the columns by 50,000 clusters in no order.
  func groupSums(threads: Int, repetitions: Int) throws {
    let ones = [Double](repeating: 1, count: Self.rows)
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
