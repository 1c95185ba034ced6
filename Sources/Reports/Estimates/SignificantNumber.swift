import Foundation

extension NumberFormat {
  /// A number with some significant digits: 0.0123, 12.3, 1.23e-7; powers of ten where zeros would be all there is to
  /// see, none in whole parts.
  func significant(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite else { return "–" }
    guard value != 0 else { return "0" }
    // What is left after rounding decides: 9.9996 with four digits is 10.00.
    let rounded = String(format: "%.\(digits - 1)e", value)
    let parts = rounded.split(separator: "e")
    let exponent = Int(parts[1]) ?? 0
    guard exponent >= -5, exponent < 12 else {
      return parts[0].replacing(".", with: mark) + "e\(exponent)"
    }
    return text(value, decimals: max(0, digits - 1 - exponent))
  }

  /// A number with at most some significant digits, without zeros at the end of its decimals: 9, 95, 2.3535.
  func trimmed(_ value: Double, _ digits: Int) -> String {
    var text = significant(value, digits)
    guard text.contains(mark), !text.contains("e") else { return text }
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(mark) { text.removeLast(mark.count) }
    return text
  }

  /// A probability: four decimals, and `<0.0001` below them.
  func probability(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    return value < 0.00005 ? "<0\(mark)0001" : text(value, decimals: 4)
  }

  /// `p = 0.0123`, `p < 0.0001`.
  func probabilityEquation(_ value: Double) -> String {
    let text = probability(value)
    return text.hasPrefix("<") ? "p < \(text.dropFirst())" : "p = \(text)"
  }
}
