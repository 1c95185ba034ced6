/// The distinct texts of a column as they are met, numbered from 0: kept by one worker from block to block.
package struct LevelTable {
  package private(set) var levels: [String] = []
  private var short = ShortKeyIndex()
  private var long: [[UInt8]: UInt32] = [:]

  package init() {}

  /// A word that stands for a short text and no other; 0 for a text that is empty, long, or has no such word.
  @inlinable
  package static func shortKey(_ field: UnsafeBufferPointer<UInt8>) -> UInt64 {
    guard field.count <= 8 else { return 0 }
    var key: UInt64 = 0
    for byte in field {
      if byte == 0xff || byte == 0x22 { return 0 }
      key = key << 8 | UInt64(byte &+ 1)
    }
    return key
  }

  /// The number of the text in a row; nil where the field is empty. A text met for the first time is added to `levels`.
  package mutating func code(_ fields: FieldColumn, _ row: Int) -> UInt32? {
    let field = fields.field(row)
    if field.isEmpty { return nil }
    // A quote in the bytes means one thing in a quoted field and another outside: only the text tells.
    let mayDiffer = fields.mayBeQuoted && field.contains(0x22)
    if field.count <= 8, !field.contains(0xff), !mayDiffer {
      let code = short.code(of: ShortKeyIndex.key(field), orInsert: UInt32(levels.count))
      if code == UInt32(levels.count) { levels.append(fields.text(row)) }
      return code
    }
    let key = mayDiffer ? Array(fields.text(row).utf8) + [0] : Array(field)
    if let code = long[key] { return code }
    let code = UInt32(levels.count)
    long[key] = code
    levels.append(fields.text(row))
    return code
  }
}
