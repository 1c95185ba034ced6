internal import LinearAlgebra

extension Matrix {
  /// Eigenvalues below this share of the largest are negative; those nearer zero are rounding.
  private static let negligible = 1e-12

  /// What the negative eigenvalues of a symmetric matrix are, nil where there is none; the matrix without them where
  /// they are to be set to zero.
  func negativeEigenvalues(zeroing: Bool) throws(RegressionError) -> (
    matrix: Matrix, count: Int, smallest: Double
  )? {
    let system: SymmetricEigensystem
    do { system = try SymmetricEigensystem(of: self) } catch { throw .algebra(error) }
    let largest = max(abs(system.values.first ?? 0), abs(system.values.last ?? 0))
    let negative = system.values.count { $0 < -Matrix.negligible * largest }
    guard negative > 0 || diagonal.contains(where: { $0 < 0 }) else { return nil }
    return (
      zeroing ? system.applying { max(0, $0) }.symmetrised() : self, max(1, negative),
      (system.values.first ?? 0) / largest
    )
  }
}
