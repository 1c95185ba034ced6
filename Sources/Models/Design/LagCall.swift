/// `lag(x, k)`, `lead(x, k)` or `diff(x, k)`, k whole periods or a range `1:3`; one where it is left out.
struct LagCall {
  let expression: FormulaExpression
  let function: String
  let argument: FormulaExpression
  let periods: [Int]

  /// Periods of the longest range.
  private static let limit = 1000

  init(_ expression: FormulaExpression) throws(DesignError) {
    guard case .call(let function, let arguments) = expression.kind, 1...2 ~= arguments.count,
      arguments.allSatisfy({ $0.label == nil || $0.label == "k" }), arguments[0].label == nil
    else {
      throw ExpressionEvaluator.invalid(expression, "a column and a number of periods expected: lag(x, 1)")
    }
    self.expression = expression
    self.function = function
    argument = arguments[0].value
    guard arguments.count == 2 else {
      periods = [1]
      return
    }
    let written = arguments[1].value
    if case .infix(.colon, let from, let to) = written.bare.kind {
      guard let from = from.wholeNumber, let to = to.wholeNumber, from <= to, to - from < LagCall.limit else {
        throw ExpressionEvaluator.invalid(
          written, "a rising range of at most 1000 whole periods below a billion expected: lag(x, 1:3)")
      }
      periods = Array(from...to)
      try LagCall.check(periods, function, written)
    } else {
      guard let period = written.wholeNumber else {
        throw ExpressionEvaluator.invalid(
          written, "a whole number of periods below a billion expected: lag(x, 1)")
      }
      periods = [period]
      try LagCall.check(periods, function, written)
    }
  }

  /// Throws for a difference from the row itself, which is zero in every row.
  private static func check(
    _ periods: [Int], _ function: String, _ written: FormulaExpression
  ) throws(DesignError) {
    guard function == "diff", periods.contains(0) else { return }
    throw ExpressionEvaluator.invalid(
      written, "diff() over 0 periods is zero in every row; give 1 period or more: diff(x, 1)")
  }

  func name(_ periods: Int) -> String { "\(function)(\(FormulaText.text(argument)), \(periods))" }
}

extension FormulaExpression {
  /// The whole number it is, signs allowed, below a billion.
  var wholeNumber: Int? {
    switch kind {
    case .number(let value): abs(value) < 1e9 ? Int(exactly: value) : nil
    case .prefix(.minus, let inner): inner.wholeNumber.map { -$0 }
    case .prefix(.plus, let inner), .parentheses(let inner): inner.wholeNumber
    default: nil
    }
  }

  /// Whether any part of it is a lag, a lead or a difference.
  var hasLag: Bool {
    if case .call(let name, _) = kind, ["lag", "lead", "diff"].contains(name) { return true }
    return children.contains { $0.hasLag }
  }
}
