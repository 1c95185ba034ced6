// Both tails of a distribution at a point, of which one was computed directly.
//
// Goals, in order: no cancellation in the tail that is small; no underflow of the logarithms; few operations.
// The tail computed is exp(exponent) · factor; the other is one minus it. The routines choose the tail computed so that it
// is not close to one unless the other is not needed to full relative precision either.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// P(X ≤ x) and P(X > x), each to its full relative precision, with their logarithms.
public struct TailPair: Sendable {
  /// The logarithm of the density's prefactor, the scale of the tail computed.
  var exponent: Compensated
  /// The tail computed divided by exp(`exponent`); not negative.
  var factor: Double
  /// Whether the tail computed is P(X ≤ x).
  var isLower: Bool

  /// A tail given as a number.
  static func value(_ tail: Double, isLower: Bool) -> TailPair {
    TailPair(exponent: Compensated(0), factor: tail, isLower: isLower)
  }

  /// All the mass on one side.
  static func all(below: Bool) -> TailPair { .value(0, isLower: !below) }

  static let undefined = TailPair.value(.nan, isLower: true)

  /// The tail computed.
  var direct: Double {
    if factor == 0 { return 0 }
    let plain = exponent.high > -690 ? exponent.exponential * factor : scaled
    return min(plain, 1)
  }

  /// The product where the exponential alone would be below the normal numbers.
  private var scaled: Double {
    let half = Compensated(exponent.high / 2, exponent.low / 2).exponential
    return half * factor * half
  }

  /// The logarithm where the number may exceed one.
  var logDirectUnbounded: Double { factor == 0 ? -.infinity : (exponent + log(factor)).value }

  /// Its logarithm.
  var logDirect: Double {
    if factor == 0 { return -.infinity }
    if exponent.high > -690 {
      let tail = direct
      if tail > 1e-3 { return log(tail) }
    }
    return (exponent + log(factor)).value
  }

  /// P(X ≤ x).
  public var lower: Double { isLower ? direct : 1 - direct }
  /// P(X > x).
  public var upper: Double { isLower ? 1 - direct : direct }
  /// log P(X ≤ x), also where the probability is below the smallest number.
  public var logLower: Double { isLower ? logDirect : log1p(-direct) }
  /// log P(X > x), also where the probability is below the smallest number.
  public var logUpper: Double { isLower ? log1p(-direct) : logDirect }

  /// The same with the sides exchanged.
  var mirrored: TailPair { TailPair(exponent: exponent, factor: factor, isLower: !isLower) }
}
