/// Numbers as text for files that programs read: a decimal point, no grouping, every digit that matters.
public enum NumberText {
  /// The shortest decimal that reads back to the same double, without exponent for ordinary magnitudes.
  public static func roundTrip(_ value: Double) -> String {
    guard value.isFinite else { return "" }
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    return value.description
  }
}
