// The Poisson distribution.
//
// Goals, in order: relative precision of both tails and of the mass for any mean; speed.
// P(K ≤ k) = Q(k + 1, λ) (Abramowitz & Stegun 26.4.21). The mass is the incomplete gamma function's prefactor with shape k
// divided by k (Loader 2000).

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// The Poisson distribution.
public struct Poisson: DiscreteDistribution, Equatable {
  /// λ.
  public let mean: Double

  /// - Precondition: the mean is in 0…10¹⁵.
  public init(mean: Double) {
    precondition(mean >= 0 && mean <= 1e15, "Poisson distribution with mean \(mean)")
    self.mean = mean
  }

  public func mass(_ k: Int) -> Double {
    if k < 0 || mean == 0 { return k == 0 ? 1 : 0 }
    return k == 0 ? exp(-mean) : logGammaPrefactor(Double(k), Compensated(mean)).exponential / Double(k)
  }

  public func logMass(_ k: Int) -> Double {
    if k < 0 || mean == 0 { return k == 0 ? 0 : -.infinity }
    if k == 0 { return -mean }
    return (logGammaPrefactor(Double(k), Compensated(mean)) - Compensated(Double(k)).logarithm).value
  }

  public func tails(_ k: Int) -> TailPair {
    if k < 0 { return .all(below: false) }
    if mean == 0 { return .all(below: true) }
    return gammaTail(Double(k) + 1, Compensated(mean)).mirrored
  }

  public func quantile(at tail: TailProbability) -> Double {
    guard let target = TailTarget(tail) else { return .nan }
    if mean == 0 { return 0 }
    if target.isEmpty { return target.isLower ? 0 : .infinity }
    return wholeQuantile(target, mean: mean, deviation: mean.squareRoot(), last: 1 << 52)
  }
}
