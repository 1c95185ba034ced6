internal import LinearAlgebra

// HC0 and HC1 need nothing of a row but its score, so that a fit makes their sandwich on its way, without the residuals of
// all rows at hand.

extension CovarianceKind {
  /// Whether it is HC0 or HC1 of a fit with these weights, rows counted once.
  func isPlainRobust(_ weights: ObservationWeights?) -> Bool {
    if weights?.kind == .frequency { return false }
    return self == .hc0 || self == .hc1 || (self == .iid && weights?.kind == .probability)
  }
}

extension CovarianceContext {
  /// The covariance of one of the HC kinds without its factor, and rows of leverage one.
  func robustSandwich(_ kind: CovarianceKind) throws(RegressionError) -> (
    matrix: Matrix, leverageOneRows: Int
  ) {
    if let robustSandwich, kind == .hc0 || kind == .hc1 { return (robustSandwich, 0) }
    let robust = try robustMeat(kind)
    return (sandwich(robust.meat), robust.leverageOneRows)
  }
}
