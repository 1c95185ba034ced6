import Kernels

/// Where something stands in a spec.
public struct SpecPosition: Sendable, Equatable {
  public let line: Int
  public let column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  func advanced(by offset: Int) -> SpecPosition { SpecPosition(line: line, column: column + offset) }
}

/// What is wrong with a spec: unknown key, wrong type, bad syntax, a name that means nothing.
public struct SpecError: Error, Equatable, CustomStringConvertible {
  public let path: String
  public let position: SpecPosition?
  public let message: String

  public init(path: String, position: SpecPosition?, message: String) {
    self.path = path
    self.position = position
    self.message = MessageText.shortened(message)
  }

  public var description: String {
    position.map { "\(path): line \($0.line), column \($0.column): \(message)" } ?? "\(path): \(message)"
  }
}
