// The point of a positive variable at which a tail has a given probability.
//
// Goals, in order: the last step's error far below the tail's own rounding; convergence from any start; few evaluations.
// In u = log v the densities of this module are log-concave, hence so are their tails, and log(tail/target) is a concave
// monotone function f of u. Newton's method on it converges from everywhere once it is on the flat side of the root, and a
// bracket catches what a first step overshoots; near the root Halley's correction, whose f″/f′ is known in closed form,
// makes it cubic: a step with |f| < 10⁻⁵ leaves 10⁻¹⁵.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// What the search needs at a point.
struct QuantileStep {
  /// log(tail / target).
  var excess: Double
  /// The density of u over the tail.
  var hazard: Double
  /// The derivative of the log density of u.
  var drift: Double
}

/// The v > 0 where the excess is zero; a step from an excess below `tolerance` is the last.
func positiveQuantile(
  start: Double, isLower: Bool, tolerance: Double = 1e-5, _ evaluate: (Double) -> QuantileStep
) -> Double {
  let sign: Double = isLower ? 1 : -1
  var v = min(max(start, 1e-290), 1e290)
  var low = 0.0
  var high = Double.infinity
  for _ in 0..<200 {
    let at = evaluate(v)
    if at.excess == 0 { return v }
    if sign * at.excess > 0 { high = v } else { low = v }
    let tangent = -sign * at.excess / at.hazard
    // From the flat side, where the tail is too large, the tangent may lead beyond the doubles.
    let newton = at.excess > 0 ? min(max(tangent, -20), 20) : tangent
    let halley = newton / (1 + 0.5 * newton * (at.drift - sign * at.hazard))
    if abs(at.excess) < tolerance { return v * exp(halley) }
    let next = v * exp(abs(at.excess) < 1 ? halley : newton)
    if next > low && next < high {
      v = next
    } else if low == 0 {
      v *= 1e-3
    } else if high == .infinity {
      v *= 1e3
    } else {
      v = low.squareRoot() * high.squareRoot()
    }
    if high - low <= 0x1p-52 * low || v < 1e-306 || v > 1e306 { break }
  }
  return v
}
