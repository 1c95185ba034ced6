package import Kernels

/// A formula of the spec as a tree; every name and call knows where it stands.
package indirect enum Expression: Sendable {
  case number(Exact)
  /// A quoted member.
  case text(String, SpecPosition)
  case name(String, SpecPosition)
  case negated(Expression)
  case binary(Operator, Expression, Expression, SpecPosition)
  case call(String, [Argument], SpecPosition)
  case set([Expression])
  case range(Expression, Expression, SpecPosition)

  package enum Operator: Character, Sendable {
    case plus = "+"
    case minus = "-"
    case times = "*"
    case divided = "/"
  }

  /// An argument of a call: `value`, or `name=value`.
  package struct Argument: Sendable {
    let name: String?
    let value: Expression
    let position: SpecPosition
  }

  /// Where it stands: its operator's place if it has one; nil for numbers.
  var position: SpecPosition? {
    switch self {
    case .name(_, let position), .text(_, let position), .call(_, _, let position),
      .range(_, _, let position), .binary(_, _, _, let position):
      position
    case .negated(let inner): inner.position
    case .set(let items): items.first.flatMap(\.position)
    case .number: nil
    }
  }

  /// The number of a literal, its sign included.
  var literal: Exact? {
    switch self {
    case .number(let value): value
    case .negated(let inner): inner.literal.map { -$0 }
    default: nil
    }
  }

  /// The number of a formula of numbers alone; nil where it has none, or names something.
  var constant: Exact? {
    switch self {
    case .number(let value): return value
    case .negated(let inner): return inner.constant.map { -$0 }
    case .binary(let operation, let left, let right, _):
      guard let a = left.constant, let b = right.constant else { return nil }
      switch operation {
      case .plus: return a + b
      case .minus: return a - b
      case .times: return a * b
      case .divided: return a / b
      }
    default: return nil
    }
  }

  /// The name at the head of a definition.
  var headName: String? {
    switch self {
    case .name(let name, _), .call(let name, _, _): name
    default: nil
    }
  }
}
