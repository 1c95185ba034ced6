internal import COpenBLAS

/// The Cholesky factor R of a symmetric positive definite matrix: A = RᵀR, R upper triangular (LAPACK `dpotrf`).
public struct Cholesky: Sendable {
  /// R, with zeros below the diagonal.
  public let factor: Matrix
  private let norm: Double

  /// Reads the upper triangle of `matrix` alone. Throws `.notSquare`, or `.notPositiveDefinite` with the order of the first leading minor
  /// that is not positive. O(n³) for n rows.
  public init(of matrix: Matrix) throws(LinearAlgebraError) {
    let size = matrix.rows
    guard size == matrix.columns else { throw .notSquare(rows: size, columns: matrix.columns) }
    var factor = matrix
    for column in 0..<size {
      for row in column + 1..<max(size, column + 1) { factor.elements[row + column * size] = 0 }
    }
    norm = Cholesky.oneNorm(matrix)
    if size > 0 {
      _ = LAPACK.ready
      var upper = LAPACK.letter("U")
      var n = LAPACK.size(size, "dpotrf")
      var leading = n
      var info = Int32(0)
      dpotrf_(&upper, &n, &factor.elements, &leading, &info, 1)
      try LAPACK.check(info, "dpotrf")
      if info > 0 { throw .notPositiveDefinite(routine: "dpotrf", minor: Int(info), size: size) }
    }
    self.factor = factor
  }

  /// A⁻¹ (LAPACK `dpotri`).
  public func inverse() throws(LinearAlgebraError) -> Matrix {
    let size = factor.rows
    guard size > 0 else { return factor }
    var result = factor
    var upper = LAPACK.letter("U")
    var n = LAPACK.size(size, "dpotri")
    var leading = n
    var info = Int32(0)
    dpotri_(&upper, &n, &result.elements, &leading, &info, 1)
    try LAPACK.check(info, "dpotri")
    if info > 0 { throw .singular(routine: "dpotri", pivot: Int(info), size: size) }
    result.copyUpperToLower()
    return result
  }

  /// X with A · X = `right`, of as many rows as A (LAPACK `dpotrs`).
  public func solve(_ right: Matrix) throws(LinearAlgebraError) -> Matrix {
    let size = factor.rows
    precondition(right.rows == size, "right side of \(right.rows) rows for a matrix of \(size)")
    guard size > 0, right.columns > 0 else { return right }
    var result = right
    var upper = LAPACK.letter("U")
    var n = LAPACK.size(size, "dpotrs")
    var count = LAPACK.size(right.columns, "dpotrs")
    var leading = n
    var leadingB = n
    var info = Int32(0)
    dpotrs_(&upper, &n, &count, factor.elements, &leading, &result.elements, &leadingB, &info, 1)
    try LAPACK.check(info, "dpotrs")
    return result
  }

  /// x with A · x = `right`.
  public func solve(_ right: [Double]) throws(LinearAlgebraError) -> [Double] {
    try solve(Matrix(rows: right.count, columns: 1, columnMajor: right)).elements
  }

  /// The logarithm of the determinant of A.
  public var logDeterminant: Double {
    var sum = 0.0
    for value in factor.diagonal { sum += value.logarithm }
    return 2 * sum
  }

  /// An estimate of 1 / condition number of A in the one-norm (LAPACK `dpocon`).
  public func reciprocalCondition() throws(LinearAlgebraError) -> Double {
    let size = factor.rows
    guard size > 0 else { return 1 }
    var upper = LAPACK.letter("U")
    var n = LAPACK.size(size, "dpocon")
    var leading = n
    var norm = norm
    var result = 0.0
    var work = [Double](repeating: 0, count: 3 * size)
    var integers = [Int32](repeating: 0, count: size)
    var info = Int32(0)
    dpocon_(&upper, &n, factor.elements, &leading, &norm, &result, &work, &integers, &info, 1)
    try LAPACK.check(info, "dpocon")
    return result
  }

  private static func oneNorm(_ matrix: Matrix) -> Double {
    var largest = 0.0
    for column in 0..<matrix.columns {
      var sum = 0.0
      for row in 0..<matrix.rows { sum += abs(row <= column ? matrix[row, column] : matrix[column, row]) }
      largest = max(largest, sum)
    }
    return largest
  }
}
