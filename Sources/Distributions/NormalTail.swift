// The tails of the standard normal distribution.
//
// Goals, in order: relative error of a few ulp in both tails; logarithms beyond underflow; speed.
// Φ(−x) = φ(x) R(x) for x ≥ 0 with Mills' ratio R. With t = (x − 6)/(x + 6), (x + 6) R(x) is analytic on −1…1 and its
// Chebyshev series, computed to 40 digits, ends at 10⁻¹⁸ with 27 terms (Shepherd & Laframboise 1981, "Chebyshev
// Approximation of (1 + 2x) exp(x²) erfc x in 0 ≤ x < ∞", Math. Comp. 36, for the method). The exponent −x²/2 is formed
// exactly. Rounding: the coefficients' absolute sum is at most eight times the value, hence an error near 10⁻¹⁵.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// The Chebyshev coefficients of (x + 6) R(x) in t.
private let millsCoefficients: [Double] = [
  2.979265909173922105, -2.819391408350142659, 1.148254419096085862, -0.4060653661020245513,
  0.1247778244821366634,
  -0.03309290281062298298, 0.007451438589200204094, -0.001377124593341330675, 0.0001934916459594912279,
  -0.00001603807678229238339, -6.186798213769084254e-7, 4.30299440729887715e-7, -5.391897273360880736e-8,
  -2.189733574050320111e-9, 1.586279556068068246e-9, -1.293604982759557217e-10, -2.859443810904868023e-11,
  6.269730366322852787e-12, 3.017924635205143447e-13, -2.096058991387809482e-13, 4.03882785265165415e-15,
  6.477169223724855076e-15, -4.309277469013570245e-16, -2.033933304943368529e-16, 2.103081819412560125e-17,
  6.813942254753765878e-18, -8.688524324023294079e-19,
]

/// 1/√(2π).
let inverseRootTwoPi = 0.3989422804014326779

/// Mills' ratio Φ(−x)/φ(x) for x ≥ 0.
func millsRatio(_ x: Double) -> Double {
  if x > 1e8 { return 1 / x }
  let t = (x - 6) / (x + 6)
  let twice = 2 * t
  return millsCoefficients.withUnsafeBufferPointer { c in
    var next = 0.0
    var sum = 0.0
    var k = c.count - 1
    while k > 0 {
      (sum, next) = (twice * sum - next + c[k], sum)
      k -= 1
    }
    return (t * sum - next + c[0]) / (x + 6)
  }
}

/// −x²/2 − ½ log 2π.
func logNormalDensity(_ x: Double) -> Compensated {
  if abs(x) > 1e150 { return Compensated(x * x * -0.5) }
  return Compensated.product(x, x) * -0.5 - halfLogTwoPi
}

/// Both tails of the standard normal distribution at x.
func normalTail(_ x: Double) -> TailPair {
  if x.isNaN { return .undefined }
  // One half, not a product that rounds to less.
  if x == 0 { return .value(0.5, isLower: false) }
  // Beyond 1.8·10¹⁵⁴ not even the logarithm is a double.
  if abs(x) > 1.8e154 { return .all(below: x > 0) }
  return TailPair(exponent: logNormalDensity(x), factor: millsRatio(abs(x)), isLower: x < 0)
}

/// Φ(x), quickly: for integrands.
@inline(__always)
func normalLower(_ x: Double) -> Double {
  let magnitude = abs(x)
  if magnitude > 39 { return x > 0 ? 1 : 0 }
  let square = Compensated.product(x, x)
  let tail = exp(-0.5 * square.high) * (1 - 0.5 * square.low) * inverseRootTwoPi * millsRatio(magnitude)
  return x > 0 ? 1 - tail : tail
}
