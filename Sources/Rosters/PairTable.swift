/// Numbers pairs of codes 0, 1, … in the order in which they are met, so that a combination of any number of categories
/// becomes one number, category by category. Open addressing.
struct PairTable {
  private var keys = [UInt64](repeating: 0, count: 64)
  /// Number of the pair in a slot plus one; 0 where the slot is free.
  private var numbers = [UInt32](repeating: 0, count: 64)
  /// The pairs by their number.
  private(set) var pairs: [(first: UInt32, second: UInt32)] = []

  mutating func number(_ first: UInt32, _ second: UInt32) -> UInt32 {
    let key = UInt64(first) << 32 | UInt64(second)
    var slot = PairTable.slot(key, keys.count)
    while numbers[slot] != 0 {
      if keys[slot] == key { return numbers[slot] - 1 }
      slot = (slot + 1) & (keys.count - 1)
    }
    keys[slot] = key
    pairs.append((first, second))
    numbers[slot] = UInt32(pairs.count)
    if pairs.count * 2 > keys.count { grow() }
    return UInt32(pairs.count - 1)
  }

  private static func slot(_ key: UInt64, _ size: Int) -> Int {
    let mixed = (key ^ key >> 29) &* 0x9e37_79b9_7f4a_7c15
    return Int(truncatingIfNeeded: mixed >> 24) & (size - 1)
  }

  private mutating func grow() {
    let size = keys.count * 4
    keys = [UInt64](repeating: 0, count: size)
    numbers = [UInt32](repeating: 0, count: size)
    for (number, pair) in pairs.enumerated() {
      let key = UInt64(pair.first) << 32 | UInt64(pair.second)
      var slot = PairTable.slot(key, size)
      while numbers[slot] != 0 { slot = (slot + 1) & (size - 1) }
      keys[slot] = key
      numbers[slot] = UInt32(number + 1)
    }
  }
}
