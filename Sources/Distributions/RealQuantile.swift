// The point of a real variable at which a tail has a given probability, for distributions without a shape to rely on.
//
// Goals, in order: the last step's error below the tail's own rounding; convergence from any start.
// Newton's method on log(tail/target) in u = asinh x, in which tails that fall like a power are straight lines, with a
// bracket and a bound on each step. A step with |f| < 10⁻⁷ leaves 10⁻¹⁴ of a tail, below the tails' own error.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// The x where the tail of `law` is the target's.
func realQuantile(_ target: TailTarget, start: Double, law: some ContinuousDistribution) -> Double {
  let sign: Double = target.isLower ? 1 : -1
  var x = start
  var low = -Double.infinity
  var high = Double.infinity
  var reach = 1.0
  for _ in 0..<200 {
    let pair = law.tails(x)
    let excess = target.excess(pair)
    if excess == 0 { return x }
    if sign * excess > 0 { high = x } else { low = x }
    let logTail = target.isLower ? pair.logLower : pair.logUpper
    let root = (1 + x * x).squareRoot()
    let newton = -sign * excess / (exp(law.logDensity(x) - logTail) * root)
    // No further than the present distance from zero, and five, at once.
    let limit = 5 + 0.5 * log(1 + abs(x))
    let step = min(max(newton, -limit), limit)
    // x at asinh x + step, without the inverse: sinh(u + s) = sinh u cosh s + cosh u sinh s.
    let next = abs(step) < 1e-4 ? x + root * step + 0.5 * x * step * step : x * cosh(step) + root * sinh(step)
    if abs(excess) < 1e-8 && step == newton { return next }
    if next > low && next < high && next.isFinite {
      if next == x { return x }
      x = next
    } else if low == -.infinity {
      x = high - reach
      reach *= 4
    } else if high == .infinity {
      x = low + reach
      reach *= 4
    } else {
      x = 0.5 * (low + high)
    }
    if low.isFinite && high - low <= 0x1p-52 * abs(low) { break }
  }
  return x
}
