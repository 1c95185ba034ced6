import Kernels

/// Mixing of 128-bit keys to 64 bits of which all depend on all: the high ones choose a part, the low ones a slot.
enum KeyMix {
  /// Keys of numbers are the numbers themselves, so which of them meet in a part must not be anybody's choice.
  private static let seed: UInt64 = {
    var generator = SystemRandomNumberGenerator()
    return generator.next()
  }()

  /// The two multiplications and shifts are those of the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
  @inline(__always)
  static func mixed(_ key: UInt128) -> UInt64 {
    let high = UInt64(truncatingIfNeeded: key >> 64) &* 0x9e37_79b9_7f4a_7c15
    var word = (UInt64(truncatingIfNeeded: key) ^ seed) &+ (high ^ high >> 32)
    word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }
}

/// Numbers 128-bit keys 0, 1, … in the order in which they are first met. Open addressing; the memory is reused.
final class KeyTable {
  private let keys = Scratch<UInt128>(zero: 0)
  /// Number of the key in a slot plus one; 0 where the slot is free.
  private let numbers = Scratch<UInt32>(zero: 0)
  private var mask = 0
  private(set) var count = 0

  /// Forgets all keys and makes room for as many.
  func clear(for expected: Int) {
    var size = 16
    while size < expected * 2 { size *= 2 }
    mask = size - 1
    count = 0
    keys.reserve(size)
    numbers.reserve(size)
    numbers.clear(size)
  }

  /// The number of a key, the next one where it is new. No more different keys than there was made room for.
  @inline(__always)
  func number(of key: UInt128) -> UInt32 {
    let keys = self.keys.base
    let numbers = self.numbers.base
    var slot = Int(truncatingIfNeeded: KeyMix.mixed(key)) & mask
    while numbers[slot] != 0 {
      if keys[slot] == key { return numbers[slot] &- 1 }
      slot = (slot &+ 1) & mask
    }
    keys[slot] = key
    count += 1
    numbers[slot] = UInt32(count)
    return UInt32(count - 1)
  }
}
