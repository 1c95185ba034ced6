internal import Distributions

extension ReferenceDistribution {
  /// 2·P(T > |statistic|).
  func twoSided(_ statistic: Double, _ degrees: Double?) -> Double {
    guard statistic.isFinite else { return statistic.isNaN ? .nan : 0 }
    guard let degrees else { return 2 * Normal().upper(abs(statistic)) }
    guard degrees > 0 else { return .nan }
    return 2 * StudentT(degreesOfFreedom: degrees).upper(abs(statistic))
  }

  /// What a standard error is multiplied with for half the width of an interval.
  func halfWidth(_ confidence: Double, _ degrees: Double?) -> Double {
    let tail = (1 - confidence) / 2
    guard let degrees else { return Normal().upperQuantile(tail) }
    guard degrees > 0 else { return .nan }
    return StudentT(degreesOfFreedom: degrees).upperQuantile(tail)
  }
}
