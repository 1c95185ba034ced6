internal import LinearAlgebra

// Sums of signed or truncated products need not be positive semi-definite: those over several cluster variables
// (Cameron, Gelbach & Miller 2011, J. Business & Econ. Statistics 29(2), who set negative eigenvalues to zero), a
// uniform spatial kernel, lags within units that were not seen in every period.

enum SemidefiniteRule: Equatable {
  /// Left as it is, and reported.
  case never
  /// Negative eigenvalues are set to zero.
  case always
  /// Only where a variance is negative, with this in place of every smaller eigenvalue.
  case whereVarianceIsNegative(floor: Double)
}

extension Matrix {
  /// Eigenvalues below this share of the largest are negative; those nearer zero are rounding.
  private static let negligible = 1e-12

  /// The matrix after the rule, and what there was to say.
  func semidefinite(_ rule: SemidefiniteRule) throws(RegressionError) -> (Matrix, [CovarianceAdjustment]) {
    let system: SymmetricEigensystem
    do { system = try SymmetricEigensystem(of: self) } catch { throw .algebra(error) }
    let largest = max(abs(system.values.first ?? 0), abs(system.values.last ?? 0))
    let negative = system.values.count { $0 < -Matrix.negligible * largest }
    let negativeVariance = diagonal.contains { $0 < 0 }
    guard negative > 0 || negativeVariance else { return (self, []) }
    let floor: Double? =
      switch rule {
      case .never: nil
      case .always: 0
      case .whereVarianceIsNegative(let floor): negativeVariance ? floor : nil
      }
    return (
      floor.map { floor in system.applying { max(floor, $0) }.symmetrised() } ?? self,
      [
        .negativeEigenvalues(
          count: max(1, negative), smallest: (system.values.first ?? 0) / largest, zeroed: floor != nil)
      ]
    )
  }
}
