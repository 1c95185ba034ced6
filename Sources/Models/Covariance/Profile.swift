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
}
