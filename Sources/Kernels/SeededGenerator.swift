// Random numbers that are the same on every platform.
//
// Goals, in order: the same bits everywhere and for ever; statistical quality; speed.
// The generator is PCG XSL-RR 128/64 (O'Neill 2014, "PCG: A Family of Simple Fast Space-Efficient
// Statistically Good Algorithms for Random Number Generation", HMC-CS-2014-0905). The variates use
// only integer arithmetic, the four operations and the square root, which IEEE 754 defines to the
// last bit; logarithm and exponential are computed here because the C library's differ by platform.

/// A PCG XSL-RR 128/64 generator: 128 bits of state, a stream selector and 64 bits a draw.
///
/// Two generators with the same seed and different streams are independent sequences, so that each
/// stage of a simulation takes its own stream and one stage's draws never shift another's.
@frozen
public struct PCG64: RandomNumberGenerator, Sendable {
  /// The multiplier of the reference implementation, 0x2360ED051FC65DA4_4385DF649FCCF645.
  @usableFromInline static let multiplier =
    (UInt128(0x2360_ED05_1FC6_5DA4) << 64) | UInt128(0x4385_DF64_9FCC_F645)

  @usableFromInline var state: UInt128
  @usableFromInline let increment: UInt128
  @usableFromInline var spareNormal: Double?

  /// A generator at the start of the sequence `stream` for `seed`, seeded as the reference does.
  @inlinable
  public init(seed: UInt64, stream: UInt64) {
    increment = (UInt128(stream) << 1) | 1
    state = 0
    spareNormal = nil
    advance()
    state &+= UInt128(seed)
    advance()
  }

  @inlinable
  mutating func advance() {
    state = state &* Self.multiplier &+ increment
  }

  /// The next 64 uniform bits.
  @inlinable
  public mutating func next() -> UInt64 {
    advance()
    let folded = UInt64(truncatingIfNeeded: state >> 64) ^ UInt64(truncatingIfNeeded: state)
    let turn = UInt64(truncatingIfNeeded: state >> 122)
    return (folded &>> turn) | (folded &<< ((64 &- turn) & 63))
  }

  /// A uniform number in [0, 1) with 53 random bits.
  @inlinable
  public mutating func nextUnit() -> Double {
    Double(next() &>> 11) * 0x1p-53
  }

  /// A uniform integer in 0..<`bound`, without modulo bias.
  ///
  /// Source: Lemire (2019), "Fast Random Integer Generation in an Interval", ACM TOMACS 29(1).
  /// - Precondition: `bound` is at least 1.
  @inlinable
  public mutating func nextInteger(below bound: Int) -> Int {
    precondition(bound >= 1, "nextInteger(below: \(bound)): the bound must be at least 1")
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold {
        product = next().multipliedFullWidth(by: range)
      }
    }
    return Int(product.high)
  }

  /// A uniform integer in the closed range `range`.
  @inlinable
  public mutating func nextInteger(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + nextInteger(below: range.upperBound - range.lowerBound + 1)
  }

  /// A normal variate, by Marsaglia's polar method; every second call returns the pair's other half.
  ///
  /// Source: Marsaglia & Bray (1964), "A Convenient Method for Generating Normal Variables",
  /// SIAM Review 6(3).
  @inlinable
  public mutating func nextNormal(mean: Double = 0, deviation: Double = 1) -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return mean + deviation * spare
    }
    while true {
      let x = 2 * nextUnit() - 1
      let y = 2 * nextUnit() - 1
      let square = x * x + y * y
      if square < 1 && square > 0 {
        let factor = (-2 * PortableElementary.log(square) / square).squareRoot()
        spareNormal = y * factor
        return mean + deviation * (x * factor)
      }
    }
  }

  /// A gamma variate of the given shape and scale (mean shape × scale).
  ///
  /// Source: Marsaglia & Tsang (2000), "A Simple Method for Generating Gamma Variables", ACM TOMS
  /// 26(3); a shape below one is lifted by one and scaled back with a uniform power.
  /// - Precondition: shape and scale are positive.
  @inlinable
  public mutating func nextGamma(shape: Double, scale: Double) -> Double {
    precondition(shape > 0 && scale > 0, "gamma variate of shape \(shape) and scale \(scale)")
    if shape < 1 {
      let lifted = nextGamma(shape: shape + 1, scale: scale)
      let uniform = 1 - nextUnit()
      return lifted * PortableElementary.exp(PortableElementary.log(uniform) / shape)
    }
    let d = shape - 1.0 / 3.0
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = nextNormal()
      let root = 1 + c * x
      if root <= 0 { continue }
      let v = root * root * root
      let uniform = 1 - nextUnit()
      if uniform < 1 - 0.0331 * (x * x) * (x * x) { return d * v * scale }
      let bound = 0.5 * x * x + d * (1 - v + PortableElementary.log(v))
      if PortableElementary.log(uniform) < bound { return d * v * scale }
    }
  }

  /// Shuffles `elements` in place, every order equally likely (Fisher–Yates). O(n).
  @inlinable
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    var last = elements.count - 1
    while last > 0 {
      elements.swapAt(last, nextInteger(below: last + 1))
      last -= 1
    }
  }

  /// The integers 0..<`count` in random order. O(n).
  @inlinable
  public mutating func permutation(_ count: Int) -> [Int32] {
    var order = [Int32](unsafeUninitializedCapacity: count) { buffer, filled in
      for index in 0..<count { buffer.initializeElement(at: index, to: Int32(index)) }
      filled = count
    }
    shuffle(&order)
    return order
  }
}

/// Logarithm and exponential that give the same bits on every platform, to about two units in the
/// last place: fixed series in a fixed order, no fused operation, no C library.
public enum PortableElementary {
  @usableFromInline static let logTwoHigh = 0x1.62e42feep-1
  @usableFromInline static let logTwoLow = 0x1.a39ef35793c76p-33

  /// The natural logarithm of a positive normal number.
  ///
  /// x = 2^e m with m in [√½, √2), log m = 2 atanh((m−1)/(m+1)); with |s| ≤ 0.1716 the terms after
  /// s^23 are below 2⁻⁶⁰ of the sum.
  @inlinable
  public static func log(_ x: Double) -> Double {
    precondition(x.isNormal && x > 0, "the logarithm of \(x) is not defined here")
    var exponent = Double(x.exponent)
    var m = x.significand
    if m > 1.4142135623730951 {
      m *= 0.5
      exponent += 1
    }
    let s = (m - 1) / (m + 1)
    let z = s * s
    var sum = 1.0 / 23
    sum = sum * z + 1.0 / 21
    sum = sum * z + 1.0 / 19
    sum = sum * z + 1.0 / 17
    sum = sum * z + 1.0 / 15
    sum = sum * z + 1.0 / 13
    sum = sum * z + 1.0 / 11
    sum = sum * z + 1.0 / 9
    sum = sum * z + 1.0 / 7
    sum = sum * z + 1.0 / 5
    sum = sum * z + 1.0 / 3
    let series = 2 * s + 2 * s * (z * sum)
    return exponent * logTwoHigh + (exponent * logTwoLow + series)
  }

  /// The exponential of a finite number; arguments outside ±700 are taken as ±700.
  ///
  /// x = k log 2 + r with |r| ≤ 0.347; the Taylor terms after r^14 are below 2⁻⁶⁰.
  @inlinable
  public static func exp(_ x: Double) -> Double {
    let bounded = Swift.min(Swift.max(x, -700), 700)
    let k = (bounded * 1.4426950408889634).rounded(.toNearestOrEven)
    let r = (bounded - k * logTwoHigh) - k * logTwoLow
    var sum = 1.0
    var term = 14.0
    while term >= 1 {
      sum = 1 + sum * r / term
      term -= 1
    }
    return Double(sign: .plus, exponent: Int(k), significand: sum)
  }
}
