/// What the estimators of effects by time since the treatment are asked beyond what they have in common.
public struct EventOptions: Sendable, Equatable {
  /// Event times that effects are differences from; empty for the last before the treatment and its anticipation.
  public var references: [Int]
  /// Event times before and after these are one effect each; nil for none.
  public var bins: ClosedRange<Int>?
  /// Periods before and after the treatment that a stack or a local projection takes in; nil for all.
  public var window: ClosedRange<Int>?
  /// Leads of the pre-trend test of `imputation`; nil for all but the earliest.
  public var leads: Int?
  /// Imputation's errors with the means of the other units of a cohort and period.
  public var leaveOut: Bool
  /// Local projections of effects weighted by the number of units rather than by variance.
  public var reweighted: Bool
  /// A linear trend per period for which the power of the pre-trend test is told; nil for none.
  public var trend: Double?

  public init(
    references: [Int] = [], bins: ClosedRange<Int>? = nil, window: ClosedRange<Int>? = nil, leads: Int? = nil,
    leaveOut: Bool = false, reweighted: Bool = false, trend: Double? = nil
  ) {
    self.references = references
    self.bins = bins
    self.window = window
    self.leads = leads
    self.leaveOut = leaveOut
    self.reweighted = reweighted
    self.trend = trend
  }
}

extension ClosedRange where Bound == Int {
  /// The event time that one is binned to: beyond an end, that end.
  func nearest(to time: Int) -> Int { Swift.min(Swift.max(time, lowerBound), upperBound) }
}
