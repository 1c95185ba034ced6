internal import LinearAlgebra

// Moments g(b) = Zᵀu(b) with a weight matrix S⁻¹. Z is rotated to orthonormal columns first, which changes neither the estimate
// nor the criterion and keeps S well conditioned. With S = L·Lᵀ the step is least squares of L⁻¹Zᵀy on L⁻¹ZᵀX.
//
// Continuous updating takes S at the same b: with λ = S(b)⁻¹g(b), t = wᵢzᵢᵀλ and a_g = Σ uᵢtᵢ over the rows of a cluster (or the row
// itself), the gradient of gᵀS⁻¹g is −2·Σ xᵢtᵢ(1 − a_g); steps are those of Gauss and Newton, halved until the criterion falls. Over
// several cluster variables, lags or distances S is a quadratic form S(u, u) still, and the second term is λᵀS(u, xⱼ)λ, from S at u ± xⱼ.
// Where the criterion is large, Gauss and Newton's matrix is far from its second derivatives and the steps hardly shrink: these are then
// taken by differences of the gradient, where they make a step that falls.

/// Estimates from the moments of the instruments.
struct MomentEstimator {
  struct Solution {
    var coefficients: [Double]
    var residuals: [Double]
    var residualSumOfSquares: Double
    /// (XᵀZS⁻¹ZᵀX)⁻¹.
    var bread: Matrix
    /// Of the coefficients, S taken anew at the residuals.
    var covariance: Matrix
    /// gᵀS⁻¹g with the S of the step.
    var criterion: Double
    /// Of the moments.
    let kind: CovarianceKind
  }

  private let sample: InstrumentedSample
  private let kind: CovarianceKind
  private let profile: Profile
  /// Clusters of the moments; nil: each row its own, or another form.
  private let clusters: Grouping?
  /// Orthonormal in the metric of the weights.
  private let instruments: TallMatrix
  private let regressors: TallMatrix
  /// ZᵀWX, L × k.
  private let cross: Matrix
  /// ZᵀWy.
  private let target: [Double]

  private static let iterations = 200
  /// Steps in a row after which a criterion that no longer falls is left.
  private static let patience = 5

  init(_ sample: InstrumentedSample, _ asked: CovarianceKind, _ profile: Profile) throws(RegressionError) {
    self.sample = sample
    self.profile = profile
    switch asked {
    case .iid, .hc0, .hc1, .hc2, .hc3, .hc4, .hc4m, .hc5:
      kind = .hc0
      clusters = nil
    case .cluster(let groupings) where groupings.count == 1:
      guard groupings[0].count > 1 else { throw .singleCluster(name: groupings[0].name) }
      kind = asked
      clusters = groupings[0]
    case .cluster(let groupings):
      for grouping in groupings where grouping.count < 2 { throw .singleCluster(name: grouping.name) }
      kind = asked
      clusters = nil
    case .neweyWest, .driscollKraay, .conley:
      kind = asked
      clusters = nil
    default: throw .notOfMoments(covariance: asked.description)
    }
    regressors = sample.regressors
    let given = sample.instruments
    let weights = sample.weights
    let factor = try RegressionError.algebra { () throws(LinearAlgebraError) in
      try given.leastSquares(sample.outcome, weights: weights).inverseFactor.rounded
    }
    instruments = TallMatrix(
      rows: given.rows, columns: (0..<given.width).map { .real(given.times(factor.column($0))) })
    var columns: [Double] = []
    for column in regressors.columns {
      let values = (0..<given.rows).map { column[$0] }
      columns += instruments.transposedTimes(KClass.weighted(values, weights))
    }
    cross = Matrix(rows: instruments.width, columns: regressors.width, columnMajor: columns)
    target = instruments.transposedTimes(KClass.weighted(sample.sample.outcome, weights))
  }

  /// The estimate with S at these residuals.
  func step(weightedAt residuals: [Double]) throws(RegressionError) -> Solution {
    let root = try root(residuals)
    let (rotated, aim) = try whitened(root)
    let solution = try RegressionError.algebra { () throws(LinearAlgebraError) in
      try rotated.leastSquares(.real(aim))
    }
    return try self.solution(solution.coefficients, root: root, bread: solution.inverseGram)
  }

  /// The estimate whose S is that of its own residuals.
  mutating func updated(from start: Solution) throws(RegressionError) -> (Solution, Estimate.Convergence) {
    var point = start.coefficients
    var here = try newton(point)
    var count = 0
    var isSlow = false
    var idle = 0
    while count < MomentEstimator.iterations, here.size > 1e-13, idle < MomentEstimator.patience {
      count += 1
      var found: (place: [Double], state: Newton)?
      if isSlow, let curved = try curvedStep(point, here) { found = try falling(point, curved, here) }
      if found == nil { found = try falling(point, here.direction, here) }
      guard let found else { break }
      idle = found.state.value < here.value * (1 - 1e-12) || found.state.size < here.size / 2 ? 0 : idle + 1
      isSlow = isSlow || count > 3 && found.state.size > here.size / 4
      point = found.place
      here = found.state
    }
    let size = here.size
    let residuals = regressors.residuals(sample.outcome, coefficients: point)
    let root = try root(residuals)
    let (rotated, aim) = try whitened(root)
    let bread = try RegressionError.algebra { () throws(LinearAlgebraError) in
      try rotated.leastSquares(.real(aim)).inverseGram
    }
    return (
      try solution(point, root: root, bread: bread),
      Estimate.Convergence(iterations: count, isReached: size <= 1e-9)
    )
  }

  /// The criterion at a point and the way from there.
  private struct Newton {
    let value: Double
    /// Minus half of the gradient.
    let descent: [Double]
    /// Gauss and Newton's step, and the matrix that makes it of the descent.
    let direction: [Double]
    let bread: Matrix
    /// The step's size relative to the standard errors.
    let size: Double
  }

  /// The point along a direction, halved until the criterion falls or stays; nil where it does not.
  private func falling(
    _ point: [Double], _ direction: [Double], _ here: Newton
  ) throws(RegressionError) -> (place: [Double], state: Newton)? {
    var share = 1.0
    while share > 1e-10 {
      let place = point.indices.map { point[$0] + share * direction[$0] }
      let state = try newton(place)
      if state.value <= here.value * (1 + 1e-14) { return (place, state) }
      share /= 2
    }
    return nil
  }

  /// Newton's step with second derivatives from differences of the gradient; nil where they are not positive definite.
  private func curvedStep(_ point: [Double], _ here: Newton) throws(RegressionError) -> [Double]? {
    let errors = here.bread.diagonal.map { $0.squareRoot() }
    var curvature = Matrix(rows: point.count, columns: point.count)
    for column in point.indices {
      var (above, below) = (point, point)
      above[column] += 1e-4 * errors[column]
      below[column] -= 1e-4 * errors[column]
      let (up, down) = (try newton(above).descent, try newton(below).descent)
      // In units of the standard errors, in which the matrix is near the identity.
      for row in point.indices { curvature[row, column] = (down[row] - up[row]) / 2e-4 * errors[row] }
    }
    guard let factor = try? Cholesky(of: curvature.symmetrised()),
      let step = try? factor.solve(zip(here.descent, errors).map { $0 * $1 })
    else { return nil }
    return zip(step, errors).map { $0 * $1 }
  }

  private func newton(_ point: [Double]) throws(RegressionError) -> Newton {
    let residuals = regressors.residuals(sample.outcome, coefficients: point)
    let root = try root(residuals)
    let (rotated, aim) = try whitened(root)
    let gap = instruments.transposedTimes(KClass.weighted(residuals, sample.weights))
    let multiplier = try RegressionError.algebra { () throws(LinearAlgebraError) in try root.solve(gap) }
    let value = zip(gap, multiplier).reduce(0) { $0 + $1.0 * $1.1 }
    let plain = instruments.times(multiplier)
    var scores = KClass.weighted(plain, sample.weights)
    var beside: [Double]?
    if kind != .hc0, clusters == nil {
      beside = try crossed(residuals, multiplier)
    } else if let clusters {
      var sums = [Double](repeating: 0, count: clusters.count)
      for row in scores.indices { sums[Int(clusters.codes[row])] += residuals[row] * scores[row] }
      for row in scores.indices { scores[row] *= 1 - sums[Int(clusters.codes[row])] }
    } else {
      // A frequency repeats the row, and each of the repeated has its own product.
      let own = sample.data.weights?.kind == .frequency ? plain : scores
      for row in scores.indices { scores[row] *= 1 - residuals[row] * own[row] }
    }
    var descent = regressors.transposedTimes(scores)
    if let beside { for column in descent.indices { descent[column] -= beside[column] } }
    let bread = try RegressionError.algebra { () throws(LinearAlgebraError) in
      try rotated.leastSquares(.real(aim)).inverseGram
    }
    let direction = bread.times(descent)
    let size = zip(direction, bread.diagonal).map { abs($0) / $1.squareRoot() }.max() ?? 0
    return Newton(value: value, descent: descent, direction: direction, bread: bread, size: size)
  }

  private func whitened(_ root: Cholesky) throws(RegressionError) -> (TallMatrix, [Double]) {
    // L⁻¹ from S⁻¹'s factor: S⁻¹ = UᵀU with U = L⁻¹ up to a rotation, which least squares does not see.
    try RegressionError.algebra { () throws(LinearAlgebraError) in
      let inverse = try SymmetricEigensystem(of: root.inverse().symmetrised()).applying {
        max(0, $0).squareRoot()
      }
      return (TallMatrix(inverse * cross), inverse.times(target))
    }
  }

  /// λᵀS(u, xⱼ)λ of each regressor.
  private func crossed(_ residuals: [Double], _ multiplier: [Double]) throws(RegressionError) -> [Double] {
    let length = KClass.sumOfSquares(residuals, nil)
    var result: [Double] = []
    for column in regressors.columns {
      let values = column.values(count: residuals.count)
      let size = KClass.sumOfSquares(values, nil)
      let scale = size > 0 ? (length / size).squareRoot() : 1
      let above = try moments(zip(residuals, values).map { $0 + scale * $1 })
      let below = try moments(zip(residuals, values).map { $0 - scale * $1 })
      let turned = (above - below).times(multiplier)
      result.append(zip(multiplier, turned).reduce(0) { $0 + $1.0 * $1.1 } / (4 * scale))
    }
    return result
  }

  /// S = Σ s_g s_gᵀ over clusters or rows, its factor.
  private func root(_ residuals: [Double]) throws(RegressionError) -> Cholesky {
    let meat = try moments(residuals)
    do { return try Cholesky(of: meat) } catch { throw .momentsSingular(instruments: instruments.width) }
  }

  private func moments(_ residuals: [Double]) throws(RegressionError) -> Matrix {
    let scores = KClass.weighted(residuals, sample.weights)
    switch kind {
    case .cluster(let groupings) where groupings.count > 1:
      var sum = Matrix(rows: instruments.width, columns: instruments.width)
      for set in 1..<(1 << groupings.count) {
        let members = groupings.indices.filter { set & (1 << $0) != 0 }
        let cells = Grouping.intersection(members.map { groupings[$0] })
        let part = instruments.groupSums(scores, groups: cells.codes, count: cells.count).crossProduct()
        sum = members.count % 2 == 1 ? sum + part : sum - part
      }
      return sum
    case .neweyWest, .driscollKraay, .conley:
      let covariance = try CovarianceContext(
        design: instruments, residuals: residuals, weights: sample.data.weights,
        bread: .identity(instruments.width), root: .identity(instruments.width), residualSumOfSquares: 1,
        count: sample.count(instruments.width, profile)
      ).covariance(kind, profile: profile)
      return (1 / covariance.factor) * covariance.matrix
    default: break
    }
    guard let clusters else {
      if let weights = sample.data.weights, weights.kind == .frequency {
        return instruments.gram(weights: zip(residuals, weights.values).map { $0 * $0 * $1 })
      }
      return instruments.meat(scores: scores)
    }
    return instruments.groupSums(scores, groups: clusters.codes, count: clusters.count).crossProduct()
  }

  private func solution(_ coefficients: [Double], root: Cholesky, bread: Matrix) throws(RegressionError)
    -> Solution
  {
    let residuals = regressors.residuals(sample.outcome, coefficients: coefficients)
    let gap = instruments.transposedTimes(KClass.weighted(residuals, sample.weights))
    let meat = try moments(residuals)
    return try RegressionError.algebra { () throws(LinearAlgebraError) in
      // bread · XᵀZS⁻¹ · S(b) · S⁻¹ZᵀX · bread.
      let weighted = try root.solve(cross) * bread
      let middle = (weighted.transposedProduct(meat) * weighted).symmetrised()
      let criterion = zip(gap, try root.solve(gap)).reduce(0) { $0 + $1.0 * $1.1 }
      return Solution(
        coefficients: coefficients, residuals: residuals,
        residualSumOfSquares: KClass.sumOfSquares(residuals, sample.weights), bread: bread,
        covariance: middle, criterion: criterion, kind: kind)
    }
  }
}
