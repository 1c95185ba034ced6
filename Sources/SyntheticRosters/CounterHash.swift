/// Numbers that look random and depend on a counter only, so that any of them can be recomputed
/// alone: the finalizer of SplitMix64 (Steele, Lea & Flood 2014, OOPSLA).
package enum CounterHash {
  /// The distance between counters, odd and near 2^64 / φ.
  package static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// 64 well mixed bits of `value`; different values give different results.
  @inline(__always)
  package static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ step
    z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z &>> 31)
  }

  /// A number in 0..<`bound` from 32 random bits.
  @inline(__always)
  package static func scale(_ bits32: UInt64, below bound: UInt64) -> UInt64 {
    (bits32 &* bound) &>> 32
  }
}
