/// How sure an interval is to be, and what a test holds against the null.
public struct TestOptions: Sendable, Equatable {
  /// Between 0 and 1.
  public var confidence: Double
  public var alternative: Alternative

  public init(confidence: Double = 0.95, alternative: Alternative = .twoSided) {
    precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
    self.confidence = confidence
    self.alternative = alternative
  }

  /// The probability beyond each end of an interval.
  var tail: Double { alternative == .twoSided ? (1 - confidence) / 2 : 1 - confidence }
}

/// What a test found. What it has no meaning for is nil.
public struct TestOutcome: Sendable, Equatable {
  public let test: PrePostTest
  /// In the direction after − before, or first − second group; a ratio where the test's description says so.
  public var estimate: Double?
  public var standardError: Double?
  public var statistic: Double?
  /// Standard normal deviate of a normal approximation, where the statistic is another number.
  public var deviate: Double?
  public var degreesOfFreedom: Double?
  /// Of F.
  public var denominatorDegrees: Double?
  public var pValue: Double?
  public var confidenceLow: Double?
  public var confidenceHigh: Double?
  /// Observations that the statistic is made of: pairs that differ, people of all groups.
  public var count: Int?
  /// By which the degrees were multiplied, of repeated measures.
  public var epsilon: Double?
  /// What is to be known: a rule that was applied, why there is no number.
  public var note: String?

  public init(_ test: PrePostTest) { self.test = test }

  /// A test without an answer, and why.
  init(_ test: PrePostTest, failed error: PrePostError) {
    self.test = test
    note = error.description
  }
}
