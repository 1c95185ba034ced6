// The incomplete beta function, both tails, for all parameters.
//
// Goals, in order: relative error of the smaller tail near 10⁻¹⁵ for every a, b and x; logarithms beyond underflow; speed.
//
// In u = logit x the density is x^a (1 − x)^b / B(a, b), log-concave with its mode where x is the mean a/n, n = a + b. By
// symmetry x is taken at or below the mean. The lower tail is then that prefactor times
//   – the series (1/a) Σ Π (n + i) x / (a + 1 + i) of positive terms (DLMF 8.17.8), where it is short;
//   – else ∫₀^∞ exp(h(s)) ds over the tail in u, by Gauss–Legendre up to where h = −38. With c = a y − b x, y = 1 − x,
//       h(s) = −c s − n (x (e^{−s} − 1 + s) + ℓ(x (e^{−s} − 1)))  for x ≤ ½,
//       h(s) = −c s − n (y (e^{s} − 1 − s) + ℓ(y (e^{s} − 1)))    for y < ½,   ℓ(w) = log(1 + w) − w,
//     where the terms of first order have cancelled on paper and those of second differ by a factor of two or more.
// Where b is small and n y ≤ ½ the lower tail next to x = 1 (or, mirrored, the upper next to 0) is small although x is far
// out: 1 − V = −expm1(ℓ) − e^ℓ b S with ℓ = log(y^b / (b B(a, b))) and S = Σ_{k≥1} (1 − a)_k y^k / (k! (b + k))
// (DLMF 8.17.7), with the leading one cancelled on paper as for the incomplete gamma function.
// Rounding: every other term is positive and good to a few ulp, and the exponent is a compensated number.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// The incomplete beta function for a, b > 0 at x, y = 1 − x: `lower` is I_x(a, b), `upper` I_y(b, a).
func betaTail(_ a: Double, _ b: Double, _ x: Compensated, _ y: Compensated) -> TailPair {
  if x.high.isNaN || y.high.isNaN || a.isNaN || b.isNaN { return .undefined }
  if x.high <= 0 { return .all(below: false) }
  if y.high <= 0 { return .all(below: true) }
  let c = (y * a - x * b).value
  if c >= 0 { return leftOfMean(a, b, x, y, c) }
  return leftOfMean(b, a, y, x, -c).mirrored
}

/// The same for x at or below the mean; c = a y − b x ≥ 0.
private func leftOfMean(
  _ a: Double, _ b: Double, _ x: Compensated, _ y: Compensated, _ c: Double
) -> TailPair {
  let n = a + b
  if a < 0.5 && n * x.high <= 0.5 {
    let upper = smallShapeComplement(a, b, x, y)
    if upper < 0.3 { return .value(upper, isLower: false) }
  }
  let exponent = logBetaPrefactor(a, b, x, y)
  let length = seriesLength(a, b, x.high)
  if length <= 60 {
    return TailPair(exponent: exponent, factor: betaSeries(a, b, x.high), isLower: true)
  }
  if b < 0.5 && n * y.high <= 0.5 {
    return .value(smallShapeComplement(b, a, y, x), isLower: true)
  }
  if n * y.high <= 0.5 {
    return TailPair(exponent: exponent, factor: betaSeries(b, a, y.high), isLower: false)
  }
  return TailPair(exponent: exponent, factor: betaIntegral(a, b, x.high, y.high, c), isLower: true)
}

/// Terms until the series has fallen by e⁻³⁸, from its first ratio, their curvature and their limit x.
private func seriesLength(_ a: Double, _ b: Double, _ x: Double) -> Double {
  let n = a + b
  let first = -log(n * x / (a + 1))
  let last = x < 1 ? -log(x) : 0
  if b <= 1 { return integrandDepth / max(min(first, last), 1e-300) }
  let curvature = (b - 1) / ((a + 1) * n)
  let parabola = 2 * integrandDepth / (first + (first * first + 2 * curvature * integrandDepth).squareRoot())
  // The ratios level off after about a terms.
  return min(parabola * (1 + parabola / (2 * (a + 1))), integrandDepth / max(min(first, last), 1e-300))
}

/// (1/a) Σ Π (n + i) x / (a + 1 + i).
private func betaSeries(_ a: Double, _ b: Double, _ x: Double) -> Double {
  let n = a + b
  var term = 1 / a
  var sum = term
  var k = 0.0
  while term > sum * 0x1p-58 {
    term *= (n + k) * x / (a + 1 + k)
    sum += term
    k += 1
  }
  return sum
}

/// ∫ over the tail below x of the density of logit X relative to its value at x.
private func betaIntegral(_ a: Double, _ b: Double, _ x: Double, _ y: Double, _ c: Double) -> Double {
  let n = a + b
  if x <= 0.5 {
    return logConcaveTail(slope: c, curvature: n * x * y) { s in
      -(c * s + n * (x * expMinusOneMinus(-s) + logOnePlusMinus(x * expm1(-s))))
    }
  }
  return logConcaveTail(slope: c, curvature: n * x * y) { s in
    if s > 1 { return b * s - n * log1p(y * expm1(s)) }
    return -(c * s + n * (y * expMinusOneMinus(s) + logOnePlusMinus(y * expm1(s))))
  }
}

/// The upper tail for a < ½ and (a + b) x ≤ ½.
private func smallShapeComplement(_ a: Double, _ b: Double, _ x: Compensated, _ y: Compensated) -> Double {
  let logScale =
    compensatedLogGamma(Compensated.sum(1, a)) + compensatedLogGamma(Compensated(b))
    - compensatedLogGamma(Compensated.sum(a, b))
  let exponent = (x.logarithm * a - logScale).value
  var product = 1.0
  var sum = 0.0
  var k = 1.0
  while k < 200 {
    product *= (k - b) * x.high / k
    sum += product / (a + k)
    if abs(product) < 0x1p-60 { break }
    k += 1
  }
  return -expm1(exponent) - exp(exponent) * a * sum
}
