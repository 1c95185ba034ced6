internal import Distributions

// The shape ν = 1/φ of a gamma outcome at its maximum: log ν − ψ(ν) = D/(2Σw) for the deviance D (McCullagh & Nelder 1989,
// §8.3.6). It takes no part in the coefficients; the log-likelihood of a fit is that at ν, the maximum over all its parameters.

enum GammaShape {
  /// ν for the mean deviance D/Σw > 0. Newton's method from the start of Minka (2002, Estimating a Gamma distribution).
  static func maximum(meanDeviance: Double) -> Double {
    let target = meanDeviance / 2
    var shape =
      (3 - target + ((target - 3) * (target - 3) + 24 * target).squareRoot()) / (12 * target)
    for _ in 0..<50 {
      let value = RealPower.logarithm(shape) - digamma(shape)
      // In log ν, where the function is nearly linear.
      let step = (value - target) / (shape * trigamma(shape) - 1)
      guard step.isFinite else { break }
      shape *= RealPower.exponential(max(-2, min(2, step)))
      if abs(step) < 1e-14 { break }
    }
    return shape
  }

  /// Log-likelihood of an outcome at its mean.
  static func logLikelihood(_ outcome: Double, mean: Double, shape: Double) -> Double {
    let ratio = outcome / mean
    return shape * (RealPower.logarithm(shape * ratio) - ratio) - RealPower.logarithm(outcome)
      - logGamma(shape)
  }
}
