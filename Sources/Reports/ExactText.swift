import BigInt
import Kernels

/// Exact numbers as text in CSV and JSON: a decimal point, no grouping, nothing lost.
enum ExactText {
  /// The two sides of a ratio: decimals where both end, else the whole numbers of the reduced ratio.
  static func sides(_ cell: ReportTable.Cell) -> (numerator: String, denominator: String)? {
    guard let numerator = cell.numerator, let denominator = cell.denominator else { return nil }
    if let top = numerator.finiteDecimal, let bottom = denominator.finiteDecimal { return (top, bottom) }
    let top = numerator.numerator * denominator.denominator
    let bottom = numerator.denominator * denominator.numerator
    if bottom.isZero { return (String(top), "0") }
    let ratio = Exact(top, bottom)
    return (String(ratio.numerator), String(ratio.denominator))
  }

  /// The unrounded value to 17 significant digits, or fewer where fewer are exact; nil where there is no number.
  static func value(_ cell: ReportTable.Cell) -> String? {
    guard let value = cell.value?.double, value.isFinite else { return nil }
    return NumberText.roundTrip(value)
  }
}
