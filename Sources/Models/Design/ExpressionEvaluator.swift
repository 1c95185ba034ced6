internal import Columns
internal import Kernels

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// Works out expressions over all rows of a table. Sums, products, quotients and whole powers are double-doubles; functions
/// are those of the platform's library. A missing value makes missing whatever does not depend on it alone: as in R,
/// FALSE & NA is FALSE and TRUE | NA is TRUE.
struct ExpressionEvaluator {
  let table: Table
  /// Which row is how many periods before another, where the formula asks for it.
  let panel: PanelIndex?

  static let functions: [String: @Sendable (Double) -> Double] = [
    "log": { log($0) }, "log2": { log2($0) }, "log10": { log10($0) }, "log1p": { log1p($0) },
    "exp": { exp($0) }, "expm1": { expm1($0) }, "sqrt": { $0.squareRoot() }, "abs": { abs($0) },
    "floor": { $0.rounded(.down) }, "ceiling": { $0.rounded(.up) },
  ]

  /// Every function that has a meaning somewhere in a formula.
  static let names =
    functions.keys.sorted() + ["I", "ifelse", "lag", "lead", "diff", "i", "factor", "poly", "offset", "c"]

  static func invalid(_ expression: FormulaExpression, _ message: String) -> DesignError {
    .formula(FormulaError(position: expression.position, message: message))
  }

  /// A number a row.
  func numbers(_ expression: FormulaExpression) throws(DesignError) -> NumberValues {
    try numbers(value(expression), expression)
  }

  private func numbers(
    _ value: ExpressionValue, _ expression: FormulaExpression
  ) throws(DesignError) -> NumberValues {
    switch value {
    case .numbers(let numbers): return numbers
    case .constant(let constant, let isLogical):
      var numbers = NumberValues(count: table.rows) { _ in constant }
      numbers.isLogical = isLogical
      return numbers
    case .texts: throw textForNumber(expression)
    case .literal:
      throw ExpressionEvaluator.invalid(expression, "text in quotes where a number is needed")
    }
  }

  private func textForNumber(_ expression: FormulaExpression) -> DesignError {
    let found = expression.columns.first
    return .textForNumber(
      found?.name ?? FormulaText.text(expression), found.flatMap { table.firstText[$0.name] },
      (found?.position ?? expression.position).inFormula)
  }

  func value(_ expression: FormulaExpression) throws(DesignError) -> ExpressionValue {
    switch expression.kind {
    case .number(let value): return .constant(DoubleDouble(value), isLogical: false)
    case .text(let text): return .literal(text)
    case .name(let name): return try column(name, expression)
    case .parentheses(let inner): return try value(inner)
    case .prefix(.plus, let inner): return .numbers(try numbers(inner))
    case .prefix(.minus, let inner): return try map(inner) { -$0 }
    case .prefix(.not, let inner):
      return try logical(map(inner) { DoubleDouble($0.high.isNaN ? .nan : $0.high == 0 ? 1 : 0) })
    case .infix(let sign, let left, let right): return try infix(sign, left, right, expression)
    case .sum(let addends):
      var total: ExpressionValue?
      for addend in addends {
        let value = try value(addend.value)
        if let left = total {
          total = try combine((left, addends[0].value), (value, addend.value)) {
            addend.negative ? $0 - $1 : $0 + $1
          }
        } else {
          total = try combine((value, addend.value), (.constant(.zero, isLogical: false), expression)) {
            a, _ in
            addend.negative ? -a : a
          }
        }
      }
      return total ?? .constant(.zero, isLogical: false)
    case .call(let function, let arguments): return try call(function, arguments, expression)
    case .slopes: throw ExpressionEvaluator.invalid(expression, "brackets belong to fixed effects: id[x]")
    }
  }

  private func column(_ name: String, _ expression: FormulaExpression) throws(DesignError) -> ExpressionValue
  {
    if let constant = FormulaExpression.constants[name], !table.has(name) {
      return .constant(DoubleDouble(constant), isLogical: true)
    }
    let column: Column
    do throws(TableError) { column = try table.column(name) } catch {
      guard case .noColumn(_, let nearest) = error else { preconditionFailure(error.description) }
      throw .unknownColumn(name, nearest: nearest, expression.position.inFormula)
    }
    if column.count > 0, column.validity.population == 0 { throw .allMissing(name) }
    guard let value = ExpressionValue.of(column) else {
      throw .identifier(name, expression.position.inFormula)
    }
    return value
  }

  // MARK: - Row by row

  private func map(
    _ expression: FormulaExpression, _ body: (DoubleDouble) -> DoubleDouble
  ) throws(DesignError) -> ExpressionValue {
    switch try value(expression) {
    case .constant(let constant, _): return .constant(body(constant), isLogical: false)
    case let other:
      let values = try numbers(other, expression)
      return .numbers(NumberValues(count: values.count) { body(values[$0]) })
    }
  }

  private func logical(_ value: ExpressionValue) -> ExpressionValue {
    switch value {
    case .numbers(var numbers):
      numbers.isLogical = true
      return .numbers(numbers)
    case .constant(let constant, _): return .constant(constant, isLogical: true)
    default: return value
    }
  }

  private func combine(
    _ left: (ExpressionValue, FormulaExpression), _ right: (ExpressionValue, FormulaExpression),
    _ body: (DoubleDouble, DoubleDouble) -> DoubleDouble
  ) throws(DesignError) -> ExpressionValue {
    switch (left.0, right.0) {
    case (.constant(let a, _), .constant(let b, _)): return .constant(body(a, b), isLogical: false)
    case (_, .constant(let b, _)):
      let a = try numbers(left.0, left.1)
      return .numbers(NumberValues(count: a.count) { body(a[$0], b) })
    case (.constant(let a, _), _):
      let b = try numbers(right.0, right.1)
      return .numbers(NumberValues(count: b.count) { body(a, b[$0]) })
    default:
      let a = try numbers(left.0, left.1)
      let b = try numbers(right.0, right.1)
      return .numbers(NumberValues(count: a.count) { body(a[$0], b[$0]) })
    }
  }

  private func infix(
    _ sign: FormulaExpression.Infix, _ left: FormulaExpression, _ right: FormulaExpression,
    _ expression: FormulaExpression
  ) throws(DesignError) -> ExpressionValue {
    if sign == .within { return try within(left, right) }
    if sign == .colon {
      throw ExpressionEvaluator.invalid(expression, "':' joins terms; inside a function write '*'")
    }
    let a = (try value(left), left)
    let b = (try value(right), right)
    switch sign {
    case .times: return try combine(a, b, ExpressionEvaluator.product)
    case .divided: return try combine(a, b, ExpressionEvaluator.quotient)
    case .power: return try combine(a, b, ExpressionEvaluator.power)
    case .and:
      return logical(
        try combine(a, b) { a, b in
          if a.high == 0 || b.high == 0 { return DoubleDouble(0) }
          return DoubleDouble(a.high.isNaN || b.high.isNaN ? .nan : 1)
        })
    case .or:
      return logical(
        try combine(a, b) { a, b in
          if a.high != 0, !a.high.isNaN { return DoubleDouble(1) }
          if b.high != 0, !b.high.isNaN { return DoubleDouble(1) }
          return DoubleDouble(a.high.isNaN || b.high.isNaN ? .nan : 0)
        })
    case .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual:
      return try compare(sign, a, b)
    case .colon, .within: preconditionFailure("\(sign) is no operation of numbers")
    }
  }

  // The error terms of values near the largest double overflow: the plain operation is kept there.

  static func product(_ a: DoubleDouble, _ b: DoubleDouble) -> DoubleDouble {
    let product = a * b
    return product.high.isFinite ? product : DoubleDouble(a.high * b.high)
  }

  static func quotient(_ a: DoubleDouble, _ b: DoubleDouble) -> DoubleDouble {
    let quotient = a / b
    return quotient.high.isFinite ? quotient : DoubleDouble(a.high / b.high)
  }

  static func power(_ base: DoubleDouble, _ exponent: DoubleDouble) -> DoubleDouble {
    if exponent.low == 0, let whole = Int(exactly: exponent.high), abs(whole) <= 1024 {
      let power = base.power(abs(whole))
      let result = whole < 0 ? quotient(DoubleDouble(1), power) : power
      if result.high.isFinite { return result }
    }
    return DoubleDouble(pow(base.value, exponent.value))
  }

  // MARK: - Conditions

  private typealias Operand = (ExpressionValue, FormulaExpression)

  private func compare(
    _ sign: FormulaExpression.Infix, _ a: Operand, _ b: Operand
  ) throws(DesignError) -> ExpressionValue {
    switch (a.0, b.0) {
    case (.texts, .literal), (.texts, .texts), (.literal, .texts), (.literal, .literal):
      guard sign == .equal || sign == .unequal else {
        throw ExpressionEvaluator.invalid(a.1, "texts have no order here; compare them with == and !=")
      }
      return try equalTexts(a.0, b.0, negated: sign == .unequal)
    case (.numbers, .literal), (.constant, .literal):
      throw .numberForText(FormulaText.text(a.1), b.1.position)
    case (.literal, _): throw .numberForText(FormulaText.text(b.1), a.1.position)
    default: break
    }
    let holds: (DoubleDouble, DoubleDouble) -> Bool =
      switch sign {
      case .equal: { $0 == $1 }
      case .unequal: { $0 != $1 }
      case .less: { $0.high < $1.high || ($0.high == $1.high && $0.low < $1.low) }
      case .lessOrEqual: { $0.high < $1.high || ($0.high == $1.high && $0.low <= $1.low) }
      case .greater: { $0.high > $1.high || ($0.high == $1.high && $0.low > $1.low) }
      default: { $0.high > $1.high || ($0.high == $1.high && $0.low >= $1.low) }
      }
    return logical(
      try combine(a, b) { a, b in
        DoubleDouble(a.high.isNaN || b.high.isNaN ? .nan : holds(a, b) ? 1 : 0)
      })
  }

  private func equalTexts(
    _ a: ExpressionValue, _ b: ExpressionValue, negated: Bool
  ) throws(DesignError) -> ExpressionValue {
    let (yes, no) = negated ? (0.0, 1.0) : (1.0, 0.0)
    switch (a, b) {
    case (.literal(let a), .literal(let b)):
      return .constant(DoubleDouble(a == b ? yes : no), isLogical: true)
    case (.literal(let text), .texts(let codes, let levels, let validity)),
      (.texts(let codes, let levels, let validity), .literal(let text)):
      let matches = levels.map { $0 == text ? yes : no }
      return .numbers(
        NumberValues(
          codes.indices.map { validity[$0] ? matches[Int(codes[$0])] : .nan }, isLogical: true))
    case (.texts(let codes, let levels, let validity), .texts(let others, let otherLevels, let otherValidity)):
      let index = Dictionary(levels.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
      let matching = otherLevels.map { index[$0] ?? -1 }
      return .numbers(
        NumberValues(
          codes.indices.map { row in
            guard validity[row], otherValidity[row] else { return .nan }
            return matching[Int(others[row])] == Int(codes[row]) ? yes : no
          }, isLogical: true))
    default: preconditionFailure("texts compared with numbers")
    }
  }

  /// `x %in% c(1, 2)`: equal to any of them.
  private func within(
    _ left: FormulaExpression, _ right: FormulaExpression
  ) throws(DesignError) -> ExpressionValue {
    guard case .call("c", let members) = right.bare.kind, !members.isEmpty else {
      throw ExpressionEvaluator.invalid(right, "a set expected: {1, 2} or c(1, 2)")
    }
    let needle = (try value(left), left)
    var result: [Double]?
    for member in members {
      guard
        case .numbers(let found) = try compare(.equal, needle, (try value(member.value), member.value))
      else { throw ExpressionEvaluator.invalid(left, "a column expected before the set") }
      if var sofar = result {
        for row in sofar.indices where found.high[row] == 1 { sofar[row] = 1 }
        result = sofar
      } else {
        result = found.high
      }
    }
    return .numbers(NumberValues(result ?? [], isLogical: true))
  }

  // MARK: - Functions

  private func call(
    _ function: String, _ arguments: [FormulaExpression.Argument], _ expression: FormulaExpression
  ) throws(DesignError) -> ExpressionValue {
    if let body = ExpressionEvaluator.functions[function] {
      let argument = try sole(arguments, of: function, expression)
      return try map(argument) { DoubleDouble(body($0.value)) }
    }
    switch function {
    case "I": return try value(sole(arguments, of: function, expression))
    case "ifelse":
      guard arguments.count == 3, arguments.allSatisfy({ $0.label == nil }) else {
        throw ExpressionEvaluator.invalid(expression, "ifelse(condition, then, else) has three arguments")
      }
      let condition = try numbers(arguments[0].value)
      let yes = try numbers(arguments[1].value)
      let no = try numbers(arguments[2].value)
      return .numbers(
        NumberValues(count: condition.count) { row in
          let test = condition.high[row]
          return test.isNaN ? DoubleDouble(.nan) : test != 0 ? yes[row] : no[row]
        })
    case "lag", "lead", "diff":
      let lag = try LagCall(expression)
      guard lag.periods.count == 1 else {
        throw ExpressionEvaluator.invalid(expression, "a range of periods makes several terms; give one here")
      }
      return .numbers(try shifted(lag, by: lag.periods[0]))
    case "i", "factor", "poly", "offset":
      throw ExpressionEvaluator.invalid(expression, "\(function)() is a term of its own, not part of another")
    case "c": throw ExpressionEvaluator.invalid(expression, "c() stands after %in% and ref = only")
    default:
      let nearest = Suggestion.nearest(to: function, among: ExpressionEvaluator.names)
      throw ExpressionEvaluator.invalid(
        expression,
        "unknown function '\(function)'"
          + (nearest.isEmpty
            ? "; there are \(ExpressionEvaluator.names.joined(separator: ", "))"
            : "; did you mean \(nearest.map { "'\($0)'" }.joined(separator: ", "))?"))
    }
  }

  private func sole(
    _ arguments: [FormulaExpression.Argument], of function: String, _ expression: FormulaExpression
  ) throws(DesignError) -> FormulaExpression {
    guard arguments.count == 1, arguments[0].label == nil else {
      throw ExpressionEvaluator.invalid(expression, "\(function)() has one argument")
    }
    return arguments[0].value
  }

  /// Values of other periods of the same unit, or differences from them.
  func shifted(_ lag: LagCall, by periods: Int) throws(DesignError) -> NumberValues {
    guard let panel else {
      throw ExpressionEvaluator.invalid(
        lag.expression, "\(lag.function)() needs to know units and times; name the panel's columns")
    }
    let values = try numbers(lag.argument)
    let neighbours = panel.rows(before: lag.function == "lead" ? -periods : periods)
    let isDifference = lag.function == "diff"
    return NumberValues(count: values.count) { row in
      guard neighbours[row] >= 0 else { return DoubleDouble(.nan) }
      let other = values[Int(neighbours[row])]
      return isDifference ? values[row] - other : other
    }
  }
}
