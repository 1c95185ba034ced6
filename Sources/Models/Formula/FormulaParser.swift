/// Reads expressions with R's precedence: `^`, sign, `:`, `%in%`, `* /`, `+ -`, comparisons, `!`, `&`, `|`.
struct FormulaParser {
  /// Levels of nesting, far from what the stack of a thread holds.
  private static let depthLimit = 100

  private let tokens: [(token: FormulaToken, position: FormulaPosition)]
  private var index = 0
  private var depth = 0

  init(_ text: String) throws(FormulaError) { tokens = try FormulaLexer.tokens(text) }

  var current: FormulaToken { tokens[index].token }
  var here: FormulaPosition { tokens[index].position }

  func failure(_ message: String) -> FormulaError { FormulaError(position: here, message: message) }

  mutating func take(_ symbol: String) -> Bool {
    guard current == .symbol(symbol) else { return false }
    index += 1
    return true
  }

  private mutating func take(from symbols: [String]) -> String? {
    guard case .symbol(let symbol) = current, symbols.contains(symbol) else { return nil }
    index += 1
    return symbol
  }

  mutating func expect(_ symbol: String) throws(FormulaError) {
    guard take(symbol) else { throw failure("'\(symbol)' expected, found \(current.shown)") }
  }

  private func node(
    _ kind: FormulaExpression.Kind, at position: FormulaPosition
  ) throws(FormulaError) -> FormulaExpression {
    let node = FormulaExpression(kind, at: position)
    guard node.depth <= FormulaParser.depthLimit else {
      throw FormulaError(
        position: position, message: "nested too deeply; give a part of it a column of its own")
    }
    return node
  }

  private mutating func nested<Value>(
    _ body: (inout FormulaParser) throws(FormulaError) -> Value
  ) throws(FormulaError) -> Value {
    guard depth < FormulaParser.depthLimit else {
      throw failure("nested too deeply; give a part of it a column of its own")
    }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  /// Anything, down to `|` as "or".
  mutating func condition() throws(FormulaError) -> FormulaExpression {
    try nested { (parser) throws(FormulaError) in
      try parser.chain([["||", "|"], ["&&", "&"]])
    }
  }

  /// A side of a formula, in which `|` separates parts.
  mutating func side() throws(FormulaError) -> FormulaExpression {
    try nested { (parser) throws(FormulaError) in try parser.sum() }
  }

  private mutating func chain(_ levels: [[String]]) throws(FormulaError) -> FormulaExpression {
    guard let symbols = levels.first else { return try negation() }
    var left = try chain(Array(levels.dropFirst()))
    while true {
      let position = here
      guard let symbol = take(from: symbols) else { return left }
      let right = try chain(Array(levels.dropFirst()))
      left = try node(.infix(symbol.first == "|" ? .or : .and, left, right), at: position)
    }
  }

  private mutating func negation() throws(FormulaError) -> FormulaExpression {
    let position = here
    guard take("!") else { return try comparison() }
    let inner = try nested { (parser) throws(FormulaError) in try parser.negation() }
    return try node(.prefix(.not, inner), at: position)
  }

  private mutating func comparison() throws(FormulaError) -> FormulaExpression {
    let left = try sum()
    let position = here
    if current == .name("in") {
      index += 1
      return try node(.infix(.within, left, try set()), at: position)
    }
    if current == .symbol("=") {
      throw failure("'=' compares nothing; write '=='")
    }
    guard let symbol = take(from: ["==", "!=", "<=", ">=", "<", ">"]),
      let sign = FormulaExpression.Infix(rawValue: symbol)
    else { return left }
    let right = try sum()
    if case .symbol(let next) = current, ["==", "!=", "<=", ">=", "<", ">"].contains(next) {
      throw failure("a second comparison; join two with '&'")
    }
    return try node(.infix(sign, left, right), at: position)
  }

  private mutating func sum() throws(FormulaError) -> FormulaExpression {
    let position = here
    var addends: [FormulaExpression.Addend] = []
    // The sign before the first product belongs to it, as in R: −a·b is −(a·b) all the same.
    addends.append(.init(negative: false, value: try product()))
    while let sign = take(from: ["+", "-"]) {
      addends.append(.init(negative: sign == "-", value: try product()))
    }
    return addends.count == 1 ? addends[0].value : try node(.sum(addends), at: position)
  }

  private mutating func product() throws(FormulaError) -> FormulaExpression {
    var left = try membership()
    while true {
      let position = here
      guard let symbol = take(from: ["*", "/"]) else { return left }
      left = try node(.infix(symbol == "*" ? .times : .divided, left, try membership()), at: position)
    }
  }

  private mutating func membership() throws(FormulaError) -> FormulaExpression {
    var left = try colon()
    while true {
      let position = here
      guard take("%in%") else { return left }
      let isSet = current == .symbol("{")
      left = try node(.infix(.within, left, isSet ? try set() : try colon()), at: position)
    }
  }

  private mutating func colon() throws(FormulaError) -> FormulaExpression {
    var left = try signed()
    while true {
      let position = here
      if current == .symbol("::") { throw failure("'::' stands in names of results only; write ':'") }
      guard take(":") else { return left }
      left = try node(.infix(.colon, left, try signed()), at: position)
    }
  }

  private mutating func signed() throws(FormulaError) -> FormulaExpression {
    let position = here
    guard let sign = take(from: ["-", "+"]) else { return try power() }
    let inner = try nested { (parser) throws(FormulaError) in try parser.signed() }
    return try node(.prefix(sign == "-" ? .minus : .plus, inner), at: position)
  }

  private mutating func power() throws(FormulaError) -> FormulaExpression {
    let base = try primary()
    let position = here
    guard take("^") else { return base }
    let exponent = try nested { (parser) throws(FormulaError) in try parser.signed() }
    return try node(.infix(.power, base, exponent), at: position)
  }

  /// `{1, 2}` or `c(1, 2)`, as the call `c`.
  private mutating func set() throws(FormulaError) -> FormulaExpression {
    let position = here
    guard take("{") else { return try nested { (parser) throws(FormulaError) in try parser.primary() } }
    return try node(.call("c", try arguments(closing: "}")), at: position)
  }

  private mutating func primary() throws(FormulaError) -> FormulaExpression {
    let position = here
    switch current {
    case .number(let value):
      index += 1
      return try node(.number(value), at: position)
    case .text(let text):
      index += 1
      return try node(.text(text), at: position)
    case .name(let name):
      index += 1
      if take("(") { return try node(.call(name, try arguments(closing: ")")), at: position) }
      return try slopes(of: try node(.name(name), at: position))
    case .symbol("("):
      index += 1
      let inner = try condition()
      try expect(")")
      return try slopes(of: try node(.parentheses(inner), at: position))
    default:
      throw failure("a column, a number or '(' expected, found \(current.shown)")
    }
  }

  private mutating func slopes(of base: FormulaExpression) throws(FormulaError) -> FormulaExpression {
    let position = here
    guard let open = take(from: ["[", "[["]) else { return base }
    var list = [try condition()]
    while take(",") { list.append(try condition()) }
    try expect(open == "[" ? "]" : "]]")
    return try node(.slopes(base, list, only: open == "[["), at: position)
  }

  private mutating func arguments(
    closing close: String
  ) throws(FormulaError) -> [FormulaExpression.Argument] {
    var list: [FormulaExpression.Argument] = []
    if take(close) { return list }
    repeat {
      if case .name(let label) = current, tokens[index + 1].token == .symbol("=") {
        index += 2
        list.append(.init(label: label, value: try condition()))
      } else {
        list.append(.init(label: nil, value: try condition()))
      }
    } while take(",")
    try expect(close)
    return list
  }
}
