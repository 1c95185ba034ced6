internal import Distributions

/// What a test holds against the null hypothesis.
public enum Alternative: String, Sendable, CaseIterable {
  case twoSided = "two-sided"
  /// The estimate is below what the null says.
  case less
  /// The estimate is above it.
  case greater

  /// The p-value from both tails of the statistic; two-sided: twice the smaller one, at most 1.
  func pValue(lower: Double, upper: Double) -> Double {
    switch self {
    case .twoSided: min(1, 2 * min(lower, upper))
    case .less: lower
    case .greater: upper
    }
  }

  func pValue(_ statistic: Double, _ distribution: some ContinuousDistribution) -> Double {
    let tails = distribution.tails(statistic)
    return pValue(lower: tails.lower, upper: tails.upper)
  }

  /// The ends of estimate ± quantile · error; a one-sided test has one end only.
  func interval(
    _ estimate: Double, _ error: Double, _ distribution: some ContinuousDistribution, confidence: Double
  ) -> (low: Double?, high: Double?) {
    let tail = self == .twoSided ? (1 - confidence) / 2 : 1 - confidence
    let half = distribution.quantile(at: .upper(tail)) * error
    return (self == .less ? nil : estimate - half, self == .greater ? nil : estimate + half)
  }
}
