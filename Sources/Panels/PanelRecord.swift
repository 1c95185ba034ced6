/// One record of a person in a year, in sixteen bytes: identifier, state, stratum, amount, and where it stands.
///
/// key: identifier 32 | state 8 | high 24 bits of the place. value: aside flag 1 | low 15 bits of the place | stratum 16 |
/// amount 32. The place is block 19 | row 20. An amount that is no 32-bit number is kept aside, and so is a stratum that is no
/// 16-bit one (flag 1, the position of both in place of the amount).
struct PanelRecord: BitwiseCopyable {
  let key: UInt64
  let value: UInt64

  @inline(__always)
  init(identifier: UInt32, state: UInt8, stratum: UInt16, block: Int, row: Int, amount: UInt32, isAside: Bool)
  {
    let place = UInt64(block) << 20 | UInt64(row)
    key = UInt64(identifier) << 32 | UInt64(state) << 24 | place >> 15
    value = (isAside ? 1 << 63 : 0) | (place & 0x7fff) << 48 | UInt64(stratum) << 32 | UInt64(amount)
  }

  /// In place of a stratum that is kept aside.
  static let farStratum: UInt16 = .max

  /// Most blocks of a year and rows of a block that a place can tell.
  static let blockLimit = 1 << 19
  static let rowLimit = 1 << 20

  @inline(__always) var identifier: UInt32 { UInt32(truncatingIfNeeded: key >> 32) }
  @inline(__always) var state: UInt8 { UInt8(truncatingIfNeeded: key >> 24) }
  @inline(__always) var stratum: UInt16 { UInt16(truncatingIfNeeded: value >> 32) }
  @inline(__always) var amount: UInt32 { UInt32(truncatingIfNeeded: value) }
  @inline(__always) var isAside: Bool { value >> 63 == 1 }
  /// Order of the records of a year.
  var place: UInt64 { (key & 0xff_ffff) << 15 | (value >> 48 & 0x7fff) }
  var position: DuplicateAccount.PlaceOfRecord { .init(block: Int(place >> 20), row: Int(place & 0xfffff)) }
}
