internal import Distributions

/// |N(t, 1)|: the absolute value of a normal variable with variance one.
enum FoldedNormal {
  /// The x with P(|N(shift, 1)| ≤ x) = 1 − level, by Newton's method between bounds. Relative error some 10⁻¹⁴.
  static func critical(shift: Double, level: Double) -> Double {
    let normal = Normal()
    let shift = abs(shift)
    // One tail alone is a lower bound, both with all the level in each an upper one.
    var low = max(0, shift + normal.quantile(at: .upper(level)))
    var high = shift + normal.quantile(at: .upper(level / 2))
    low = min(low, high)
    var x = high
    for _ in 0..<100 {
      let excess = normal.upper(x - shift) + normal.lower(-x - shift) - level
      if excess > 0 { low = x } else { high = x }
      let slope = normal.density(x - shift) + normal.density(x + shift)
      var next = slope > 0 ? x + excess / slope : 0.5 * (low + high)
      if !(next > low && next < high) { next = 0.5 * (low + high) }
      if abs(next - x) <= 1e-15 * x { return next }
      x = next
    }
    return x
  }
}
