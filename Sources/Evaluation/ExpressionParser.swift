import Kernels

/// Reads the text of a formula: sums of products of factors; calls with positional and named arguments; sets, ranges
/// and quoted members as values of filters.
struct ExpressionParser {
  private enum Token: Equatable {
    case number(String)
    case name(String)
    case text(String)
    case symbol(Character)
    case range
    case end
  }

  /// Words and signs of a formula, so that walking its tree never goes deeper than the stack.
  private static let limit = 2_000

  private let path: String
  private let origin: SpecPosition
  private var tokens: [(token: Token, offset: Int)] = []
  private var index = 0
  private var depth = 0

  /// Parses a whole formula; `origin` is where its first character stands.
  static func parse(_ text: String, path: String, at origin: SpecPosition?) throws(SpecError) -> Expression {
    var parser = ExpressionParser(path: path, origin: origin ?? SpecPosition(line: 1, column: 1))
    try parser.tokenize(Array(text))
    let expression = try parser.sum()
    guard parser.current == .end else { throw parser.failure("unexpected \(parser.shown)") }
    return expression
  }

  private init(path: String, origin: SpecPosition) {
    self.path = path
    self.origin = origin
  }

  private var current: Token { tokens[index].token }
  private var here: SpecPosition { origin.advanced(by: tokens[index].offset) }

  private var shown: String {
    switch current {
    case .number(let text), .name(let text): "'\(text)'"
    case .text(let text): "\"\(text)\""
    case .symbol(let character): "'\(character)'"
    case .range: "'..'"
    case .end: "end of the formula"
    }
  }

  private func failure(_ message: String) -> SpecError {
    SpecError(path: path, position: here, message: "formula: \(message)")
  }

  private mutating func tokenize(_ characters: [Character]) throws(SpecError) {
    var at = 0
    func isName(_ character: Character) -> Bool {
      character.isLetter || character.isNumber || character == "_"
    }
    while at < characters.count {
      let character = characters[at]
      let start = at
      if character.isWhitespace {
        at += 1
      } else if character.isASCII, character.isNumber {
        while at < characters.count, characters[at].isASCII, characters[at].isNumber { at += 1 }
        if at + 1 < characters.count, characters[at] == ".", characters[at + 1].isNumber {
          at += 1
          while at < characters.count, characters[at].isNumber { at += 1 }
        }
        tokens.append((.number(String(characters[start..<at])), start))
      } else if isName(character) {
        while at < characters.count, isName(characters[at]) { at += 1 }
        tokens.append((.name(String(characters[start..<at])), start))
      } else if character == "\"" || character == "'" {
        at += 1
        while at < characters.count, characters[at] != character { at += 1 }
        guard at < characters.count else {
          throw SpecError(
            path: path, position: origin.advanced(by: start), message: "formula: a quote that does not close")
        }
        tokens.append((.text(String(characters[start + 1..<at])), start))
        at += 1
      } else if character == ".", at + 1 < characters.count, characters[at + 1] == "." {
        tokens.append((.range, start))
        at += 2
      } else if "+-*/(),={}".contains(character) {
        tokens.append((.symbol(character), start))
        at += 1
      } else {
        throw SpecError(
          path: path, position: origin.advanced(by: start),
          message: "formula: unexpected character '\(character)'")
      }
    }
    guard tokens.count <= ExpressionParser.limit else {
      throw SpecError(
        path: path, position: origin.advanced(by: tokens[ExpressionParser.limit].offset),
        message:
          "formula: too long (over \(ExpressionParser.limit) words and signs); give a part of it a name")
    }
    tokens.append((.end, characters.count))
  }

  private mutating func take(_ character: Character) -> Bool {
    guard current == .symbol(character) else { return false }
    index += 1
    return true
  }

  private mutating func expect(_ character: Character) throws(SpecError) {
    guard take(character) else { throw failure("'\(character)' expected, found \(shown)") }
  }

  private mutating func sum() throws(SpecError) -> Expression {
    depth += 1
    defer { depth -= 1 }
    guard depth < 100 else { throw failure("nested too deeply") }
    var left = try product()
    while true {
      let position = here
      if take("+") {
        left = .binary(.plus, left, try product(), position)
      } else if take("-") {
        left = .binary(.minus, left, try product(), position)
      } else {
        return left
      }
    }
  }

  private mutating func product() throws(SpecError) -> Expression {
    var left = try factor()
    while true {
      let position = here
      if take("*") {
        left = .binary(.times, left, try factor(), position)
      } else if take("/") {
        left = .binary(.divided, left, try factor(), position)
      } else {
        return left
      }
    }
  }

  private mutating func factor() throws(SpecError) -> Expression {
    depth += 1
    defer { depth -= 1 }
    guard depth < 100 else { throw failure("nested too deeply") }
    if take("-") { return .negated(try factor()) }
    if take("(") {
      let inner = try sum()
      try expect(")")
      return inner
    }
    let position = here
    switch current {
    case .number(let digits):
      index += 1
      guard let value = Exact(decimal: digits) else { throw failure("'\(digits)' is not a number") }
      return .number(value)
    case .text(let text):
      index += 1
      return .text(text, position)
    case .name(let name):
      index += 1
      guard take("(") else { return .name(name, position) }
      return .call(name, try arguments(), position)
    default: throw failure("a number, a name or '(' expected, found \(shown)")
    }
  }

  private mutating func arguments() throws(SpecError) -> [Expression.Argument] {
    var list: [Expression.Argument] = []
    if take(")") { return list }
    repeat {
      let position = here
      if case .name(let name) = current, index + 1 < tokens.count, tokens[index + 1].token == .symbol("=") {
        index += 2
        list.append(.init(name: name, value: try filterValue(), position: position))
      } else {
        list.append(.init(name: nil, value: try filterValue(), position: position))
      }
    } while take(",")
    try expect(")")
    return list
  }

  private mutating func filterValue() throws(SpecError) -> Expression {
    if take("{") {
      var members: [Expression] = []
      repeat { members.append(try sum()) } while take(",")
      try expect("}")
      return .set(members)
    }
    let low = try sum()
    let position = here
    guard current == .range else { return low }
    index += 1
    return .range(low, try sum(), position)
  }
}
