internal import LinearAlgebra

/// Real roots of quadratics of numbers and of matrices.
enum QuadraticRoots {
  /// Imaginary parts below this, relative to the modulus, are rounding.
  private static let real = 1e-7

  /// x with a·x² + b·x + c = 0, without cancellation.
  static func real(_ a: Double, _ b: Double, _ c: Double) -> [Double] {
    if a == 0 { return b == 0 ? [] : [-c / b] }
    let discriminant = b * b - 4 * a * c
    guard discriminant >= 0 else { return [] }
    let half = -0.5 * (b + (b < 0 ? -1 : 1) * discriminant.squareRoot())
    return half == 0 ? [0] : [half / a, c / half].sorted()
  }

  /// x at which x²·A + x·B + C is singular, A, B, C symmetric of one size: eigenvalues of the companion matrix, of x or, where A
  /// is the worse conditioned of the two, of 1/x (Tisseur & Meerbergen 2001, SIAM Review 43).
  static func singular(_ a: Matrix, _ b: Matrix, _ c: Matrix) throws(RegressionError) -> [Double] {
    let size = a.rows
    if size == 1 { return real(a[0, 0], b[0, 0], c[0, 0]) }
    do {
      let (smallA, smallC) = (try share(a), try share(c))
      let isInverse = smallC > smallA
      let (lead, last) = isInverse ? (c, a) : (a, c)
      var companion = Matrix(rows: 2 * size, columns: 2 * size)
      let (first, second) = (try lead.solve(b), try lead.solve(last))
      for column in 0..<size {
        companion[column, size + column] = 1
        for row in 0..<size {
          companion[size + row, column] = -second[row, column]
          companion[size + row, size + column] = -first[row, column]
        }
      }
      return try Eigensystem(of: companion).values.filter {
        abs($0.imaginary) <= QuadraticRoots.real * $0.modulus
      }.map { isInverse ? 1 / $0.real : $0.real }.filter(\.isFinite)
    } catch { throw .algebra(error) }
  }

  /// The smallest eigenvalue over the largest, in absolute value.
  private static func share(_ matrix: Matrix) throws(LinearAlgebraError) -> Double {
    let values = try SymmetricEigensystem(of: matrix).values.map(abs)
    return (values.min() ?? 0) / (values.max() ?? 1)
  }
}
