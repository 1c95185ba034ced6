// The normal distribution.
//
// Goals, in order: relative error of a few ulp; quantiles to an ulp times their condition.
// The quantile is found by Halley's method on the logarithm of the smaller tail, which for a log-concave density converges
// from everywhere; near the median on Φ(x) − ½ = φ(x) Σ x^{2k+1}/(2k + 1)!! (Abramowitz & Stegun 26.2.11), a sum of
// positive terms, so that p − ½, which is exact, keeps its precision.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// The normal distribution N(μ, σ²).
public struct Normal: ContinuousDistribution, Equatable {
  /// μ.
  public let mean: Double
  /// σ.
  public let standardDeviation: Double

  /// - Precondition: the mean is finite and the standard deviation positive and finite.
  public init(mean: Double = 0, standardDeviation: Double = 1) {
    precondition(
      mean.isFinite && standardDeviation > 0 && standardDeviation.isFinite,
      "normal distribution with mean \(mean) and standard deviation \(standardDeviation)")
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// (x − μ)/σ with the rounding of the difference put back.
  private func standardized(_ x: Double) -> Double {
    if mean == 0 { return x / standardDeviation }
    let difference = Compensated.sum(x, -mean)
    let plain = difference.high / standardDeviation
    // An infinite quotient has no rounding to put back.
    return plain.isFinite ? (difference / standardDeviation).value : plain
  }

  public func logDensity(_ x: Double) -> Double {
    let z = standardized(x)
    return abs(z) > 1.8e154 ? -.infinity : (logNormalDensity(z) - log(standardDeviation)).value
  }

  public func density(_ x: Double) -> Double {
    let z = standardized(x)
    return abs(z) > 1.8e154 ? 0 : logNormalDensity(z).exponential / standardDeviation
  }

  public func tails(_ x: Double) -> TailPair { normalTail(standardized(x)) }

  public func quantile(at tail: TailProbability) -> Double {
    mean + standardDeviation * standardNormalQuantile(tail)
  }
}

/// The standard normal quantile Φ⁻¹(p).
public func normalQuantile(_ p: Double) -> Double { standardNormalQuantile(.lower(p)) }

/// The x that has this tail probability under the standard normal distribution.
func standardNormalQuantile(_ tail: TailProbability) -> Double {
  guard let target = TailTarget(tail) else { return .nan }
  if target.isEmpty { return target.isLower ? -.infinity : .infinity }
  let magnitude = target.value > 0.3 ? centralNormal(0.5 - target.value) : normalMagnitude(target)
  return target.isLower ? -magnitude : magnitude
}

/// The x ≥ 0 with Φ(x) − ½ = `excess` ≤ 0.2.
private func centralNormal(_ excess: Double) -> Double {
  var x = excess / inverseRootTwoPi
  for _ in 0..<4 {
    var term = x
    var sum = x
    var k = 3.0
    while term > sum * 0x1p-56 {
      term *= x * x / k
      sum += term
      k += 2
    }
    // Halley: f/f′ with f″/f′ = −x.
    let ratio = sum - excess / (inverseRootTwoPi * exp(-0.5 * x * x))
    let step = ratio / (1 + 0.5 * x * ratio)
    x -= step
    if abs(step) <= 1e-6 * x { break }
  }
  return x
}

/// The x ≥ 0 whose tail beyond it is the target's.
private func normalMagnitude(_ target: TailTarget) -> Double {
  // Of −2 log p the leading terms of the asymptotic inverse (DLMF 7.17.6, first term).
  let square = -2 * target.logValue
  var x = max(square - log(max(square, 1) * 6.283185307179586), 0.2).squareRoot()
  let upper = TailTarget.upperHalf(target)
  for _ in 0..<40 {
    let mills = millsRatio(x)
    let excess = upper.excess(TailPair(exponent: logNormalDensity(x), factor: mills, isLower: false))
    // f = log Q, f′ = −1/R, f″/f′ = 1/R − x.
    let newton = excess * mills
    let step = newton / (1 + 0.5 * newton * (1 / mills - x))
    let next = abs(excess) < 1 ? x + step : max(x + newton, 0.1)
    x = next
    if abs(excess) < 1e-5 { break }
  }
  return x
}

extension TailTarget {
  /// The same probability as an upper tail.
  static func upperHalf(_ target: TailTarget) -> TailTarget {
    TailTarget(isLower: false, value: target.value, logValue: target.logValue)
  }
}
