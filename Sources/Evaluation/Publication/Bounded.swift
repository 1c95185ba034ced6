import Kernels

/// A number computed from published figures, with the interval in which the true one lies if every figure was rounded once.
///
/// Interval arithmetic (Moore, Methods and Applications of Interval Analysis, SIAM 1979): the bounds hold whatever the
/// figures were before rounding, and are exact where each figure stands once in the formula.
struct Bounded: Sendable {
  let value: Exact
  /// Nil where a divisor may be zero: nothing is known then.
  let range: ClosedRange<Exact>?

  init(_ value: Exact, range: ClosedRange<Exact>?) {
    self.value = value
    self.range = range
  }

  /// A number that nothing rounded.
  init(_ value: Exact) { self.init(value, range: value...value) }

  /// A number rounded to a multiple of twice `half`.
  init(_ value: Exact, half: Exact) { self.init(value, range: (value - half)...(value + half)) }

  static prefix func - (a: Bounded) -> Bounded {
    Bounded(-a.value, range: a.range.map { -$0.upperBound ... -$0.lowerBound })
  }

  static func + (a: Bounded, b: Bounded) -> Bounded {
    Bounded(
      a.value + b.value,
      range: both(a, b) { ($0.lowerBound + $1.lowerBound)...($0.upperBound + $1.upperBound) })
  }

  static func - (a: Bounded, b: Bounded) -> Bounded { a + -b }

  static func * (a: Bounded, b: Bounded) -> Bounded {
    Bounded(
      a.value * b.value,
      range: both(a, b) { x, y in
        let corners = [
          x.lowerBound * y.lowerBound, x.lowerBound * y.upperBound, x.upperBound * y.lowerBound,
          x.upperBound * y.upperBound,
        ].sorted()
        return corners[0]...corners[3]
      })
  }

  /// Nil where the divisor is zero.
  static func / (a: Bounded, b: Bounded) -> Bounded? {
    guard let value = a.value / b.value else { return nil }
    guard let below = b.range, below.lowerBound > .zero || below.upperBound < .zero,
      let first = Exact.one / below.upperBound, let last = Exact.one / below.lowerBound
    else { return Bounded(value, range: nil) }
    return Bounded(value, range: (a * Bounded(first, range: first...last)).range)
  }

  private static func both(
    _ a: Bounded, _ b: Bounded, _ combine: (ClosedRange<Exact>, ClosedRange<Exact>) -> ClosedRange<Exact>
  ) -> ClosedRange<Exact>? {
    guard let x = a.range, let y = b.range else { return nil }
    return combine(x, y)
  }
}
