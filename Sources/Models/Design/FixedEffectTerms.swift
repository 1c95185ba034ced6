internal import Columns
internal import Kernels

/// The second part of a formula: `id + year`, `a^b` for combinations, `id[x]` for intercepts and slopes, `id[[x]]` for slopes
/// alone.
struct FixedEffectTerms {
  struct Group {
    let name: String
    let value: ExpressionValue
  }

  struct Slope {
    let name: String
    let expression: FormulaExpression
    let values: NumberValues
  }

  /// One effect: the groups that are combined, and a slope or none.
  private struct Effect {
    let name: String
    let groups: [Int]
    let slope: Int?
  }

  private(set) var groups: [Group] = []
  private(set) var slopes: [Slope] = []
  private var effects: [Effect] = []

  init(
    _ expression: FormulaExpression?, _ evaluator: ExpressionEvaluator, _ table: Table
  ) throws(DesignError) {
    guard let expression else { return }
    var addends: [FormulaExpression] = []
    switch expression.bare.kind {
    case .sum(let members):
      for member in members {
        guard !member.negative else {
          throw ExpressionEvaluator.invalid(member.value, "fixed effects are added, not taken away")
        }
        addends.append(member.value)
      }
    default: addends = [expression]
    }
    for addend in addends { try add(addend, evaluator, table) }
  }

  /// Whether the effects hold a constant: any of them is more than slopes.
  var absorbsConstant: Bool { effects.contains { $0.slope == nil } }

  private mutating func add(
    _ expression: FormulaExpression, _ evaluator: ExpressionEvaluator, _ table: Table
  ) throws(DesignError) {
    if let number = expression.bare.wholeNumber, number == 0 || number == 1 { return }
    guard case .slopes(let base, let slopes, let only) = expression.kind else {
      let (name, groups) = try combination(expression, evaluator, table)
      insert(Effect(name: name, groups: groups, slope: nil))
      return
    }
    let (name, groups) = try combination(base, evaluator, table)
    if !only { insert(Effect(name: name, groups: groups, slope: nil)) }
    for slope in slopes {
      let text = FormulaText.text(slope)
      self.slopes.append(Slope(name: text, expression: slope, values: try evaluator.numbers(slope)))
      insert(Effect(name: "\(name)[[\(text)]]", groups: groups, slope: self.slopes.count - 1))
    }
  }

  private mutating func insert(_ effect: Effect) {
    if !effects.contains(where: { $0.name == effect.name }) { effects.append(effect) }
  }

  /// `a^b^c` as its members.
  private mutating func combination(
    _ expression: FormulaExpression, _ evaluator: ExpressionEvaluator, _ table: Table
  ) throws(DesignError) -> (String, [Int]) {
    if case .infix(.power, let left, let right) = expression.bare.kind {
      // A number after ^ is a power of a column, which has no place here.
      if let number = right.constantNumber {
        throw ExpressionEvaluator.invalid(
          right, "'^' combines columns here, and \(FormulaText.number(number)) is none")
      }
      let (leftName, leftGroups) = try combination(left, evaluator, table)
      let (rightName, rightGroups) = try combination(right, evaluator, table)
      return ("\(leftName)^\(rightName)", leftGroups + rightGroups)
    }
    let name = FormulaText.text(expression.bare)
    if let known = groups.firstIndex(where: { $0.name == name }) { return (name, [known]) }
    let value: ExpressionValue
    switch expression.bare.kind {
    case .name(let column): value = try DesignBuilder.groupValue(column, table)
    case .call("factor", let arguments) where arguments.count == 1:
      value = try evaluator.value(arguments[0].value)
    case .call, .sum, .infix(.divided, _, _): value = try evaluator.value(expression.bare)
    default:
      throw ExpressionEvaluator.invalid(
        expression, "a fixed effect is a column, a^b, id[x], id[[x]] or a function of a column")
    }
    switch value {
    case .numbers, .texts: groups.append(Group(name: name, value: value))
    case .constant, .literal:
      throw ExpressionEvaluator.invalid(expression, "a column expected as a fixed effect")
    }
    return (name, [groups.count - 1])
  }

  /// The value of an effect's groups in a row of the table, joined with `^`.
  func levelName(effect: Int, row: Int) -> String {
    effects[effect].groups.map { group -> String in
      switch groups[group].value {
      case .numbers(let numbers):
        numbers.isLogical
          ? (numbers.high[row] == 0 ? "FALSE" : "TRUE") : FormulaText.number(numbers.high[row])
      case .texts(let codes, let levels, _): levels[Int(codes[row])]
      case .constant, .literal: ""
      }
    }.joined(separator: "^")
  }

  /// Names of the groups of an effect, those of columns where they are columns.
  func columns(effect: Int) -> [String] { effects[effect].groups.map { groups[$0].name } }

  /// The effects of the used rows; nil for all.
  func effects(_ rows: [Int]?) -> [FixedEffect] {
    let coded = groups.map { CodedValues($0.value, rows: rows) }
    return effects.map { effect in
      var codes = coded[effect.groups[0]]
      for group in effect.groups.dropFirst() { codes = CodedValues(codes, crossedWith: coded[group]) }
      let name = effect.groups.map { groups[$0].name }.joined(separator: "^")
      return FixedEffect(
        name: effect.name, grouping: Grouping(name: name, codes: codes.codes, count: codes.count),
        slope: effect.slope.map { slopes[$0].values.gathering(rows).column })
    }
  }
}
