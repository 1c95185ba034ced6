/// The result of instrumental variables: the regression, how it was made, and its tests.
public struct InstrumentedFit: Sendable {
  /// Coefficients, residuals y − Xb and covariance; its sums of squares are those of the equation, so that R² may be negative.
  public let fit: LinearFit
  public let method: InstrumentalVariables.Method
  /// Of LIML and Fuller.
  public let kappa: Double?
  public let tests: InstrumentTests
  /// Instruments that depend on others or on the exogenous regressors.
  public let droppedInstruments: [String]
  /// Nil where nothing is iterated.
  public let convergence: Estimate.Convergence?
  /// What the fit was made from.
  let sample: InstrumentedSample
}
