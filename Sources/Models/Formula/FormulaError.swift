/// A place in the text of a formula; line and column are counted from 1, columns in characters.
public struct FormulaPosition: Sendable, Hashable {
  public let line: Int
  public let column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// Of columns that a request names outside the formula.
  static let outside = FormulaPosition(line: 0, column: 0)

  /// Nil where it is outside the formula.
  var inFormula: FormulaPosition? { self == .outside ? nil : self }
}

/// A formula or filter that is not well written, with the place of the character at which that shows.
public struct FormulaError: Error, Equatable, CustomStringConvertible {
  public let position: FormulaPosition
  public let message: String

  public init(position: FormulaPosition, message: String) {
    self.position = position
    self.message = message
  }

  public var description: String {
    "formula, line \(position.line), column \(position.column): \(message)"
  }
}
