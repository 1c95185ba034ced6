/// A number held as the unevaluated sum of two doubles, some 106 bits.
///
/// Goals, in this order: error bounds that are proved, speed, a small face. Sums and products are those of Dekker (1971,
/// *A floating-point technique for extending the available precision*, Numerische Mathematik 18) and Knuth (TAOCP 2,
/// 4.2.2), in the accurate variants whose relative error is bounded by 3u² for sums and 5u² for products
/// (Joldeş, Muller & Popescu 2017, *Tight and rigorous error bounds for basic building blocks of double-word
/// arithmetic*, ACM TOMS 44), u = 2⁻⁵³. Without fused operations: the processor's baseline has none, and the library's
/// costs more than Dekker's splitting. Products overflow where a factor is above 2⁹⁹⁶.
@frozen
public struct DoubleDouble: Sendable, Equatable {
  /// The nearest double.
  public var high: Double
  /// What `high` leaves out; at most half a unit in its last place.
  public var low: Double

  @inlinable
  @inline(__always)
  public init(_ value: Double) {
    high = value
    low = 0
  }

  @inlinable
  @inline(__always)
  public init(high: Double, low: Double) {
    self.high = high
    self.low = low
  }

  public static let zero = DoubleDouble(0)

  /// The exact sum of two doubles (Knuth's two-sum).
  @inlinable
  @inline(__always)
  public static func sum(_ a: Double, _ b: Double) -> DoubleDouble {
    let s = a + b
    let bb = s - a
    return DoubleDouble(high: s, low: (a - (s - bb)) + (b - bb))
  }

  /// The exact sum of two doubles where |a| ≥ |b| or a = 0 (Dekker's fast two-sum).
  @inlinable
  @inline(__always)
  public static func orderedSum(_ a: Double, _ b: Double) -> DoubleDouble {
    let s = a + b
    return DoubleDouble(high: s, low: b - (s - a))
  }

  /// The exact product of two doubles (Dekker's, by splitting each into halves of 26 bits).
  @inlinable
  @inline(__always)
  public static func product(_ a: Double, _ b: Double) -> DoubleDouble {
    let p = a * b
    let splitter = 134_217_729.0  // 2²⁷ + 1
    let ta = splitter * a
    let ah = ta - (ta - a)
    let al = a - ah
    let tb = splitter * b
    let bh = tb - (tb - b)
    let bl = b - bh
    return DoubleDouble(high: p, low: ((ah * bh - p) + ah * bl + al * bh) + al * bl)
  }

  @inlinable
  @inline(__always)
  public static func + (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let s = sum(a.high, b.high)
    let t = sum(a.low, b.low)
    let c = orderedSum(s.high, s.low + t.high)
    return orderedSum(c.high, t.low + c.low)
  }

  @inlinable
  @inline(__always)
  public static func + (a: DoubleDouble, b: Double) -> DoubleDouble {
    let s = sum(a.high, b)
    return orderedSum(s.high, a.low + s.low)
  }

  @inlinable
  @inline(__always)
  public static prefix func - (a: DoubleDouble) -> DoubleDouble { DoubleDouble(high: -a.high, low: -a.low) }

  @inlinable
  @inline(__always)
  public static func - (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble { a + -b }

  @inlinable
  @inline(__always)
  public static func - (a: DoubleDouble, b: Double) -> DoubleDouble { a + -b }

  @inlinable
  @inline(__always)
  public static func * (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let p = product(a.high, b.high)
    return orderedSum(p.high, p.low + (a.high * b.low + a.low * b.high))
  }

  @inlinable
  @inline(__always)
  public static func * (a: DoubleDouble, b: Double) -> DoubleDouble {
    let p = product(a.high, b)
    return orderedSum(p.high, p.low + a.low * b)
  }

  /// Two Newton corrections of the double quotient.
  @inlinable
  public static func / (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let first = a.high / b.high
    guard first.isFinite, first != 0 else { return DoubleDouble(first) }
    let rest = a - b * first
    let second = rest.high / b.high
    let last = rest - b * second
    return orderedSum(first, second) + last.high / b.high
  }

  @inlinable
  public static func += (a: inout DoubleDouble, b: DoubleDouble) { a = a + b }

  @inlinable
  public static func += (a: inout DoubleDouble, b: Double) { a = a + b }

  /// The square root, one Newton step past the double's; NaN below zero.
  @inlinable
  public func squareRoot() -> DoubleDouble {
    let root = high.squareRoot()
    guard root.isFinite, root != 0 else { return DoubleDouble(root) }
    let rest = self - DoubleDouble.product(root, root)
    return DoubleDouble.orderedSum(root, rest.high / (2 * root))
  }

  /// This number to a whole power n ≥ 0, by repeated squaring; error about 2·log₂(n) products'.
  @inlinable
  public func power(_ exponent: Int) -> DoubleDouble {
    precondition(exponent >= 0, "power \(exponent) of a double-double")
    var result = DoubleDouble(1)
    var base = self
    var left = exponent
    while left > 0 {
      if left & 1 == 1 { result = result * base }
      left >>= 1
      if left > 0 { base = base * base }
    }
    return result
  }

  /// The nearest double.
  @inlinable public var value: Double { high + low }
}
