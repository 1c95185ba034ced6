/// The tool whose finite-sample convention is reproduced: factors, parameters counted, degrees of freedom.
///
/// The same estimator goes by the same name in each of them and gives other standard errors, because they multiply
/// the sandwich by other factors and compare the statistic with other distributions. See `CovarianceFactors` for the
/// factors and `CovarianceReference` for the distributions.
public enum Profile: String, Sendable, CaseIterable {
  /// R package fixest 0.12.
  case fixest
  /// Python package pyfixest 0.60.
  case pyfixest
  /// Stata's reghdfe.
  case reghdfe
  /// Stata's regress and newey.
  case stata
  /// Python package statsmodels 0.15, `fit(cov_type=…)`.
  case statsmodels
  /// Python package linearmodels 7, pooled and panel least squares.
  case linearmodels
  /// R package sandwich 3.0, `coeftest` with n − k degrees.
  case sandwich
  /// R package clubSandwich 0.5, `coef_test` with Satterthwaite degrees.
  case clubsandwich

  /// Whether the redundant levels of absorbed effects are counted exactly, as a regression on their indicators would;
  /// else each set of effects after the first is one level short.
  public var countsEffectsExactly: Bool {
    switch self {
    case .fixest, .pyfixest, .linearmodels: false
    case .reghdfe, .stata, .statsmodels, .sandwich, .clubsandwich: true
    }
  }

  /// What becomes of rows that are alone in a level of an effect.
  public var singletons: SingletonRule {
    switch self {
    case .reghdfe, .pyfixest: .remove
    case .fixest, .stata, .statsmodels, .linearmodels, .sandwich, .clubsandwich: .keep
    }
  }
}

/// Rows that are alone in a level of an absorbed effect: they tell nothing of the coefficients and are counted as observations.
public enum SingletonRule: String, Sendable, CaseIterable {
  case keep
  /// Left out again and again until there is none.
  case remove
}
