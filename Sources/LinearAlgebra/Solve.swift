import COpenBLAS

extension Matrix {
  /// The solution X of self · X = right, by LU with partial pivoting (LAPACK `dgesv`).
  ///
  /// `right`: rows × any number of columns. Throws `.notSquare` or `.singular`. O(n³) for n rows.
  public func solve(_ right: Matrix) throws(LinearAlgebraError) -> Matrix {
    guard rows == columns else { throw .notSquare(rows: rows, columns: columns) }
    precondition(right.rows == rows, "right side of \(right.rows) rows for a matrix of \(rows)")
    guard rows > 0 else { return right }
    var n = Int32(rows)
    var count = Int32(right.columns)
    var a = elements
    var b = right.elements
    var leading = n
    var leadingToo = n
    var pivots = [Int32](repeating: 0, count: rows)
    var info = Int32(0)
    dgesv_(&n, &count, &a, &leading, &pivots, &b, &leadingToo, &info)
    if info < 0 { throw .invalidArgument(routine: "dgesv", argument: Int(-info)) }
    if info > 0 { throw .singular(routine: "dgesv", pivot: Int(info), size: rows) }
    return Matrix(rows: rows, columns: right.columns, columnMajor: b)
  }

  /// The determinant, from the LU factors (LAPACK `dgetrf`); zero where a pivot is exactly zero.
  public func determinant() throws(LinearAlgebraError) -> Double {
    guard rows == columns else { throw .notSquare(rows: rows, columns: columns) }
    guard rows > 0 else { return 1 }
    var m = Int32(rows)
    var n = m
    var leading = m
    var a = elements
    var pivots = [Int32](repeating: 0, count: rows)
    var info = Int32(0)
    dgetrf_(&m, &n, &a, &leading, &pivots, &info)
    if info < 0 { throw .invalidArgument(routine: "dgetrf", argument: Int(-info)) }
    if info > 0 { return 0 }
    var product = 1.0
    for i in 0..<rows {
      product *= a[i + i * rows]
      if Int(pivots[i]) != i + 1 { product = -product }
    }
    return product
  }
}
