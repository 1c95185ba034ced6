/// The columns of a block whose cells hold those above them: running sums, and what is computed from these.
enum RunningColumns {
  static func among(_ formulas: [String: Expression]) -> Set<String> {
    var found: Set<String> = []
    var count = -1
    while found.count != count {
      count = found.count
      for (name, formula) in formulas where !found.contains(name) && runs(formula, found) {
        found.insert(name)
      }
    }
    return found
  }

  private static func runs(_ expression: Expression, _ known: Set<String>) -> Bool {
    switch expression {
    case .number, .text: false
    case .name(let name, _): known.contains(name)
    case .negated(let inner): runs(inner, known)
    case .binary(_, let left, let right, _), .range(let left, let right, _):
      runs(left, known) || runs(right, known)
    case .set(let items): items.contains { runs($0, known) }
    case .call(let function, let arguments, _):
      function == "running" || arguments.contains { runs($0.value, known) }
    }
  }
}
