internal import LinearAlgebra

extension Profile {
  /// Whether its tool has no finite-sample factor for instrumental variables, and compares with the normal: Stata's ivregress
  /// without `small`, linearmodels without `debiased`.
  var leavesInstrumentsUncorrected: Bool { self == .stata || self == .linearmodels }
}

extension CoefficientCovariance {
  /// The sandwich without its factor, σ² = SSR/N, compared with the normal.
  func uncorrected(_ count: SmallSampleCount) -> CoefficientCovariance {
    let plain = kind == .iid ? Double(count.residualDegrees) / Double(count.observations) : 1 / factor
    return CoefficientCovariance(
      matrix: plain * matrix, kind: kind, profile: profile, reference: .normal,
      factor: kind == .iid ? 1 / Double(count.observations) : 1, parameters: parameters, clusters: clusters,
      lags: lags, adjustments: adjustments)
  }
}
