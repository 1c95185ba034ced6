/// Stable orders of a few hundred thousand things, by sorting key and position packed in one word.
enum PackedOrder {
  /// The bits kept for the position.
  static let positionBits: UInt64 = 24

  /// Key and position in one word; the key must fit in 40 bits and the position in 24.
  @inline(__always)
  static func pack(key: UInt64, position: Int) -> UInt64 {
    (key &<< positionBits) | UInt64(truncatingIfNeeded: position)
  }

  /// The position in a packed word.
  @inline(__always)
  static func position(_ packed: UInt64) -> Int {
    Int(packed & ((1 &<< positionBits) &- 1))
  }

  /// The key in a packed word.
  @inline(__always)
  static func key(_ packed: UInt64) -> UInt64 {
    packed &>> positionBits
  }

  /// A key that orders as the number does, to the 24 significant bits of single precision.
  @inline(__always)
  static func key(of value: Double) -> UInt64 {
    let bits = Float(value).bitPattern
    return UInt64(bits >> 31 == 1 ? ~bits : bits | 0x8000_0000)
  }
}
