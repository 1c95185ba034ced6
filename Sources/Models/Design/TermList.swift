/// The terms of one side of a formula, expanded as Wilkinson and Rogers (1973, *Symbolic description of factorial models
/// for analysis of variance*, Applied Statistics 22) have it: `+` adds, `-` takes away, `:` joins, `a*b` is a + b + a:b,
/// `a/b` is a + a:b, `(a + b)^2` goes up to joins of two. Main effects come first, then joins of two, and so on; within
/// a join, variables stand in the order in which the formula names them.
struct TermList {
  /// What a term is made of: an expression that has columns of its own.
  struct Variable {
    let expression: FormulaExpression
    let name: String
  }

  private(set) var variables: [Variable] = []
  /// Positions of variables, rising; each term once.
  private(set) var terms: [[Int]] = []
  /// What `1`, `0` and `-1` say; nil where none of them stands there.
  private(set) var intercept: Bool?
  private(set) var offsets: [FormulaExpression] = []

  /// Terms beyond which a formula is taken for a mistake.
  private static let limit = 20_000

  private var index: [String: Int] = [:]

  init(_ side: FormulaExpression) throws(DesignError) {
    let expanded = try expand(side)
    terms = expanded.enumerated().sorted { ($0.element.count, $0.offset) < ($1.element.count, $1.offset) }
      .map(\.element)
  }

  /// The name of a term: its variables' joined by colons.
  func name(_ term: [Int]) -> String { term.map { variables[$0].name }.joined(separator: ":") }

  private mutating func expand(_ expression: FormulaExpression) throws(DesignError) -> [[Int]] {
    switch expression.kind {
    case .number(let value):
      guard value == 0 || value == 1 else {
        throw ExpressionEvaluator.invalid(
          expression, "a lone number is the intercept, 1 or 0; arithmetic stands in I()")
      }
      intercept = value == 1
      return []
    case .text:
      throw ExpressionEvaluator.invalid(expression, "text in quotes is no term; columns stand without quotes")
    case .parentheses(let inner): return try expand(inner)
    case .prefix(.plus, let inner): return try expand(inner)
    case .prefix(.minus, let inner):
      _ = try removing(inner, from: [])
      return []
    case .prefix(.not, _): return [[try variable(expression)]]
    case .sum(let addends):
      var found = OrderedTerms()
      for addend in addends {
        if addend.negative {
          found = OrderedTerms(try removing(addend.value, from: found.terms))
        } else if case .prefix(.minus, let inner) = addend.value.kind {
          found = OrderedTerms(try removing(inner, from: found.terms))
        } else {
          try found.add(expand(addend.value), expression)
        }
      }
      return found.terms
    case .infix(.times, let left, let right):
      let (a, b) = (try factorTerms(left), try factorTerms(right))
      var found = OrderedTerms(a)
      try found.add(b, expression)
      try found.add(joins(a, b, expression), expression)
      return found.terms
    case .infix(.colon, let left, let right), .infix(.within, let left, let right):
      return try joins(factorTerms(left), factorTerms(right), expression)
    case .infix(.divided, let left, let right):
      let (a, b) = (try factorTerms(left), try factorTerms(right))
      var found = OrderedTerms(a)
      let all = Array(Set(a.joined())).sorted()
      try found.add(joins([all], b, expression), expression)
      return found.terms
    case .infix(.power, let base, let exponent):
      guard case .parentheses = base.kind else { return [[try variable(expression)]] }
      guard let degree = exponent.wholeNumber, 1...20 ~= degree else {
        throw ExpressionEvaluator.invalid(
          exponent, "a whole number from 1 to 20 expected; powers of a column stand in I()")
      }
      let single = try factorTerms(base)
      var found = OrderedTerms(single)
      for _ in 1..<degree {
        let before = found.terms.count
        try found.add(joins(found.terms, single, expression), expression)
        if found.terms.count == before { break }
      }
      return found.terms
    case .infix(let sign, _, _):
      throw ExpressionEvaluator.invalid(
        expression, "'\(sign.rawValue)' stands in I() only: I(x \(sign.rawValue) 3)")
    case .call("offset", let arguments):
      guard arguments.count == 1, arguments[0].label == nil else {
        throw ExpressionEvaluator.invalid(expression, "offset() has one argument")
      }
      offsets.append(arguments[0].value)
      return []
    case .slopes:
      throw ExpressionEvaluator.invalid(expression, "brackets belong to fixed effects: | id[x]")
    case .name, .call: return [[try variable(expression)]]
    }
  }

  /// The terms of an operand of `:`, `*`, `/` and `^`, in which the intercept has no place.
  private mutating func factorTerms(_ expression: FormulaExpression) throws(DesignError) -> [[Int]] {
    let before = intercept
    let offsetsBefore = offsets.count
    intercept = nil
    let found = try expand(expression)
    guard intercept == nil, offsets.count == offsetsBefore else {
      throw ExpressionEvaluator.invalid(
        expression, "an intercept or an offset joins with nothing; add it on its own")
    }
    intercept = before
    return found
  }

  private mutating func removing(
    _ expression: FormulaExpression, from terms: [[Int]]
  ) throws(DesignError) -> [[Int]] {
    if let value = expression.bare.wholeNumber {
      guard value == 0 || value == 1 else {
        throw ExpressionEvaluator.invalid(expression, "only the intercept, 1, is a number to take away")
      }
      intercept = value == 0
      return terms
    }
    let gone = Set(try factorTerms(expression))
    return terms.filter { !gone.contains($0) }
  }

  private func joins(
    _ a: [[Int]], _ b: [[Int]], _ expression: FormulaExpression
  ) throws(DesignError) -> [[Int]] {
    guard a.count * b.count <= TermList.limit else {
      throw ExpressionEvaluator.invalid(expression, "more than \(TermList.limit) terms")
    }
    return a.flatMap { left in b.map { Array(Set(left).union($0)).sorted() } }
  }

  private mutating func variable(_ expression: FormulaExpression) throws(DesignError) -> Int {
    var expression = expression
    // x^2 is I(x^2).
    if case .infix(.power, _, _) = expression.kind {
      expression = FormulaExpression(
        .call("I", [.init(label: nil, value: expression)]), at: expression.position)
    } else if case .prefix(.not, _) = expression.kind {
      expression = FormulaExpression(
        .call("I", [.init(label: nil, value: expression)]), at: expression.position)
    }
    let name = FormulaText.text(expression)
    if let known = index[name] { return known }
    index[name] = variables.count
    variables.append(Variable(expression: expression, name: name))
    return variables.count - 1
  }

  /// Terms in the order in which they came, each once.
  private struct OrderedTerms {
    private(set) var terms: [[Int]]
    private var seen: Set<[Int]>

    init(_ terms: [[Int]] = []) {
      self.terms = []
      seen = []
      for term in terms where seen.insert(term).inserted { self.terms.append(term) }
    }

    mutating func add(_ more: [[Int]], _ expression: FormulaExpression) throws(DesignError) {
      for term in more where seen.insert(term).inserted { terms.append(term) }
      guard terms.count <= TermList.limit else {
        throw ExpressionEvaluator.invalid(expression, "more than \(TermList.limit) terms")
      }
    }
  }
}
