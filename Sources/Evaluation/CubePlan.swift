import Kernels
import Panels
import Rosters

/// Which cubes the formulas of the chosen tables need.
struct CubePlan {
  /// Sets of dimensions by which records are counted, with the fields summed in each.
  private(set) var records: [Set<String>: Set<String>] = [:]
  /// Dimensions and paths by which people are told apart.
  private(set) var strata: Set<String> = []
  private var visited: Set<String> = []
  private let spec: EvaluationSpec

  /// `sequences`: whether the table of indices of sequences is wanted.
  init(_ spec: EvaluationSpec, tables: [EvaluationSpec.Table], sequences: Bool = false) {
    self.spec = spec
    if sequences { strata.formUnion(spec.sequences?.strata ?? []) }
    for table in tables {
      for block in table.blocks { for column in block.columns { walk(column.formula) } }
    }
  }

  private mutating func walk(_ expression: Expression) {
    switch expression {
    case .number, .text: break
    case .name(let name, _): enter(name)
    case .negated(let inner): walk(inner)
    case .binary(_, let left, let right, _), .range(let left, let right, _):
      walk(left)
      walk(right)
    case .set(let items): for item in items { walk(item) }
    case .call(let name, let arguments, _):
      switch name {
      case "count": add(arguments[...], sum: nil)
      case "sum", "mean":
        if case .name(let field, _)? = arguments.first?.value { add(arguments.dropFirst(), sum: field) }
      case "people":
        for argument in arguments {
          guard let filter = SpecChecker.filterName(argument) else { continue }
          if spec.paths[filter] != nil || spec.dimensions.contains(where: { $0.name == filter }) {
            strata.insert(filter)
          }
        }
      default:
        for argument in arguments { walk(argument.value) }
        enter(name)
      }
    }
  }

  private mutating func enter(_ name: String) {
    guard let definition = spec.definitions[name], visited.insert(name).inserted else { return }
    walk(definition.body)
  }

  private mutating func add(_ filters: ArraySlice<Expression.Argument>, sum: String?) {
    let names = Set(filters.compactMap(SpecChecker.filterName))
    records[names, default: []].formUnion(sum.map { [$0] } ?? [])
  }

  /// The strata of people, in order of name.
  func personStrata() -> [PersonStratum] {
    strata.sorted().compactMap { name in
      if let path = spec.paths[name] {
        return PersonStratum(name, rule: .path(field: path.field, path.rule.rule))
      }
      guard let dimension = spec.dimensions.first(where: { $0.name == name }) else { return nil }
      if case .cohort(let other, let first) = dimension.rule,
        let source = spec.dimensions.first(where: { $0.name == other })
      {
        return PersonStratum(name, rule: .cohort(source, first: first))
      }
      return PersonStratum(name, rule: .firstRecord(dimension))
    }
  }
}

extension PathRuleText {
  var rule: PathRule {
    switch self {
    case .atLeast: .atLeast
    case .atMost: .atMost
    case .more: .more
    case .less: .less
    case .same: .same
    }
  }
}
