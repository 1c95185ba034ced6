/// The columns of a block may cite each other in any order, but not in a circle.
struct ColumnOrder {
  private let path: String
  private let formulas: [String: Expression]
  private let order: [String]
  /// Axes, which a bare name means before it means a column.
  private let axes: Set<String>

  init(_ block: EvaluationSpec.Block, path: String) {
    self.path = path
    formulas = Dictionary(
      block.columns.map { ($0.name, $0.formula) }, uniquingKeysWith: { _, last in last })
    order = block.columns.map(\.name)
    axes = Set(block.axes.map(\.name))
  }

  /// Throws where a column leads back to itself, at the name that closes the circle.
  func check() throws(SpecError) {
    var done: Set<String> = []
    for name in order { try visit(name, from: [], at: nil, &done) }
  }

  private func visit(
    _ name: String, from chain: [String], at position: SpecPosition?, _ done: inout Set<String>
  )
    throws(SpecError)
  {
    guard let formula = formulas[name], !done.contains(name) else { return }
    if let start = chain.firstIndex(of: name) {
      let circle = (chain[start...] + [name]).joined(separator: " → ")
      throw SpecError(path: path, position: position, message: "the columns \(circle) go in a circle")
    }
    var cited: [(name: String, position: SpecPosition)] = []
    names(in: formula, &cited)
    for other in cited { try visit(other.name, from: chain + [name], at: other.position, &done) }
    done.insert(name)
  }

  private func names(in expression: Expression, _ found: inout [(name: String, position: SpecPosition)]) {
    switch expression {
    case .number, .text: break
    case .name(let name, let position): if !axes.contains(name) { found.append((name, position)) }
    case .negated(let inner): names(in: inner, &found)
    case .binary(_, let left, let right, _), .range(let left, let right, _):
      names(in: left, &found)
      names(in: right, &found)
    case .set(let items): for item in items { names(in: item, &found) }
    case .call(let function, let arguments, _):
      for (index, argument) in arguments.enumerated() {
        // A bare name as an argument is a variable or a member, but for those that take a formula.
        if case .name = argument.value, !ColumnOrder.takesFormula(function, index) { continue }
        names(in: argument.value, &found)
      }
    }
  }

  private static func takesFormula(_ function: String, _ index: Int) -> Bool {
    switch function {
    case "running", "real": index == 0
    case "over": index == 1
    default: false
    }
  }
}
