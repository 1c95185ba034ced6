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
  /// Of the means of a panel's units.
  case between
  /// Of changes from one row of a unit to the next.
  case firstDifference = "first-difference"
  case randomEffects = "random-effects"
  /// Random effects beside the means of units (Mundlak).
  case correlatedRandomEffects = "correlated-random-effects"

  /// Whether it needs to know the unit of each row.
  public var isOfPanel: Bool {
    switch self {
    case .ols, .liml, .fuller, .gmm, .cue: false
    case .between, .firstDifference, .randomEffects, .correlatedRandomEffects: true
    }
  }

  /// Whether it needs to know the order of a unit's rows.
  public var needsTime: Bool { self == .firstDifference }

  /// Of a formula with instruments; the estimators of panels have none.
  var instrumented: InstrumentalVariables.Method {
    switch self {
    case .ols, .between, .firstDifference, .randomEffects, .correlatedRandomEffects: .twoStage
    case .liml: .liml
    case .fuller: .fuller(1)
    case .gmm: .gmm
    case .cue: .continuouslyUpdated
    }
  }
}
