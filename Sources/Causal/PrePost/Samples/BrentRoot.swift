/// A root of a continuous function between two points where its signs differ.
///
/// Source: Brent (1973), Algorithms for Minimization without Derivatives, ch. 4: inverse quadratic interpolation or secant where they
/// stay inside the bracket and shrink it, else bisection.
enum BrentRoot {
  /// `tolerance`: half of the width at which the bracket is small enough, besides two units in the last place.
  static func find(
    from start: Double, to end: Double, tolerance: Double, _ function: (Double) -> Double
  ) -> Double {
    var (a, b) = (start, end)
    var (fa, fb) = (function(a), function(b))
    if fa == 0 { return a }
    if fb == 0 { return b }
    var (c, fc) = (a, fa)
    for _ in 0..<1000 {
      let previous = b - a
      if abs(fc) < abs(fb) {
        (a, b, c) = (b, c, b)
        (fa, fb, fc) = (fb, fc, fb)
      }
      let limit = 2 * Double.ulpOfOne * abs(b) + tolerance / 2
      var step = (c - b) / 2
      if abs(step) <= limit || fb == 0 { return b }
      if abs(previous) >= limit, abs(fa) > abs(fb) {
        var p: Double
        var q: Double
        let width = c - b
        if a == c {
          let ratio = fb / fa
          p = width * ratio
          q = 1 - ratio
        } else {
          let (r, s, t) = (fa / fc, fb / fc, fb / fa)
          p = t * (width * r * (r - s) - (b - a) * (s - 1))
          q = (r - 1) * (s - 1) * (t - 1)
        }
        if p > 0 { q = -q } else { p = -p }
        if p < 0.75 * width * q - abs(limit * q) / 2, p < abs(previous * q / 2) { step = p / q }
      }
      if abs(step) < limit { step = step > 0 ? limit : -limit }
      (a, fa) = (b, fb)
      b += step
      fb = function(b)
      if (fb > 0 && fc > 0) || (fb < 0 && fc < 0) { (c, fc) = (a, fa) }
    }
    return b
  }
}
