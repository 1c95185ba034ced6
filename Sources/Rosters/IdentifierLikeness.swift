/// Whether texts that are about to be shown as categories are really identifiers of persons: the column of the payee's RUT
/// taken for a stratum must not end up in a table.
package enum IdentifierLikeness {
  /// Fewer different values than this are taken for codes.
  private static let fewest = 10

  /// True where at least half of ten or more different texts are RUTs in form: seven to nine digits, dots aside, perhaps
  /// with a check digit after a hyphen.
  package static func holds(_ texts: some Collection<String>) -> Bool {
    texts.count >= fewest && texts.count(where: isRUTInForm) * 2 >= texts.count
  }

  /// True for a text that is a RUT beyond doubt: seven digits or more, set apart from a check digit that is right.
  package static func isCertain(_ text: String) -> Bool {
    guard text.contains("-"), text.utf8.count(where: { 48...57 ~= $0 }) >= 7 else { return false }
    return (try? RUT(parsing: text)) != nil
  }

  private static func isRUTInForm(_ text: String) -> Bool {
    let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let digits = parts[0].utf8.filter { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: " ") }
    guard (7...9).contains(digits.count), digits.dropLast().allSatisfy({ 48...57 ~= $0 }) else {
      return false
    }
    guard let last = digits.last, 48...57 ~= last || last | 0x20 == UInt8(ascii: "k") else { return false }
    return parts.count == 1 || parts[1].utf8.count == 1
  }
}
