// log(1 + w) − w and exp(s) − 1 − s in doubles, to a few ulp for every argument.
//
// Goals, in order: relative error near zero, where the plain formulas cancel; speed.
// Near zero the series of Compensated+Logarithm.swift and of the exponential are used, cut where the next term is below
// 2⁻⁵⁵ of the sum; elsewhere the two terms differ by a factor that keeps the loss under three bits.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// log(1 + w) − w for w > −1.
@inline(__always)
func logOnePlusMinus(_ w: Double) -> Double {
  if w < -0.35 || w > 0.5 { return log1p(w) - w }
  let s = w / (2 + w)
  let z = s * s
  // |s| ≤ 0.2122, z ≤ 0.045: the term z¹² is below 2⁻⁵⁷.
  var sum = 1.0 / 25
  sum = sum * z + 1.0 / 23
  sum = sum * z + 1.0 / 21
  sum = sum * z + 1.0 / 19
  sum = sum * z + 1.0 / 17
  sum = sum * z + 1.0 / 15
  sum = sum * z + 1.0 / 13
  sum = sum * z + 1.0 / 11
  sum = sum * z + 1.0 / 9
  sum = sum * z + 1.0 / 7
  sum = sum * z + 1.0 / 5
  sum = sum * z + 1.0 / 3
  return 2 * s * z * sum - w * s
}

/// exp(s) − 1 − s.
@inline(__always)
func expMinusOneMinus(_ s: Double) -> Double {
  if s < -0.6 || s > 0.6 { return expm1(s) - s }
  // Taylor to s¹⁵/15!: the next term is below 2⁻⁵³ of s²/2 for |s| ≤ 0.6.
  var sum = 1.0 / 1_307_674_368_000
  sum = sum * s + 1.0 / 87_178_291_200
  sum = sum * s + 1.0 / 6_227_020_800
  sum = sum * s + 1.0 / 479_001_600
  sum = sum * s + 1.0 / 39_916_800
  sum = sum * s + 1.0 / 3_628_800
  sum = sum * s + 1.0 / 362_880
  sum = sum * s + 1.0 / 40_320
  sum = sum * s + 1.0 / 5_040
  sum = sum * s + 1.0 / 720
  sum = sum * s + 1.0 / 120
  sum = sum * s + 1.0 / 24
  sum = sum * s + 1.0 / 6
  sum = sum * s + 0.5
  return sum * s * s
}
