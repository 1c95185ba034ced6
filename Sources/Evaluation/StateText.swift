/// Sequences of states as formulas write them.
enum StateText {
  /// Whether a text is labels of states one after the other: with hyphens between them, or without anything and 0 among them.
  ///
  /// - Complexity: O(length of the text × labels).
  static func isMade(of labels: Set<String>, _ text: String, separated: Bool) -> Bool {
    let bytes = Array(text.utf8)
    let pieces = (separated ? labels : labels.union(["0"])).map { Array($0.utf8) }.filter { !$0.isEmpty }
    // Whether the text up to a place is made of labels, a hyphen after each but the last.
    var reached = [Bool](repeating: false, count: bytes.count + 1)
    reached[0] = true
    for start in bytes.indices where reached[start] {
      for piece in pieces where bytes[start...].starts(with: piece) {
        let end = start + piece.count
        if end == bytes.count {
          reached[end] = true
        } else if !separated {
          reached[end] = true
        } else if bytes[end] == UInt8(ascii: "-"), end + 1 < bytes.count {
          reached[end + 1] = true
        }
      }
    }
    return reached[bytes.count]
  }
}
