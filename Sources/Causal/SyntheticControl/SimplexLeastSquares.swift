public import LinearAlgebra

// minimise ‖Aw − b‖² + ρ‖w‖² over the simplex w ≥ 0, Σw = 1.
//
// Goals, in this order: the optimum itself (the right support, and on it the solution of the linear equations), one answer for
// problems with many, speed for many columns.
//
// With cⱼ = aⱼ − b the problem is the point of the hull of the cⱼ nearest to the origin (Wolfe 1976, *Finding the nearest point in
// a polytope*, Mathematical Programming 11, 128–149), the ridge being one more coordinate a column. Two methods find the support:
//
// - the dual has one variable a row: w = max(0, τ + Cᵀy) on the simplex, Cw + ρy = 0, the root of a piecewise linear map, found
//   by a semismooth Newton method on the convex function whose gradient it is (Qi & Sun 1993, *A nonsmooth version of Newton's
//   method*, Mathematical Programming 58, 353–367). Twenty thousand columns cost a matrix of rows × rows a step. It needs ρ > 0
//   or a fit without error, where y stays bounded;
// - Wolfe's active set, which ends after finitely many steps, for a ridge that is next to nothing.
//
// On the support the equations are solved by QR or by Cholesky of the dual, and corrected with residuals in double-doubles. The
// gap max(value − gradient) bounds how far the objective is above its minimum.
//
// Where ρ = 0 the weights may not be unique (equal or collinear columns): of all that are optimal, those of least ‖w‖ are
// returned, the limit ρ → 0, and `isUnique` says so.

/// Least squares with weights on the simplex: ‖Aw − b‖² + ρ‖w‖², w ≥ 0, Σw = 1.
public struct SimplexLeastSquares: Sendable, Equatable {
  /// One for each column, not negative, their sum 1 but for rounding.
  public let weights: [Double]
  /// Columns of positive weight, rising.
  public let support: [Int]
  /// ‖Aw − b‖².
  public let residualSumOfSquares: Double
  /// Largest violation of the conditions of Karush, Kuhn and Tucker, as a share of the longest ‖aⱼ − b‖²: zero but for rounding.
  public let violation: Double
  /// Steps of both methods.
  public let iterations: Int
  /// False where other weights are as good; these have the least ‖w‖ then.
  public let isUnique: Bool

  /// Solves for `matrix` (rows × columns), a target of as many rows and a ridge ρ ≥ 0.
  ///
  /// - Throws: `LinearAlgebraError.notFinite`, or what a factorisation throws.
  /// - Complexity: O(m²n) a step for m rows and n columns, commonly 5–20 steps; more rows than twice the columns are first
  ///   reduced by QR, O(mn²).
  public init(_ matrix: Matrix, target: [Double], ridge: Double) throws(LinearAlgebraError) {
    precondition(matrix.rows == target.count, "\(matrix.rows) rows and a target of \(target.count)")
    precondition(matrix.columns > 0, "a simplex of no corner")
    precondition(ridge >= 0 && ridge.isFinite, "a ridge of \(ridge)")
    let solver = try SimplexSolver(matrix, target: target, ridge: ridge)
    let found = try solver.solve()
    weights = found.weights
    support = found.weights.indices.filter { found.weights[$0] > 0 }
    violation = found.violation
    iterations = found.iterations
    isUnique = found.isUnique
    residualSumOfSquares = solver.problem.squaredLength(found.weights)
  }
}
