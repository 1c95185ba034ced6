/// A pseudo-random permutation of 0..<size that is computed element by element, without a table.
///
/// A balanced Feistel network over the next even power of two, keyed by 64 bits; results outside the
/// domain are sent through again until they fall inside (cycle walking: Black & Rogaway 2002,
/// "Ciphers with Arbitrary Finite Domains", CT-RSA). A power of two is at most four times the domain,
/// so an element takes fewer than four passes on average. Not meant for secrecy.
package struct FeistelPermutation: Sendable {
  private static let rounds: UInt64 = 6

  /// The number of elements.
  package let size: Int
  private let halfBits: UInt64
  private let mask: UInt64
  private let key: UInt64

  /// The permutation of 0..<`size` that `key` selects.
  /// - Precondition: `size` is from 1 to 2^60.
  package init(size: Int, key: UInt64) {
    precondition(size >= 1 && size <= 1 << 60, "a permutation of \(size) elements")
    self.size = size
    self.key = CounterHash.mix(key)
    let bits = UInt64(64 - (UInt64(size) - 1).leadingZeroBitCount)
    halfBits = max(1, (bits + 1) / 2)
    mask = (1 << halfBits) - 1
  }

  /// Where element `index` goes; different elements go to different places.
  /// - Precondition: `index` is in 0..<`size`.
  @inline(__always)
  package func callAsFunction(_ index: Int) -> Int {
    precondition(index >= 0 && index < size, "element \(index) of \(size)")
    var value = UInt64(index)
    repeat {
      var left = value &>> halfBits
      var right = value & mask
      var round: UInt64 = 0
      while round < Self.rounds {
        var mixed = (right &+ key &+ round &* CounterHash.step) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed &>> 32)) &* 0x94D0_49BB_1331_11EB
        (left, right) = (right, left ^ ((mixed &>> 32) & mask))
        round &+= 1
      }
      value = left &<< halfBits | right
    } while value >= UInt64(size)
    return Int(value)
  }
}
