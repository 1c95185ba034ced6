public import BigInt

/// An exact rational number: every share, mean and deflated amount stays one of these until it is shown.
///
/// Always in lowest terms with a positive denominator, so equality is structural. The integers have no bound:
/// chains such as "variation of prorated spending" outgrow 128 bits on national rosters.
public struct Exact: Hashable, Sendable {
  public let numerator: BigInt
  public let denominator: BigInt

  /// The quotient of two integers; the denominator must not be zero.
  public init(_ numerator: BigInt, _ denominator: BigInt) {
    precondition(!denominator.isZero, "an exact ratio with denominator zero")
    if denominator == 1 {
      self.numerator = numerator
      self.denominator = denominator
      return
    }
    // Most numbers of a report fit in words, where division is an instruction.
    if let above = Int(exactly: numerator), let below = Int(exactly: denominator), below > 0 {
      let divisor = Int(clamping: Self.greatestCommonDivisor(above.magnitude, below.magnitude))
      self.numerator = BigInt(above / divisor)
      self.denominator = BigInt(below / divisor)
      return
    }
    let divisor = numerator.greatestCommonDivisor(with: denominator)
    let sign: BigInt = denominator < 0 ? -1 : 1
    self.numerator = sign * numerator / divisor
    self.denominator = sign * denominator / divisor
  }

  public init(_ integer: Int) {
    numerator = BigInt(integer)
    denominator = 1
  }

  public init(_ integer: Int128) {
    numerator = BigInt(integer)
    denominator = 1
  }

  public init(_ numerator: Int, over denominator: Int) {
    self.init(BigInt(numerator), BigInt(denominator))
  }

  /// Reads a plain decimal number: optional sign, digits, optionally a point and digits. Nil for anything else.
  public init?(decimal text: some StringProtocol) {
    var digits = BigInt(0)
    var scale = BigInt(1)
    var seenPoint = false
    var count = 0
    var negative = false
    for (index, byte) in text.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "-") where index == 0: negative = true
      case UInt8(ascii: "+") where index == 0: break
      case UInt8(ascii: ".") where !seenPoint: seenPoint = true
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits = digits * 10 + BigInt(byte - UInt8(ascii: "0"))
        if seenPoint { scale *= 10 }
        count += 1
      default: return nil
      }
    }
    guard count > 0 else { return nil }
    self.init(negative ? -digits : digits, scale)
  }

  public static let zero = Exact(0)
  public static let one = Exact(1)

  public var isZero: Bool { numerator.isZero }
  public var isInteger: Bool { denominator == 1 }

  /// Bits of the larger of its two integers.
  public var bits: Int { max(numerator.bitWidth, denominator.bitWidth) }

  /// The integer it is equal to, where it is one that fits in 64 bits.
  public var integer: Int? { denominator == 1 ? Int(exactly: numerator) : nil }

  /// The exact sum.
  public static func + (a: Exact, b: Exact) -> Exact {
    if a.denominator == b.denominator { return Exact(a.numerator + b.numerator, a.denominator) }
    return Exact(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)
  }

  /// The exact difference.
  public static func - (a: Exact, b: Exact) -> Exact {
    if a.denominator == b.denominator { return Exact(a.numerator - b.numerator, a.denominator) }
    return Exact(a.numerator * b.denominator - b.numerator * a.denominator, a.denominator * b.denominator)
  }

  /// The exact product.
  public static func * (a: Exact, b: Exact) -> Exact {
    Exact(a.numerator * b.numerator, a.denominator * b.denominator)
  }

  /// The quotient, or nil where the divisor is zero.
  public static func / (a: Exact, b: Exact) -> Exact? {
    b.isZero ? nil : Exact(a.numerator * b.denominator, a.denominator * b.numerator)
  }

  public static prefix func - (a: Exact) -> Exact { Exact(-a.numerator, a.denominator) }

  /// Euclid's algorithm; `b` is not zero.
  private static func greatestCommonDivisor(_ a: UInt, _ b: UInt) -> UInt {
    var (larger, smaller) = (b, a)
    while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
    return larger
  }
}

extension Exact: CustomStringConvertible {
  /// All digits where the decimal expansion ends, else "numerator/denominator".
  public var description: String { finiteDecimal ?? "\(numerator)/\(denominator)" }
}

extension Exact: Comparable {
  public static func < (a: Exact, b: Exact) -> Bool {
    a.denominator == b.denominator
      ? a.numerator < b.numerator : a.numerator * b.denominator < b.numerator * a.denominator
  }
}
