// Numbers of twice the precision, for what is exponentiated.
//
// Goals, in order: the error bound; clarity; speed.
// A probability far in the tail is the exponential of a large number: an absolute error ε of the exponent is a relative
// error ε of the probability. The exponents here come from sums whose terms are up to 10⁷ times the result, so they are
// formed in pairs of doubles (unevaluated sums high + low with |low| ≤ ½ ulp(high)), whose operations are good to about
// 2⁻¹⁰² relative. Twice that error and 10⁷ of cancellation leave far more than the 53 bits of the result.
//
// Source: Dekker (1971), "A Floating-Point Technique for Extending the Available Precision", Numerische Mathematik 18;
// Knuth, The Art of Computer Programming 2, 4.2.2; Joldes, Muller & Popescu (2017), "Tight and Rigorous Error Bounds for
// Basic Building Blocks of Double-Word Arithmetic", ACM TOMS 44(2).

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// An unevaluated sum of two doubles.
struct Compensated: Sendable {
  var high: Double
  var low: Double

  @inline(__always)
  init(_ high: Double, _ low: Double) {
    self.high = high
    self.low = low
  }

  @inline(__always)
  init(_ value: Double) { self.init(value, 0) }

  /// The double nearest to the sum.
  @inline(__always)
  var value: Double { high + low }

  /// a + b exactly.
  @inline(__always)
  static func sum(_ a: Double, _ b: Double) -> Compensated {
    let s = a + b
    let t = s - a
    return Compensated(s, (a - (s - t)) + (b - t))
  }

  /// a + b exactly, for |a| ≥ |b|.
  @inline(__always)
  static func orderedSum(_ a: Double, _ b: Double) -> Compensated {
    let s = a + b
    return Compensated(s, b - (s - a))
  }

  /// a b exactly, where it neither overflows nor leaves bits below the smallest number.
  @inline(__always)
  static func product(_ a: Double, _ b: Double) -> Compensated {
    let p = a * b
    return Compensated(p, (-p).addingProduct(a, b))
  }

  /// a / b to about 2⁻¹⁰⁴.
  @inline(__always)
  static func quotient(_ a: Double, _ b: Double) -> Compensated {
    let q = a / b
    let rest = a.addingProduct(-q, b)
    return orderedSum(q, rest / b)
  }

  @inline(__always)
  static prefix func - (a: Compensated) -> Compensated { Compensated(-a.high, -a.low) }

  @inline(__always)
  static func + (a: Compensated, b: Compensated) -> Compensated {
    let s = sum(a.high, b.high)
    let t = sum(a.low, b.low)
    let u = orderedSum(s.high, s.low + t.high)
    return orderedSum(u.high, u.low + t.low)
  }

  @inline(__always)
  static func - (a: Compensated, b: Compensated) -> Compensated { a + (-b) }

  @inline(__always)
  static func + (a: Compensated, b: Double) -> Compensated {
    let s = sum(a.high, b)
    return orderedSum(s.high, s.low + a.low)
  }

  @inline(__always)
  static func - (a: Compensated, b: Double) -> Compensated { a + (-b) }

  @inline(__always)
  static func * (a: Compensated, b: Compensated) -> Compensated {
    let p = product(a.high, b.high)
    return orderedSum(p.high, p.low + (a.high * b.low + a.low * b.high))
  }

  @inline(__always)
  static func * (a: Compensated, b: Double) -> Compensated {
    let p = product(a.high, b)
    return orderedSum(p.high, p.low + a.low * b)
  }

  static func / (a: Compensated, b: Compensated) -> Compensated {
    let first = a.high / b.high
    var rest = a - b * first
    let second = rest.high / b.high
    rest = rest - b * second
    let third = rest.high / b.high
    return orderedSum(first, second) + third
  }

  static func / (a: Compensated, b: Double) -> Compensated { a / Compensated(b) }

  /// The exponential as a double, the low part's share included: below one ulp with a C library that is.
  var exponential: Double {
    let e = exp(high)
    return e == .infinity ? e : e + e * low
  }
}
