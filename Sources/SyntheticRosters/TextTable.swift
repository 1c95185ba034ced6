/// A fixed list of texts as bytes in one flat array, quoted where a field of a roster needs it.
struct TextTable: Sendable {
  let bytes: [UInt8]
  /// Text i is `bytes[starts[i]..<starts[i + 1]]`.
  let starts: [Int]

  /// The number of texts.
  var count: Int { starts.count - 1 }

  init(_ texts: [String]) {
    var bytes: [UInt8] = []
    var starts = [0]
    for text in texts {
      bytes.append(contentsOf: Self.field(text))
      starts.append(bytes.count)
    }
    self.bytes = bytes
    self.starts = starts
  }

  /// The bytes of `text` as one field: in quotes, with quotes doubled, only when it must be.
  static func field(_ text: String) -> [UInt8] {
    let special: Set<UInt8> = [
      UInt8(ascii: ";"), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"),
    ]
    guard text.utf8.contains(where: { special.contains($0) }) else { return Array(text.utf8) }
    var quoted = [UInt8(ascii: "\"")]
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { quoted.append(byte) }
      quoted.append(byte)
    }
    quoted.append(UInt8(ascii: "\""))
    return quoted
  }
}
