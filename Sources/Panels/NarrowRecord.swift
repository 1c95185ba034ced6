import Rosters

/// One record of a person in a year in eight bytes, where people are not told apart by strata: its part of the identifier,
/// state and amount. Where it stands follows from where it is kept (see `NarrowStore`).
///
/// Bits: amount 32 | state 4 | odd flag 1 | identifier within its part 27. An amount that is missing or no 32-bit number is kept aside
/// (flag 1, its position).
struct NarrowRecord: BitwiseCopyable {
  let bits: UInt64

  /// States that a record can tell apart.
  static let stateLimit = 16
  private static let oddFlag: UInt64 = 1 << 27
  static let localMask: UInt64 = oddFlag - 1

  @inline(__always)
  init(local: UInt32, state: UInt8, amount: UInt32, isOdd: Bool) {
    bits = UInt64(amount) << 32 | UInt64(state) << 28 | (isOdd ? NarrowRecord.oddFlag : 0) | UInt64(local)
  }

  @inline(__always) var local: UInt32 { UInt32(truncatingIfNeeded: bits & NarrowRecord.localMask) }
  @inline(__always) var state: Int { Int(truncatingIfNeeded: bits >> 28 & 15) }
  @inline(__always) var isOdd: Bool { bits & NarrowRecord.oddFlag != 0 }
  @inline(__always) var amount: UInt32 { UInt32(truncatingIfNeeded: bits >> 32) }

  /// No bit set.
  static let none = NarrowRecord(bits: 0)

  @inline(__always)
  private init(bits: UInt64) { self.bits = bits }

  /// All bits that are set in this record or in one of the others: those of their amounts, and whether one is odd.
  @inline(__always)
  func union(_ others: UnsafeBufferPointer<NarrowRecord>) -> NarrowRecord {
    var all = bits
    for other in others { all |= other.bits }
    return NarrowRecord(bits: all)
  }
}
