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
      let (value, slope) = gap(shape)
      // In log ν, where the function is nearly linear.
      let step = (value - target) / (-slope * shape)
      shape *= RealPower.exponential(max(-2, min(2, step)))
      if abs(step) < 1e-14 { break }
    }
    return shape
  }

  /// f(x) = log x − ψ(x) and f′: upwards by ψ(x + 1) = ψ(x) + 1/x, then the asymptotic series (DLMF 5.5.2, 5.11.2).
  private static func gap(_ x: Double) -> (value: Double, slope: Double) {
    var large = x
    var (value, slope) = (0.0, 0.0)
    while large < 12 {
      value += 1 / large
      slope -= 1 / (large * large)
      large += 1
    }
    if large > x {
      value += RealPower.logarithm(x / large)
      slope += 1 / x - 1 / large
    }
    let square = 1 / (large * large)
    // Σ B₂ₖ/(2k·x^{2k}) and its derivative.
    let terms = [1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12]
    var power = 1.0
    value += 1 / (2 * large)
    slope -= square / 2
    for (index, term) in terms.enumerated() {
      power *= square
      value += term * power
      slope -= 2 * Double(index + 1) * term * power / large
    }
    return (value, slope)
  }

  /// Log-likelihood of an outcome at its mean.
  static func logLikelihood(_ outcome: Double, mean: Double, shape: Double) -> Double {
    let ratio = outcome / mean
    return shape * (RealPower.logarithm(shape * ratio) - ratio) - RealPower.logarithm(outcome) - logGamma(shape)
  }
}
