import Kernels
import Rosters

extension SpecChecker {
  /// Functions of a check of a publication.
  static let publicationFunctions = ["cell", "sum", "running", "over", "real", "factor"]

  /// Finds wrong calls in the checks of a publication. Names of tables, columns and keys are known only when it is read.
  func checkPublication() throws(SpecError) {
    var done: Set<String> = []
    for check in spec.publication.checks {
      try walkPublished(check.expect, parameters: nil, hasRow: !check.tables.isEmpty, &done)
    }
  }

  /// `parameters`: those of the definition that is walked; nil in the formula of the check itself. `done`: definitions walked.
  private func walkPublished(
    _ expression: Expression, parameters: Set<String>?, hasRow: Bool, _ done: inout Set<String>
  ) throws(SpecError) {
    switch expression {
    case .number: break
    case .text, .set, .range:
      throw failure("a member, set or range stands where a number is needed", expression.position)
    case .negated(let inner): try walkPublished(inner, parameters: parameters, hasRow: hasRow, &done)
    case .binary(_, let left, let right, _):
      try walkPublished(left, parameters: parameters, hasRow: hasRow, &done)
      try walkPublished(right, parameters: parameters, hasRow: hasRow, &done)
    case .name(let name, let position):
      if let parameters, parameters.contains(name) { return }
      if let definition = spec.definitions[name], definition.parameters.isEmpty {
        if done.insert(name).inserted {
          try walkPublished(definition.body, parameters: [], hasRow: hasRow, &done)
        }
      } else if parameters == nil, hasRow {
        // A column or key of a table that is not read yet.
      } else if spec.inputs[name]?.keys.isEmpty != true {
        throw failure("unknown name '\(name)'", position)
      }
    case .call(let name, let arguments, let position):
      try callPublished(name, arguments, position, parameters: parameters, hasRow: hasRow, &done)
    }
  }

  private func callPublished(
    _ name: String, _ arguments: [Expression.Argument], _ position: SpecPosition, parameters: Set<String>?,
    hasRow: Bool, _ done: inout Set<String>
  ) throws(SpecError) {
    func needs(_ count: Int, _ usage: String) throws(SpecError) {
      if arguments.count != count { throw failure("\(name) is written \(usage)", position) }
    }
    switch name {
    case "cell", "sum", "running":
      guard parameters == nil else {
        throw failure("a definition sees no published figures; write \(name) in the check", position)
      }
      guard let first = arguments.first, first.name == nil, case .name = first.value else {
        throw failure("\(name) is written \(name)(column, key=value…)", position)
      }
      if name == "running" {
        try needs(1, "running(column)")
        if !hasRow { throw failure("running needs tables", position) }
      }
      var hasTable = hasRow
      for argument in arguments.dropFirst() {
        guard let key = argument.name else {
          throw failure("a key is written key=value", argument.position)
        }
        if key == "table" {
          guard case .text(let pattern, _) = argument.value, TablePattern(pattern) != nil else {
            throw failure("a table is written table=\"its id\", with names in braces", argument.position)
          }
          hasTable = true
        } else {
          try operandPublished(argument.value, parameters: parameters, hasRow: hasRow, &done)
        }
      }
      if !hasTable { throw failure("\(name) needs table=\"its id\" here", position) }
    case "over":
      guard let parameters else {
        throw failure("over goes in a definition; a check adds rows with sum(column, key=known)", position)
      }
      try needs(2, "over(dimension, formula)")
      guard case .name(let dimension, let at) = arguments[0].value else {
        throw failure("over is written over(dimension, formula)", position)
      }
      guard
        dimension == spec.stateName && spec.stateLabels != nil
          || spec.dimensions.contains(where: { $0.name == dimension && !$0.members.isEmpty })
      else { throw failure("no dimension '\(dimension)' with fixed members", at) }
      try walkPublished(
        arguments[1].value, parameters: parameters.union([dimension]), hasRow: hasRow, &done)
    case "real", "factor":
      try needs(name == "real" ? 2 : 1, name == "real" ? "real(formula, year)" : "factor(year)")
      if spec.deflator == nil { throw failure("real and factor need a deflator", position) }
      for argument in arguments {
        try walkPublished(argument.value, parameters: parameters, hasRow: hasRow, &done)
      }
    case "count", "people", "moved", "mean":
      throw failure(
        "\(name) counts in rosters; a check of a publication sees only what is published", position)
    default:
      for argument in arguments {
        try operandPublished(argument.value, parameters: parameters, hasRow: hasRow, &done)
      }
      if let definition = spec.definitions[name] {
        try needs(
          definition.parameters.count, "\(name)(\(definition.parameters.joined(separator: ", ")))")
        if done.insert(name).inserted {
          try walkPublished(
            definition.body, parameters: Set(definition.parameters), hasRow: hasRow, &done)
        }
      } else if let input = spec.inputs[name] {
        try needs(input.keys.count, "\(name)(\(input.keys.joined(separator: ", ")))")
      } else {
        let known =
          SpecChecker.publicationFunctions + spec.definitions.keys.sorted() + spec.inputs.keys.sorted()
        let nearest = Suggestion.nearest(to: name, among: known)
        throw failure(
          "unknown function '\(name)'"
            + (nearest.isEmpty ? "" : "; did you mean \(nearest.map { "'\($0)'" }.joined(separator: ", "))?"),
          position)
      }
    }
  }

  /// What is computed inside the value of a key or parameter; a bare name there may be a label.
  private func operandPublished(
    _ expression: Expression, parameters: Set<String>?, hasRow: Bool, _ done: inout Set<String>
  ) throws(SpecError) {
    switch expression {
    case .binary, .negated, .call:
      try walkPublished(expression, parameters: parameters, hasRow: hasRow, &done)
    case .set(let items):
      for item in items { try operandPublished(item, parameters: parameters, hasRow: hasRow, &done) }
    case .range(let low, let high, _):
      try operandPublished(low, parameters: parameters, hasRow: hasRow, &done)
      try operandPublished(high, parameters: parameters, hasRow: hasRow, &done)
    case .number, .text, .name: break
    }
  }

  private func failure(_ message: String, _ position: SpecPosition?) -> SpecError {
    SpecError(path: spec.path, position: position, message: message)
  }
}
