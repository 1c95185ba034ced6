/// One to eight digits held in the bytes of a word, leading zeros before them, the last digit in the highest byte: a plain number
/// without a loop over its digits.
@frozen
public struct DigitWord {
  @usableFromInline let bytes: UInt64

  /// The eight bytes before an address, of which the last `count` are the field; nil where one of them is no digit.
  @inlinable
  @inline(__always)
  init?(_ word: UInt64, count: Int) {
    let zeros: UInt64 = 0x3030_3030_3030_3030
    let kept = ~UInt64(0) << UInt64(8 &* (8 &- count))
    let digits = (word & kept | zeros & ~kept) ^ zeros
    // A byte above nine has its high bit set, or gets it by adding 0x76.
    guard (digits &+ 0x7676_7676_7676_7676 | digits) & 0x8080_8080_8080_8080 == 0 else { return nil }
    bytes = digits
  }

  /// The number: pairs of digits, then pairs of pairs, all lanes in one product each.
  @inlinable
  @inline(__always)
  public var value: UInt32 {
    let pairs = (bytes &* 10 &+ bytes >> 8) & 0x00ff_00ff_00ff_00ff
    let fours = (pairs &* 100 &+ pairs >> 16) & 0x0000_ffff_0000_ffff
    return UInt32(truncatingIfNeeded: (fours &* 10_000 &+ fours >> 32) & 0xffff_ffff)
  }

  /// The sum of the digits times weights 2, 3, …, 7, 2, 3 from the last digit on: what the modulo-11 check digit needs.
  @inlinable
  @inline(__always)
  public var weightedSum: Int {
    let even = bytes & 0x00ff_00ff_00ff_00ff
    let odd = bytes >> 8 & 0x00ff_00ff_00ff_00ff
    // The highest lane of the product is the sum of the lanes times the weights in opposite order.
    let sum = (even &* 0x0003_0007_0005_0003) >> 48 &+ (odd &* 0x0002_0006_0004_0002) >> 48
    return Int(truncatingIfNeeded: sum)
  }
}

extension FieldColumn {
  /// The field as a word of digits, where it is one to eight digits and nothing else.
  @inlinable
  @inline(__always)
  public func digits(_ row: Int) -> DigitWord? {
    precondition(row >= 0 && row < count)
    let end = Int(ends[row &* stride])
    let length = end &- Int(starts[row &* stride])
    // The eight bytes before the end are those of the block, wherever in it the field begins.
    guard length &- 1 < 8, length > 0, end >= 8 else { return nil }
    let word = UnsafeRawPointer(bytes + (end &- 8)).loadUnaligned(as: UInt64.self)
    return DigitWord(UInt64(littleEndian: word), count: length)
  }

  /// The field where it is a single byte, else zero.
  @inlinable
  @inline(__always)
  public func byte(_ row: Int) -> UInt8 {
    precondition(row >= 0 && row < count)
    let start = Int(starts[row &* stride])
    return Int(ends[row &* stride]) &- start == 1 ? bytes[start] : 0
  }
}
