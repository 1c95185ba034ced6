extension EstimateRequest {
  /// Throws for what only least squares has.
  func checkExtras() throws(EstimateError) {
    if smallSample != nil, family != .gaussian || design.formula.instruments != nil {
      throw .notOfEstimator(
        part: "a rule for small samples",
        estimator: family != .gaussian ? family.rawValue : "instruments")
    }
    if recoversEffects, design.formula.fixedEffects == nil || family != .gaussian {
      throw .notOfEstimator(
        part: "effects by level",
        estimator: family != .gaussian ? family.rawValue : "a formula without fixed effects")
    }
  }

  /// The fit with the finite-sample rule that was asked for; `kind` has a code for each row that was given to it.
  func ruled(_ fit: LinearFit, _ kind: CovarianceKind) throws(RegressionError) -> LinearFit {
    guard let smallSample else { return fit }
    return try fit.covariance(kind, profile: profile, rule: smallSample)
  }
}
