// The beta distribution: density x^{α−1} (1 − x)^{β−1} / B(α, β). Tails are the incomplete beta function (BetaTail.swift);
// 1 − x is exact as a compensated number.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// The beta distribution on 0…1.
public struct Beta: ContinuousDistribution, Equatable {
  /// α, the exponent of x plus one.
  public let alpha: Double
  /// β, the exponent of 1 − x plus one.
  public let beta: Double

  /// - Precondition: α and β are positive and finite.
  public init(alpha: Double, beta: Double) {
    precondition(
      alpha > 0 && alpha.isFinite && beta > 0 && beta.isFinite,
      "beta distribution with α = \(alpha), β = \(beta)")
    self.alpha = alpha
    self.beta = beta
  }

  public func logDensity(_ x: Double) -> Double {
    if x.isNaN { return .nan }
    if x < 0 || x > 1 { return -.infinity }
    if x == 0 || x == 1 {
      let shape = x == 0 ? alpha : beta
      // At an end with exponent zero the density is 1/B, B(1, b) = 1/b.
      return shape < 1 ? .infinity : shape == 1 ? log(x == 0 ? beta : alpha) : -.infinity
    }
    let complement = Compensated.sum(1, -x)
    return
      (logBetaPrefactor(alpha, beta, Compensated(x), complement) - Compensated(x).logarithm
      - complement.logarithm).value
  }

  public func density(_ x: Double) -> Double {
    if !(x > 0 && x < 1) { return exp(logDensity(x)) }
    let complement = Compensated.sum(1, -x)
    let prefactor = logBetaPrefactor(alpha, beta, Compensated(x), complement)
    return prefactor.exponential / x / complement.high
  }

  public func tails(_ x: Double) -> TailPair {
    if x >= 1 { return .all(below: true) }
    return betaTail(alpha, beta, Compensated(x), Compensated.sum(1, -x))
  }

  public func quantile(at tail: TailProbability) -> Double {
    guard let target = TailTarget(tail) else { return .nan }
    return betaQuantile(alpha, beta, target).point
  }
}
