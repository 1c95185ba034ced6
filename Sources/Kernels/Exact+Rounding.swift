public import BigInt

/// How an exact number becomes digits: rounding half away from zero on the exact ratio, as the reports do it.
extension Exact {
  /// The nearest multiple of 10^−decimals, halves away from zero.
  public func rounded(decimals: Int) -> Exact {
    Exact(scaledRounded(decimals: decimals), BigInt(10).power(decimals))
  }

  /// The integer nearest to self × 10^decimals, halves away from zero.
  public func scaledRounded(decimals: Int) -> BigInt {
    let scaled = numerator.magnitude * BigUInt(10).power(decimals)
    let (quotient, remainder) = scaled.quotientAndRemainder(dividingBy: denominator.magnitude)
    let up = remainder * 2 >= denominator.magnitude
    let magnitude = BigInt(up ? quotient + 1 : quotient)
    return numerator < 0 ? -magnitude : magnitude
  }

  /// Whether it is a multiple of 10^−decimals.
  public func isExact(atDecimals decimals: Int) -> Bool {
    (numerator.magnitude * BigUInt(10).power(decimals)) % denominator.magnitude == 0
  }

  /// Decimal digits with exactly `decimals` places, a point, no grouping.
  public func text(decimals: Int) -> String {
    let scaled = scaledRounded(decimals: decimals)
    var digits = String(scaled.magnitude)
    if decimals > 0 {
      if digits.utf8.count <= decimals {
        digits = String(repeating: "0", count: decimals + 1 - digits.utf8.count) + digits
      }
      digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -decimals))
    }
    return scaled < 0 ? "-" + digits : digits
  }

  /// All the digits where the decimal expansion ends, else nil.
  public var finiteDecimal: String? {
    var rest = denominator.magnitude
    var twos = 0
    var fives = 0
    while rest % 2 == 0 {
      rest /= 2
      twos += 1
    }
    while rest % 5 == 0 {
      rest /= 5
      fives += 1
    }
    guard rest == 1 else { return nil }
    return text(decimals: max(twos, fives))
  }

  /// The nearest double, ties to even, subnormal ones included: an integer quotient with bits to spare is rounded once
  /// to the bits that a double of its size has.
  public var double: Double {
    if numerator.isZero { return 0 }
    let top = numerator.magnitude
    let bottom = denominator.magnitude
    // At least 65 bits of quotient, but none below a quarter of the smallest subnormal, 2⁻¹⁰⁷⁴.
    let shift = min(66 - (top.bitWidth - bottom.bitWidth), 1076)
    let (quotient, remainder) =
      shift >= 0
      ? (top << shift).quotientAndRemainder(dividingBy: bottom)
      : top.quotientAndRemainder(dividingBy: bottom << -shift)
    let dropped = max(quotient.bitWidth - 53, shift == 1076 ? 2 : 0)
    var kept = quotient >> dropped
    let rest = quotient - kept << dropped
    let half = BigUInt(1) << (dropped - 1)
    if rest > half || rest == half && (!remainder.isZero || kept & 1 == 1) { kept += 1 }
    let magnitude = Double(sign: .plus, exponent: dropped - shift, significand: Double(UInt64(kept)))
    return numerator < 0 ? -magnitude : magnitude
  }
}
