/// Finds out whether formulas count persons or records, which needs rosters.
struct PersonCounting {
  private let spec: EvaluationSpec
  /// What the columns of a table are, by name, for formulas that name them.
  private let columns: [String: Expression]

  private static let calls: Set<String> = ["count", "sum", "mean", "people", "moved"]

  init(_ spec: EvaluationSpec, columns: [String: Expression] = [:]) {
    self.spec = spec
    self.columns = columns
  }

  func counts(_ table: EvaluationSpec.Table) -> Bool { counting(in: table) != nil }

  /// Where the first formula of a table stands that counts.
  func place(in table: EvaluationSpec.Table) -> SpecPosition? { counting(in: table)?.position }

  private func counting(in table: EvaluationSpec.Table) -> Expression? {
    var visited: Set<String> = []
    return table.blocks.lazy.flatMap(\.columns).map(\.formula).first { counts($0, &visited) }
  }

  func counts(_ expression: Expression) -> Bool {
    var visited: Set<String> = []
    return counts(expression, &visited)
  }

  private func counts(_ expression: Expression, _ visited: inout Set<String>) -> Bool {
    switch expression {
    case .number, .text: return false
    case .negated(let inner): return counts(inner, &visited)
    case .binary(_, let left, let right, _), .range(let left, let right, _):
      return counts(left, &visited) || counts(right, &visited)
    case .set(let items):
      for item in items where counts(item, &visited) { return true }
      return false
    case .name(let name, _): return enters(name, &visited)
    case .call(let name, let arguments, _):
      if PersonCounting.calls.contains(name) { return true }
      for argument in arguments where counts(argument.value, &visited) { return true }
      return enters(name, &visited)
    }
  }

  private func enters(_ name: String, _ visited: inout Set<String>) -> Bool {
    guard visited.insert(name).inserted else { return false }
    for body in [columns[name], spec.definitions[name]?.body] {
      if let body, counts(body, &visited) { return true }
    }
    return false
  }
}
