internal import LinearAlgebra

// Differential trends that are smooth: δ_t is what the treated would have done other than the comparison, δ of the reference is zero, and the
// slope changes by at most M from one period to the next, |δ_{t+1} − 2δ_t + δ_{t−1}| ≤ M. M = 0 is a linear trend.
//
// The confidence interval has a fixed length: an affine estimator lᵀβ̂_post + wᵀβ̂_pre whose bias is bounded over the set, plus and minus
// cv(b/σ)·σ, cv the 1 − α quantile of |N(b/σ, 1)|; w makes it shortest. The bias is bounded only where the estimator takes a linear trend
// away, Σ k w_k = Σ k l_k, and is then M(Σ_{j≥0} |Σ_{k>j}(k−j)l_k| + Σ_j |u_j|) with u_j = Σ_{k>j}(k−j)w_k, w_k the weight of the effect k
// periods before the reference. So for each trade of bias for variance u solves a lasso, whose whole path is exact, and the
// shortest interval is found along it.
//
// Source: Rambachan & Roth (2023), *A More Credible Approach to Parallel Trends*, Review of Economic Studies 90, 2555–2591, doi
// 10.1093/restud/rdad018, sections 2.4.2 and 4; Armstrong & Kolesár (2018), Econometrica 86, 655–683.

/// Bounds on an average of effects when the differential trend's slope changes by at most M a period.
public struct SmoothnessBounds: Sendable {
  public let smoothness: Double
  /// Least and largest effect that agree with the estimates if they had no error; nil where no trend of that smoothness fits the estimates
  /// before.
  public let identified: ClosedRange<Double>?
  /// The affine estimator's value.
  public let estimate: Double
  public let worstBias: Double
  public let standardError: Double
  public let confidenceLow: Double
  public let confidenceHigh: Double
  /// Weights of the effects before in the estimator, in the order of their times.
  public let weightsBefore: [Double]

  /// - Parameter target: weights of the effects after, in the order of their times.
  /// - Throws: `.covariance` where it is singular.
  public init(_ study: EventStudyEstimates, smoothness: Double, target: [Double], confidence: Double = 0.95)
    throws(SensitivityError)
  {
    precondition(smoothness >= 0 && smoothness.isFinite, "a smoothness of \(smoothness)")
    precondition(
      target.count == study.after.count, "\(target.count) weights for \(study.after.count) effects")
    precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
    let problem = SmoothnessProblem(study, target)
    let best: SmoothnessProblem.Point
    do throws(LinearAlgebraError) {
      best = try problem.shortest(smoothness, level: 1 - confidence)
    } catch { throw .covariance(error.description) }
    self.smoothness = smoothness
    weightsBefore = Array(best.weights[..<study.before.count])
    var value = 0.0
    for (position, weight) in best.weights.enumerated() { value += weight * study.estimates[position] }
    estimate = value
    worstBias = smoothness * best.bias
    standardError = best.deviation
    let half = best.halfLength
    confidenceLow = value - half
    confidenceHigh = value + half
    identified = SmoothnessBounds.identified(study, smoothness, target, problem)
  }

  /// The slope into the reference goes on, its changes from there on are free within M.
  private static func identified(
    _ study: EventStudyEstimates, _ smoothness: Double, _ target: [Double], _ problem: SmoothnessProblem
  ) -> ClosedRange<Double>? {
    let path = Array(study.estimates[..<study.before.count]) + [0]
    for index in path.indices.dropFirst().dropLast() {
      let change = abs(path[index + 1] - 2 * path[index] + path[index - 1])
      if change > smoothness * (1 + 1e-12) { return nil }
    }
    let slope = -path[path.count - 2]
    var effect = 0.0
    for (position, weight) in target.enumerated() {
      effect += weight * study.estimates[study.before.count + position]
    }
    let centre = effect - slope * problem.leverage
    let half = smoothness * problem.biasAfter
    return (centre - half)...(centre + half)
  }
}

/// The trade of bias for variance.
struct SmoothnessProblem {
  struct Point {
    /// Of all effects, before and after.
    let weights: [Double]
    /// For M = 1.
    let bias: Double
    let deviation: Double
    let halfLength: Double
  }

  private let before: Int
  private let after: Int
  private let covariance: Matrix
  private let target: [Double]
  /// Σ k l_k.
  let leverage: Double
  /// Σ_j |Σ_{k>j}(k−j) l_k|.
  let biasAfter: Double
  /// All weights for u = 0, and their changes with each u_j: (before + after) × (before − 1).
  private let origin: [Double]
  private let directions: Matrix

  init(_ study: EventStudyEstimates, _ target: [Double]) {
    before = study.before.count
    after = study.after.count
    covariance = study.covariance
    self.target = target
    var leverage = 0.0
    for (position, weight) in target.enumerated() { leverage += Double(position + 1) * weight }
    self.leverage = leverage
    var total = 0.0
    for j in 0..<target.count {
      var sum = 0.0
      for k in j + 1...target.count { sum += Double(k - j) * target[k - 1] }
      total += abs(sum)
    }
    biasAfter = total
    // w_k = u_{k−1} − 2u_k + u_{k+1}, u_0 the leverage, u beyond the last time zero. Time −k stands at before − k.
    var origin = [Double](repeating: 0, count: before + after)
    var directions = Matrix(rows: before + after, columns: max(0, before - 1))
    origin[before - 1] = leverage
    for j in 1..<max(1, before) {
      for (k, factor) in [(j - 1, 1.0), (j, -2.0), (j + 1, 1.0)] where k >= 1 && k <= before {
        directions[before - k, j - 1] += factor
      }
    }
    for (position, weight) in target.enumerated() { origin[before + position] = weight }
    self.origin = origin
    self.directions = directions
  }

  /// The shortest interval.
  func shortest(_ smoothness: Double, level: Double) throws(LinearAlgebraError) -> Point {
    guard directions.columns > 0 else {
      return point([], smoothness, level)
    }
    let product = covariance * directions
    let quadratic = directions.transposedProduct(product)
    let linear = product.transposedTimes(origin)
    if smoothness == 0 {
      return point(try Cholesky(of: quadratic).solve(linear.map { -$0 }), 0, level)
    }
    let knots = try LassoPath(quadratic: quadratic, linear: linear).knots
    var best = point(knots[0].values, smoothness, level)
    for piece in 1..<max(1, knots.count) {
      let found = along(knots[piece - 1].values, knots[piece].values, smoothness, level)
      if found.halfLength < best.halfLength { best = found }
    }
    return best
  }

  /// The shortest interval on a straight piece, by golden sections.
  private func along(_ from: [Double], _ to: [Double], _ smoothness: Double, _ level: Double) -> Point {
    func at(_ share: Double) -> Point {
      point(zip(from, to).map { $0 + share * ($1 - $0) }, smoothness, level)
    }
    let golden = 0.5 * (5.0.squareRoot() - 1)
    var low = 0.0
    var high = 1.0
    var first = at(high - golden * (high - low))
    var second = at(low + golden * (high - low))
    for _ in 0..<60 {
      if first.halfLength <= second.halfLength {
        high = low + golden * (high - low)
        second = first
        first = at(high - golden * (high - low))
      } else {
        low = high - golden * (high - low)
        first = second
        second = at(low + golden * (high - low))
      }
    }
    let ends = [at(0), at(1), first, second]
    return ends.min { $0.halfLength < $1.halfLength } ?? first
  }

  private func point(_ changes: [Double], _ smoothness: Double, _ level: Double) -> Point {
    var weights = origin
    var bias = biasAfter
    for (column, value) in changes.enumerated() {
      bias += abs(value)
      for row in weights.indices { weights[row] += value * directions[row, column] }
    }
    let image = covariance.times(weights)
    var variance = 0.0
    for row in weights.indices { variance += weights[row] * image[row] }
    let deviation = max(0, variance).squareRoot()
    let half =
      deviation > 0
      ? deviation * FoldedNormal.critical(shift: smoothness * bias / deviation, level: level)
      : smoothness * bias
    return Point(weights: weights, bias: bias, deviation: deviation, halfLength: half)
  }
}
