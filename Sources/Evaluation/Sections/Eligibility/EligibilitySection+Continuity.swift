import Indicators
import Kernels
import Reports

extension EligibilitySection {
  /// Reasons to leave in their order of precedence: as the spec lists them, or those of the rules.
  ///
  /// Without a list the order is: finished (`finished`, a condition on the last year of the benefit, and absent from the
  /// people's register), above the age limit, not vulnerable any more, performance too low, outside by another rule, absent
  /// from the people's register, in the register of deaths (`deaths`).
  static func continuity(_ node: SpecNode, _ reader: EligibilityReader) throws(SpecError) -> [LeavingReason] {
    let fields = try node.fields("continuity", ["reasons", "finished", "deaths"])
    if let reasons = fields["reasons"] {
      for key in ["finished", "deaths"] {
        if let other = fields[key] { throw other.failure("'\(key)' goes without a list of reasons") }
      }
      var all: [LeavingReason] = []
      for item in try reasons.list("reasons") {
        let reason = try reason(item, reader)
        if all.contains(where: { $0.id == reason.id }) || reason.id == none {
          throw item.failure("the reason '\(reason.id)' is given twice; '\(none)' is for who has no other")
        }
        all.append(reason)
      }
      guard !all.isEmpty else { throw reasons.failure("reasons names none") }
      return all
    }
    var all: [LeavingReason] = []
    if let finished = fields["finished"] {
      all.append(
        LeavingReason(
          id: "egreso", title: Phrase("Terminó el programa", "Finished the programme"),
          clauses: [.previous(try reader.condition(finished)), .absent(reader.people)]))
    }
    func add(_ id: String, _ title: Phrase, _ wanted: (EligibilityRule) -> Bool) {
      let found = reader.rules.indices.filter { wanted(reader.rules[$0]) }
      if !found.isEmpty { all.append(LeavingReason(id: id, title: title, clauses: [.fails(found)])) }
    }
    let deaths = try fields["deaths"].map { node throws(SpecError) in try reader.register(node) }
    let isOther: (EligibilityRule) -> Bool = { rule in
      rule.isAge || rule.factor != .population
        || rule.variants.contains { EligibilitySection.reads($0, only: deaths) }
    }
    add("edad", Phrase("Superó la edad máxima", "Above the age limit")) {
      $0.isAge && $0.factor == .population
    }
    add("vulnerabilidad", Phrase("Dejó el grupo más vulnerable", "Left the most vulnerable group")) {
      $0.factor == .vulnerability
    }
    add("rendimiento", Phrase("Bajó de la posición exigida", "Fell below the position required")) {
      $0.factor == .performance
    }
    add(
      "establecimiento",
      Phrase("Dejó de cumplir otra regla del programa", "No longer meets another rule of the programme")
    ) { !isOther($0) }
    all.append(
      LeavingReason(
        id: "ausente", title: Phrase("No está en el registro", "Not in the register"),
        clauses: [.absent(reader.people)]))
    if let deaths {
      all.append(
        LeavingReason(id: "fallecimiento", title: Phrase("Falleció", "Died"), clauses: [.present(deaths)]))
    }
    return all
  }

  /// The reason of who has no other.
  static let none = "sin_motivo"

  /// Whether a rule asks of nothing but the presence in a register.
  private static func reads(_ variant: RuleVariant, only register: Int?) -> Bool {
    guard let register, case .condition(let condition) = variant.body else { return false }
    switch condition {
    case .registered(register), .not(.registered(register)): return true
    default: return false
    }
  }

  private static func reason(_ node: SpecNode, _ reader: EligibilityReader) throws(SpecError)
    -> LeavingReason
  {
    let fields = try node.fields(
      "a reason",
      ["id", "title", "previous", "now", "fails", "unknown", "absent", "present", "entitled"])
    var clauses: [LeavingReason.Clause] = []
    if let given = fields["previous"] { clauses.append(.previous(try reader.condition(given))) }
    if let given = fields["now"] { clauses.append(.now(try reader.condition(given))) }
    for key in ["fails", "unknown"] {
      guard let given = fields[key] else { continue }
      var rules: [Int] = []
      for item in try given.listOrOne(key) { rules.append(try reader.rule(item)) }
      guard !rules.isEmpty else { throw given.failure("\(key) names no rule") }
      clauses.append(key == "fails" ? .fails(rules) : .unknown(rules))
    }
    if let given = fields["absent"] { clauses.append(.absent(try reader.register(given))) }
    if let given = fields["present"] { clauses.append(.present(try reader.register(given))) }
    if let given = fields["entitled"] {
      switch try given.text("entitled") {
      case "true": clauses.append(.entitled(true))
      case "false": clauses.append(.entitled(false))
      case let other: throw given.failure("entitled must be true or false, not '\(other)'")
      }
    }
    guard !clauses.isEmpty else {
      throw node.failure(
        "a reason says when it holds: previous, now, fails, unknown, absent, present, entitled")
    }
    let id = try node.required(fields, "id", in: "a reason").text("id")
    if let given = fields["title"] {
      return LeavingReason(id: id, title: Phrase(same: try given.text("title")), clauses: clauses)
    }
    if clauses.count == 1, case .fails(let failed) = clauses[0], failed.count == 1,
      let last = reader.rules[failed[0]].variants.last
    {
      return LeavingReason(
        id: id, title: LeavingReason.title(last), clauses: clauses, namedBy: failed[0])
    }
    return LeavingReason(id: id, title: Phrase(same: id), clauses: clauses)
  }
}
