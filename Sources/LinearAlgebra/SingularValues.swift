internal import COpenBLAS

/// The thin singular value decomposition A = U · diag(values) · Vᵀ (LAPACK `dgesdd`), values falling.
public struct SingularValues: Sendable {
  /// rows × s, s = min(rows, columns).
  public let left: Matrix
  public let values: [Double]
  /// s × columns: Vᵀ.
  public let rightTransposed: Matrix

  /// Throws `.notConverged`. O(m·n·min(m, n)).
  public init(of matrix: Matrix) throws(LinearAlgebraError) {
    let size = min(matrix.rows, matrix.columns)
    var u = Matrix(rows: matrix.rows, columns: size)
    var vt = Matrix(rows: size, columns: matrix.columns)
    var s = [Double](repeating: 0, count: size)
    if size > 0 {
      _ = LAPACK.ready
      var thin = LAPACK.letter("S")
      var m = LAPACK.size(matrix.rows, "dgesdd")
      var n = LAPACK.size(matrix.columns, "dgesdd")
      var a = matrix.elements
      var leading = m
      var leadingU = m
      var leadingVT = Int32(size)
      var count = Int32(-1)
      var wanted = [0.0]
      var integers = [Int32](repeating: 0, count: 8 * size)
      var info = Int32(0)
      dgesdd_(
        &thin, &m, &n, &a, &leading, &s, &u.elements, &leadingU, &vt.elements, &leadingVT, &wanted, &count,
        &integers,
        &info, 1)
      count = Int32(wanted[0])
      var work = [Double](repeating: 0, count: Int(count))
      dgesdd_(
        &thin, &m, &n, &a, &leading, &s, &u.elements, &leadingU, &vt.elements, &leadingVT, &work, &count,
        &integers,
        &info, 1)
      try LAPACK.check(info, "dgesdd")
      if info > 0 { throw .notConverged(routine: "dgesdd", size: size) }
    }
    left = u
    values = s
    rightTransposed = vt
  }
}
