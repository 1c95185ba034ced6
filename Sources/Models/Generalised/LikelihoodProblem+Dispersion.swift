// The negative binomial's α beside the coefficients. Their expected cross-derivative is zero, so that maximising over one and
// over the other in turn converges fast (Lawless 1987, Canadian J. Statistics 15). Where the slope of ℓ at α = 0,
// ½·Σ w((y − μ)² − y), is not above zero the outcome is no more dispersed than a Poisson one and that is the estimate.

extension LikelihoodProblem {
  /// The maximum over the coefficients and, for the negative binomial, over α.
  struct Estimate {
    var maximum: Maximum
    var alpha = 0.0
    var steps: Int
    var isConverged: Bool
  }

  func estimate(_ solver: some WorkingLeastSquares) throws(RegressionError) -> Estimate {
    let first = try maximum(solver)
    var result = Estimate(maximum: first, steps: first.steps, isConverged: first.isConverged)
    guard family == .negbin, first.separated == nil else { return result }
    var last = Double.infinity
    for _ in 0..<200 {
      let means = result.maximum.predictor.map { RealPower.exponential($0) }
      guard slopeAtZero(means) > 0 else {
        if result.alpha > 0 { result.maximum = try maximum(solver, from: result.maximum) }
        result.alpha = 0
        result.isConverged = result.maximum.isConverged
        return result
      }
      let next = maximumAlpha(means, from: result.alpha > 0 ? result.alpha : momentAlpha(means))
      let change = abs(next - result.alpha) / next
      result.alpha = next
      result.maximum = try maximum(solver, alpha: next, from: result.maximum)
      result.steps += result.maximum.steps
      result.isConverged = result.maximum.isConverged
      if change <= LikelihoodProblem.tolerance
        || (change <= LikelihoodProblem.roundingTolerance && change > last / 2)
      {
        return result
      }
      last = change
    }
    result.isConverged = false
    return result
  }

  private func slopeAtZero(_ means: [Double]) -> Double {
    var sum = CompensatedSum()
    for row in means.indices {
      let difference = outcome[row] - means[row]
      sum.add(weight(row) * (difference * difference - outcome[row]))
    }
    return sum.value / 2
  }

  /// Σ((y − μ)² − μ)/Σμ², kept above zero.
  private func momentAlpha(_ means: [Double]) -> Double {
    var (sum, squares) = (0.0, 0.0)
    for row in means.indices {
      let difference = outcome[row] - means[row]
      sum += weight(row) * (difference * difference - means[row])
      squares += weight(row) * means[row] * means[row]
    }
    return min(max(sum / squares, 1e-3), 1e3)
  }

  /// Σ w·∂ℓ/∂α and Σ w·∂²ℓ/∂α².
  func alphaDerivatives(_ means: [Double], alpha: Double) -> (first: Double, second: Double) {
    let sums = NegativeBinomialSums(alpha: alpha, largest: largestCount)
    var (first, second) = (CompensatedSum(), CompensatedSum())
    for row in means.indices {
      let own = sums.derivatives(outcome[row], mean: means[row])
      first.add(weight(row) * own.first)
      second.add(weight(row) * own.second)
    }
    return (first.value, second.value)
  }

  var largestCount: Int { Int(outcome.max() ?? 0) }

  /// Newton's method in log α, by halves where it leaves what is known to hold the maximum.
  private func maximumAlpha(_ means: [Double], from start: Double) -> Double {
    var place = RealPower.logarithm(start)
    var (low, high) = (-Double.infinity, Double.infinity)
    for _ in 0..<200 {
      let alpha = RealPower.exponential(place)
      let (first, second) = alphaDerivatives(means, alpha: alpha)
      let slope = alpha * first
      let bend = alpha * alpha * second + slope
      if slope > 0 { low = place } else { high = place }
      let newton = bend < 0 ? -slope / bend : slope > 0 ? 1 : -1
      let step = min(max(newton, -2), 2)
      if abs(step) <= 1e-14 { break }
      var next = place + step
      if abs(step) > 1e-9, !(next > low && next < high) { next = (low + high) / 2 }
      if next == place || next > 60 { break }
      place = next
    }
    return RealPower.exponential(place)
  }
}
