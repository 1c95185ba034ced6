// The gamma distribution: density x^{k−1} e^{−x/θ} / (Γ(k) θ^k). Tails are the incomplete gamma function (GammaTail.swift)
// at x/θ, whose quotient is kept to twice the precision: at a shape of 10⁶ the rounding of x/θ alone would cost three digits.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// The gamma distribution with shape k and scale θ (mean k θ, variance k θ²).
public struct Gamma: ContinuousDistribution, Equatable {
  /// k.
  public let shape: Double
  /// θ.
  public let scale: Double

  /// - Precondition: shape and scale are positive and finite.
  public init(shape: Double, scale: Double = 1) {
    precondition(
      shape > 0 && shape.isFinite && scale > 0 && scale.isFinite,
      "gamma distribution with shape \(shape) and scale \(scale)")
    self.shape = shape
    self.scale = scale
  }

  private func standardized(_ x: Double) -> Compensated {
    scale == 1 || x.isInfinite ? Compensated(x) : Compensated.quotient(x, scale)
  }

  public func logDensity(_ x: Double) -> Double {
    gammaLogDensity(shape, standardized(x)) - (scale == 1 ? 0 : log(scale))
  }

  public func density(_ x: Double) -> Double {
    if x <= 0 || x.isInfinite { return exp(logDensity(x)) }
    if x.isNaN { return .nan }
    return logGammaPrefactor(shape, standardized(x)).exponential / x
  }

  public func tails(_ x: Double) -> TailPair { gammaTail(shape, standardized(x)) }

  public func quantile(at tail: TailProbability) -> Double {
    guard let target = TailTarget(tail) else { return .nan }
    return scale * gammaQuantile(shape, target)
  }
}

/// The log density of a gamma variable of scale one.
func gammaLogDensity(_ shape: Double, _ x: Compensated) -> Double {
  if x.high.isNaN { return .nan }
  if x.high < 0 || x.high == .infinity { return -.infinity }
  if x.high == 0 { return shape < 1 ? .infinity : shape == 1 ? 0 : -.infinity }
  return (logGammaPrefactor(shape, x) - x.logarithm).value
}
