import Indicators
import Kernels
import Reports
import Rosters

/// Computes formulas exactly, and takes the outermost ratio and sum of each apart.
struct Evaluator {
  let spec: EvaluationSpec
  let counts: Counts
  private let deflator: Deflator?

  init(spec: EvaluationSpec, counts: Counts) {
    self.spec = spec
    self.counts = counts
    deflator = spec.deflator.map { Deflator(baseYear: $0.baseYear, factors: $0.factors) }
  }

  /// What a formula may see: variables, and in a table the other columns of its row.
  struct Scope {
    var variables: [String: Operand]
    var columns: [String: Expression] = [:]
    /// Values of a column in the rows above, for running sums.
    var above: [String: [Exact]] = [:]
    var depth = 0
    /// Where the formula stands, for what has no place of its own.
    var place: SpecPosition?
    /// Steps taken for the cell, shared by all scopes of it.
    var steps = Steps()
  }

  final class Steps {
    var count = 0
  }

  /// A computed formula: value (nil after a division by zero), the sides of its ratio, the terms of its sum, and every
  /// count it used.
  struct Result {
    var value: Exact?
    var numerator: Exact?
    var denominator: Exact?
    var parts: [Exact] = []
    var counts: [ReportTable.Count] = []
  }

  /// Steps and sizes that no sensible formula needs: beyond them it is refused instead of computed for hours.
  private static let stepLimit = 200_000
  private static let bitLimit = 1 << 14

  func evaluate(_ expression: Expression, _ scope: Scope) throws(SpecError) -> Result {
    scope.steps.count += 1
    guard scope.steps.count <= Evaluator.stepLimit else {
      throw failure("the formula of a cell takes more than \(Evaluator.stepLimit) steps", expression.position)
    }
    let result = try step(expression, scope)
    if let value = result.value, value.bits > Evaluator.bitLimit {
      throw failure("a number of more than \(Evaluator.bitLimit) bits", expression.position)
    }
    return result
  }

  private func step(_ expression: Expression, _ scope: Scope) throws(SpecError) -> Result {
    var inner = scope
    inner.depth += 1
    inner.place = expression.position ?? scope.place
    guard scope.depth < 200 else {
      throw failure(
        "more than 200 operations or definitions one inside the other; write the formula in fewer",
        inner.place)
    }
    switch expression {
    case .number(let value): return Result(value: value)
    case .negated(let operand):
      var result = try evaluate(operand, inner)
      result.value = result.value.map { -$0 }
      result.numerator = result.numerator.map { -$0 }
      result.parts = result.parts.map { -$0 }
      return result
    case .binary(.plus, _, _, _), .binary(.minus, _, _, _): return try sum(expression, inner)
    case .binary(let operation, let left, let right, _): return try product(operation, left, right, inner)
    case .name(let name, let position): return try named(name, position, inner)
    case .call(let name, let arguments, let position): return try call(name, arguments, position, inner)
    case .text, .set, .range:
      throw failure("a member, set or range stands where a number is needed", expression.position)
    }
  }

  // MARK: Sums

  private func sum(_ expression: Expression, _ scope: Scope) throws(SpecError) -> Result {
    var result = Result(value: .zero)
    try add(expression, negative: false, scope, to: &result)
    return result
  }

  /// Adds the terms of a sum; a term that is a sum itself gives its own terms.
  private func add(_ expression: Expression, negative: Bool, _ scope: Scope, to result: inout Result)
    throws(SpecError)
  {
    switch expression {
    case .binary(.plus, let left, let right, _):
      try add(left, negative: negative, scope, to: &result)
      try add(right, negative: negative, scope, to: &result)
    case .binary(.minus, let left, let right, _):
      try add(left, negative: negative, scope, to: &result)
      try add(right, negative: !negative, scope, to: &result)
    default: append(try evaluate(expression, scope), negative: negative, to: &result)
    }
  }

  private func append(_ term: Result, negative: Bool, to result: inout Result) {
    result.counts += term.counts
    guard let value = term.value else {
      result.value = nil
      return
    }
    result.value = result.value.map { negative ? $0 - value : $0 + value }
    result.parts += (term.parts.isEmpty ? [value] : term.parts).map { negative ? -$0 : $0 }
  }

  // MARK: Products and ratios

  /// A product or quotient. A plain number is a scale: it keeps the ratio of what it scales, but not its being a sum.
  /// Any other divisor makes a ratio of the two sides.
  private func product(
    _ operation: Expression.Operator, _ left: Expression, _ right: Expression, _ scope: Scope
  ) throws(SpecError) -> Result {
    if operation == .times, let scale = left.literal { return scaled(try evaluate(right, scope), by: scale) }
    if let scale = right.literal {
      let result = try evaluate(left, scope)
      guard operation == .divided else { return scaled(result, by: scale) }
      guard let inverse = Exact.one / scale else { return Result(counts: result.counts) }
      return scaled(result, by: inverse)
    }
    var scale = Exact.one
    let top = try evaluate(operation == .divided ? Evaluator.unscaled(left, &scale) : left, scope)
    let bottom = try evaluate(right, scope)
    var result = Result(counts: top.counts + bottom.counts)
    guard let a = top.value, let b = bottom.value else { return result }
    if operation == .times {
      result.value = a * b
    } else {
      result.value = (scale * a) / b
      result.numerator = a
      result.denominator = b
    }
    return result
  }

  private func scaled(_ given: Result, by scale: Exact) -> Result {
    var result = given
    result.value = given.value.map { scale * $0 }
    result.parts = []
    return result
  }

  /// The left side of a division without the plain number that leads it: a of `100 * a / b`.
  private static func unscaled(_ expression: Expression, _ scale: inout Exact) -> Expression {
    guard case .binary(.times, let left, let right, let position) = expression else { return expression }
    if let literal = left.literal {
      scale = scale * literal
      return right
    }
    return .binary(.times, unscaled(left, &scale), right, position)
  }

  // MARK: Names and calls

  private func named(_ name: String, _ position: SpecPosition, _ scope: Scope) throws(SpecError) -> Result {
    if case .number(let value)? = scope.variables[name] { return Result(value: value) }
    if let column = scope.columns[name] { return try evaluate(column, scope) }
    if scope.variables[name] != nil { throw failure("the variable '\(name)' is no number here", position) }
    return try call(name, [], position, scope)
  }

  private func call(
    _ name: String, _ arguments: [Expression.Argument], _ position: SpecPosition, _ scope: Scope
  )
    throws(SpecError) -> Result
  {
    switch name {
    case "count":
      let filters = try filters(arguments[...], scope)
      let count = try counts.records(filters, at: position)
      let people = try counts.asPeople(filters, value: count.value, at: position)
      return Result(value: Exact(count.value), counts: [count] + (people.map { [$0] } ?? []))
    case "people": return counted(try counts.people(try filters(arguments[...], scope), at: position))
    case "moved":
      func state(_ index: Int, _ key: String) throws(SpecError) -> Operand {
        guard let argument = arguments.first(where: { $0.name == key }) ?? arguments.dropFirst(index).first,
          argument.name == nil || argument.name == key
        else { return .total }
        return try operand(argument.value, scope)
      }
      guard let first = arguments.first else {
        throw failure("moved is written moved(year, from, to)", position)
      }
      let year = try self.year(first.value, scope)
      return counted(try counts.moved(year: year, from: state(1, "from"), to: state(2, "to"), at: position))
    case "sum", "mean":
      guard case .name(let field, _)? = arguments.first?.value else {
        throw failure("\(name) needs a field", position)
      }
      let sum = try counts.sum(of: field, try filters(arguments.dropFirst(), scope), at: position)
      if name == "sum" { return Result(value: sum.total, counts: sum.counts) }
      return Result(
        value: sum.total / Exact(sum.present), numerator: sum.total, denominator: Exact(sum.present),
        counts: sum.counts + (counts.knownCount(of: field, sum).map { [$0] } ?? []))
    case "over": return try over(arguments, position, scope)
    case "running":
      guard case .name(let column, _)? = arguments.first?.value, let formula = scope.columns[column] else {
        throw failure("running is written running(column)", position)
      }
      var result = Result(value: .zero)
      for value in scope.above[column] ?? [] { append(Result(value: value), negative: false, to: &result) }
      append(try evaluate(formula, scope), negative: false, to: &result)
      return result
    case "real":
      var result = try evaluate(arguments[0].value, scope)
      let factor = try self.factor(try year(arguments[1].value, scope), position)
      result.value = result.value.map { $0 * factor }
      result.numerator = result.numerator.map { $0 * factor }
      result.parts = []
      return result
    case "factor": return Result(value: try factor(try year(arguments[0].value, scope), position))
    default: break
    }
    if let definition = spec.definitions[name] {
      var inner = Scope(variables: [:], depth: scope.depth, place: position, steps: scope.steps)
      for (parameter, argument) in zip(definition.parameters, arguments) {
        inner.variables[parameter] = try operand(argument.value, scope)
      }
      return try evaluate(definition.body, inner)
    }
    return try input(name, arguments, position, scope)
  }

  private func counted(_ count: ReportTable.Count) -> Result {
    Result(value: Exact(count.value), counts: [count])
  }

  private func factor(_ year: Int, _ position: SpecPosition) throws(SpecError) -> Exact {
    guard let real = deflator?.real(.one, of: year) else {
      throw failure("the deflator has no factor of \(spec.periods.label(of: year))", position)
    }
    return real.amount
  }

  private func input(
    _ name: String, _ arguments: [Expression.Argument], _ position: SpecPosition, _ scope: Scope
  )
    throws(SpecError) -> Result
  {
    guard let input = spec.inputs[name] else { throw failure("unknown name '\(name)'", position) }
    var keys: [String] = []
    for argument in arguments {
      switch try operand(argument.value, scope) {
      case .number(let value): keys.append(value.finiteDecimal ?? "")
      case .text(let text): keys.append(key(text, keys.count, of: input))
      case .total, .set, .known, .missing:
        throw failure(
          "the input '\(name)' has a value for each \(input.keys.joined(separator: " and ")), not for a total: write "
            + "over(dimension, …) around it", argument.position)
      }
    }
    guard let value = input.values[keys] else {
      let shown = keys.enumerated().map { place, key in
        input.keys[place] == spec.periodName && !spec.periods.areYears
          ? Int(key).map(spec.periods.label) ?? key : key
      }
      throw failure("the input '\(name)' has no value for \(shown.joined(separator: ", "))", position)
    }
    return Result(value: value)
  }

  /// The key of an operand's text: inputs know periods by their numbers.
  private func key(_ text: String, _ place: Int, of input: EvaluationSpec.Input) -> String {
    guard input.keys.indices.contains(place), input.keys[place] == spec.periodName, !spec.periods.areYears
    else {
      return text
    }
    return spec.periods.number(of: text).map(String.init) ?? text
  }

  /// The sum over all members of a dimension where its variable is `total` or not bound.
  private func over(_ arguments: [Expression.Argument], _ position: SpecPosition, _ scope: Scope)
    throws(SpecError) -> Result
  {
    guard arguments.count == 2, case .name(let name, _) = arguments[0].value else {
      throw failure("over is written over(dimension, formula)", position)
    }
    if let bound = scope.variables[name], bound != .total { return try evaluate(arguments[1].value, scope) }
    var result = Result(value: .zero)
    for member in try members(of: name, position) {
      var inner = scope
      inner.variables[name] = member
      append(try evaluate(arguments[1].value, inner), negative: false, to: &result)
    }
    return result
  }

  private func members(of name: String, _ position: SpecPosition) throws(SpecError) -> [Operand] {
    if name == spec.stateName, let labels = spec.stateLabels { return labels.map(SpecReader.operand) }
    if name == spec.periodName, spec.hasRosters { return spec.years.map { .number(Exact($0)) } }
    guard let dimension = spec.dimensions.first(where: { $0.name == name }), !dimension.members.isEmpty else {
      throw failure("over(\(name), …): the spec does not fix its members", position)
    }
    return dimension.members.map(SpecReader.operand)
  }

  // MARK: Operands

  private func filters(_ arguments: ArraySlice<Expression.Argument>, _ scope: Scope) throws(SpecError)
    -> Counts.Filters
  {
    var filters: Counts.Filters = [:]
    for argument in arguments {
      if let name = argument.name {
        filters[name] = try operand(argument.value, scope)
      } else if case .name(let name, let position) = argument.value {
        guard let value = scope.variables[name] else {
          throw failure("there is no variable '\(name)' here; write \(name)=value", position)
        }
        filters[name] = value
      }
    }
    return filters
  }

  /// The value of an argument or filter: `total` is a keyword, then variables, then members.
  private func operand(_ expression: Expression, _ scope: Scope) throws(SpecError) -> Operand {
    switch expression {
    case .name("total", _): return .total
    case .name("known", _): return .known
    case .name("missing", _): return .missing
    case .name(let name, _): return scope.variables[name] ?? .text(name)
    case .text(let text, _): return .text(text)
    case .set(let items):
      var texts: [String] = []
      for item in items {
        switch try operand(item, scope) {
        case .number(let value): texts.append(value.finiteDecimal ?? "")
        case .text(let text): texts.append(text)
        case .total, .set, .known, .missing: throw failure("a set holds members", item.position)
        }
      }
      return .set(texts)
    case .range(let low, let high, let position):
      guard let from = period(try operand(low, scope)), let to = period(try operand(high, scope)), from <= to,
        SpecReader.isShort(from, to, 100_000)
      else { throw failure("a range is written first..last with whole numbers", position) }
      return .set((from...to).map(String.init))
    case .number(let value): return .number(value)
    case .negated, .binary, .call:
      guard let value = try evaluate(expression, scope).value else {
        throw failure("this has no value (a division by zero)", expression.position)
      }
      return .number(value)
    }
  }

  private func year(_ expression: Expression, _ scope: Scope) throws(SpecError) -> Int {
    guard let year = period(try operand(expression, scope)) else {
      throw failure("a \(spec.periods.word) is needed here", expression.position)
    }
    return year
  }

  /// A whole number, or that of the period whose label the operand is.
  private func period(_ operand: Operand) -> Int? {
    switch operand {
    case .number(let value): value.integer
    case .text(let text): spec.periods.areYears ? nil : spec.periods.number(of: text)
    case .total, .set, .known, .missing: nil
    }
  }

  private func failure(_ message: String, _ position: SpecPosition?) -> SpecError {
    SpecError(path: spec.path, position: position, message: message)
  }
}
