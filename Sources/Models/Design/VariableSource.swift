internal import Columns
internal import Kernels

/// A variable of a formula resolved against a table, over all of its rows.
enum VariableSource {
  /// One or more columns of numbers, each with its name.
  case numbers([(name: String, values: NumberValues)])
  case factor(FactorSource)
  /// `i(f, x)`: a slope for each level.
  case slopes(FactorSource, by: NumberValues, name: String)
  /// `i(f, g)` with g a factor: an indicator for each pair of levels.
  case pairs(FactorSource, FactorSource)

  /// Degrees that poly() takes.
  private static let degrees = 1...50

  init(
    _ variable: TermList.Variable, _ evaluator: ExpressionEvaluator, references: [String: String]
  ) throws(DesignError) {
    let expression = variable.expression
    switch expression.kind {
    case .call("i", let arguments):
      self = try VariableSource.i(arguments, expression, evaluator, references)
    case .call("factor", let arguments):
      self = .factor(try VariableSource.factor(arguments, expression, evaluator, references))
    case .call("poly", let arguments):
      self = try VariableSource.poly(arguments, expression, variable.name, evaluator)
    case .call("lag", _), .call("lead", _), .call("diff", _):
      let lag = try LagCall(expression)
      var columns: [(name: String, values: NumberValues)] = []
      for periods in lag.periods {
        columns.append((lag.name(periods), try evaluator.shifted(lag, by: periods)))
      }
      self = .numbers(columns)
    default:
      let value = try evaluator.value(expression)
      switch value {
      case .numbers(let numbers): self = .numbers([(variable.name, numbers)])
      case .constant, .literal: self = .numbers([(variable.name, try evaluator.numbers(expression))])
      case .texts:
        self = .factor(
          FactorSource(
            value: value, label: variable.name, style: .plain, references: [],
            namedReference: references[variable.name]))
      }
    }
  }

  /// Whether its indicators add up to one in every row, so that one of them may have to go.
  var isFactor: Bool {
    switch self {
    case .factor: true
    case .pairs(let first, let second): first.references.isEmpty && second.references.isEmpty
    case .numbers, .slopes: false
    }
  }

  // MARK: - Calls

  private static func factor(
    _ arguments: [FormulaExpression.Argument], _ expression: FormulaExpression,
    _ evaluator: ExpressionEvaluator, _ references: [String: String]
  ) throws(DesignError) -> FactorSource {
    let (positional, labelled) = try split(arguments, labels: ["ref"], of: expression)
    guard positional.count == 1 else {
      throw ExpressionEvaluator.invalid(expression, "factor(f) or factor(f, ref = level) expected")
    }
    // The reference is no part of the name.
    let name = "factor(\(FormulaText.text(positional[0])))"
    return try source(
      positional[0], label: name, style: .plain, references: labelled["ref"].map { [$0] } ?? [], evaluator,
      named: references)
  }

  private static func i(
    _ arguments: [FormulaExpression.Argument], _ expression: FormulaExpression,
    _ evaluator: ExpressionEvaluator, _ references: [String: String]
  ) throws(DesignError) -> VariableSource {
    let (positional, labelled) = try split(arguments, labels: ["ref", "ref2"], of: expression)
    guard 1...3 ~= positional.count, positional.count < 3 || labelled["ref"] == nil else {
      throw ExpressionEvaluator.invalid(
        expression, "i(f), i(f, x) or i(f, x, ref = level) expected")
    }
    let reference = labelled["ref"] ?? (positional.count == 3 ? positional[2] : nil)
    let factor = try source(
      positional[0], label: FormulaText.text(positional[0]), style: .i,
      references: reference.map(levels) ?? [], evaluator, named: references)
    guard positional.count > 1 else {
      guard labelled["ref2"] == nil else {
        throw ExpressionEvaluator.invalid(
          expression, "ref2 is the reference of a second factor: i(f, g, ref2 = level)")
      }
      return .factor(factor)
    }
    var second = positional[1]
    var isFactor = false
    if case .call("factor", let inner) = second.kind, inner.count == 1 {
      second = inner[0].value
      isFactor = true
    }
    let value = try evaluator.value(second)
    if case .texts = value { isFactor = true }
    guard isFactor else {
      return .slopes(factor, by: try evaluator.numbers(second), name: FormulaText.text(second))
    }
    let other = try source(
      second, label: FormulaText.text(second), style: .i, references: labelled["ref2"].map(levels) ?? [],
      evaluator, named: [:])
    return .pairs(factor, other)
  }

  /// The levels of `ref = 3` or `ref = c(1, 2)`.
  private static func levels(_ expression: FormulaExpression) -> [FormulaExpression] {
    if case .call("c", let members) = expression.bare.kind { return members.map(\.value) }
    return [expression]
  }

  private static func source(
    _ expression: FormulaExpression, label: String, style: FactorSource.Style,
    references: [FormulaExpression], _ evaluator: ExpressionEvaluator, named: [String: String]
  ) throws(DesignError) -> FactorSource {
    let value = try evaluator.value(expression)
    switch value {
    case .constant, .literal: throw ExpressionEvaluator.invalid(expression, "a column expected as a factor")
    case .numbers, .texts:
      return FactorSource(
        value: value, label: label, style: style, references: references,
        namedReference: named[FormulaText.text(expression)])
    }
  }

  private static func poly(
    _ arguments: [FormulaExpression.Argument], _ expression: FormulaExpression, _ name: String,
    _ evaluator: ExpressionEvaluator
  ) throws(DesignError) -> VariableSource {
    let (positional, labelled) = try split(arguments, labels: ["degree", "raw"], of: expression)
    if case .name("TRUE")? = labelled["raw"]?.kind {
    } else if let raw = labelled["raw"] {
      throw ExpressionEvaluator.invalid(raw, "poly() has raw powers only; leave out raw")
    }
    let degreeText = labelled["degree"] ?? (positional.count == 2 ? positional[1] : nil)
    guard 1...2 ~= positional.count, let written = degreeText, let degree = written.wholeNumber,
      degrees ~= degree
    else {
      throw ExpressionEvaluator.invalid(
        expression,
        "poly(x, k) with a whole k from \(degrees.lowerBound) to \(degrees.upperBound) expected")
    }
    let base = try evaluator.numbers(positional[0])
    var power = base
    var columns: [(name: String, values: NumberValues)] = [("\(name)1", base)]
    for exponent in 1..<degree {
      power = power.times(base)
      columns.append(("\(name)\(exponent + 1)", power))
    }
    return .numbers(columns)
  }

  private static func split(
    _ arguments: [FormulaExpression.Argument], labels: [String], of expression: FormulaExpression
  ) throws(DesignError) -> ([FormulaExpression], [String: FormulaExpression]) {
    var positional: [FormulaExpression] = []
    var labelled: [String: FormulaExpression] = [:]
    for argument in arguments {
      guard let label = argument.label else {
        positional.append(argument.value)
        continue
      }
      guard labels.contains(label) else {
        let nearest = Suggestion.nearest(to: label, among: labels)
        throw ExpressionEvaluator.invalid(
          argument.value,
          "unknown argument '\(label)'"
            + (nearest.first.map { "; did you mean '\($0)'?" }
              ?? "; there is \(labels.joined(separator: ", "))"))
      }
      guard labelled.updateValue(argument.value, forKey: label) == nil else {
        throw ExpressionEvaluator.invalid(argument.value, "argument '\(label)' is given twice")
      }
    }
    return (positional, labelled)
  }
}
