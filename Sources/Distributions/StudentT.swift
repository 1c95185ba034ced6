// Student's t distribution.
//
// Goals, in order: the relative precision of both tails for every ν, infinite included; arguments whose square overflows.
// P(T > t) = ½ I_x(ν/2, ½) with x = ν/(ν + t²) for t ≥ 0 (Abramowitz & Stegun 26.7.1), x and 1 − x formed in pairs of
// doubles. Where t² overflows I_x is its first term x^a / (a B). The density in the form in which the gamma functions'
// large terms have cancelled on paper, with a = ν/2, δ Stirling's error and ℓ(d) = log(1 + d) − d:
//   log f = δ(a + ½) − δ(a) + a ℓ(1/2a) − ½ log 2π − (a + ½) log(1 + t²/ν).

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// Student's t distribution; with infinite degrees of freedom the standard normal.
public struct StudentT: ContinuousDistribution, Equatable {
  /// ν.
  public let degreesOfFreedom: Double

  /// - Precondition: the degrees of freedom are positive; they may be infinite.
  public init(degreesOfFreedom: Double) {
    precondition(degreesOfFreedom > 0, "t distribution with \(degreesOfFreedom) degrees of freedom")
    self.degreesOfFreedom = degreesOfFreedom
  }

  private var isNormal: Bool { degreesOfFreedom > 1e300 }

  public func logDensity(_ t: Double) -> Double {
    if t.isInfinite { return -.infinity }
    if t.isNaN { return .nan }
    return compensatedLogDensity(t).value
  }

  public func density(_ t: Double) -> Double {
    if t.isInfinite { return 0 }
    if t.isNaN { return .nan }
    return compensatedLogDensity(t).exponential
  }

  private func compensatedLogDensity(_ t: Double) -> Compensated {
    if isNormal { return logNormalDensity(t) }
    let a = 0.5 * degreesOfFreedom
    let step = Compensated.quotient(0.5, a)
    let constant =
      stirlingError(Compensated.sum(a, 0.5)) - stirlingError(a)
      + Compensated.logOnePlusMinus(step, onePlus: step + 1) * a - halfLogTwoPi
    let logGrowth: Compensated
    if abs(t) > 1e140 {
      let ratio = Compensated(abs(t)).logarithm * 2 - Compensated(degreesOfFreedom).logarithm
      logGrowth = ratio.high > 40 ? ratio : Compensated(log1p(exp(ratio.value)))
    } else {
      let ratio = Compensated.product(t, t) / degreesOfFreedom
      let onePlus = ratio + 1
      logGrowth =
        ratio.high > 0.25
        ? onePlus.logarithm : Compensated.logOnePlusMinus(ratio, onePlus: onePlus) + ratio
    }
    return constant - logGrowth * Compensated.sum(a, 0.5)
  }

  public func tails(_ t: Double) -> TailPair {
    if t.isNaN { return .undefined }
    if t.isInfinite { return .all(below: t > 0) }
    if isNormal { return normalTail(t) }
    let a = 0.5 * degreesOfFreedom
    if abs(t) < 1e-140 { return .value(0.5 - abs(t) * density(0), isLower: t < 0) }
    let logRatio = 2 * log(abs(t)) - log(degreesOfFreedom)
    if abs(t) > 1e140 || logRatio > 600 {
      // x = ν/t² to rounding.
      let logX = Compensated(degreesOfFreedom).logarithm - Compensated(abs(t)).logarithm * 2
      return TailPair(exponent: logX * a - compensatedLogBeta(a, 0.5), factor: 0.5 / a, isLower: t < 0)
    }
    let square = Compensated.product(t, t)
    let whole = square + degreesOfFreedom
    let pair = betaTail(a, 0.5, Compensated(degreesOfFreedom) / whole, square / whole)
    if pair.isLower { return TailPair(exponent: pair.exponent, factor: 0.5 * pair.factor, isLower: t < 0) }
    return .value(0.5 * (1 - pair.direct), isLower: t < 0)
  }

  public func quantile(at tail: TailProbability) -> Double {
    guard let target = TailTarget(tail) else { return .nan }
    if isNormal { return standardNormalQuantile(tail) }
    if target.isEmpty { return target.isLower ? -.infinity : .infinity }
    if target.value == 0.5 { return 0 }
    let doubled: TailProbability =
      target.value > 0 ? .lower(2 * target.value) : .logLower(target.logValue + 0.6931471805599453)
    guard let both = TailTarget(doubled) else { return .nan }
    let odds = betaQuantile(0.5 * degreesOfFreedom, 0.5, both)
    let magnitude: Double
    if odds.logarithm.high.magnitude > 300 {
      let logSquare = Compensated(degreesOfFreedom).logarithm - odds.logarithm
      magnitude = Compensated(0.5 * logSquare.high, 0.5 * logSquare.low).exponential
    } else {
      magnitude = degreesOfFreedom.squareRoot() / odds.value.squareRoot()
    }
    return target.isLower ? -magnitude : magnitude
  }
}
