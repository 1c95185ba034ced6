internal import COpenBLAS

/// Eigenvalues of a symmetric matrix, rising, with orthonormal vectors (LAPACK `dsyevr`): A = V · diag(values) · Vᵀ.
public struct SymmetricEigensystem: Sendable {
  /// Rising.
  public let values: [Double]
  /// Column j belongs to value j.
  public let vectors: Matrix

  /// Reads the upper triangle alone. Throws `.notSquare` or `.notConverged`. O(n³) for n rows.
  public init(of matrix: Matrix) throws(LinearAlgebraError) {
    let size = matrix.rows
    guard size == matrix.columns else { throw .notSquare(rows: size, columns: matrix.columns) }
    var found = [Double](repeating: 0, count: size)
    var vectors = Matrix(rows: size, columns: size)
    if size > 0 {
      _ = LAPACK.ready
      var vectorsToo = LAPACK.letter("V")
      var all = LAPACK.letter("A")
      var upper = LAPACK.letter("U")
      var n = LAPACK.size(size, "dsyevr")
      var a = matrix.elements
      var leading = n
      var low = 0.0
      var high = 0.0
      var first = Int32(1)
      var last = n
      var tolerance = 0.0
      var count = Int32(0)
      var leadingZ = n
      var support = [Int32](repeating: 0, count: 2 * size)
      var workCount = Int32(-1)
      var integerCount = Int32(-1)
      var wanted = [0.0]
      var wantedIntegers = [Int32(0)]
      var info = Int32(0)
      dsyevr_(
        &vectorsToo, &all, &upper, &n, &a, &leading, &low, &high, &first, &last, &tolerance, &count, &found,
        &vectors.elements, &leadingZ, &support, &wanted, &workCount, &wantedIntegers, &integerCount, &info, 1,
        1, 1)
      workCount = Int32(wanted[0])
      integerCount = wantedIntegers[0]
      var work = [Double](repeating: 0, count: Int(workCount))
      var integers = [Int32](repeating: 0, count: Int(integerCount))
      dsyevr_(
        &vectorsToo, &all, &upper, &n, &a, &leading, &low, &high, &first, &last, &tolerance, &count, &found,
        &vectors.elements, &leadingZ, &support, &work, &workCount, &integers, &integerCount, &info, 1, 1, 1)
      try LAPACK.check(info, "dsyevr")
      if info > 0 { throw .notConverged(routine: "dsyevr", size: size) }
    }
    values = found
    self.vectors = vectors
  }

  /// V · diag(f(values)) · Vᵀ: a function of the matrix, such as its inverse square root.
  public func applying(_ body: (Double) -> Double) -> Matrix {
    var scaled = vectors
    let size = values.count
    for column in 0..<size {
      let factor = body(values[column])
      for row in 0..<size { scaled.elements[row + column * size] *= factor }
    }
    return scaled.productTransposed(vectors)
  }
}
