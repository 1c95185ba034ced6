/// The words and signs of a formula.
enum FormulaToken: Equatable {
  case number(Double)
  case name(String)
  case text(String)
  case symbol(String)
  case end

  /// As a message shows it.
  var shown: String {
    switch self {
    case .number(let value): "'\(FormulaText.number(value))'"
    case .name(let name): "'\(name)'"
    case .text(let text): "\"\(text)\""
    case .symbol(let symbol): "'\(symbol)'"
    case .end: "the end"
    }
  }
}

/// Cuts the text of a formula into tokens, each with its place.
struct FormulaLexer {
  /// Characters of the longest formula that is read.
  static let limit = 100_000

  private let characters: [Character]
  private var index = 0
  private var line = 1
  private var lineStart = 0
  private var tokens: [(token: FormulaToken, position: FormulaPosition)] = []

  static func tokens(
    _ text: String
  ) throws(FormulaError) -> [(token: FormulaToken, position: FormulaPosition)] {
    var lexer = FormulaLexer(characters: Array(text.prefix(limit + 1)))
    guard lexer.characters.count <= limit else {
      throw FormulaError(
        position: FormulaPosition(line: 1, column: limit + 1),
        message: "longer than \(limit) characters; give a part of it a column of its own")
    }
    try lexer.run()
    return lexer.tokens
  }

  private init(characters: [Character]) { self.characters = characters }

  private var here: FormulaPosition { FormulaPosition(line: line, column: index - lineStart + 1) }

  private func peek(_ ahead: Int = 0) -> Character? {
    index + ahead < characters.count ? characters[index + ahead] : nil
  }

  private static func isNameStart(_ character: Character) -> Bool {
    character.isLetter || character == "_" || character == "."
  }

  private static func isNamePart(_ character: Character) -> Bool {
    isNameStart(character) || character.isNumber
  }

  private static func isDigit(_ character: Character?) -> Bool {
    character.map { "0"..."9" ~= $0 } ?? false
  }

  private static let pairs: Set<String> = ["==", "!=", "<=", ">=", "[[", "]]", "&&", "||", "::"]

  private mutating func run() throws(FormulaError) {
    // Slopes open with `[[`, and `]]` may also close two single brackets: only the open ones tell.
    var doubled: [Bool] = []
    while let character = peek() {
      let position = here
      if character.isNewline {
        index += 1
        line += 1
        lineStart = index
      } else if character.isWhitespace {
        index += 1
      } else if FormulaLexer.isDigit(character) || (character == "." && FormulaLexer.isDigit(peek(1))) {
        tokens.append((.number(try number()), position))
      } else if FormulaLexer.isNameStart(character) {
        let start = index
        while let next = peek(), FormulaLexer.isNamePart(next) { index += 1 }
        tokens.append((.name(String(characters[start..<index])), position))
      } else if character == "`" || character == "\"" || character == "'" {
        let text = try quoted(character)
        if character == "`", text.isEmpty {
          throw FormulaError(position: position, message: "an empty name in backquotes")
        }
        tokens.append((character == "`" ? .name(text) : .text(text), position))
      } else if character == "%" {
        guard let close = characters[(index + 1)...].firstIndex(of: "%") else {
          throw FormulaError(
            position: position, message: "'%' opens an operator that does not close; write %in%")
        }
        let word = String(characters[index...close])
        guard word == "%in%" else {
          throw FormulaError(position: position, message: "unknown operator '\(word)'; there is %in%")
        }
        index = close + 1
        tokens.append((.symbol(word), position))
      } else {
        var symbol = String(character)
        if let next = peek(1) {
          let pair = symbol + String(next)
          if FormulaLexer.pairs.contains(pair), pair != "]]" || doubled.last == true { symbol = pair }
        }
        guard symbol.count == 2 || "~+-*/^:()[],=<>&|!{}".contains(character) else {
          throw FormulaError(position: position, message: "unexpected character '\(character)'")
        }
        if symbol == "[" || symbol == "[[" { doubled.append(symbol == "[[") }
        if symbol == "]" || symbol == "]]" { _ = doubled.popLast() }
        index += symbol.count
        tokens.append((.symbol(symbol), position))
      }
    }
    tokens.append((.end, here))
  }

  private mutating func number() throws(FormulaError) -> Double {
    let position = here
    let start = index
    while FormulaLexer.isDigit(peek()) { index += 1 }
    if peek() == "." {
      index += 1
      while FormulaLexer.isDigit(peek()) { index += 1 }
    }
    if peek() == "e" || peek() == "E" {
      let signed = peek(1) == "+" || peek(1) == "-"
      if FormulaLexer.isDigit(peek(signed ? 2 : 1)) {
        index += signed ? 2 : 1
        while FormulaLexer.isDigit(peek()) { index += 1 }
      }
    }
    if let next = peek(), FormulaLexer.isNamePart(next) {
      throw FormulaError(
        position: here,
        message: "'\(next)' right after a number; a name that begins with a digit stands in backquotes")
    }
    let digits = String(characters[start..<index])
    guard let value = Double(digits.hasSuffix(".") ? digits + "0" : digits), value.isFinite else {
      throw FormulaError(position: position, message: "'\(digits)' is too large a number")
    }
    return value
  }

  private mutating func quoted(_ quote: Character) throws(FormulaError) -> String {
    let position = here
    index += 1
    var text = ""
    while let character = peek() {
      if character == quote {
        index += 1
        return text
      }
      if character == "\\", quote != "`", let next = peek(1), next == quote || next == "\\" {
        text.append(next)
        index += 2
        continue
      }
      text.append(character)
      index += 1
      if character.isNewline {
        line += 1
        lineStart = index
      }
    }
    throw FormulaError(position: position, message: "a quote \(quote) that does not close")
  }
}
