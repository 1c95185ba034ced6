import Distributions

/// An effect with its standard error and an interval from the normal distribution.
public struct EffectEstimate: Sendable, Equatable {
  /// In units of the outcome.
  public let estimate: Double
  /// Nil where the estimator has none.
  public let standardError: Double?
  public let confidenceLow: Double?
  public let confidenceHigh: Double?

  /// estimate ± z · standardError, z the quantile of the normal at (1 + confidence) / 2.
  ///
  /// - Precondition: the confidence lies between 0 and 1.
  public init(_ estimate: Double, standardError: Double?, confidence: Double = 0.95) {
    precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
    self.estimate = estimate
    self.standardError = standardError
    let half = standardError.map { $0 * Normal().quantile(at: .upper((1 - confidence) / 2)) }
    confidenceLow = half.map { estimate - $0 }
    confidenceHigh = half.map { estimate + $0 }
  }
}
