import Kernels
import Rosters

/// Walks every formula before any roster is read: unknown names, wrong numbers of arguments and fields of the wrong type
/// are found with line and column, and the cubes that the formulas need are noted.
struct SpecChecker {
  let spec: EvaluationSpec

  init(_ spec: EvaluationSpec) { self.spec = spec }

  /// Built-in calls.
  static let functions = ["count", "sum", "mean", "people", "moved", "over", "running", "real", "factor"]

  static let peopleFilters = [
    "times", "trajectory", "pattern", "first_year", "last_year", "present", "absent",
  ]

  func check() throws(SpecError) {
    for (name, definition) in spec.definitions.sorted(by: { $0.key < $1.key }) {
      if SpecChecker.functions.contains(name) || spec.inputs[name] != nil {
        throw failure("the definition '\(name)' has the name of a function or an input", definition.position)
      }
      try walk(definition.body, names: Set(definition.parameters), columns: [])
    }
    for table in spec.tables {
      var known: Set<String> = []
      for block in table.blocks { known.formUnion(block.columns.map(\.name)) }
      for column in table.decimals.keys.sorted() where !known.contains(column) {
        throw SpecError(
          path: spec.path, position: table.position,
          message: "the table '\(table.id)' has no column '\(column)' (under decimals)")
      }
      for block in table.blocks {
        let axes = Set(block.axes.map(\.name))
        let columns = Set(block.columns.map(\.name))
        for column in block.columns { try walk(column.formula, names: axes, columns: columns) }
        try ColumnOrder(block, path: spec.path).check()
      }
    }
    var done: Set<String> = []
    for (name, definition) in spec.definitions.sorted(by: { $0.key < $1.key }) {
      try cycle(definition.body, from: [name], done: &done)
      done.insert(name)
    }
  }

  private func failure(_ message: String, _ position: SpecPosition?) -> SpecError {
    SpecError(path: spec.path, position: position, message: message)
  }

  private func hint(_ name: String, _ known: [String]) -> String {
    let nearest = Suggestion.nearest(to: name, among: known)
    return nearest.isEmpty ? "" : "; did you mean \(nearest.map { "'\($0)'" }.joined(separator: ", "))?"
  }

  /// Definitions that call each other in a circle have no value.
  private func cycle(_ expression: Expression, from chain: [String], done: inout Set<String>)
    throws(SpecError)
  {
    switch expression {
    case .number, .text: break
    case .negated(let inner): try cycle(inner, from: chain, done: &done)
    case .binary(_, let left, let right, _), .range(let left, let right, _):
      try cycle(left, from: chain, done: &done)
      try cycle(right, from: chain, done: &done)
    case .set(let items): for item in items { try cycle(item, from: chain, done: &done) }
    case .name(let name, let position): try enter(name, position, chain, &done)
    case .call(let name, let arguments, let position):
      for argument in arguments { try cycle(argument.value, from: chain, done: &done) }
      try enter(name, position, chain, &done)
    }
  }

  private func enter(_ name: String, _ position: SpecPosition, _ chain: [String], _ done: inout Set<String>)
    throws(SpecError)
  {
    guard let definition = spec.definitions[name], !definition.parameters.contains(name), !done.contains(name)
    else { return }
    if chain.contains(name) {
      throw failure("the definitions \((chain + [name]).joined(separator: " → ")) go in a circle", position)
    }
    guard chain.count < 50 else { throw failure("definitions nested too deeply", position) }
    try cycle(definition.body, from: chain + [name], done: &done)
    done.insert(name)
  }

  private func walk(_ expression: Expression, names: Set<String>, columns: Set<String>) throws(SpecError) {
    switch expression {
    case .number: break
    case .text, .set, .range:
      throw failure("a member, set or range stands where a number is needed", expression.position)
    case .negated(let inner): try walk(inner, names: names, columns: columns)
    case .binary(let operation, let left, let right, let position):
      if operation == .divided, right.constant?.isZero == true {
        throw failure("a division by zero", position)
      }
      try walk(left, names: names, columns: columns)
      try walk(right, names: names, columns: columns)
    case .name(let name, let position):
      if names.contains(name) || columns.contains(name) { return }
      if let definition = spec.definitions[name], definition.parameters.isEmpty { return }
      if let input = spec.inputs[name], input.keys.isEmpty { return }
      let known = names.union(columns).sorted() + spec.definitions.keys.sorted() + spec.inputs.keys.sorted()
      throw failure("unknown name '\(name)'\(hint(name, known))", position)
    case .call(let name, let arguments, let position):
      try call(name, arguments, position, names: names, columns: columns)
    }
  }

  private func call(
    _ name: String, _ arguments: [Expression.Argument], _ position: SpecPosition, names: Set<String>,
    columns: Set<String>
  ) throws(SpecError) {
    func needs(_ counts: ClosedRange<Int>, _ usage: String) throws(SpecError) {
      if !counts.contains(arguments.count) { throw failure("\(name) is written \(usage)", position) }
    }
    // over binds its dimension for the formula, which is walked with it below.
    if name != "over" {
      for argument in arguments { try walkOperand(argument.value, names: names, columns: columns) }
    }
    switch name {
    case "count": try filters(arguments[...], people: false)
    case "people": try filters(arguments[...], people: true)
    case "sum", "mean":
      guard let first = arguments.first, first.name == nil, case .name(let field, let at) = first.value else {
        throw failure("\(name) is written \(name)(field, filters…)", position)
      }
      guard let found = spec.schema.fields.first(where: { $0.name == field }) else {
        throw failure("no field '\(field)'\(hint(field, spec.schema.fields.map(\.name)))", at)
      }
      guard found.type == .integer || found.type == .decimal else {
        throw failure("the field '\(field)' is \(found.type.rawValue), not a number", at)
      }
      try filters(arguments.dropFirst(), people: false)
    case "moved":
      try needs(1...3, "moved(year, from, to)")
      try walk(arguments[0].value, names: names, columns: columns)
    case "over":
      try needs(2...2, "over(dimension, formula)")
      guard case .name(let dimension, let at) = arguments[0].value else {
        throw failure("over is written over(dimension, formula)", position)
      }
      guard
        dimension == spec.stateName || dimension == spec.periodName
          || spec.dimensions.contains(where: { $0.name == dimension })
      else {
        let known = [spec.periodName, spec.stateName] + spec.dimensions.map(\.name)
        throw failure("no dimension '\(dimension)'\(hint(dimension, known))", at)
      }
      try walk(arguments[1].value, names: names.union([dimension]), columns: columns)
    case "running":
      try needs(1...1, "running(column)")
      guard case .name(let column, let at) = arguments[0].value, columns.contains(column) else {
        throw failure("running is written running(column)", position)
      }
      _ = at
    case "real":
      try needs(2...2, "real(formula, year)")
      try needsDeflator(position)
      try walk(arguments[0].value, names: names, columns: columns)
      try walk(arguments[1].value, names: names, columns: columns)
    case "factor":
      try needs(1...1, "factor(year)")
      try needsDeflator(position)
      try walk(arguments[0].value, names: names, columns: columns)
    default:
      if let definition = spec.definitions[name] {
        try needs(
          definition.parameters.count...definition.parameters.count,
          "\(name)(\(definition.parameters.joined(separator: ", ")))")
      } else if let input = spec.inputs[name] {
        try needs(input.keys.count...input.keys.count, "\(name)(\(input.keys.joined(separator: ", ")))")
      } else {
        let known = SpecChecker.functions + spec.definitions.keys.sorted() + spec.inputs.keys.sorted()
        throw failure("unknown function '\(name)'\(hint(name, known))", position)
      }
    }
  }

  /// What is computed inside the value of an argument or filter; a bare name there may be a member.
  private func walkOperand(_ expression: Expression, names: Set<String>, columns: Set<String>)
    throws(SpecError)
  {
    switch expression {
    case .binary, .negated, .call: try walk(expression, names: names, columns: columns)
    case .set(let items): for item in items { try walkOperand(item, names: names, columns: columns) }
    case .range(let low, let high, _):
      try walkOperand(low, names: names, columns: columns)
      try walkOperand(high, names: names, columns: columns)
    case .number, .text, .name: break
    }
  }

  private func needsDeflator(_ position: SpecPosition) throws(SpecError) {
    if spec.deflator == nil { throw failure("real and factor need a deflator", position) }
  }

  private func filters(_ arguments: ArraySlice<Expression.Argument>, people: Bool) throws(SpecError) {
    var seen: Set<String> = []
    for argument in arguments {
      guard let name = SpecChecker.filterName(argument) else {
        throw failure("a filter is written dimension=value, or just dimension", argument.position)
      }
      if !seen.insert(name).inserted { throw failure("the filter '\(name)' stands twice", argument.position) }
      let known = people ? peopleDimensions : recordDimensions
      if people, name.hasPrefix("times_") { continue }
      guard known.contains(name) else {
        throw failure(
          "no \(people ? "filter of people" : "dimension") '\(name)'\(hint(name, known))", argument.position)
      }
    }
  }

  static func filterName(_ argument: Expression.Argument) -> String? {
    if let name = argument.name { return name }
    if case .name(let name, _) = argument.value { return name }
    return nil
  }

  private var recordDimensions: [String] {
    [spec.periodName, spec.stateName] + spec.dimensions.filter { !$0.isPersonLevel }.map(\.name)
  }

  private var peopleDimensions: [String] {
    SpecChecker.peopleFilters + spec.dimensions.map(\.name) + spec.paths.keys.sorted()
  }
}
