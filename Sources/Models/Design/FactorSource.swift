internal import Columns
internal import Kernels

/// A factor before it is known which rows are used: a category a row, and how its columns are named.
struct FactorSource {
  enum Style {
    /// `genderfemale`, `factor(f)2`.
    case plain
    /// `year::2015`.
    case i
  }

  let value: ExpressionValue
  /// What stands before the level in a name.
  let label: String
  let style: Style
  /// Levels that leave their column to the others; none: the first one where the coding asks for a reference.
  let references: [FormulaExpression]
  /// A reference given by name rather than in the formula.
  var namedReference: String?

  func name(_ level: String) -> String { style == .i ? "\(label)::\(level)" : label + level }

  /// The categories of the used rows; those rows have one. nil for all rows.
  func coded(_ rows: [Int]?) -> CodedValues { CodedValues(value, rows: rows) }
}

extension CodedValues {
  init(_ value: ExpressionValue, rows: [Int]?) {
    switch value {
    case .texts(let codes, let levels, _):
      self.init(rows.map { rows in rows.map { codes[$0] } } ?? codes, texts: levels)
    case .numbers(let numbers):
      self.init(numbers.gathering(rows).high, areLogical: numbers.isLogical)
    case .constant, .literal: preconditionFailure("a constant has no categories")
    }
  }

  /// The level that an expression names: a text, a number, or a bare word.
  func level(of expression: FormulaExpression) -> Int? {
    switch expression.bare.kind {
    case .text(let text), .name(let text): return level(named: text)
    default:
      guard let value = expression.constantNumber else { return nil }
      switch levels {
      case .numbers(let numbers), .truth(let numbers): return numbers.firstIndex(of: value)
      case .texts: return level(named: FormulaText.number(value))
      case .unnamed: return nil
      }
    }
  }

  func level(named name: String) -> Int? {
    if let found = (0..<count).first(where: { self.name($0) == name }) { return found }
    if case .numbers(let numbers) = levels, let value = Double(name) { return numbers.firstIndex(of: value) }
    return nil
  }
}

extension FormulaExpression {
  /// The number it is, a sign allowed.
  var constantNumber: Double? {
    switch bare.kind {
    case .number(let value): value
    case .prefix(.minus, let inner): inner.constantNumber.map { -$0 }
    case .prefix(.plus, let inner): inner.constantNumber
    default: nil
    }
  }
}
