import Distributions

/// An effect with its standard error, test against zero and an interval.
public struct EffectEstimate: Sendable, Equatable {
  /// In units of the outcome.
  public let estimate: Double
  /// Nil where the estimator has none.
  public let standardError: Double?
  public let confidenceLow: Double?
  public let confidenceHigh: Double?
  /// Two-sided, of estimate / standardError; nil without an error or where it is zero.
  public let pValue: Double?

  /// estimate ± z · standardError, z the quantile of the normal at (1 + confidence) / 2.
  ///
  /// - Precondition: the confidence lies between 0 and 1.
  public init(_ estimate: Double, standardError: Double?, confidence: Double = 0.95) {
    self.init(estimate, standardError: standardError, degrees: nil, confidence: confidence)
  }

  /// estimate ± quantile · standardError, of Student's t with `degrees` or, where they are nil, of the normal.
  ///
  /// - Precondition: the confidence lies between 0 and 1.
  public init(_ estimate: Double, standardError: Double?, degrees: Double?, confidence: Double) {
    precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
    self.estimate = estimate
    self.standardError = standardError
    let tail = (1 - confidence) / 2
    let quantile =
      degrees.map { StudentT(degreesOfFreedom: $0).upperQuantile(tail) } ?? Normal().upperQuantile(tail)
    confidenceLow = standardError.map { estimate - quantile * $0 }
    confidenceHigh = standardError.map { estimate + quantile * $0 }
    if let standardError, standardError > 0 {
      let statistic = abs(estimate / standardError)
      pValue = min(
        1, 2 * (degrees.map { StudentT(degreesOfFreedom: $0).upper(statistic) } ?? Normal().upper(statistic)))
    } else {
      pValue = nil
    }
  }
}
