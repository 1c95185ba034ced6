import Kernels
import Rosters

// The formulas of tables say less of their units than those of the logical framework: an input may have none, a sum of a field is of
// whatever the field is of, and dividing by 1000 turns pesos into thousands of them. So only what is certainly wrong is refused: adding
// money to what is no money, or money of one kind (of each year, of a base year) to that of another.

/// Finds formulas of a spec's own tables that add money to something else.
final class MoneyCheck {
  private let spec: EvaluationSpec
  /// What is known of definitions and of the columns of the block at hand: each is looked at once.
  private var definitions: [String: FormulaUnit?] = [:]
  private var known: [String: FormulaUnit?] = [:]

  init(_ spec: EvaluationSpec) { self.spec = spec }

  func check() throws(SpecError) {
    for table in spec.tables {
      for block in table.blocks {
        var columns: [String: Expression] = [:]
        for column in block.columns { columns[column.name] = column.formula }
        for axis in block.axes { columns[axis.name] = nil }
        known = [:]
        for column in block.columns { _ = try money(in: column.formula, columns) }
      }
    }
  }

  /// The unit that a formula is of; nil where it is a plain number or not known.
  private func money(in expression: Expression, _ columns: [String: Expression]) throws(SpecError)
    -> FormulaUnit?
  {
    switch expression {
    case .number, .text, .set, .range: return nil
    case .negated(let inner): return try money(in: inner, columns)
    case .binary(let operation, let left, let right, let position):
      let a = try money(in: left, columns)
      let b = try money(in: right, columns)
      switch operation {
      case .times, .divided:
        let (x, y) = (a ?? .number, b ?? .number)
        let result = operation == .times ? x * y : x / y
        return result == .number ? nil : result
      case .plus, .minus:
        guard let a, let b else { return a ?? b }
        guard a == b || !(a.isMoney || b.isMoney) else {
          throw SpecError(
            path: spec.path, position: position,
            message: "mixed units: \(a) \(operation == .plus ? "plus" : "minus") \(b)")
        }
        return a
      }
    case .name(let name, _):
      guard let column = columns[name] else { return try named(name) }
      if let unit = known[name] { return unit }
      let unit = try money(in: column, columns)
      known[name] = .some(unit)
      return unit
    case .call(let name, let arguments, let position):
      switch name {
      case "count", "people", "moved": return .persons
      case "sum", "mean":
        guard case .name(let field, _)? = arguments.first?.value, field == spec.schema.amount else {
          return nil
        }
        return .named(FormulaUnit.nominal)
      case "over":
        return arguments.count > 1 ? try money(in: arguments[1].value, columns) : nil
      case "running":
        guard let first = arguments.first else { return nil }
        return try money(in: first.value, columns)
      case "factor": return nil
      case "real":
        guard let first = arguments.first, let inner = try money(in: first.value, columns) else {
          return nil
        }
        if inner == .persons {
          throw SpecError(
            path: spec.path, position: position,
            message: "real is of an amount in \(FormulaUnit.nominal), this is \(inner)")
        }
        guard let deflator = spec.deflator else { return inner }
        return inner.deflated(to: deflator.baseYear) ?? inner
      default: return try named(name)
      }
    }
  }

  private func named(_ name: String) throws(SpecError) -> FormulaUnit? {
    if let input = spec.inputs[name] {
      let unit = FormulaUnit(FormulaUnit.withoutScale(input.unit))
      return unit == .number ? nil : unit
    }
    // A definition sees its parameters alone, which are members and periods.
    guard let definition = spec.definitions[name] else { return nil }
    if let unit = definitions[name] { return unit }
    let unit = try money(in: definition.body, [:])
    definitions[name] = .some(unit)
    return unit
  }
}

extension FormulaUnit {
  var isMoney: Bool {
    powers.keys.contains { $0.hasPrefix("pesos") || $0.hasPrefix("uf") || $0.hasPrefix("usd") }
  }

  /// Pesos, alone or for each of something.
  var isOfPesos: Bool {
    powers.contains { name, power in
      power > 0 && ["pesos", "$", "clp"].contains { FormulaUnit.withoutScale(name).hasPrefix($0) }
    }
  }

  /// A unit without the thousands or millions it is counted in.
  static func withoutScale(_ text: String) -> String {
    var rest = text.lowercased()[...]
    for scale in ["miles de ", "millones de "] where rest.hasPrefix(scale) {
      rest = rest.dropFirst(scale.count)
    }
    return String(rest)
  }
}
