/// Whether texts that are about to be shown as categories are really identifiers of persons: the column of the payee's RUT
/// taken for a stratum must not end up in a table.
package enum IdentifierLikeness {
  /// Fewer different values than this are taken for codes.
  private static let fewest = 10

  /// True where at least half of ten or more different texts are RUTs in form: seven to nine digits, dots aside, perhaps
  /// with a check digit after a hyphen; or are hashes or UUIDs in form.
  package static func holds(_ texts: some Collection<String>) -> Bool {
    texts.count >= fewest
      && texts.count(where: { isRUTInForm($0) || isHash($0, digits: 16) }) * 2 >= texts.count
  }

  /// True for a text that is an identifier beyond doubt: a RUT of seven digits or more, set apart from a check digit that is
  /// right, or a hash or UUID of 128 bits or more.
  package static func isCertain(_ text: String) -> Bool {
    if isHash(text, digits: 32) { return true }
    guard text.contains("-"), text.utf8.count(where: { 48...57 ~= $0 }) >= 7 else { return false }
    return (try? RUT(parsing: text)) != nil
  }

  /// The same, or the bare number of a RUT: seven to nine digits and nothing else. For columns of states, whose labels are short.
  package static func isCertainOrBare(_ text: String) -> Bool {
    let digits = text.utf8
    return (7...9).contains(digits.count) && digits.allSatisfy { 48...57 ~= $0 } || isCertain(text)
  }

  /// Hexadecimal digits, at least so many and some of them decimal ones, with nothing else but hyphens and braces.
  private static func isHash(_ text: String, digits: Int) -> Bool {
    guard text.utf8.count >= digits else { return false }
    var found = 0
    var decimal = false
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        found += 1
        decimal = true
      case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): found += 1
      case UInt8(ascii: "-"), UInt8(ascii: "{"), UInt8(ascii: "}"): break
      default: return false
      }
    }
    return found >= digits && decimal
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

  /// Whether names of levels or columns look like numbers of persons, so that showing them would show who is in the data: one of
  /// them holds a RUT beyond doubt, or half of them hold a whole number of seven to nine digits, dots between thousands.
  package static func mustNotBeShown(_ names: some Collection<String>) -> Bool {
    guard !names.isEmpty else { return false }
    var likely = 0
    for name in names {
      if isCertain(name) { return true }
      if holdsBody(name) { likely += 1 }
    }
    return likely * 2 >= names.count
  }

  /// Whether names that come out of data and go into tables may be persons: by either of the above.
  package static func arePersons(_ names: some Collection<String>) -> Bool {
    mustNotBeShown(names) || holds(names)
  }

  /// Whether a text is a RUT or a hash in form, or holds a RUT with its check digit between blanks: `RUT 12.345.678-5`. Other
  /// numbers in it may be of pesos.
  package static func standsIn(_ text: String) -> Bool {
    isRUTInForm(text) || isHash(text, digits: 16)
      || text.split(separator: " ").contains { $0.contains("-") && isRUTInForm(String($0)) }
  }

  /// Whether a number like that stands anywhere in a text: `RUT 12.345.678`, `12345678_5`, `1.2345678e7`.
  package static func holdsBody(_ text: String) -> Bool {
    if let value = Double(text) {
      return value == value.rounded() && (1e6..<1e9).contains(abs(value))
    }
    let isPart: (UInt8) -> Bool = { 48...57 ~= $0 || $0 == UInt8(ascii: ".") }
    return text.utf8.split { !isPart($0) }.contains { token in
      let groups = token.split(separator: UInt8(ascii: "."))
      let digits = groups.reduce(0) { $0 + $1.count }
      guard (7...9).contains(digits) else { return false }
      return groups.count == 1 || groups.dropFirst().allSatisfy { $0.count == 3 }
    }
  }
}
