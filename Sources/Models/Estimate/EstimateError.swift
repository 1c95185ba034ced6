/// Why a request and a table give no estimate.
public enum EstimateError: Error, Equatable, CustomStringConvertible {
  case design(DesignError)
  case regression(RegressionError)
  /// A formula without an outcome.
  case noOutcome
  /// A table whose columns make other terms than those of the fit.
  case otherColumns([String])
  /// Parts of a formula that the chosen estimator does not have.
  case notOfEstimator(part: String, estimator: String)
  /// An estimator of panels without a column of the unit, or of the period.
  case noPanelColumn(estimator: String, isTime: Bool)

  public var description: String {
    switch self {
    case .design(let error): error.description
    case .regression(let error): error.description
    case .noOutcome: "formula, line 1, column 1: no outcome; write outcome ~ regressors"
    case .otherColumns(let names):
      "the table's columns make other terms than those of the fit (\(names.joined(separator: ", "))); a column of numbers there must be "
        + "one of numbers here"
    case .notOfEstimator(let part, let estimator):
      "\(part) and the estimator \(estimator) do not go together; choose another estimator or leave them out"
    case .noPanelColumn(let estimator, let isTime):
      "\(estimator) needs the column of the \(isTime ? "period" : "unit"); name it as the panel's \(isTime ? "time" : "id")"
    }
  }

  /// Whether the formula itself is wrong, rather than the data it is read against.
  public var isOfFormula: Bool {
    switch self {
    case .design(let error): error.isOfFormula
    case .regression, .otherColumns: false
    case .noOutcome, .notOfEstimator, .noPanelColumn: true
    }
  }
}
