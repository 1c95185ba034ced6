/// A set of row positions, one bit each: validity of columns, membership of filters.
public struct Bitmap: Sendable, Equatable {
  public private(set) var words: [UInt64]
  public private(set) var count: Int

  /// `count` bits, all equal to `value`.
  public init(count: Int, repeating value: Bool = false) {
    self.count = count
    words = Array(repeating: value ? ~0 : 0, count: (count + 63) / 64)
    clearTail()
  }

  public init() { self.init(count: 0) }

  @inlinable
  public subscript(_ index: Int) -> Bool {
    get {
      precondition(index >= 0 && index < count, "bit \(index) of \(count)")
      return words[index >> 6] >> UInt64(index & 63) & 1 == 1
    }
    set {
      precondition(index >= 0 && index < count, "bit \(index) of \(count)")
      set(index, newValue)
    }
  }

  @usableFromInline
  mutating func set(_ index: Int, _ value: Bool) {
    let mask = UInt64(1) << UInt64(index & 63)
    if value { words[index >> 6] |= mask } else { words[index >> 6] &= ~mask }
  }

  /// Number of bits that are set.
  public var population: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  public mutating func append(_ value: Bool) {
    if count & 63 == 0 { words.append(0) }
    count += 1
    if value { set(count - 1, true) }
  }

  /// Appends all bits of another map.
  public mutating func append(contentsOf other: Bitmap) {
    let shift = UInt64(count & 63)
    if shift == 0 {
      words.append(contentsOf: other.words)
      count += other.count
      return
    }
    let total = count + other.count
    for word in other.words {
      words[words.count - 1] |= word << shift
      words.append(word >> (64 - shift))
    }
    count = total
    words.removeLast(words.count - (total + 63) / 64)
  }

  private mutating func clearTail() {
    if count & 63 != 0, !words.isEmpty {
      words[words.count - 1] &= (UInt64(1) << UInt64(count & 63)) - 1
    }
  }
}
