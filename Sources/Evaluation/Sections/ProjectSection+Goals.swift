import Indicators
import Kernels
import Rosters

// The goals of a project as a spec gives them.

extension ProjectSection {
  /// Weights are given to all goals or to none, and add up to one.
  static func checkWeights(_ goals: [ProjectGoal], _ node: SpecNode?) throws(SpecError) {
    guard let node, goals.contains(where: { $0.weight != nil }) else { return }
    let items = try node.list("goals")
    for (goal, item) in zip(goals, items) where goal.weight == nil {
      throw item.failure("the goal '\(goal.id)' has no weight, and others have; weigh all of them or none")
    }
    let sum = goals.reduce(Exact.zero) { $0 + ($1.weight ?? .zero) }
    guard sum == .one else { throw node.failure("the weights of the goals add up to \(sum), not to 1") }
  }

  private static let values = ["baseline", "planned", "achieved"]

  /// The most decimals with which a number of the goal is written; beyond 15 a number shows no more.
  static func decimals(of item: SpecNode) throws(SpecError) -> Int {
    var most = 0
    for (key, value) in try item.pairs("a goal") where values.contains(try key.text("a key")) {
      guard let text = value.written, text.utf8.count <= 60, Exact(decimal: text) != nil,
        let point = text.firstIndex(of: ".")
      else { continue }
      most = max(most, text[point...].utf8.count - 1)
    }
    return min(most, 15)
  }

  /// The finding of a goal whose plan is its baseline.
  static func unmeasured(_ item: SpecNode) throws(SpecError) -> Finding {
    var position = item.position
    for (key, value) in try item.pairs("a goal") where try key.text("a key") == "planned" {
      position = value.position
    }
    return Finding(
      .outOfRange, file: item.path.split(separator: "/").last.map(String.init), line: position?.line,
      column: "planned", count: 1, action: "kept: planned is the baseline, so there is no progress to measure"
    )
  }

  /// By its name in the library or in Spanish.
  private static func level(_ node: SpecNode) throws(SpecError) -> ProjectGoal.Level {
    switch try node.text("level") {
    case "outcome", "efecto": return .outcome
    case "output", "producto": return .output
    case let other:
      throw node.failure("level must be outcome (efecto) or output (producto), not '\(other)'")
    }
  }

  static func goal(_ item: SpecNode) throws(SpecError) -> ProjectGoal {
    let fields = try item.fields(
      "a goal",
      [
        "id", "title", "level", "unit", "baseline", "planned", "achieved", "verification", "weight",
      ])
    func value(_ key: String) throws(SpecError) -> GoalValue {
      guard let node = fields[key] else { return .none }
      // Percentages have decimals, three of them as well as any.
      if fields["unit"]?.written?.contains("%") != true { try node.refuseThousands(key) }
      let text = try node.text(key)
      if text.utf8.count <= 60, let number = Exact(decimal: text) {
        guard number <= largest, number >= -largest else {
          throw node.failure("\(key) lies within ±\(largest), not \(number)")
        }
        return .quantity(number)
      }
      if isChileanNumber(text) {
        throw node.failure(
          "\(key) is a number to be written with a decimal point, without thousands or signs of money and percentages: 1500.5, not '\(text)'"
        )
      }
      if Double(text) != nil {
        throw node.failure("\(key) is a number to be written in digits, not '\(text)'")
      }
      return text.isEmpty ? .none : .described(text)
    }
    guard fields["baseline"] != nil else {
      throw item.failure("the goal lacks a baseline; write baseline: \"\" where it does not apply")
    }
    var weight: Exact?
    if let node = fields["weight"] {
      let given = try node.number("weight")
      guard given >= .zero, given <= .one else {
        throw node.failure("a weight goes from 0 to 1, not \(given)")
      }
      weight = given
    }
    return ProjectGoal(
      id: try item.required(fields, "id", in: "a goal").text("id"),
      title: try item.required(fields, "title", in: "a goal").text("title"),
      level: try fields["level"].map(level) ?? .output,
      unit: try fields["unit"]?.text("unit") ?? "", baseline: try value("baseline"),
      planned: try value("planned"), achieved: try value("achieved"),
      verification: try fields["verification"]?.text("verification") ?? "", weight: weight)
  }

  /// Whether a text that is no number here was meant for one: 1500,5 or $ 23.456 or 50 %.
  private static func isChileanNumber(_ text: String) -> Bool {
    let signs: Set<Character> = [".", ",", " ", "\u{a0}", "$", "%", "'", "+", "-", "−"]
    return text.contains { $0.isWholeNumber }
      && text.enumerated().allSatisfy { place, character in
        character.isWholeNumber || signs.contains(character) && (place == 0 || !"+-−".contains(character))
      }
  }
}
