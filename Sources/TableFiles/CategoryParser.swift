import Columns
import Kernels

/// Text as codes into the list of distinct values. Values of up to eight bytes are compared as one word.
public struct CategoryParser: FieldParser {
  public init() {}

  public func parse(_ fields: FieldColumn) -> ColumnPiece {
    var codes = [UInt32](repeating: 0, count: fields.count)
    var validity = Bitmap(count: fields.count)
    var levels: [String] = []
    var index = ShortKeyIndex()
    var long: [String: UInt32] = [:]
    for row in 0..<fields.count {
      let field = fields.field(row)
      if field.isEmpty { continue }
      validity[row] = true
      if field.count <= 8, !field.contains(0xff), !(fields.mayBeQuoted && field.contains(0x22)) {
        let key = ShortKeyIndex.key(field)
        let code = index.code(of: key, orInsert: UInt32(levels.count))
        if code == UInt32(levels.count) { levels.append(fields.text(row)) }
        codes[row] = code
      } else {
        let text = fields.text(row)
        if let code = long[text] {
          codes[row] = code
        } else {
          codes[row] = UInt32(levels.count)
          long[text] = UInt32(levels.count)
          levels.append(text)
        }
      }
    }
    mergeEqualLevels(&codes, &levels, validity)
    return ColumnPiece(column: Column(values: .category(codes: codes, levels: levels), validity: validity))
  }

  /// Different bytes may be the same text: quoted or not, in two encodings, composed or decomposed accents.
  private func mergeEqualLevels(_ codes: inout [UInt32], _ levels: inout [String], _ validity: Bitmap) {
    var index: [String: UInt32] = Dictionary(minimumCapacity: levels.count)
    var distinct: [String] = []
    let translated = levels.map { level -> UInt32 in
      if let known = index[level] { return known }
      let code = UInt32(distinct.count)
      index[level] = code
      distinct.append(level)
      return code
    }
    if distinct.count == levels.count { return }
    for row in codes.indices where validity[row] { codes[row] = translated[Int(codes[row])] }
    levels = distinct
  }
}

/// An open-addressing table from words to codes; the word zero marks a free slot.
struct ShortKeyIndex {
  private var keys = [UInt64](repeating: 0, count: 64)
  private var codes = [UInt32](repeating: 0, count: 64)
  private var used = 0

  /// The bytes as one word, each plus one so that a NUL is not taken for padding. 0xff would become zero: it is no
  /// UTF-8 and in Latin-1 a letter (ÿ) that no code uses, so such a field takes the long way.
  static func key(_ field: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var key: UInt64 = 0
    for byte in field { key = key << 8 | UInt64(byte &+ 1) }
    return key
  }

  mutating func code(of key: UInt64, orInsert new: UInt32) -> UInt32 {
    var slot = Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 32) & (keys.count - 1)
    while true {
      if keys[slot] == key { return codes[slot] }
      if keys[slot] == 0 { break }
      slot = (slot + 1) & (keys.count - 1)
    }
    keys[slot] = key
    codes[slot] = new
    used += 1
    if used * 2 > keys.count { grow() }
    return new
  }

  private mutating func grow() {
    let old = zip(keys, codes).filter { $0.0 != 0 }
    keys = [UInt64](repeating: 0, count: keys.count * 4)
    codes = [UInt32](repeating: 0, count: keys.count)
    used = 0
    for (key, code) in old { _ = self.code(of: key, orInsert: code) }
  }
}
