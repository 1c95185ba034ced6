import COpenBLAS

/// Eigenvalues of a general matrix with the right and left vectors that belong to them (LAPACK `dgeev`).
///
/// A pair of complex vectors u ± iv is kept as real parts and imaginary parts; A·right = λ·right and
/// leftᴴ·A = λ·leftᴴ. Order: largest modulus first.
public struct Eigensystem: Sendable {
  public let values: [Eigenvalue]
  /// Column j: real part of the right vector of value j.
  public let rightReal: Matrix
  public let rightImaginary: Matrix
  public let leftReal: Matrix
  public let leftImaginary: Matrix

  /// Throws `LinearAlgebraError.notSquare` or `.notConverged`. O(n³) for n rows.
  public init(of matrix: Matrix) throws(LinearAlgebraError) {
    let size = matrix.rows
    guard size == matrix.columns else { throw .notSquare(rows: size, columns: matrix.columns) }
    var n = Int32(size)
    var a = matrix.elements
    var real = [Double](repeating: 0, count: size)
    var imaginary = real
    var left = [Double](repeating: 0, count: size * size)
    var right = left
    var leading = max(n, 1)
    var leadingLeft = leading
    var leadingRight = leading
    var workCount = Int32(max(1, 16 * size))
    var work = [Double](repeating: 0, count: Int(workCount))
    var info = Int32(0)
    var yes = CChar(UInt8(ascii: "V"))
    var yesToo = yes
    dgeev_(
      &yes, &yesToo, &n, &a, &leading, &real, &imaginary, &left, &leadingLeft, &right, &leadingRight, &work,
      &workCount, &info, 1, 1)
    if info < 0 { throw .invalidArgument(routine: "dgeev", argument: Int(-info)) }
    if info > 0 { throw .notConverged(routine: "dgeev", size: size) }
    let all = zip(real, imaginary).map { Eigenvalue(real: $0, imaginary: $1) }
    let order = all.indices.sorted {
      all[$0].modulus != all[$1].modulus ? all[$0].modulus > all[$1].modulus : $0 < $1
    }
    values = order.map { all[$0] }
    (rightReal, rightImaginary) = Eigensystem.unpack(right, all, order)
    (leftReal, leftImaginary) = Eigensystem.unpack(left, all, order)
  }

  /// LAPACK keeps a conjugate pair in two columns: the real part, then the imaginary part of the first of the pair.
  private static func unpack(_ packed: [Double], _ values: [Eigenvalue], _ order: [Int]) -> (Matrix, Matrix) {
    let size = values.count
    var real = Matrix(rows: size, columns: size)
    var imaginary = real
    for (target, source) in order.enumerated() {
      let first = values[source].imaginary < 0 ? source - 1 : source
      for i in 0..<size {
        real[i, target] = packed[i + first * size]
        if values[source].imaginary != 0 {
          let part = packed[i + (first + 1) * size]
          imaginary[i, target] = values[source].imaginary > 0 ? part : -part
        }
      }
    }
    return (real, imaginary)
  }
}
