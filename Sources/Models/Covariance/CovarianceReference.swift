// What each tool compares an estimate over its standard error with.

extension Profile {
  /// Whether a likelihood's statistics are compared with the normal: everywhere, but that fixest takes t where there is a
  /// dispersion, and R's own summary (`iid`) does so too.
  private func isNormal(_ kind: CovarianceKind?, _ count: SmallSampleCount) -> Bool {
    switch count.theory {
    case .leastSquares: return false
    case .choice: return true
    case .likelihood(let estimatesDispersion):
      guard estimatesDispersion else { return true }
      return switch self {
      case .fixest, .pyfixest: false
      case .sandwich, .clubsandwich: kind != .iid
      case .reghdfe, .stata, .statsmodels, .linearmodels: true
      }
    }
  }

  /// N − K of `iid`, `hc*` and `conley`.
  func plainReference(_ kind: CovarianceKind, _ count: SmallSampleCount) -> ReferenceDistribution {
    if isNormal(kind, count) { return .normal }
    if self == .statsmodels, kind != .iid { return .normal }
    return .studentT(Double(count.residualDegrees))
  }

  /// Of a clustered covariance with this number of clusters, where it is not Satterthwaite's.
  func clusteredReference(_ count: SmallSampleCount, groups: Int) -> ReferenceDistribution {
    if isNormal(nil, count) { return .normal }
    return switch self {
    case .fixest, .pyfixest, .stata: .studentT(Double(groups - 1))
    case .reghdfe: .studentT(Double(min(count.residualDegrees, groups - 1)))
    case .statsmodels: .normal
    case .linearmodels, .sandwich, .clubsandwich: .studentT(Double(count.residualDegrees))
    }
  }

  /// Of a covariance over T periods.
  func serialReference(_ count: SmallSampleCount, periods: Int) -> ReferenceDistribution {
    if isNormal(nil, count) { return .normal }
    return switch self {
    case .fixest, .pyfixest, .reghdfe: .studentT(Double(periods - 1))
    case .statsmodels: .normal
    case .stata, .linearmodels, .sandwich, .clubsandwich: .studentT(Double(count.residualDegrees))
    }
  }
}
