// Logarithms of compensated numbers.
//
// Goals, in order: relative error below 2⁻⁹⁵, also of log(1 + d) − d near d = 0; speed.
// log x = k log 2 + 2 artanh s with s = (m − 1)/(m + 1), |s| ≤ 0.1716. The series of artanh(s)/s in z = s² is summed from
// its end: the terms from z¹⁰ on are below 2⁻⁵⁰ of the sum, so doubles suffice for them (24 terms leave 2⁻¹²⁰).
// log(1 + d) − d = −d s + 2 s³ (1/3 + z/5 + …) with s = d/(2 + d): both parts have the sign of −1 for d < 0, and for d > 0
// the second is at most an eighth of the first, so nothing cancels.

/// log 2 as a compensated number.
private let logTwo = Compensated(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56)

/// 1/(2k + 1) for k = 0, 1, ….
private let oddReciprocals: [Compensated] = (0..<26).map { Compensated.quotient(1, Double(2 * $0 + 1)) }

/// Terms that are summed in doubles, those after them in pairs.
private let firstPlain = 10

extension Compensated {
  /// 1/(2f + 1) + z/(2f + 3) + z²/(2f + 5) + … for 0 ≤ z ≤ 0.03, from f = `first`.
  private static func oddSeries(_ z: Compensated, first: Int) -> Compensated {
    oddReciprocals.withUnsafeBufferPointer { reciprocals in
      var plain = reciprocals[24].high
      var k = 23
      while k >= firstPlain {
        plain = plain * z.high + reciprocals[k].high
        k -= 1
      }
      var sum = Compensated(plain)
      while k >= first {
        sum = sum * z + reciprocals[k]
        k -= 1
      }
      return sum
    }
  }

  /// The natural logarithm of a positive finite number.
  var logarithm: Compensated {
    if !(high >= .leastNormalMagnitude) {
      // Below the normal numbers: scaled by 2¹⁰⁰ first.
      return Compensated(high * 0x1p100, low * 0x1p100).logarithm - logTwo * 100
    }
    var exponent = high.exponent
    if high.significand > 1.4142135623730951 { exponent += 1 }
    let scale = Double(sign: .plus, exponent: -Int(exponent) / 2, significand: 1)
    let rest = Double(sign: .plus, exponent: -Int(exponent) - (-Int(exponent) / 2), significand: 1)
    let m = Compensated(high * scale * rest, low * scale * rest)
    let s = (m - 1) / (m + 1)
    let series = Self.oddSeries(s * s, first: 0)
    return logTwo * Double(exponent) + s * series * 2
  }

  /// log(1 + d) − d for d > −1, with small relative error also near zero; `onePlus` is 1 + d.
  static func logOnePlusMinus(_ d: Compensated, onePlus: Compensated) -> Compensated {
    if abs(d.high) > 0.28 { return onePlus.logarithm - d }
    let s = d / (d + 2)
    let z = s * s
    return s * z * oddSeries(z, first: 1) * 2 - d * s
  }
}
