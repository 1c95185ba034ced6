import Columns
import Indicators
import Kernels
import Rosters

extension EligibilitySection {
  init(_ node: SpecNode) throws(SpecError) {
    let fields = try node.fields(
      "eligibility",
      [
        "chapter", "source", "folder", "people", "registers", "rules", "amounts", "paid", "payees",
        "registry", "continuity", "decomposition",
      ])
    path = node.path
    position = node.position
    chapter = try fields["chapter"]?.text("chapter") ?? ""
    source = try fields["source"]?.text("source") ?? ""
    folder = try fields["folder"]?.text("folder") ?? "."
    let registers = try EligibilitySection.registers(
      try node.required(fields, "registers", in: "eligibility"))
    self.registers = registers
    let peopleNode = try node.required(fields, "people", in: "eligibility")
    var reader = EligibilityReader(registers: registers, people: 0)
    let people = try reader.register(peopleNode)
    self.people = people
    reader = EligibilityReader(registers: registers, people: people)
    let years = registers[people].files.map(\.year)
    self.years = years
    for register in registers {
      for year in years where !register.files.contains(where: { $0.year == year }) {
        throw SpecError(
          path: node.path, position: register.position,
          message:
            "the register '\(register.name)' has no files of \(year), '\(registers[people].name)' has; add them"
        )
      }
    }
    let rulesNode = try node.required(fields, "rules", in: "eligibility")
    try EligibilitySection.readRules(rulesNode, into: &reader, years: years)
    let rules = reader.rules
    self.rules = rules
    tramoRule = rules.firstIndex { $0.variants.contains { !$0.tramos.isEmpty } }
    let tramos = tramoRule.flatMap { rules[$0].variants.first?.tramos } ?? ["unico"]
    self.tramos = tramos
    amounts = try fields["amounts"].map { node throws(SpecError) in
      try EligibilitySection.amounts(node, tramos: tramos, years: years)
    }
    paid = try fields["paid"].map { node throws(SpecError) in try EligibilitySection.paid(node, reader) }
    var payees: [PayeeRule] = []
    for item in try fields["payees"]?.list("payees") ?? [] {
      payees.append(try EligibilitySection.payee(item, reader, known: payees))
    }
    self.payees = payees
    registry = try fields["registry"].map { node throws(SpecError) in
      try EligibilitySection.registry(node, reader)
    }
    continuity = try fields["continuity"].map { node throws(SpecError) in
      try EligibilitySection.continuity(node, reader)
    }
    if let given = fields["decomposition"] {
      let parts = try given.fields("decomposition", ["by"])
      var cells: [FieldReference] = []
      for item in try parts["by"]?.listOrOne("by") ?? [] {
        let field = try reader.field(item, [.text, .integer])
        guard field.register == people else {
          throw item.failure("cells are of the people's register '\(registers[people].name)'")
        }
        cells.append(field)
      }
      self.cells = cells
    } else {
      cells = nil
    }
  }

  private static func registers(_ node: SpecNode) throws(SpecError) -> [EligibilityRegister] {
    var registers: [EligibilityRegister] = []
    for (key, value) in try node.pairs("registers") {
      let name = try key.text("a register")
      guard !name.isEmpty, !name.contains(".") else {
        throw key.failure("a register's name has no point and is not empty")
      }
      registers.append(try EligibilityRegister(name, value))
    }
    guard !registers.isEmpty else { throw node.failure("registers names none") }
    return registers
  }

  private static func readRules(_ node: SpecNode, into reader: inout EligibilityReader, years: [Int])
    throws(SpecError)
  {
    var tramoOwner: String?
    for item in try node.list("rules") {
      let fields = try item.fields(
        "a rule",
        ["id", "title", "years", "factor", "missing", "rank", "bands"] + EligibilityReader.kinds)
      let idNode = try item.required(fields, "id", in: "a rule")
      let id = try idNode.text("id")
      let variant = try reader.variant(fields, item, id: id)
      if !variant.tramos.isEmpty {
        if let owner = tramoOwner, owner != id {
          throw item.failure("the rules '\(owner)' and '\(id)' both give tramos; one rule does")
        }
        tramoOwner = id
      }
      let given = try fields["factor"]?.choice("factor", of: EligibilityRule.Factor.self)
      let isRank = if case .rank = variant.body { true } else { false }
      let factor = given ?? (isRank ? .performance : .population)
      if let known = reader.rules.firstIndex(where: { $0.id == id }) {
        try checkVariant(variant, after: reader.rules[known], factor: given, item)
        reader.rules[known].variants.append(variant)
      } else {
        reader.rules.append(EligibilityRule(id: id, factor: factor, variants: [variant]))
      }
    }
    guard !reader.rules.isEmpty else { throw node.failure("rules names none") }
    for rule in reader.rules {
      for year in years where !rule.variants.contains(where: { $0.years?.contains(year) ?? true }) {
        throw SpecError(
          path: node.path, position: rule.variants.last?.position ?? node.position,
          message: "the rule '\(rule.id)' leaves a gap: no wording of it holds in \(year)")
      }
    }
  }

  private static func checkVariant(
    _ variant: RuleVariant, after rule: EligibilityRule, factor: EligibilityRule.Factor?, _ node: SpecNode
  ) throws(SpecError) {
    for other in rule.variants {
      guard let own = variant.years, let years = other.years, !own.overlaps(years) else {
        throw node.failure(
          "the rule '\(rule.id)' stands twice for the same years; give each its years, such as 2014..2016")
      }
      guard own.lowerBound > years.lowerBound else {
        throw node.failure("the wordings of the rule '\(rule.id)' come in order of their years")
      }
      guard other.tramos == variant.tramos else {
        throw node.failure("the rule '\(rule.id)' gives other tramos than in other years")
      }
    }
    if let factor, factor != rule.factor {
      throw node.failure("the rule '\(rule.id)' is of another factor than in other years")
    }
  }

  private static func paid(_ node: SpecNode, _ reader: EligibilityReader) throws(SpecError) -> Paid {
    let parts = try node.fields("paid", ["register", "tramo", "amount", "payee"])
    let registerNode = try node.required(parts, "register", in: "paid")
    let register = try reader.register(registerNode)
    guard register != reader.people else {
      throw registerNode.failure("the list paid is another register than that of the people")
    }
    // Fields of the list are named without the register.
    let own = EligibilityReader(registers: reader.registers, people: register)
    func field(_ key: String, _ types: [FieldType]) throws(SpecError) -> FieldReference? {
      guard let given = parts[key] else { return nil }
      let found = try own.field(given, types)
      guard found.register == register else {
        throw given.failure("'\(key)' is a field of the list '\(reader.registers[register].name)'")
      }
      return found
    }
    return Paid(
      register: register, tramo: try field("tramo", [.text, .integer]),
      amount: try field("amount", [.integer]), payee: try field("payee", [.integer, .text]))
  }

  private static func payee(_ node: SpecNode, _ reader: EligibilityReader, known: [PayeeRule])
    throws(SpecError) -> PayeeRule
  {
    let parts = try node.fields("a payee", ["id", "title", "field", "if"])
    let id = try node.required(parts, "id", in: "a payee").text("id")
    if known.contains(where: { $0.id == id }) { throw node.failure("the payee '\(id)' is given twice") }
    return PayeeRule(
      id: id, title: try parts["title"]?.text("title") ?? id,
      condition: try parts["if"].map { node throws(SpecError) in try reader.condition(node) },
      field: try parts["field"].map { node throws(SpecError) in
        try reader.field(node, [.integer, .text])
      })
  }

  private static func registry(_ node: SpecNode, _ reader: EligibilityReader) throws(SpecError)
    -> RegistryTramos
  {
    let parts = try node.fields("registry", ["field", "tramos", "score"])
    let field = try reader.field(
      try node.required(parts, "field", in: "registry"), [.integer, .decimal])
    let bands = try EligibilityBands(
      try node.required(parts, "tramos", in: "registry"), "tramos", scale: scale(field))
    var score: FieldReference?
    var scores: EligibilityBands?
    if let given = parts["score"] {
      let own = try given.fields("score", ["field", "bands"])
      let reference = try reader.field(
        try given.required(own, "field", in: "score"), [.integer, .decimal])
      guard reference.register == field.register else {
        throw given.failure("the score is a field of the same register as the percentile")
      }
      score = reference
      scores = try EligibilityBands(
        try given.required(own, "bands", in: "score"), "bands", scale: scale(reference))
    }
    return RegistryTramos(
      field: field, labels: bands.labels, intervals: bands.intervals, score: score,
      scoreLabels: scores?.labels ?? [], scoreIntervals: scores?.intervals ?? [])
  }

  static func scale(_ field: FieldReference) -> Int64 { field.type == .integer ? 1 : FixedDecimal.scale }
}
