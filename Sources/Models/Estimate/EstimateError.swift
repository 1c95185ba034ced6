/// Why a request and a table give no estimate.
public enum EstimateError: Error, Equatable, CustomStringConvertible {
  case design(DesignError)
  case regression(RegressionError)
  /// A formula without an outcome.
  case noOutcome
  /// A table whose columns make other terms than those of the fit.
  case otherColumns([String])
  /// What a regression has no answer to because of one row, and where that row stands: `line 3`.
  case located(RegressionError, place: String)
  /// Parts of a formula that the chosen estimator does not have.
  case notOfEstimator(part: String, estimator: String)
  /// Two choices that have no meaning together, whatever the formula.
  case choicesTogether(String, String)
  /// An estimator of panels without a column of the unit, or of the period.
  case noPanelColumn(estimator: String, isTime: Bool)

  public var description: String {
    switch self {
    case .design(let error): error.description
    case .regression(let error): error.description
    case .located(let error, let place): error.description(at: place)
    case .noOutcome: "formula, line 1, column 1: no outcome; write outcome ~ regressors"
    case .otherColumns(let names):
      "the table's columns make other terms than those of the fit (\(names.joined(separator: ", "))); a column of numbers there must be "
        + "one of numbers here"
    case .notOfEstimator(let part, let estimator):
      "\(part) cannot be combined with \(estimator); leave one of them out"
    case .choicesTogether(let one, let other):
      "\(one) cannot be combined with \(other); leave one of them out"
    case .noPanelColumn(let estimator, let isTime):
      "\(estimator) needs the column of the \(isTime ? "period" : "unit"); name it as the panel's \(isTime ? "time" : "id")"
    }
  }

  /// Whether the formula itself is wrong, rather than the data it is read against.
  public var isOfFormula: Bool {
    switch self {
    case .design(let error): error.isOfFormula
    case .regression, .located, .otherColumns, .choicesTogether: false
    case .noOutcome, .notOfEstimator, .noPanelColumn: true
    }
  }

  /// Whether choices are wrong that are no part of the formula.
  public var isOfUsage: Bool { if case .choicesTogether = self { true } else { false } }
}
