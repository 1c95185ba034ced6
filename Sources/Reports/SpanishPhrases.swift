import Kernels

/// What estimators say of themselves, in Spanish: notes, warnings and concerns are made in English, which JSON keeps, and tables for
/// people have them in their language.
///
/// A phrase is a text with `*` where a number, a name or a list stands; the captures go into the Spanish in their order, `$1`, `$2`, …
/// In the Spanish `#1` is a count, with its thousands apart, and `[s]` is there where a capture is a list of numbers.
/// A text that is no phrase as a whole is put together of its parts between semicolons, then between commas; what is unknown stays.
enum SpanishPhrases {
  private struct Phrase {
    /// Between the stars.
    let pieces: [Substring]
    let spanish: String
  }

  static func text(_ english: String, _ language: Language) -> String {
    language == .spanish ? spanish(english) : english
  }

  static func spanish(_ english: String) -> String {
    if let whole = known(english) { return whole }
    for separator in ["; ", ", "] where english.contains(separator) {
      let parts = english.split(separator: separator, omittingEmptySubsequences: false)
      let found = parts.map { known(String($0)) ?? (separator == "; " ? spanish(String($0)) : String($0)) }
      if zip(found, parts).contains(where: { $0 != $1 }) { return found.joined(separator: separator) }
    }
    return english
  }

  private static func known(_ english: String) -> String? {
    for phrase in phrases {
      guard let captures = captures(of: phrase, in: english) else { continue }
      // A list may stand after a colon or in parentheses; elsewhere a comma ends the phrase.
      let isWhole = zip(captures, phrase.pieces).allSatisfy { capture, before in
        !capture.contains("; ") && (!capture.contains(", ") || isNumbers(capture)) || before.hasSuffix(": ")
          || before.hasSuffix("(")
          || before.hasSuffix(" of ")
      }
      guard isWhole else { continue }
      var text = phrase.spanish.replacing(
        "[s]", with: captures.contains { $0.contains(", ") && isNumbers($0) } ? "s" : "")
      for (number, capture) in captures.enumerated().reversed() {
        text = text.replacing(
          "#\(number + 1)", with: Int(capture).map { NumberFormat(.spanish).text($0) } ?? String(capture))
        text = text.replacing(
          "$\(number + 1)", with: capture.contains(" ") ? spanish(String(capture)) : decimals(capture))
      }
      return text
    }
    return nil
  }

  /// Digits with commas between: a list of periods.
  private static func isNumbers(_ text: Substring) -> Bool {
    text.allSatisfy { $0.isASCII && $0.isNumber || $0 == "," || $0 == " " }
  }

  /// A number with decimals reads with a comma.
  private static func decimals(_ capture: Substring) -> String {
    guard capture.contains("."), let value = Double(capture) else { return String(capture) }
    return NumberFormat(.spanish).trimmed(value, 6)
  }

  private static func captures(of phrase: Phrase, in text: String) -> [Substring]? {
    guard let first = phrase.pieces.first, let last = phrase.pieces.last, text.hasPrefix(first) else {
      return nil
    }
    if phrase.pieces.count == 1 { return text.count == first.count ? [] : nil }
    var captures: [Substring] = []
    var rest = text.dropFirst(first.count)
    for piece in phrase.pieces.dropFirst().dropLast() {
      guard let place = rest.firstRange(of: piece), place.lowerBound > rest.startIndex else { return nil }
      captures.append(rest[..<place.lowerBound])
      rest = rest[place.upperBound...]
    }
    guard rest.count > last.count, rest.hasSuffix(last) else { return nil }
    captures.append(rest.dropLast(last.count))
    return captures
  }

  private static let phrases: [Phrase] = (differences + designs + errors + comparisons + estimates).map {
    english, spanish in
    Phrase(pieces: english.split(separator: "*", omittingEmptySubsequences: false), spanish: spanish)
  }
}
