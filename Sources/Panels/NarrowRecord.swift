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
  @inline(__always) var amount: UInt32 { NarrowRecord.amount(ofBits: bits) }

  /// The amount in the bits of a record.
  @inline(__always)
  static func amount(ofBits bits: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: bits >> 32) }
}
