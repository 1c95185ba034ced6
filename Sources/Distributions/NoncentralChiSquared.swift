// The non-central χ² distribution: a Poisson mixture, of mean λ/2, of χ² with ν + 2j degrees of freedom (Johnson, Kotz &
// Balakrishnan 1995, Continuous Univariate Distributions 2, 29.3). See PoissonMixture.swift for precision.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// The distribution of a sum of ν squared normals of variance one whose squared means sum to λ.
public struct NoncentralChiSquared: ContinuousDistribution, Equatable {
  /// ν.
  public let degreesOfFreedom: Double
  /// λ.
  public let noncentrality: Double

  /// - Precondition: the degrees of freedom are positive and finite, the non-centrality is in 0…10¹².
  public init(degreesOfFreedom: Double, noncentrality: Double) {
    precondition(
      degreesOfFreedom > 0 && degreesOfFreedom.isFinite && noncentrality >= 0 && noncentrality <= 1e12,
      "non-central χ² distribution with \(degreesOfFreedom) degrees of freedom and non-centrality \(noncentrality)"
    )
    self.degreesOfFreedom = degreesOfFreedom
    self.noncentrality = noncentrality
  }

  private struct Component: MixtureComponent {
    let shape: Double
    let x: Compensated
    func tails(_ j: Double) -> TailPair { gammaTail(shape + j, x) }
    func logPrefactor(_ j: Double) -> Compensated { logGammaPrefactor(shape + j, x) }
    func parameter(_ j: Double) -> Double { shape + j }
    func ratio(_ j: Double) -> Double { x.high / (shape + j) }
  }

  private var central: ChiSquared { ChiSquared(degreesOfFreedom: degreesOfFreedom) }
  private var mean: Double { degreesOfFreedom + noncentrality }

  /// With half of x as a compensated number, which F's limit needs.
  private func mixture(half x: Compensated) -> PoissonMixture<some MixtureComponent> {
    PoissonMixture(mean: 0.5 * noncentrality, component: Component(shape: 0.5 * degreesOfFreedom, x: x))
  }

  /// Whether the Poisson terms that count have indices beyond the whole doubles.
  private func isFar(_ half: Double) -> Bool { 0.5 * noncentrality * half > 1e30 && half > noncentrality }

  /// Far out the square root of the variable is normal, P(X > x) ≈ (x/λ)^{(ν−1)/4} Φ(√λ − √x), with an error of
  /// relative order 1/√(λx) (DLMF 10.40.1 in the density).
  private func farUpper(_ half: Double) -> TailPair {
    let z = (2 * half).squareRoot() - noncentrality.squareRoot()
    let base = normalTail(z)
    if base.factor == 0 { return base }
    let power = 0.25 * (degreesOfFreedom - 1) * log(2 * half / noncentrality)
    return TailPair(exponent: base.exponent + power, factor: base.factor, isLower: false)
  }

  public func logDensity(_ x: Double) -> Double {
    if noncentrality == 0 || !(x > 0 && x < .infinity) {
      return central.logDensity(x) - (x == 0 ? 0.5 * noncentrality : 0)
    }
    if isFar(0.5 * x) { return farLogDensity(x) }
    return mixture(half: Compensated(0.5 * x)).prefactor().logDirectUnbounded - log(x)
  }

  public func density(_ x: Double) -> Double {
    if noncentrality == 0 || !(x > 0 && x < .infinity) || isFar(0.5 * x) {
      return exp(logDensity(x))
    }
    let sum = mixture(half: Compensated(0.5 * x)).prefactor()
    return sum.exponent.exponential * sum.factor / x
  }

  /// The density is the tail times half its hazard in √x, that over √x.
  private func farLogDensity(_ x: Double) -> Double {
    let tail = farUpper(0.5 * x)
    return tail.factor == 0 ? -.infinity : tail.logDirect + log(0.5 * (1 - (noncentrality / x).squareRoot()))
  }

  public func tails(_ x: Double) -> TailPair { tails(half: Compensated(0.5 * x)) }

  /// Both tails where half the variable is `x`.
  func tails(half x: Compensated) -> TailPair {
    if x.high.isNaN { return .undefined }
    if x.high <= 0 { return .all(below: false) }
    if x.high == .infinity { return .all(below: true) }
    if noncentrality == 0 { return gammaTail(0.5 * degreesOfFreedom, x) }
    if isFar(x.high) { return farUpper(x.high) }
    return mixture(half: x).tails(lowerFirst: 2 * x.high < mean)
  }

  public func quantile(at tail: TailProbability) -> Double {
    guard let target = TailTarget(tail) else { return .nan }
    if noncentrality == 0 { return central.quantile(at: tail) }
    if target.isEmpty { return target.isLower ? 0 : .infinity }
    // Patnaik's (1949) χ² with the same mean and variance.
    let stretch = (degreesOfFreedom + 2 * noncentrality) / mean
    let start = 2 * stretch * gammaQuantile(0.5 * mean / stretch, target)
    return mixtureQuantile(start: start, target, law: self)
  }
}

/// The positive x where the tail of `law` is the target's, by Newton's method in log x.
func mixtureQuantile(start: Double, _ target: TailTarget, law: some ContinuousDistribution) -> Double {
  let sign: Double = target.isLower ? 1 : -1
  return positiveQuantile(start: start, isLower: target.isLower, tolerance: 1e-8) { x in
    let pair = law.tails(x)
    let logTail = target.isLower ? pair.logLower : pair.logUpper
    let hazard = exp(law.logDensity(x) + log(x) - logTail)
    // A drift that leaves Newton's step as it is: the mixture's own is not known in closed form.
    return QuantileStep(excess: target.excess(pair), hazard: hazard, drift: sign * hazard)
  }
}
