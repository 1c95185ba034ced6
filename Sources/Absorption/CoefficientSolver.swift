/// A way to solve S·a = b for the coefficients of the blocks that were not eliminated, several columns at once.
protocol CoefficientSolver<V> {
  associatedtype V: Lanes

  /// Adds to `solution` what solves S·x = `residual` to √`limits`, and leaves in `residual` what is left of it.
  ///
  /// `limits`: of Σ r²/d in each lane, d the diagonal of ZᵀWZ.
  mutating func solve(
    _ residual: UnsafeMutablePointer<V>, addingTo solution: UnsafeMutablePointer<V>, limits: V
  ) -> SolveOutcome
}

struct SolveOutcome: Sendable {
  /// `stalled`: what is left is outside the range of S, where no step takes it.
  enum End: Sendable { case reached, slow, stalled, exhausted }
  var end: End
  var iterations: Int
}

/// M⁻¹ of a matrix M near S.
protocol Preconditioner<V> {
  associatedtype V: Lanes
  func apply(_ residual: UnsafeMutablePointer<V>, into result: UnsafeMutablePointer<V>)
}

/// M = the diagonal of ZᵀWZ.
struct DiagonalScaling<V: Lanes>: Preconditioner {
  let inverse: [Double]

  func apply(_ residual: UnsafeMutablePointer<V>, into result: UnsafeMutablePointer<V>) {
    for index in inverse.indices { result[index] = residual[index] * inverse[index] }
  }
}
