// The non-central t distribution, T = (Z + δ)/S with Z standard normal and S² = χ²_ν/ν independent of it.
//
// Goals, in order: the relative precision of both tails, for either sign of t and δ; logarithms beyond underflow; tens of
// microseconds.
// P(T ≤ t) = E Φ(tS − δ) and P(T > t) = E Φ(δ − tS): integrals of positive functions, where the customary sums over a Poisson
// mixture cancel in the tail that δ points away from. With w = log S², a = ν/2 the density of w is
// √(a/2π) e^{−δ(a)} exp(−a (e^w − 1 − w)), δ(a) Stirling's error. As a function of S the integrand is log-concave
// (Prékopa 1973, "On Logarithmic Concave Measures and Functions"), so it has one peak; it is found by bisection on the
// derivative and the integral taken around it. The density is E S φ(tS − δ).

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// The non-central t distribution, that of the t statistic under an alternative; for power.
public struct NoncentralT: ContinuousDistribution, Equatable {
  /// ν.
  public let degreesOfFreedom: Double
  /// δ, the mean of the numerator.
  public let noncentrality: Double

  /// - Precondition: the degrees of freedom are positive, perhaps infinite; the non-centrality is finite.
  public init(degreesOfFreedom: Double, noncentrality: Double) {
    precondition(
      degreesOfFreedom > 0 && noncentrality.isFinite,
      "non-central t distribution with \(degreesOfFreedom) degrees of freedom and non-centrality \(noncentrality)"
    )
    self.degreesOfFreedom = degreesOfFreedom
    self.noncentrality = noncentrality
  }

  private var central: StudentT { StudentT(degreesOfFreedom: degreesOfFreedom) }
  /// From here on S differs from one by less than rounding in every tail.
  private var isNormal: Bool { degreesOfFreedom > 1e36 }

  public func logDensity(_ t: Double) -> Double { density(of: t)?.logDirectUnbounded ?? .nan }

  public func density(_ t: Double) -> Double {
    guard let pair = density(of: t) else { return .nan }
    return pair.factor == 0 ? 0 : pair.exponent.exponential * pair.factor
  }

  /// The density as exp(exponent) · factor.
  private func density(of t: Double) -> TailPair? {
    if t.isNaN { return nil }
    if t.isInfinite { return .value(0, isLower: true) }
    if isNormal {
      return TailPair(exponent: logNormalDensity(t - noncentrality), factor: 1, isLower: true)
    }
    return ScaledNormalMean(shape: 0.5 * degreesOfFreedom, t: t, shift: noncentrality, kind: .density)
      .value(isLower: true)
  }

  public func tails(_ t: Double) -> TailPair {
    if t.isNaN { return .undefined }
    if noncentrality == 0 { return central.tails(t) }
    if t.isInfinite { return .all(below: t > 0) }
    if isNormal || t == 0 { return normalTail(t - noncentrality) }
    // The tail beyond t seen from δ, which is near the median, should be the small one.
    let first = tail(t, isLower: t < noncentrality)
    return first.direct > 0.7 ? tail(t, isLower: !first.isLower) : first
  }

  private func tail(_ t: Double, isLower: Bool) -> TailPair {
    ScaledNormalMean(
      shape: 0.5 * degreesOfFreedom, t: t, shift: noncentrality, kind: isLower ? .lower : .upper
    ).value(isLower: isLower)
  }

  public func quantile(at tail: TailProbability) -> Double {
    guard let target = TailTarget(tail) else { return .nan }
    if noncentrality == 0 { return central.quantile(at: tail) }
    if target.isEmpty { return target.isLower ? -.infinity : .infinity }
    let z = standardNormalQuantile(target.isLower ? .logLower(target.logValue) : .logUpper(target.logValue))
    let spread = (1 + noncentrality * noncentrality / (2 * degreesOfFreedom)).squareRoot()
    return realQuantile(target, start: noncentrality + z * spread, law: self)
  }
}

/// E Φ(±(tS − δ)) or E S φ(tS − δ).
private struct ScaledNormalMean {
  enum Kind { case lower, upper, density }

  let shape: Double
  let t: Double
  let shift: Double
  let difference: Compensated
  let kind: Kind

  init(shape: Double, t: Double, shift: Double, kind: Kind) {
    self.shape = shape
    self.t = t
    self.shift = shift
    self.kind = kind
    difference = Compensated.sum(t, -shift)
  }

  /// tS − δ at w = log S².
  @inline(__always)
  func argument(_ w: Double) -> Double {
    if abs(w) > 1 { return t * exp(0.5 * w) - shift }
    return difference.high + (t * expm1(0.5 * w) + difference.low)
  }

  /// The integrand as exp(first) · second.
  @inline(__always)
  func term(_ w: Double) -> (exponent: Double, factor: Double) {
    let z = argument(w)
    let base = -shape * expMinusOneMinus(w)
    switch kind {
    case .density:
      return (base + 0.5 * w - 0.5 * z * z, inverseRootTwoPi)
    case .lower, .upper:
      let directed = kind == .lower ? z : -z
      if directed > 0 { return (base, normalLower(directed)) }
      return (base - 0.5 * z * z, millsRatio(-directed) * inverseRootTwoPi)
    }
  }

  /// The derivative of the integrand's logarithm, and minus the second one.
  func slope(_ w: Double) -> (first: Double, curvature: Double) {
    let z = argument(w)
    let rate = 0.5 * t * exp(0.5 * w)
    let base = -shape * expm1(w)
    switch kind {
    case .density:
      return (base + 0.5 - z * rate, shape * exp(w) + rate * rate + 0.5 * z * rate)
    case .lower, .upper:
      let directed = kind == .lower ? z : -z
      let speed = kind == .lower ? rate : -rate
      let hazard =
        directed <= 0
        ? 1 / millsRatio(-directed) : inverseRootTwoPi * exp(-0.5 * z * z) / normalLower(directed)
      return (
        base + hazard * speed,
        shape * exp(w) + hazard * (directed + hazard) * speed * speed - 0.5 * hazard * speed
      )
    }
  }

  /// Where the integrand has its maximum.
  private func peak() -> Double {
    var low = 0.0
    var high = 0.0
    var step = 1 / (1 + shape.squareRoot())
    if slope(0).first > 0 {
      repeat {
        low = high
        high += step
        step *= 2
      } while high < 1e3 && slope(high).first > 0
    } else {
      repeat {
        high = low
        low -= step
        step *= 2
      } while low > -1400 && slope(low).first < 0
    }
    for _ in 0..<40 where high - low > 1e-3 / (1 + shape.squareRoot()) {
      let middle = 0.5 * (low + high)
      if slope(middle).first > 0 { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
  }

  func value(isLower: Bool) -> TailPair {
    let peak = peak()
    let curvature = max(slope(peak).curvature, 1e-3 * shape * exp(peak))
    let top = term(peak)
    let integral = peakedIntegral(peak: peak, scale: 1 / curvature.squareRoot()) { w in
      let at = term(w)
      return exp(at.exponent - top.exponent) * (at.factor / top.factor)
    }
    let scale =
      (Compensated(shape).logarithm * 0.5 - halfLogTwoPi - stirlingError(shape)) + top.exponent
    return TailPair(exponent: scale, factor: integral * top.factor, isLower: isLower)
  }
}
