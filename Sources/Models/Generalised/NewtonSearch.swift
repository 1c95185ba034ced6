internal import LinearAlgebra

// The maximum of a log-likelihood that is concave in all its parameters at once: θ += H⁻¹g, steps halved while it falls. The Newton
// decrement √(gᵀH⁻¹g/N) is the score in its own metric, free of the parameters' units.

/// A log-likelihood at some parameters: its value, score and information −∂²ℓ/∂θ∂θᵀ.
struct LikelihoodPoint {
  let value: Double
  let score: [Double]
  let information: Matrix
}

struct NewtonSearch {
  let parameters: [Double]
  /// Inverse of the information at the maximum.
  let inverse: Matrix
  let value: Double
  let steps: Int
  let isConverged: Bool

  static let mostSteps = 40

  /// `value`: the log-likelihood alone, not finite outside of its domain.
  init(
    from start: [Double], observations: Int, value evaluate: ([Double]) -> Double,
    point: ([Double]) -> LikelihoodPoint
  ) throws(RegressionError) {
    var place = start
    var here = point(place)
    var steps = 0
    var last = Double.infinity
    while true {
      let (step, inverse) = try NewtonSearch.step(here)
      let gain = zip(step, here.score).reduce(0) { $0 + $1.0 * $1.1 }
      let decrement = (max(0, gain) / Double(observations)).squareRoot()
      steps += 1
      let isDone =
        decrement <= LikelihoodProblem.tolerance
        || (decrement <= LikelihoodProblem.roundingTolerance && decrement > last / 2)
      if isDone || steps >= NewtonSearch.mostSteps {
        parameters = zip(place, step).map { $0 + $1 }
        self.inverse = inverse
        self.value = here.value
        self.steps = steps
        isConverged = isDone
        return
      }
      last = decrement
      var share = 1.0
      var next = zip(place, step).map { $0 + $1 }
      while share > 1e-12, decrement > 1e-6, !(evaluate(next) >= here.value) {
        share /= 2
        next = zip(place, step).map { $0 + share * $1 }
      }
      place = next
      here = point(place)
      guard here.value.isFinite else { throw .predictorOutOfRange }
    }
  }

  /// H⁻¹g and H⁻¹, in parameters of unit curvature.
  private static func step(_ point: LikelihoodPoint) throws(RegressionError) -> ([Double], Matrix) {
    let scales = point.information.diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    guard !scales.contains(0) else { throw .weightsDegenerate }
    let scaled = point.information.scalingRows(scales).transposed.scalingRows(scales)
    do {
      let inverse = try Cholesky(of: scaled.symmetrised()).inverse()
        .scalingRows(scales).transposed.scalingRows(scales).symmetrised()
      return (inverse.times(point.score), inverse)
    } catch { throw .weightsDegenerate }
  }
}
