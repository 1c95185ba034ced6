/// The marks with which the numbers of a published file are written.
///
/// What the numbers show decides: a comma before any number of digits but three is decimal, and so is such a point. Where
/// they show neither, a file of fields between `;` has the decimal comma and the points of thousands of Chile, as a
/// spreadsheet there writes it, and one of fields between `,` the decimal point. Where they show both, the separator
/// decides and the others are no numbers.
struct PublishedNotation {
  let decimalComma: Bool

  init(delimiter: UInt8, texts: some Sequence<String>) {
    var comma = false
    var point = false
    for text in texts {
      guard let found = PublishedNotation.decimalMark(text) else { continue }
      if found == "," { comma = true } else { point = true }
    }
    decimalComma = comma == point ? delimiter == UInt8(ascii: ";") : comma
  }

  /// The bytes without the mark of UTF-8 that spreadsheets put first.
  static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
  }

  /// `;` where the first line has more of them than commas.
  static func delimiter(_ bytes: [UInt8]) -> UInt8 {
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    let semicolons = line.count(where: { $0 == UInt8(ascii: ";") })
    return semicolons > line.count(where: { $0 == UInt8(ascii: ",") }) ? UInt8(ascii: ";") : UInt8(ascii: ",")
  }

  /// Digits with points or commas among them, a sign before and a percent sign after, or nothing at all.
  static func looksNumeric(_ text: String) -> Bool {
    text.utf8.allSatisfy { isDigit($0) || ".,-+% ".utf8.contains($0) }
  }

  /// The number with a decimal point and no other mark; nil where it is none in this notation.
  func plain(_ text: String) -> String? {
    guard decimalComma else { return text.utf8.contains(UInt8(ascii: ",")) ? nil : text }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = parts.first else { return nil }
    let groups = whole.split(separator: ".", omittingEmptySubsequences: false)
    let lead = groups[0].utf8.drop { $0 == UInt8(ascii: "-") }
    if groups.count > 1 {
      guard (1...3).contains(lead.count), groups.dropFirst().allSatisfy({ $0.utf8.count == 3 }) else {
        return nil
      }
    }
    if parts.count == 2, parts[1].isEmpty || !parts[1].utf8.allSatisfy(PublishedNotation.isDigit) {
      return nil
    }
    return groups.joined() + (parts.count == 2 ? ".\(parts[1])" : "")
  }

  /// Why a text is no number.
  func reason(_ text: String) -> UnreadPublication.Reason {
    if text.hasSuffix("%") { return .percentSign }
    if PublishedNotation.looksNumeric(text), text.utf8.contains(where: PublishedNotation.isDigit) {
      return .marks(decimalComma: decimalComma)
    }
    return .words
  }

  /// The decimal mark that a number shows: the one mark in it, not before three digits, or the last of two kinds.
  private static func decimalMark(_ text: String) -> Character? {
    guard looksNumeric(text) else { return nil }
    let marks = text.utf8.filter { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }
    guard let last = marks.last else { return nil }
    let mark: Character = last == UInt8(ascii: ",") ? "," : "."
    let tail = text.utf8.reversed().prefix { $0 != last }.count(where: isDigit)
    if marks.count > 1 { return marks.count(where: { $0 == last }) == 1 ? mark : nil }
    return tail == 3 ? nil : mark
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
