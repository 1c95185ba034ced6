// Fisher's F distribution.
//
// Goals, in order: the relative precision of both tails for all degrees of freedom, infinite included.
// P(F ≤ x) = I_w(d₁/2, d₂/2) with w = q/(1 + q), q = d₁ x / d₂ (Abramowitz & Stegun 26.6.2), w and 1 − w formed in pairs of
// doubles. Where q or 1/q leaves the doubles the function is its first term w^a / (a B). With d₂ = ∞ it is χ²_{d₁}/d₁, with
// d₁ = ∞ it is d₂/χ²_{d₂}, with both the constant one.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// Fisher's F distribution.
public struct FisherF: ContinuousDistribution, Equatable {
  /// d₁, the degrees of freedom of the numerator.
  public let numerator: Double
  /// d₂, the degrees of freedom of the denominator.
  public let denominator: Double

  /// - Precondition: both are positive; either may be infinite.
  public init(numerator: Double, denominator: Double) {
    precondition(
      numerator > 0 && denominator > 0,
      "F distribution with \(numerator) and \(denominator) degrees of freedom")
    self.numerator = numerator
    self.denominator = denominator
  }

  private var a: Double { 0.5 * numerator }
  private var b: Double { 0.5 * denominator }

  /// d₁ x / d₂ with its sum with one, or nil where it leaves the doubles.
  private func odds(_ x: Double) -> Compensated? {
    let rough = log(x) + log(numerator) - log(denominator)
    if abs(rough) > 600 { return nil }
    return Compensated.quotient(numerator, denominator) * x
  }

  private func logOdds(_ x: Double) -> Compensated {
    Compensated(x).logarithm + Compensated(numerator).logarithm - Compensated(denominator).logarithm
  }

  public func logDensity(_ x: Double) -> Double {
    if x.isNaN { return .nan }
    if x < 0 || x == .infinity { return -.infinity }
    if x == 0 { return numerator < 2 ? .infinity : numerator == 2 ? 0 : -.infinity }
    return (logPrefactor(x) - Compensated(x).logarithm).value
  }

  public func density(_ x: Double) -> Double {
    if !(x > 0 && x < .infinity) { return exp(logDensity(x)) }
    return logPrefactor(x).exponential / x
  }

  /// The log density of log F.
  private func logPrefactor(_ x: Double) -> Compensated {
    if denominator == .infinity {
      precondition(
        numerator < .infinity, "the F distribution with infinite degrees of freedom has no density")
      return logGammaPrefactor(a, Compensated.product(a, x))
    }
    if numerator == .infinity { return logGammaPrefactor(b, Compensated.quotient(b, x)) }
    guard let q = odds(x) else {
      let logQ = logOdds(x)
      return (logQ.high < 0 ? logQ * a : -logQ * b) - compensatedLogBeta(a, b)
    }
    let whole = q + 1
    return logBetaPrefactor(a, b, q / whole, Compensated(1) / whole)
  }

  public func tails(_ x: Double) -> TailPair {
    if x.isNaN { return .undefined }
    if x <= 0 { return .all(below: false) }
    if x == .infinity { return .all(below: true) }
    if denominator == .infinity {
      return numerator == .infinity ? .all(below: x >= 1) : gammaTail(a, Compensated.product(a, x))
    }
    if numerator == .infinity { return gammaTail(b, Compensated.quotient(b, x)).mirrored }
    guard let q = odds(x) else {
      let logQ = logOdds(x)
      let below = logQ.high < 0
      return TailPair(
        exponent: (below ? logQ * a : -logQ * b) - compensatedLogBeta(a, b), factor: 1 / (below ? a : b),
        isLower: below)
    }
    let whole = q + 1
    return betaTail(a, b, q / whole, Compensated(1) / whole)
  }

  public func quantile(at tail: TailProbability) -> Double {
    guard let target = TailTarget(tail) else { return .nan }
    if denominator == .infinity {
      return numerator == .infinity ? 1 : gammaQuantile(a, target) / a
    }
    if target.isEmpty { return target.isLower ? 0 : .infinity }
    if numerator == .infinity {
      let mirrored = TailTarget(isLower: !target.isLower, value: target.value, logValue: target.logValue)
      return b / gammaQuantile(b, mirrored)
    }
    let odds = betaQuantile(a, b, target)
    if odds.logarithm.high.magnitude > 300 {
      return (odds.logarithm + Compensated(denominator).logarithm - Compensated(numerator).logarithm)
        .exponential
    }
    return odds.value * (denominator / numerator)
  }
}
