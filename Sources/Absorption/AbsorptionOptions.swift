/// How near the absorbed columns have to come to being orthogonal to every effect, and by which way.
public struct AbsorptionOptions: Sendable, Equatable {
  /// Which solver answers for the coefficients of the effects.
  public enum Method: String, Sendable, CaseIterable {
    /// By size, then by the progress that is measured.
    case automatic
    /// The Schur complement as a dense matrix, factored with pivots.
    case dense
    /// Alternating projections on the coefficients with Irons and Tuck's acceleration.
    case alternating
    /// Conjugate gradients scaled by the diagonal.
    case conjugateGradients
    /// Conjugate gradients preconditioned by a sampled elimination of the graph of effects.
    case preconditioned
  }

  /// ‖Zᵀ·W·r‖ over what it was at first, both in the metric of the groups' weights.
  public var tolerance: Double
  /// Of one solve.
  public var iterations: Int
  public var method: Method

  public init(tolerance: Double = 1e-10, iterations: Int = 10_000, method: Method = .automatic) {
    precondition(tolerance > 0 && tolerance < 1, "a tolerance of \(tolerance)")
    self.tolerance = tolerance
    self.iterations = iterations
    self.method = method
  }
}
