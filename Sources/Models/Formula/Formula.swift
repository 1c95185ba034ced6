/// The syntax of a model: outcome ~ exogenous | fixed effects | endogenous ~ instruments.
///
/// The grammar is that of fixest's formulas: the parts after the first are optional, and one with a `~` of its own holds the
/// instruments. The outcome may be missing, for lists of covariates. See docs/formula.md.
public struct Formula: Sendable, Equatable {
  public let text: String
  public let outcome: FormulaExpression?
  public let exogenous: FormulaExpression
  public let fixedEffects: FormulaExpression?
  public let endogenous: FormulaExpression?
  public let instruments: FormulaExpression?

  /// Throws where the text is not well written, with the place of the character at which that shows.
  public init(_ text: String) throws(FormulaError) {
    self.text = text
    var parser = try FormulaParser(text)
    guard parser.current != .end else { throw parser.failure("an empty formula; write outcome ~ regressors") }
    var outcome: FormulaExpression?
    if parser.current != .symbol("~") {
      outcome = try parser.side()
      guard parser.current == .symbol("~") else {
        throw parser.failure("'~' expected between outcome and regressors, found \(parser.current.shown)")
      }
    }
    try parser.expect("~")
    self.outcome = outcome
    exogenous = try parser.side()
    var effects: FormulaExpression?
    var instrumented: (FormulaExpression, FormulaExpression)?
    var part = 1
    while parser.current != .end {
      guard parser.take("|") else {
        throw parser.failure("an operator or '|' expected, found \(parser.current.shown)")
      }
      part += 1
      if instrumented != nil {
        throw parser.failure("nothing comes after the instruments; fixed effects stand before them")
      }
      let first = try parser.side()
      if parser.take("~") {
        instrumented = (first, try parser.side())
      } else if part == 2 {
        effects = first
      } else {
        throw parser.failure("'~' expected: the third part is endogenous ~ instruments")
      }
    }
    fixedEffects = effects
    endogenous = instrumented?.0
    instruments = instrumented?.1
  }

  /// The names of columns in it with the place where each stands first, in their order.
  public var columns: [(name: String, position: FormulaPosition)] {
    var seen: Set<String> = []
    return [outcome, exogenous, fixedEffects, endogenous, instruments].compactMap { $0 }
      .flatMap(\.columns).filter { seen.insert($0.name).inserted }
  }
}

/// A condition that picks rows, such as `year >= 2015 & region == 5`.
public struct RowFilter: Sendable, Equatable {
  public let text: String
  public let condition: FormulaExpression

  /// Throws where the text is not well written, with the place of the character at which that shows.
  public init(_ text: String) throws(FormulaError) {
    self.text = text
    var parser = try FormulaParser(text)
    condition = try parser.condition()
    guard parser.current == .end else {
      throw parser.failure("an operator expected, found \(parser.current.shown)")
    }
    if let value = condition.valueForCondition {
      var message = "a condition expected, such as 'year >= 2015', found a value"
      if case .name(let name) = value.kind {
        message = "'\(name)' is a column and no condition; compare it, as in '\(name) == 1'"
      }
      throw FormulaError(position: value.position, message: message)
    }
  }

  public var columns: [(name: String, position: FormulaPosition)] { condition.columns }
}
