extension Formula {
  /// Throws where the outcome stands among the regressors, alone or as a part of a join, with its place: whatever else is there, it
  /// tells itself. Functions of it, as `lag(y, 1)` or `y^2`, are other variables.
  func checkOutcome() throws(FormulaError) {
    guard let outcome else { return }
    try checkOutcome(outcome)
  }

  /// The same for an outcome that another formula has.
  package func checkOutcome(_ outcome: FormulaExpression) throws(FormulaError) {
    try checkOutcome(text: FormulaText.text(outcome.bare))
  }

  /// The same for an outcome that is a column.
  package func checkOutcome(column: String) throws(FormulaError) { try checkOutcome(text: column) }

  private func checkOutcome(text: String) throws(FormulaError) {
    for side in [exogenous, endogenous, instruments].compactMap({ $0 }) {
      guard let place = side.standing(text) else { continue }
      throw FormulaError(
        position: place,
        message:
          "'\(text)' is the outcome and cannot stand among its own regressors; leave it out, or write lag(\(text), 1) for its past"
      )
    }
  }
}

extension FormulaExpression {
  /// Where a variable of this text stands in a side of a formula; nil where it is not, or is taken away.
  fileprivate func standing(_ wanted: String) -> FormulaPosition? {
    switch kind {
    case .sum(let addends):
      for addend in addends where !addend.negative {
        if let found = addend.value.standing(wanted) { return found }
      }
      return nil
    case .parentheses(let inner), .prefix(.plus, let inner): return inner.standing(wanted)
    case .prefix(.minus, _): return nil
    case .infix(let sign, let left, let right) where [.times, .colon, .divided, .within].contains(sign):
      return FormulaText.text(self) == wanted ? position : left.standing(wanted) ?? right.standing(wanted)
    case .infix(.power, let base, _):
      guard case .parentheses = base.kind else { break }
      return base.standing(wanted)
    case .call(let function, let arguments) where ["i", "factor"].contains(function):
      for argument in arguments where argument.label == nil {
        if let found = argument.value.standing(wanted) { return found }
      }
      return nil
    default: break
    }
    return FormulaText.text(self) == wanted ? position : nil
  }
}
