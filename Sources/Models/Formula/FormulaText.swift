import Kernels

/// Expressions as text in one form, spaced as R writes them, so that a term has one name however it was typed.
enum FormulaText {
  static func number(_ value: Double) -> String { NumberText.roundTrip(value) }

  static func text(_ expression: FormulaExpression) -> String {
    switch expression.kind {
    case .number(let value): return number(value)
    case .text(let text): return "\"\(text)\""
    case .name(let name): return name
    case .call(let function, let arguments):
      let inner = arguments.map { ($0.label.map { "\($0) = " } ?? "") + text($0.value) }
      return "\(function)(\(inner.joined(separator: ", ")))"
    case .slopes(let base, let slopes, let only):
      let inner = slopes.map(text).joined(separator: ", ")
      return text(base) + (only ? "[[\(inner)]]" : "[\(inner)]")
    case .prefix(let sign, let inner): return sign.rawValue + text(inner)
    case .infix(let sign, let left, let right):
      switch sign {
      case .power, .colon, .divided: return text(left) + sign.rawValue + text(right)
      default: return "\(text(left)) \(sign.rawValue) \(text(right))"
      }
    case .sum(let addends):
      return addends.enumerated().map { index, addend in
        let sign = addend.negative ? "-" : (index == 0 ? "" : "+")
        return index == 0 ? sign + text(addend.value) : " \(sign) " + text(addend.value)
      }.joined()
    case .parentheses(let inner): return "(\(text(inner)))"
    }
  }
}
