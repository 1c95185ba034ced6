/// What a draw says at every null r: the numerator n₀ + r·n₁ of its statistic and the variance d₀ + 2r·d₁ + r²·d₂ of it.
struct WildDraw: Sendable {
  var n0 = 0.0
  var n1 = 0.0
  var d0 = 0.0
  var d1 = 0.0
  var d2 = 0.0
}

/// How many draws have a statistic beyond that of the sample.
struct WildCounts: Sendable {
  /// |t*| > |t|, and |t*| = |t| but for rounding.
  var greater = 0
  var ties = 0
  /// t* < t and t* > t.
  var below = 0
  var above = 0
  /// No statistic: a multi-way variance that is not above zero, a draw without identification.
  var undefined = 0

  mutating func add(_ other: WildCounts) {
    greater += other.greater
    ties += other.ties
    below += other.below
    above += other.above
    undefined += other.undefined
  }

  /// One draw: t* by the sign of its numerator and its square, beside t and its square.
  @inline(__always)
  mutating func add(numerator: Double, square: Double, _ t: Double, _ tSquare: Double) {
    guard square.isFinite || square == .infinity else {
      undefined += 1
      return
    }
    let isTie = abs(square - tSquare) <= 2 * WildBootstrap.tieTolerance * tSquare
    if isTie {
      ties += 1
    } else if square > tSquare {
      greater += 1
    }
    if isTie, (numerator < 0) == (t < 0) { return }
    let signed = numerator < 0 ? -square : square
    if signed < (t < 0 ? -tSquare : tSquare) { below += 1 } else { above += 1 }
  }
}
