// Quantiles of the gamma distribution of scale one.
//
// Goals, in order: an ulp times the condition; few evaluations. Where the quantile is below 10⁻¹⁵⁰ the first term of the
// series, p = x^a / Γ(a + 1), is exact to rounding and is solved in closed form; elsewhere the search starts from Wilson &
// Hilferty's (1931, PNAS 17) cube of a normal quantile or from that first term.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// The x with the target's tail under the gamma distribution of shape a and scale one.
func gammaQuantile(_ a: Double, _ target: TailTarget) -> Double {
  if target.isEmpty { return target.isLower ? 0 : .infinity }
  let logLower = target.isLower ? target.logValue : log1p(-target.value)
  let first = (compensatedLogGamma(Compensated.sum(a, 1)) + logLower) / a
  if first.high < -350 { return first.exponential }
  var start = exp(first.value)
  if a > 0.5 && start > 0.05 * a {
    let z = standardNormalQuantile(target.isLower ? .logLower(target.logValue) : .logUpper(target.logValue))
    let root = 1 - 1 / (9 * a) + z / (3 * a.squareRoot())
    if root > 0.1 { start = a * root * root * root }
  } else if start > 0.3 {
    start = target.isLower ? 0.3 : max(0.3, -target.logValue - 1)
  }
  return positiveQuantile(start: start, isLower: target.isLower) { x in
    let point = Compensated(x)
    let pair = gammaTail(a, point)
    let logTail = target.isLower ? pair.logLower : pair.logUpper
    return QuantileStep(
      excess: target.excess(pair), hazard: exp(logGammaPrefactor(a, point).value - logTail), drift: a - x)
  }
}
