internal import LinearAlgebra

// The b that makes Σ w(y − xb)² smallest among those with R·b = r, for q restrictions:
//   b = b₀ − A·Rᵀ(R·A·Rᵀ)⁻¹(R·b₀ − r),   A = (XᵀWX)⁻¹, b₀ without restrictions,
// and A − A·Rᵀ(R·A·Rᵀ)⁻¹·R·A takes the place of A in every covariance: it is N(NᵀXᵀWXN)⁻¹Nᵀ for the directions N that
// the restrictions leave. K = k − q (Greene 2018, §5.6).

/// Least squares under linear restrictions on the coefficients.
public struct ConstrainedLeastSquares: Sendable {
  public var covariance: CovarianceKind
  public var profile: Profile
  public var confidence: Double

  public init(covariance: CovarianceKind = .iid, profile: Profile = .fixest, confidence: Double = 0.95) {
    self.covariance = covariance
    self.profile = profile
    self.confidence = confidence
  }

  /// The fit under the restrictions, whose columns are the design's.
  ///
  /// Restrictions on columns that are dropped as collinear are refused with `.unknownTerm`; `.dependentRestrictions` where one
  /// follows from the others. Else throws what `LeastSquares.fit` throws. O(n·k² + k³).
  public func fit(_ data: RegressionData, _ hypothesis: LinearHypothesis) throws(RegressionError) -> LinearFit
  {
    precondition(
      hypothesis.restrictions.columns == data.names.count,
      "restrictions of \(hypothesis.restrictions.columns) columns on \(data.names.count)")
    let free = try LeastSquares(profile: profile, confidence: confidence).fit(data)
    let restrictions = hypothesis.restrictions
    for column in data.names.indices where !free.kept.contains(column) {
      if (0..<restrictions.rows).contains(where: { restrictions[$0, column] != 0 }) {
        throw .unknownTerm(name: data.names[column], known: free.names)
      }
    }
    let rows = Array(0..<restrictions.rows)
    let active = restrictions.selecting(rows: rows, columns: free.kept)
    let scales = free.context.bread.diagonal.map { $0.squareRoot() }
    // In coefficients of unit variance, so that no unit of a column decides a rank.
    let bread = free.context.bread.scalingRows(scales.map { 1 / $0 }).transposed
      .scalingRows(scales.map { 1 / $0 })
    let scaled = active.transposed.scalingRows(scales).transposed
    let image = bread.productTransposed(scaled)
    let middle = (scaled * image).symmetrised()
    let gap = zip(active.times(free.coefficients), hypothesis.values).map { $0 - $1 }
    try LinearFit.requireIndependent(middle, tolerance: 1e-12)
    let multipliers: [Double]
    let removed: Matrix
    do {
      let cholesky = try Cholesky(of: middle)
      multipliers = try cholesky.solve(gap)
      removed = image * (try cholesky.solve(image.transposed))
    } catch { throw .algebra(error) }
    let coefficients = zip(
      free.coefficients, zip(scales, image.times(multipliers))
    ).map { $0 - $1.0 * $1.1 }
    return try refit(
      free, coefficients, left: (bread - removed).symmetrised(), scales, restrictions: restrictions.rows)
  }

  /// `left`: what the restrictions leave of A, in units of `scales`.
  private func refit(
    _ free: LinearFit, _ coefficients: [Double], left: Matrix, _ scales: [Double], restrictions: Int
  ) throws(RegressionError) -> LinearFit {
    let data = free.data
    let design = free.context.design
    let offset = data.offset
    let outcome = (0..<data.rows).map { data.outcome[$0] - (offset?[$0] ?? 0) }
    let residuals = zip(outcome, design.times(coefficients)).map { $0 - $1 }
    var sum = CompensatedSum()
    for row in residuals.indices {
      sum.add((data.weights?.values[row] ?? 1) * residuals[row] * residuals[row])
    }
    let system: SymmetricEigensystem
    do { system = try SymmetricEigensystem(of: left) } catch { throw .algebra(error) }
    // k − q directions are left; the q smallest eigenvalues are zero but for rounding.
    let directions = free.coefficients.count - restrictions
    var root = Matrix(rows: free.coefficients.count, columns: directions)
    for direction in 0..<directions {
      let from = restrictions + direction
      let length = max(0, system.values[from]).squareRoot()
      for row in 0..<root.rows {
        root[row, direction] = scales[row] * system.vectors[row, from] * length
      }
    }
    let context = try CovarianceContext(
      design: design, residuals: residuals, weights: data.weights, bread: root.productTransposed(root),
      root: root, residualSumOfSquares: sum.value,
      count: SmallSampleCount(observations: free.observations, regressors: directions),
      condition: free.context.condition)
    return LinearFit(
      data: data, rows: free.rows, kept: free.kept,
      dropped: data.names.indices.filter { !free.kept.contains($0) }, coefficients: coefficients,
      residuals: residuals, context: context,
      covariance: try context.covariance(
        free.rows.map { covariance.selecting(rows: $0) } ?? covariance, profile: profile),
      statistics: FitStatistics(
        outcome: outcome, weights: data.weights, hasIntercept: free.hasIntercept,
        residualSumOfSquares: sum.value, observations: free.observations),
      confidence: confidence)
  }
}
