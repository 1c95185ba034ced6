import Indicators
import Kernels
import Reports

/// The section `coverage` of a spec: populations by definition as formulas, and from them one table with coverage, under-coverage
/// and leakage as `PopulationCoverage` has them. Where no goal was set the row says so.
enum CoverageTable {
  static let id = "cobertura"

  /// Axes of its own, around those of the spec.
  static let definition = "definicion"
  static let goalState = "estado_meta"

  /// Columns whose units must be one.
  static let populations = ["potencial", "objetivo", "meta", "atendida", "atendida_elegible"]

  /// The columns in their order, whichever of them a definition has.
  static let order =
    populations + [
      "cobertura_pct", "cobertura_objetivo_pct", "subcobertura_pct", "filtracion_pct", "meta_pct",
    ]

  /// What to show for its own axes; members of other axes and definitions may have any name.
  static let texts = [
    definition: Phrase("Definición", "Definition"), goalState: Phrase("Meta fijada", "Goal set"),
  ]

  static let goalStates = [
    "con_meta": Phrase("con meta", "with a goal"), "sin_meta": Phrase("sin meta", "no goal"),
  ]

  /// Headings of the columns.
  static let headings: [String: Phrase] = [
    "potencial": Phrase("Población potencial", "Potential population"),
    "objetivo": Phrase("Población objetivo", "Target population"),
    "atendida": Phrase("Población atendida", "Population served"),
    "atendida_elegible": Phrase("Atendidos que cumplen", "Served who are eligible"),
    "meta": Phrase("Meta", "Goal"), "cobertura_pct": Phrase("Cobertura (%)", "Coverage (%)"),
    "cobertura_objetivo_pct": Phrase("Cobertura de la objetivo (%)", "Coverage of the target (%)"),
    "subcobertura_pct": Phrase("Subcobertura (%)", "Under-coverage (%)"),
    "filtracion_pct": Phrase("Filtración (%)", "Leakage (%)"),
    "meta_pct": Phrase("Avance sobre la meta (%)", "Progress on the goal (%)"),
  ]
}

extension SpecReader {
  /// Where a goal holds: for all rows, or for those of a member of the first axis.
  private enum Goal {
    case none
    case all(Expression)
    case members([String: Expression])

    func formula(of member: String?) -> Expression? {
      switch self {
      case .none: nil
      case .all(let formula): formula
      case .members(let formulas): member.flatMap { formulas[$0] }
      }
    }
  }

  /// The table of the section; nil without one. `texts`: what the spec shows for labels.
  func coverage(_ node: SpecNode?, texts: [String: String]) throws(SpecError) -> EvaluationSpec.Table? {
    guard let node else { return nil }
    let fields = try node.fields(
      "coverage",
      ["chapter", "number", "title", "unit", "years", "source", "notes", "for", "across", "definitions"])
    let chapter = try self.chapter(fields)
    var axes: [EvaluationSpec.Axis] = []
    if let given = fields["for"] {
      for (key, value) in try given.pairs("for") {
        let name = try key.text("an axis")
        guard CoverageTable.texts[name] == nil, CoverageTable.headings[name] == nil
        else { throw key.failure("'\(name)' is a column of the table of coverage; name the axis otherwise") }
        axes.append(.init(name: name, members: try members(of: name, value, before: axes)))
      }
    } else if !files.isEmpty {
      axes.append(.init(name: periodName, members: .listed(periodMembers)))
    }
    var blocks: [EvaluationSpec.Block] = []
    var names: [String: String] = [:]
    let definitions = try node.required(fields, "definitions", in: "coverage").list("definitions")
    guard !definitions.isEmpty else { throw node.failure("coverage has no definition") }
    for item in definitions {
      let (name, own) = try definition(item, axes)
      guard names.updateValue(texts[name] ?? name, forKey: name) == nil else {
        throw item.failure("the definition '\(name)' is given twice")
      }
      blocks += own
    }
    var notes: [String] = []
    for note in try fields["notes"]?.list("notes") ?? [] { notes.append(try note.text("a note")) }
    let across = try fields["across"]?.text("across")
    if let across, let given = fields["across"], !axes.contains(where: { $0.name == across }) {
      throw given.failure("'\(across)' is no axis of the table")
    }
    let own = texts.mapValues(Phrase.init(same:))
    return EvaluationSpec.Table(
      id: CoverageTable.id, number: try self.own("number", fields) ?? Phrase("Cobertura", "Coverage"),
      chapter: chapter,
      title: try self.own("title", fields)
        ?? Phrase(
          "Población potencial, objetivo y atendida, por definición",
          "Potential, target and served population, by definition"),
      unit: try self.own("unit", fields) ?? Phrase("personas, %", "people, %"),
      years: try self.own("years", fields) ?? Phrase(same: ""),
      across: across,
      formula: Phrase(
        "cobertura = 100 × atendida / potencial (u objetivo); subcobertura = 100 × elegibles no atendidos / elegibles; "
          + "filtración = 100 × atendidos no elegibles / atendidos",
        "coverage = 100 × served / potential (or target); under-coverage = 100 × eligible not served / eligible; "
          + "leakage = 100 × served not eligible / served"),
      source: try fields["source"]?.text("source") ?? "", notes: notes, decimals: [:],
      labels: CoverageTable.headings.merging(own, uniquingKeysWith: { _, own in own })
        .filter { CoverageTable.headings[$0.key] != nil },
      blocks: blocks, differences: [], position: node.position, columnOrder: CoverageTable.order,
      keyLabels: [
        CoverageTable.definition: names.mapValues(Phrase.init(same:)),
        CoverageTable.goalState: CoverageTable.goalStates.merging(own, uniquingKeysWith: { _, own in own })
          .filter { CoverageTable.goalStates[$0.key] != nil },
      ])
  }

  /// A chapter that there is; the first one where none is named.
  func chapter(_ fields: [String: SpecNode]) throws(SpecError) -> String {
    let chapter = try fields["chapter"]?.text("chapter") ?? chapters.first?.id ?? ""
    if let given = fields["chapter"], !chapters.contains(where: { $0.id == chapter }) {
      throw given.failure("no chapter '\(chapter)' under chapters")
    }
    return chapter
  }

  private func formula(_ node: SpecNode, _ what: String) throws(SpecError) -> Expression {
    let text = try node.text(what)
    try node.refuseThousands(what)
    let formula = outward(try ExpressionParser.parse(text, path: path, at: node.textPosition))
    if let value = formula.literal, value < .zero { throw node.failure("\(what) is below zero") }
    return formula
  }

  /// A formula in which the names of inputs and definitions are those, also where a column of the table has the same: `potential:
  /// potencial` is the input of that name.
  private func outward(_ expression: Expression) -> Expression {
    switch expression {
    case .number, .text, .set, .range, .call: return expression
    case .negated(let inner): return .negated(outward(inner))
    case .binary(let operation, let left, let right, let position):
      return .binary(operation, outward(left), outward(right), position)
    case .name(let name, let position):
      guard CoverageTable.headings[name] != nil,
        inputs[name]?.keys.isEmpty == true || definitions[name]?.parameters.isEmpty == true
      else { return expression }
      return .call(name, [], position)
    }
  }

  /// The blocks of a definition: one a member of the first axis, so that each says whether it has a goal.
  private func definition(_ node: SpecNode, _ axes: [EvaluationSpec.Axis]) throws(SpecError) -> (
    String, [EvaluationSpec.Block]
  ) {
    let fields = try node.fields(
      "a definition of coverage", ["name", "potential", "target", "served", "served_eligible", "goal"])
    let name = try node.required(fields, "name", in: "a definition of coverage").text("name")
    var known: [(name: String, formula: Expression)] = []
    for (key, column) in [
      ("potential", "potencial"), ("target", "objetivo"), ("served", "atendida"),
      ("served_eligible", "atendida_elegible"),
    ] {
      let given =
        key == "potential" || key == "served"
        ? try node.required(fields, key, in: "a definition of coverage") : fields[key]
      guard let given else { continue }
      let formula = try self.formula(given, "the population '\(key)'")
      if formula.literal?.isZero == true, key == "potential" || key == "target" {
        throw given.failure("the population '\(key)' is zero, and shares are of it")
      }
      known.append((column, formula))
    }
    let goal = try self.goal(fields["goal"], axes.first)
    let place = node.position ?? SpecPosition(line: 1, column: 1)
    func percent(_ top: Expression, _ bottom: String) -> Expression {
      .binary(.divided, .binary(.times, .number(Exact(100)), top, place), .name(bottom, place), place)
    }
    func less(_ a: String, _ b: String) -> Expression {
      .binary(.minus, .name(a, place), .name(b, place), place)
    }
    let served = Expression.name("atendida", place)
    let hasTarget = known.contains { $0.name == "objetivo" }
    let hasEligible = known.contains { $0.name == "atendida_elegible" }
    let eligible = hasTarget ? "objetivo" : "potencial"
    func block(_ own: [EvaluationSpec.Axis], _ goal: Expression?) -> EvaluationSpec.Block {
      var columns = known
      if let goal { columns.append(("meta", goal)) }
      columns.append(("cobertura_pct", percent(served, "potencial")))
      if hasTarget { columns.append(("cobertura_objetivo_pct", percent(served, "objetivo"))) }
      if hasEligible {
        columns.append(("subcobertura_pct", percent(less(eligible, "atendida_elegible"), eligible)))
        columns.append(("filtracion_pct", percent(less("atendida", "atendida_elegible"), "atendida")))
      }
      if goal != nil { columns.append(("meta_pct", percent(served, "meta"))) }
      let state = goal == nil ? "sin_meta" : "con_meta"
      return EvaluationSpec.Block(
        axes: [.init(name: CoverageTable.definition, members: .listed([(name, .text(name))]))] + own
          + [.init(name: CoverageTable.goalState, members: .listed([(state, .text(state))]))],
        columns: columns)
    }
    guard let first = axes.first, case .listed(let members) = first.members else {
      return (name, [block(axes, goal.formula(of: nil))])
    }
    return (
      name,
      members.map { member in
        block(
          [.init(name: first.name, members: .listed([member]))] + axes.dropFirst(),
          goal.formula(of: member.label))
      }
    )
  }

  private func goal(_ node: SpecNode?, _ axis: EvaluationSpec.Axis?) throws(SpecError) -> Goal {
    guard let node else { return .none }
    guard node.isMapping else { return .all(try goalFormula(node)) }
    guard let axis, case .listed(let members) = axis.members else {
      throw node.failure("goals by member need an axis under for")
    }
    var formulas: [String: Expression] = [:]
    for (key, value) in try node.pairs("goal") {
      let member = try key.text("a member of '\(axis.name)'")
      guard members.contains(where: { $0.label == member }) else {
        throw key.failure("'\(member)' is no member of the axis '\(axis.name)'")
      }
      formulas[member] = try goalFormula(value)
    }
    return .members(formulas)
  }

  private func goalFormula(_ node: SpecNode) throws(SpecError) -> Expression {
    let formula = try self.formula(node, "the goal")
    if formula.literal?.isZero == true {
      throw node.failure("the goal is zero, and progress is a share of it")
    }
    return formula
  }

  /// Refuses populations that are not of one unit; a plain number fits any.
  static func checkCoverageUnits(_ spec: EvaluationSpec) throws(SpecError) {
    guard spec.hasCoverage, let table = spec.tables.first(where: { $0.id == CoverageTable.id }) else {
      return
    }
    let check = UnitCheck(spec: spec)
    for block in table.blocks {
      var first: (name: String, unit: FormulaUnit)?
      for column in block.columns where CoverageTable.populations.contains(column.name) {
        let unit = try check.unit(of: column.formula)
        if unit == .number { continue }
        guard let known = first else {
          first = (column.name, unit)
          continue
        }
        guard known.unit == unit else {
          throw SpecError(
            path: spec.path, position: column.formula.position ?? table.position,
            message: "mixed units: \(column.name) is in \(unit), \(known.name) in \(known.unit)")
        }
      }
    }
  }
}
