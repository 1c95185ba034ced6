// What each tool compares an estimate over its standard error with.

extension Profile {
  /// N − K of `iid`, `hc*` and `conley`.
  func plainReference(_ kind: CovarianceKind, _ count: SmallSampleCount) -> ReferenceDistribution {
    if self == .statsmodels, kind != .iid { return .normal }
    return .studentT(Double(count.residualDegrees))
  }

  /// Of a clustered covariance with this number of clusters, where it is not Satterthwaite's.
  func clusteredReference(_ count: SmallSampleCount, groups: Int) -> ReferenceDistribution {
    switch self {
    case .fixest, .pyfixest, .stata: .studentT(Double(groups - 1))
    case .reghdfe: .studentT(Double(min(count.residualDegrees, groups - 1)))
    case .statsmodels: .normal
    case .linearmodels, .sandwich, .clubsandwich: .studentT(Double(count.residualDegrees))
    }
  }

  /// Of a covariance over T periods.
  func serialReference(_ count: SmallSampleCount, periods: Int) -> ReferenceDistribution {
    switch self {
    case .fixest, .pyfixest, .reghdfe: .studentT(Double(periods - 1))
    case .statsmodels: .normal
    case .stata, .linearmodels, .sandwich, .clubsandwich: .studentT(Double(count.residualDegrees))
    }
  }
}
