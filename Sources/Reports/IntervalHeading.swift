/// The heading of intervals, as each language says it.
enum IntervalHeading {
  /// `percent` is written already: `95`, `99,5`.
  static func text(_ percent: String, _ language: Language) -> String {
    language == .spanish ? "intervalo del \(percent) %" : "\(percent) % interval"
  }
}
