/// Which numbers tests work with: finite ones whose products of four, as the degrees of Welch's test have them, stay doubles.
enum SampleRange {
  /// As of regressions.
  static let magnitudes = 1e-70...1e70

  static func check(_ values: [Double], _ what: String) throws(PrePostError) {
    var largest = 0.0
    var bad = 0
    for value in values {
      if value.isFinite { largest = max(largest, abs(value)) } else { bad += 1 }
    }
    guard bad == 0 else { throw .notFinite(what: what, count: bad) }
    guard largest == 0 || magnitudes.contains(largest) else { throw .magnitude(what: what, largest: largest) }
  }
}
