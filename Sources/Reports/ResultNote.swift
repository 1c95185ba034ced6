/// What results say of themselves, as people read it: results have notes and warnings in English, and so has JSON.
public enum ResultNote {
  /// The note in the language; what has no translation stays as it is.
  public static func text(_ english: String, _ language: Language) -> String {
    SpanishPhrases.text(english, language)
  }
}
