import Contracts
import Kernels

extension ContractReader {
  private static let keys = [
    "outcome", "provider", "milestone", "rule", "amount", "weight", "point", "whole_points", "steps", "from",
    "cap", "floor",
  ]

  /// The tariffs. Amounts are pesos, or `weight`, a share of the budget; weights must add up to one.
  mutating func tariffs(_ node: SpecNode, budget: Int) throws(SpecError) -> [Tariff] {
    var tariffs: [Tariff] = []
    var weights: [(node: SpecNode, weight: Exact)] = []
    let items = try node.list("tariffs")
    for (index, item) in items.enumerated() {
      nodes[.tariff(index)] = item
      let fields = try item.fields("a tariff", ContractReader.keys)
      values[.tariff(index)] = fields
      if let weight = fields["weight"] {
        if fields["amount"] != nil { throw weight.failure("a tariff has an amount or a weight, not both") }
        weights.append((weight, try weight.number("weight")))
      }
      let cap = try fields["cap"]?.pesos("cap")
      let floor = try fields["floor"]?.pesos("floor") ?? 0
      tariffs.append(
        Tariff(
          outcome: try item.required(fields, "outcome", in: "a tariff").text("outcome"),
          provider: try item.required(fields, "provider", in: "a tariff").text("provider"),
          milestone: try item.required(fields, "milestone", in: "a tariff").text("milestone"),
          rule: try rule(item, fields, budget), cap: cap, floor: floor))
    }
    if let last = weights.last {
      guard weights.count == items.count else {
        throw last.node.failure("a weight here, but not in every tariff")
      }
      let sum = weights.reduce(.zero) { $0 + $1.weight }
      guard sum == .one else {
        throw last.node.failure("the weights of the tariffs add up to \(sum), not to 1")
      }
    }
    return tariffs
  }

  private func rule(
    _ item: SpecNode, _ fields: [String: SpecNode], _ budget: Int
  ) throws(SpecError) -> Tariff.Rule {
    let node = try item.required(fields, "rule", in: "a tariff")
    let name = try node.text("rule")
    let own: [String: [String]] = [
      "per_person": [], "per_point": ["point", "whole_points"], "steps": ["steps"], "threshold": ["from"],
      "all_or_nothing": [],
    ]
    guard let wanted = own[name] else {
      let nearest = Suggestion.nearest(to: name, among: own.keys.sorted())
      throw node.failure(
        "no rule '\(name)'; "
          + (nearest.isEmpty
            ? "the rules are \(own.keys.sorted().joined(separator: ", "))"
            : "did you mean \(nearest.map { "'\($0)'" }.joined(separator: ", "))?"))
    }
    for key in ["point", "whole_points", "steps", "from"] where !wanted.contains(key) {
      if let extra = fields[key] { throw extra.failure("'\(key)' does not go with the rule '\(name)'") }
    }
    switch name {
    case "per_person": return .perPerson(try amount(item, fields, budget))
    case "per_point":
      return .perPoint(
        try amount(item, fields, budget), point: try fields["point"]?.number("point") ?? .one,
        wholeOnly: try fields["whole_points"]?.flag("whole_points") ?? false)
    case "threshold":
      return .threshold(
        try amount(item, fields, budget),
        from: try item.required(fields, "from", in: "the rule 'threshold'").number("from"))
    case "all_or_nothing": return .allOrNothing(try amount(item, fields, budget))
    default:
      if let extra = fields["amount"] ?? fields["weight"] {
        throw extra.failure("the amounts of the rule 'steps' stand in its steps")
      }
      var steps: [Tariff.Step] = []
      for step in try item.required(fields, "steps", in: "the rule 'steps'").list("steps") {
        let parts = try step.fields("a step", ["at", "pays"])
        steps.append(
          Tariff.Step(
            at: try step.required(parts, "at", in: "a step").number("at"),
            pays: try step.required(parts, "pays", in: "a step").pesos("pays")))
      }
      return .steps(steps)
    }
  }

  private func amount(
    _ item: SpecNode, _ fields: [String: SpecNode], _ budget: Int
  ) throws(SpecError) -> Int {
    if let weight = fields["weight"] {
      let share = try weight.number("weight")
      guard share >= .zero, share <= .one else { throw weight.failure("a weight goes from 0 to 1") }
      // Whole parts only: together they do not exceed the budget.
      return Int((Exact(budget) * share).numerator / (Exact(budget) * share).denominator)
    }
    return try item.required(fields, "amount", in: "a tariff").pesos("amount")
  }
}
