/// A node of a formula's syntax tree, with the place where it stands.
///
/// Sums are kept flat, so that the tree is no deeper than what is nested in what: walking it never exhausts the stack.
public struct FormulaExpression: Sendable, Equatable {
  public indirect enum Kind: Sendable, Equatable {
    case number(Double)
    case text(String)
    /// A column, by its name.
    case name(String)
    case call(String, [Argument])
    /// `id[x, z]`, and with `only` `id[[x, z]]`.
    case slopes(FormulaExpression, [FormulaExpression], only: Bool)
    case prefix(Prefix, FormulaExpression)
    case infix(Infix, FormulaExpression, FormulaExpression)
    /// Terms added or taken away; at least two, or one that is taken away.
    case sum([Addend])
    case parentheses(FormulaExpression)
  }

  public struct Argument: Sendable, Equatable {
    /// Of `ref = 3`; nil by position.
    public let label: String?
    public let value: FormulaExpression
  }

  public struct Addend: Sendable, Equatable {
    public let negative: Bool
    public let value: FormulaExpression
  }

  public enum Prefix: String, Sendable {
    case not = "!"
    case minus = "-"
    case plus = "+"
  }

  public enum Infix: String, Sendable {
    case times = "*"
    case divided = "/"
    case power = "^"
    case colon = ":"
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case and = "&"
    case or = "|"
    case within = "%in%"
  }

  public let kind: Kind
  public let position: FormulaPosition
  /// Nodes from here to the deepest one.
  let depth: Int

  init(_ kind: Kind, at position: FormulaPosition) {
    self.kind = kind
    self.position = position
    depth =
      1
      + (FormulaExpression.children(of: kind).map(\.depth).max() ?? 0)
  }

  var children: [FormulaExpression] { FormulaExpression.children(of: kind) }

  private static func children(of kind: Kind) -> [FormulaExpression] {
    switch kind {
    case .number, .text, .name: []
    case .call(_, let arguments): arguments.map(\.value)
    case .slopes(let base, let slopes, _): [base] + slopes
    case .prefix(_, let inner), .parentheses(let inner): [inner]
    case .infix(_, let left, let right): [left, right]
    case .sum(let addends): addends.map(\.value)
    }
  }

  /// The same without parentheses around the whole.
  var bare: FormulaExpression {
    if case .parentheses(let inner) = kind { inner.bare } else { self }
  }

  /// What stands where a condition must, and is a column, a number or a sum; nil where all are comparisons.
  var valueForCondition: FormulaExpression? {
    switch bare.kind {
    case .prefix(.not, let inner): inner.valueForCondition
    case .infix(.and, let left, let right), .infix(.or, let left, let right):
      left.valueForCondition ?? right.valueForCondition
    case .infix(let sign, _, _):
      [.equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual, .within].contains(sign) ? nil : self
    case .name(let name): FormulaExpression.constants[name] == nil ? bare : nil
    case .call("I", let arguments): arguments.first?.value.valueForCondition
    default: bare
    }
  }

  /// The names of columns in it with the place where each stands first, in their order.
  public var columns: [(name: String, position: FormulaPosition)] {
    var found: [(name: String, position: FormulaPosition)] = []
    var seen: Set<String> = []
    collect(&found, &seen)
    return found
  }

  private func collect(
    _ found: inout [(name: String, position: FormulaPosition)], _ seen: inout Set<String>
  ) {
    switch kind {
    case .name(let name):
      if FormulaExpression.constants[name] == nil, seen.insert(name).inserted {
        found.append((name, position))
      }
    case .call(_, let arguments):
      for argument in arguments where argument.label == nil { argument.value.collect(&found, &seen) }
    default: for child in children { child.collect(&found, &seen) }
    }
  }

  /// Words that are no columns.
  static let constants: [String: Double] = ["TRUE": 1, "FALSE": 0]
}
