/// A text of the program's own in each language of reports, both written where the text is: none can lack its translation.
///
/// What an evaluator wrote is the same in every language: `Phrase(same:)`.
public struct Phrase: Sendable, Hashable {
  public let spanish: String
  public let english: String

  public init(_ spanish: String, _ english: String) {
    self.spanish = spanish
    self.english = english
  }

  /// A text that is no word of any language, or not the program's own.
  public init(same text: String) { self.init(text, text) }

  public func text(_ language: Language) -> String { language == .spanish ? spanish : english }

  /// The phrase with a text of the evaluator's own before or after it.
  public static func + (left: Phrase, right: Phrase) -> Phrase {
    Phrase(left.spanish + right.spanish, left.english + right.english)
  }

  public static func + (left: Phrase, right: String) -> Phrase { left + Phrase(same: right) }

  public static func + (left: String, right: Phrase) -> Phrase { Phrase(same: left) + right }
}

extension [String: Phrase] {
  /// The labels in one language.
  public func texts(_ language: Language) -> [String: String] { mapValues { $0.text(language) } }
}
