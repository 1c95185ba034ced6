internal import COpenBLAS

/// QR factorisation with column pivoting: A · P = Q · R, the diagonal of R falling in size (LAPACK `dgeqp3`).
public struct PivotedQR: Sendable {
  public let rows: Int
  public let columns: Int
  /// Position in A of each column of A · P.
  public let permutation: [Int]
  /// R above and on the diagonal, the reflectors of Q below.
  let packed: [Double]
  let scales: [Double]

  /// O(m·n²) for m rows and n columns.
  public init(of matrix: Matrix) throws(LinearAlgebraError) {
    rows = matrix.rows
    columns = matrix.columns
    var a = matrix.elements
    var pivots = [Int32](repeating: 0, count: columns)
    var tau = [Double](repeating: 0, count: max(1, min(rows, columns)))
    if rows > 0, columns > 0 {
      _ = LAPACK.ready
      var m = LAPACK.size(rows, "dgeqp3")
      var n = LAPACK.size(columns, "dgeqp3")
      var leading = m
      var info = Int32(0)
      var count = Int32(-1)
      var wanted = [0.0]
      dgeqp3_(&m, &n, &a, &leading, &pivots, &tau, &wanted, &count, &info)
      count = Int32(wanted[0])
      var work = [Double](repeating: 0, count: Int(count))
      dgeqp3_(&m, &n, &a, &leading, &pivots, &tau, &work, &count, &info)
      try LAPACK.check(info, "dgeqp3")
    } else {
      pivots = (0..<columns).map { Int32($0 + 1) }
    }
    packed = a
    scales = tau
    permutation = pivots.map { Int($0) - 1 }
  }

  /// R, min(rows, columns) × columns.
  public var factor: Matrix {
    let size = min(rows, columns)
    var result = Matrix(rows: size, columns: columns)
    for column in 0..<columns {
      for row in 0..<min(column + 1, size) { result[row, column] = packed[row + column * rows] }
    }
    return result
  }

  /// How many diagonal elements of R are larger than `tolerance` times the first.
  public func rank(tolerance: Double) -> Int {
    let size = min(rows, columns)
    guard size > 0 else { return 0 }
    let first = abs(packed[0])
    guard first > 0 else { return 0 }
    var count = 0
    while count < size, abs(packed[count + count * rows]) > tolerance * first { count += 1 }
    return count
  }

  /// Q · B or Qᵀ · B for a matrix of as many rows as A (LAPACK `dormqr`).
  public func applyQ(_ right: Matrix, transposed: Bool) throws(LinearAlgebraError) -> Matrix {
    precondition(right.rows == rows, "\(right.rows) rows for a factorisation of \(rows)")
    let size = min(rows, columns)
    guard size > 0, right.columns > 0 else { return right }
    var result = right
    var side = LAPACK.letter("L")
    var trans = LAPACK.letter(transposed ? "T" : "N")
    var m = LAPACK.size(rows, "dormqr")
    var n = LAPACK.size(right.columns, "dormqr")
    var k = LAPACK.size(size, "dormqr")
    var leading = m
    var leadingC = m
    var count = Int32(-1)
    var wanted = [0.0]
    var info = Int32(0)
    dormqr_(
      &side, &trans, &m, &n, &k, packed, &leading, scales, &result.elements, &leadingC, &wanted, &count,
      &info, 1, 1)
    count = Int32(wanted[0])
    var work = [Double](repeating: 0, count: Int(count))
    dormqr_(
      &side, &trans, &m, &n, &k, packed, &leading, scales, &result.elements, &leadingC, &work, &count, &info,
      1, 1)
    try LAPACK.check(info, "dormqr")
    return result
  }

  /// R₁⁻¹ · B or R₁⁻ᵀ · B, where R₁ is the leading `rank` × `rank` part of R and B has `rank` rows (LAPACK `dtrtrs`).
  ///
  /// Throws `.singular` where the diagonal of R₁ has a zero.
  public func solveTriangle(_ right: Matrix, rank: Int, transposed: Bool) throws(LinearAlgebraError) -> Matrix
  {
    precondition(right.rows == rank && rank <= min(rows, columns), "\(right.rows) rows for rank \(rank)")
    guard rank > 0, right.columns > 0 else { return right }
    var result = right
    var upper = LAPACK.letter("U")
    var trans = LAPACK.letter(transposed ? "T" : "N")
    var unit = LAPACK.letter("N")
    var n = LAPACK.size(rank, "dtrtrs")
    var count = LAPACK.size(right.columns, "dtrtrs")
    var leading = LAPACK.size(rows, "dtrtrs")
    var leadingB = n
    var info = Int32(0)
    dtrtrs_(
      &upper, &trans, &unit, &n, &count, packed, &leading, &result.elements, &leadingB, &info, 1, 1, 1)
    try LAPACK.check(info, "dtrtrs")
    if info > 0 { throw .singular(routine: "dtrtrs", pivot: Int(info), size: rank) }
    return result
  }
}
