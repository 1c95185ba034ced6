import Kernels
import Rosters

/// Finds the unit of a formula from those of counts and inputs, and refuses sums of different ones.
struct UnitCheck {
  let spec: EvaluationSpec
  /// Units of definitions, each looked at once however often it is named.
  private let known = KnownUnits()

  private final class KnownUnits {
    var units: [String: FormulaUnit] = [:]
  }

  init(spec: EvaluationSpec) { self.spec = spec }

  /// The unit of a formula. Throws with the place where units are mixed, or where `real` is given no money of each year.
  func unit(of expression: Expression, variables: [String: FormulaUnit] = [:]) throws(SpecError)
    -> FormulaUnit
  {
    switch expression {
    case .number, .text, .set, .range: return .number
    case .negated(let inner): return try unit(of: inner, variables: variables)
    case .binary(let operation, let left, let right, let position):
      let a = try unit(of: left, variables: variables)
      let b = try unit(of: right, variables: variables)
      switch operation {
      case .times: return a * b
      case .divided: return a / b
      case .plus, .minus:
        // Nothing added is of any unit.
        if left.literal?.isZero == true { return b }
        if right.literal?.isZero == true { return a }
        guard a == b else {
          throw SpecError(
            path: spec.path, position: position,
            message: "mixed units: \(a) \(operation == .plus ? "plus" : "minus") \(b)")
        }
        return a
      }
    case .name(let name, _):
      if let known = variables[name] { return known }
      return try named(name)
    case .call(let name, let arguments, let position):
      return try call(name, arguments, position, variables)
    }
  }

  private func named(_ name: String) throws(SpecError) -> FormulaUnit {
    if let input = spec.inputs[name] { return FormulaUnit(input.unit) }
    guard let definition = spec.definitions[name] else { return .number }
    if let unit = known.units[name] { return unit }
    let unit = try unit(of: definition.body)
    known.units[name] = unit
    return unit
  }

  private func call(
    _ name: String, _ arguments: [Expression.Argument], _ position: SpecPosition,
    _ variables: [String: FormulaUnit]
  ) throws(SpecError) -> FormulaUnit {
    switch name {
    case "count", "people", "moved": return .persons
    case "sum", "mean":
      guard case .name(let field, _)? = arguments.first?.value else { return .number }
      let own: FormulaUnit = field == spec.schema.amount ? .named(FormulaUnit.nominal) : .named(field)
      return own
    case "over": return try unit(of: arguments[1].value, variables: variables)
    case "running": return try unit(of: arguments[0].value, variables: variables)
    case "factor": return .number
    case "real":
      let inner = try unit(of: arguments[0].value, variables: variables)
      guard let deflator = spec.deflator, let real = inner.deflated(to: deflator.baseYear) else {
        throw SpecError(
          path: spec.path, position: position,
          message: "real is of an amount in \(FormulaUnit.nominal), this is \(inner)")
      }
      return real
    default: return try named(name)
    }
  }
}
