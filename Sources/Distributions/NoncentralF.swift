// The non-central F distribution: a Poisson mixture, of mean λ/2, of beta distributions with first parameter d₁/2 + j at
// w = d₁ x/(d₁ x + d₂) (Johnson, Kotz & Balakrishnan 1995, Continuous Univariate Distributions 2, 30.2). See
// PoissonMixture.swift for precision.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// The non-central F distribution, that of the F statistic under an alternative; for power.
public struct NoncentralF: ContinuousDistribution, Equatable {
  /// d₁, the degrees of freedom of the numerator.
  public let numerator: Double
  /// d₂, the degrees of freedom of the denominator.
  public let denominator: Double
  /// λ, the sum of squared means of the numerator.
  public let noncentrality: Double

  /// - Precondition: the degrees of freedom are positive, that of the numerator finite, the non-centrality in 0…10¹².
  public init(numerator: Double, denominator: Double, noncentrality: Double) {
    precondition(
      numerator > 0 && numerator.isFinite && denominator > 0 && noncentrality >= 0 && noncentrality <= 1e12,
      "non-central F distribution with \(numerator) and \(denominator) degrees of freedom, non-centrality \(noncentrality)"
    )
    self.numerator = numerator
    self.denominator = denominator
    self.noncentrality = noncentrality
  }

  private struct Component: MixtureComponent {
    let a: Double
    let b: Double
    let x: Compensated
    let y: Compensated
    func tails(_ j: Double) -> TailPair { betaTail(a + j, b, x, y) }
    func logPrefactor(_ j: Double) -> Compensated { logBetaPrefactor(a + j, b, x, y) }
    func parameter(_ j: Double) -> Double { a + j }
    func ratio(_ j: Double) -> Double { x.high * (a + b + j) / (a + j) }
  }

  private var central: FisherF { FisherF(numerator: numerator, denominator: denominator) }
  private var limit: NoncentralChiSquared {
    NoncentralChiSquared(degreesOfFreedom: numerator, noncentrality: noncentrality)
  }

  private func mixture(_ x: Double) -> PoissonMixture<some MixtureComponent> {
    // Beyond the doubles' range d₁ x/d₂ is as good as at its end: the tails are the first term of a series there.
    let ratio = Compensated.quotient(numerator, denominator)
    let q = ratio * min(max(x, 1e-250 / ratio.high), 1e250 / ratio.high)
    let whole = q + 1
    return PoissonMixture(
      mean: 0.5 * noncentrality,
      component: Component(
        a: 0.5 * numerator, b: 0.5 * denominator, x: q / whole, y: Compensated(1) / whole))
  }

  public func logDensity(_ x: Double) -> Double {
    if noncentrality == 0 || !(x > 0 && x < .infinity) {
      return central.logDensity(x) - (x == 0 ? 0.5 * noncentrality : 0)
    }
    if denominator == .infinity { return limit.logDensity(numerator * x) + log(numerator) }
    return mixture(x).prefactor().logDirectUnbounded - log(x)
  }

  public func density(_ x: Double) -> Double {
    if noncentrality == 0 || !(x > 0 && x < .infinity) { return exp(logDensity(x)) }
    if denominator == .infinity { return limit.density(numerator * x) * numerator }
    let sum = mixture(x).prefactor()
    return sum.exponent.exponential * sum.factor / x
  }

  public func tails(_ x: Double) -> TailPair {
    if x.isNaN { return .undefined }
    if noncentrality == 0 { return central.tails(x) }
    if x <= 0 { return .all(below: false) }
    if x == .infinity { return .all(below: true) }
    if denominator == .infinity { return limit.tails(half: Compensated.product(0.5 * numerator, x)) }
    return mixture(x).tails(lowerFirst: x * numerator < numerator + noncentrality)
  }

  public func quantile(at tail: TailProbability) -> Double {
    guard let target = TailTarget(tail) else { return .nan }
    if noncentrality == 0 { return central.quantile(at: tail) }
    if denominator == .infinity { return limit.quantile(at: tail) / numerator }
    if target.isEmpty { return target.isLower ? 0 : .infinity }
    // An F with the numerator's mean and variance matched (Patnaik 1949).
    let stretch = (numerator + noncentrality) / numerator
    let freedom =
      (numerator + noncentrality) * (numerator + noncentrality) / (numerator + 2 * noncentrality)
    let near = FisherF(numerator: freedom, denominator: denominator)
    let odds = betaQuantile(0.5 * near.numerator, 0.5 * denominator, target)
    let start = odds.value * (denominator / near.numerator) * stretch
    return mixtureQuantile(start: start, target, law: self)
  }
}
