// Quantiles of the beta distribution, as odds x/(1 − x), so that both ends of 0…1 keep their relative precision.
//
// Goals, in order: an ulp times the condition; few evaluations. Where x is below 10⁻¹⁵⁰ the first term of the series,
// p = x^a / (a B(a, b)), is exact to rounding and is solved in closed form; elsewhere the search over the log odds starts
// from that term or from the normal distribution with the logit's approximate mean and variance.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// A point of 0…1 by its odds; their logarithm is kept since they may be beyond the doubles.
struct Odds {
  /// x/(1 − x).
  var value: Double
  var logarithm: Compensated

  init(_ value: Double) {
    self.value = value
    logarithm = Compensated(value).logarithm
  }

  init(logarithm: Compensated) {
    value = logarithm.exponential
    self.logarithm = logarithm
  }

  static let zero = Odds(logarithm: Compensated(-.infinity))

  var inverse: Odds {
    var other = self
    other.value = logarithm.high.magnitude > 600 ? (-logarithm).exponential : 1 / value
    other.logarithm = -logarithm
    return other
  }

  /// The point x.
  var point: Double {
    if logarithm.high == .infinity { return 1 }
    return logarithm.high > 600 ? 1 : value / (1 + value)
  }
}

/// The odds x/(1 − x) of the x with the target's tail under the beta distribution.
func betaQuantile(_ a: Double, _ b: Double, _ target: TailTarget) -> Odds {
  if !target.isLower {
    let mirrored = TailTarget(isLower: true, value: target.value, logValue: target.logValue)
    return betaQuantile(b, a, mirrored).inverse
  }
  if target.isEmpty { return .zero }
  let scale = compensatedLogBeta(a, b)
  let first = (scale + Compensated(a).logarithm + target.logValue) / a
  if first.high < -350 { return Odds(logarithm: first) }
  var start = 0.0
  let x = exp(first.value)
  if (a < 1.5 || b < 1.5 || x < 0.05 * a / (a + b)) && x < 0.3 {
    start = x / (1 - x)
  } else {
    let upper = (scale + Compensated(b).logarithm + log1p(-exp(target.logValue))) / b
    let y = exp(upper.value)
    if b < 1 && y < 0.3 {
      start = (1 - y) / max(y, 1e-200)
    } else {
      let z = standardNormalQuantile(.logLower(target.logValue))
      start = exp(log(a / b) + z * (1 / a + 1 / b).squareRoot())
    }
  }
  let odds = positiveQuantile(start: start, isLower: true) { odds in
    let whole = Compensated.sum(1, odds)
    let x = Compensated(odds) / whole
    let y = Compensated(1) / whole
    let pair = betaTail(a, b, x, y)
    return QuantileStep(
      excess: target.excess(pair), hazard: exp(logBetaPrefactor(a, b, x, y).value - pair.logLower),
      drift: (y * a - x * b).value)
  }
  return Odds(odds)
}
