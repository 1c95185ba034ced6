import Columns

/// Whole numbers beyond 2⁵³, which doubles do not tell apart: 9007199254740993 reads as 9007199254740992. Where a column has two such
/// numbers its values are identifiers, not quantities, and are kept as they are written.
enum LargeIntegers {
  /// Whether a column read as doubles has values so large that whole numbers may have become one. O(n).
  static func mayBeMerged(_ column: Column) -> Bool {
    guard case .real(let values) = column.values else { return false }
    return values.contains { $0.magnitude >= 0x1p53 && $0.magnitude < .infinity }
  }

  /// Whether the levels of a column, read as text, are whole numbers all of them, and two different ones are the same double.
  static func areMerged(_ column: Column, mark: UInt8) -> Bool {
    guard case .category(_, let levels) = column.values else { return false }
    var known: [Double: Substring] = [:]
    var merged = false
    for level in levels where !level.isEmpty {
      let text = Array(level.utf8)
      switch text.withUnsafeBufferPointer({ RealFields.value($0, mark: mark) }) {
      case .missing: continue
      case .text: return false
      case .number(let value):
        guard let digits = wholeDigits(level) else { return false }
        if value.magnitude < 0x1p53 { continue }
        if let other = known.updateValue(digits, forKey: value), other != digits { merged = true }
      }
    }
    return merged
  }

  /// The digits of a whole number, without its sign and the zeros before it; nil where there is anything else.
  private static func wholeDigits(_ text: String) -> Substring? {
    let unsigned = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
    guard !unsigned.isEmpty, unsigned.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return unsigned.drop { $0 == "0" }
  }
}
