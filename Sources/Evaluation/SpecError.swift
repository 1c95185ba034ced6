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
    self.message = SpecError.line(MessageText.shortened(message))
  }

  /// As one line of a length that a person reads: what is quoted in it may be anything.
  private static func line(_ message: String) -> String {
    let flat =
      message.contains(where: \.isNewline) ? String(message.map { $0.isNewline ? " " : $0 }) : message
    guard flat.utf8.count > longest, flat.count > longest else { return flat }
    return "\(flat.prefix(longest - 160)) … \(flat.suffix(157))"
  }

  /// Characters of a message, a dozen lines of a terminal; the end, which says what to do, is kept.
  private static let longest = 1000

  public var description: String {
    position.map { "\(path): line \($0.line), column \($0.column): \(message)" } ?? "\(path): \(message)"
  }
}
