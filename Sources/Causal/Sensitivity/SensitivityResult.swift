/// What an estimate stands on: bounds under violations of parallel trends, placebos, groups left out.
public struct SensitivityResult: Sendable, Equatable {
  /// Bounds for one value of a restriction.
  public struct Bound: Sendable, Equatable {
    /// M̄ or M.
    public let value: Double
    /// Effects that agree with the estimates if they had no error; nil where the estimates before break the restriction.
    public let identifiedLow: Double?
    public let identifiedHigh: Double?
    /// The robust confidence interval; nil where it is empty.
    public let confidenceLow: Double?
    public let confidenceHigh: Double?
  }

  /// One restriction at several values.
  public struct Bounds: Sendable, Equatable {
    /// `relative_magnitudes` or `smoothness`.
    public let restriction: String
    public let bounds: [Bound]
    /// The least value at which the robust interval holds zero; nil where none up to the largest that was tried does.
    public let breakdown: Double?
  }

  /// An estimate of a changed sample.
  public struct Variant: Sendable, Equatable {
    public let key: DifferencesResult.Key
    /// Nil where there is none, for the reason given.
    public let effect: EffectEstimate?
    public let reason: String?
  }

  /// Effects of treatment dates drawn for the never treated.
  public struct PlaceboGroups: Sendable, Equatable {
    /// In the order of the draws; those without an estimate are missing.
    public let estimates: [Double]
    public let failed: Int
    /// Share of the draws, the estimate among them, that are at least as large in absolute value.
    public let pValue: Double
  }

  /// The effect that the bounds are for, in words: `first`, `average` or an event time.
  public var target = ""
  /// What was done to have the effects that bounds are of; nil where they are those of the result.
  public var note: String?
  /// The same effect as estimated.
  public var original: EffectEstimate?
  public var bounds: [Bounds] = []
  /// Keys are periods ahead.
  public var placeboDates: [Variant] = []
  public var placeboGroups: PlaceboGroups?
  /// What was left out, and the estimates without it.
  public var leftOut: String?
  public var leaveOneOut: [Variant] = []

  public init() {}
}
