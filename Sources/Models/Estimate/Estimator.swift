/// How the coefficients of a formula are estimated.
public enum Estimator: String, Sendable, CaseIterable {
  /// Least squares; two-stage least squares where the formula has instruments.
  case ols
  case liml
  /// Fuller's with a constant of one.
  case fuller
  case gmm
  /// Generalized method of moments, continuously updated.
  case cue

  /// Of a formula with instruments.
  var instrumented: InstrumentalVariables.Method {
    switch self {
    case .ols: .twoStage
    case .liml: .liml
    case .fuller: .fuller(1)
    case .gmm: .gmm
    case .cue: .continuouslyUpdated
    }
  }
}
