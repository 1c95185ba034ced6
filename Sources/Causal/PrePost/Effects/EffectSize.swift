/// The size of an effect in a unit of its own, with an interval where there is one.
public struct EffectSize: Sendable, Equatable {
  /// In snake case: `cohen_d`, `risk_ratio`.
  public let measure: String
  public let estimate: Double?
  public let confidenceLow: Double?
  public let confidenceHigh: Double?
  /// How the interval was found, or why there is no number.
  public let note: String?

  public init(
    _ measure: String, _ estimate: Double?, _ interval: (low: Double?, high: Double?) = (nil, nil),
    note: String? = nil
  ) {
    self.measure = measure
    self.estimate = estimate.flatMap { $0.isFinite ? $0 : nil }
    confidenceLow = interval.low.flatMap { $0.isFinite ? $0 : nil }
    confidenceHigh = interval.high.flatMap { $0.isFinite ? $0 : nil }
    self.note = note
  }
}
