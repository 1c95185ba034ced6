/// What effects leave of columns.
public struct AbsorbedColumns: Sendable {
  /// Of one column.
  public struct Progress: Sendable, Equatable {
    /// ‖ZᵀW·r‖ over its first value, in the metric of the groups' weights: measured on the column that is returned. Where the
    /// column was orthogonal to the effects from the start, relative to what rounding of its values allows.
    public let residual: Double
    /// Whether it is below the tolerance.
    public let converged: Bool
    /// √Σw·y² before, and after.
    public let norms: (before: Double, after: Double)

    public static func == (left: Progress, right: Progress) -> Bool {
      left.residual == right.residual && left.converged == right.converged && left.norms == right.norms
    }
  }

  /// n values each.
  public let columns: [[Double]]
  /// For each column the coefficients: for each block those of its groups, `functions` a group, intercept first.
  public let coefficients: [[[Double]]]
  public let progress: [Progress]
  /// The most that any column took.
  public let iterations: Int
  /// The solver that answered last.
  public let method: AbsorptionOptions.Method

  public var converged: Bool { progress.allSatisfy(\.converged) }
  /// The largest of the columns'.
  public var residual: Double { progress.reduce(0) { max($0, $1.residual) } }
}
