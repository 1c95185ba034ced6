// The incomplete gamma function, both tails, for every shape.
//
// Goals, in order: relative error of the smaller tail near 10⁻¹⁵ for every a and x; logarithms beyond underflow; speed.
//
// In u = log x the density is x^a e^{−x}/Γ(a), log-concave with its mode at x = a. The tail that does not contain the mode
// is computed, as that prefactor times
//   – below the mode the series Σ x^k / (a (a+1) … (a+k)) of positive terms (DLMF 8.11.4), where it is short;
//   – else ∫₀^∞ exp(h(s)) ds with h(s) = −|x − a| s − x (e^{±s} − 1 ∓ s), both terms negative, so that nothing cancels,
//     by Gauss–Legendre up to where h = −38 (what is left out is below 2⁻⁵³ of the integral);
//   – for the upper tail at small x, where a is small and the tail is small although x is below every quantile of note,
//     Q = −expm1(ℓ) − e^ℓ a S with ℓ = log(x^a/Γ(1 + a)), S = Σ_{k≥1} (−x)^k / (k! (a + k)) (DLMF 8.7.1): in e^ℓ the
//     leading one has cancelled on paper (Gautschi 1979, "A Computational Procedure for Incomplete Gamma Functions",
//     ACM TOMS 5(4)).
// Rounding: every term is positive and good to a few ulp, and the exponent is a compensated number.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// How far the logarithm of an integrand is followed down.
let integrandDepth = 38.0

/// The incomplete gamma function of shape a > 0 at x: `lower` is P(a, x), `upper` Q(a, x).
func gammaTail(_ a: Double, _ point: Compensated) -> TailPair {
  let x = point.high
  if x.isNaN || a.isNaN { return .undefined }
  if x <= 0 { return .all(below: false) }
  if x == .infinity { return .all(below: true) }
  if a < 0.5 && x <= 0.5 {
    let upper = smallShapeUpper(a, point)
    if upper < 0.3 { return .value(upper, isLower: false) }
  }
  let exponent = logGammaPrefactor(a, point)
  if x <= a {
    let factor = seriesLength(a, x) <= 80 ? gammaSeries(a, x) : gammaIntegral(below: true, a, point)
    return TailPair(exponent: exponent, factor: factor, isLower: true)
  }
  if x <= 0.5 {
    return TailPair(exponent: exponent, factor: gammaSeries(a, x), isLower: true)
  }
  return TailPair(exponent: exponent, factor: gammaIntegral(below: false, a, point), isLower: false)
}

/// Terms until the series has fallen by e⁻³⁸: its ratios are x/(a + k), about exp(−c k − k²/2a) with c = log((a+1)/x).
private func seriesLength(_ a: Double, _ x: Double) -> Double {
  let c = log((a + 1) / x)
  let depth = 2 * integrandDepth / (a + 1)
  return (a + 1) * ((c * c + depth).squareRoot() - c)
}

/// Σ x^k / (a (a+1) … (a+k)).
private func gammaSeries(_ a: Double, _ x: Double) -> Double {
  var term = 1 / a
  var sum = term
  var k = 1.0
  while term > sum * 0x1p-56 {
    term *= x / (a + k)
    sum += term
    k += 1
  }
  return sum
}

/// ∫ over the tail of the density of log X relative to its value at x.
private func gammaIntegral(below: Bool, _ a: Double, _ point: Compensated) -> Double {
  let x = point.high
  let slope = abs((point - a).value)
  let sign: Double = below ? -1 : 1
  @inline(__always)
  func h(_ s: Double) -> Double { -(slope * s + x * expMinusOneMinus(sign * s)) }
  return logConcaveTail(slope: slope, curvature: x, h)
}

/// Q(a, x) for a < ½ and x ≤ ½.
private func smallShapeUpper(_ a: Double, _ point: Compensated) -> Double {
  let x = point.high
  let exponent = (point.logarithm * a - compensatedLogGamma(Compensated.sum(1, a))).value
  var power = 1.0
  var sum = 0.0
  var k = 1.0
  while k < 24 {
    power *= -x / k
    sum += power / (a + k)
    if abs(power) < 0x1p-60 { break }
    k += 1
  }
  return -expm1(exponent) - exp(exponent) * a * sum
}
