import BigInt

/// An exact sum of squares of 64-bit integers: 192 bits, which no number of terms that fits a memory outgrows.
///
/// Squares of decimals kept to nine places pass 2¹²⁰ at thousands of millions, where 128 bits hold a few hundred terms.
public struct SumOfSquares: Sendable, Hashable {
  @usableFromInline var low: UInt128 = 0
  @usableFromInline var high: UInt64 = 0

  /// Zero.
  public init() {}

  /// Adds the square of a value.
  @inlinable
  public mutating func add(squareOf value: Int64) {
    let magnitude = UInt128(value.magnitude)
    add(low: magnitude &* magnitude, high: 0)
  }

  /// The sum of two sums.
  @inlinable
  public static func += (a: inout SumOfSquares, b: SumOfSquares) { a.add(low: b.low, high: b.high) }

  @usableFromInline
  mutating func add(low other: UInt128, high otherHigh: UInt64) {
    let (sum, carry) = low.addingReportingOverflow(other)
    low = sum
    high += otherHigh + (carry ? 1 : 0)
  }

  /// The sum as an exact number.
  public var exact: Exact { Exact(BigInt(high) << 128 + BigInt(low), 1) }
}
