import Indicators
import Kernels
import Reports

/// The section `project` of a spec: goals with baseline, plan and achievement, spending with its overheads, execution, risks.
package struct ProjectSection: SpecSection {
  struct Budget: Sendable {
    let label: String
    let amount: Exact
  }

  struct Risk: Sendable {
    let kind: String
    let description: String
    let probability: String
    let impact: String
    let mitigation: String
  }

  let chapter: String
  let title: String
  let year: String
  let currency: String
  let source: String
  let goals: [ProjectGoal]
  let budget: ProjectBudget
  let budgets: [Budget]
  let risks: [Risk]

  private static let ids = ["proyecto-metas", "proyecto-gasto", "proyecto-ejecucion", "proyecto-riesgos"]

  package var tableIDs: [String] { ProjectSection.ids }

  init(_ node: SpecNode) throws(SpecError) {
    let fields = try node.fields(
      "project",
      [
        "chapter", "title", "year", "currency", "decimals", "source", "goals", "items", "overheads",
        "budgets",
        "risks",
      ])
    chapter = try fields["chapter"]?.text("chapter") ?? ""
    title = try fields["title"]?.text("title") ?? ""
    year = try fields["year"].map(ProjectSection.years) ?? ""
    currency = try fields["currency"]?.text("currency") ?? "pesos"
    source = try fields["source"]?.text("source") ?? ""
    let decimals = try fields["decimals"]?.integer("decimals") ?? 2
    if let given = fields["decimals"], decimals < 0 || decimals > 6 {
      throw given.failure("decimals goes from 0 to 6")
    }
    var goals: [ProjectGoal] = []
    for item in try fields["goals"]?.list("goals") ?? [] {
      let goal = try ProjectSection.goal(item)
      if goals.contains(where: { $0.id == goal.id }) {
        throw item.failure("the goal '\(goal.id)' is given twice")
      }
      goals.append(goal)
    }
    try ProjectSection.checkWeights(goals, fields["goals"])
    self.goals = goals
    var items: [ProjectBudget.Item] = []
    for item in try fields["items"]?.list("items") ?? [] {
      let parts = try item.fields("an item", ["output", "activity", "account", "amount"])
      items.append(
        ProjectBudget.Item(
          output: try item.required(parts, "output", in: "an item").text("output"),
          activity: try parts["activity"]?.text("activity") ?? "",
          account: try parts["account"]?.text("account") ?? "",
          amount: try ProjectSection.amount(try item.required(parts, "amount", in: "an item"), decimals)))
    }
    var overheads: [ProjectBudget.Overhead] = []
    for item in try fields["overheads"]?.list("overheads") ?? [] {
      let parts = try item.fields("an overhead", ["name", "rate"])
      let rate = try item.required(parts, "rate", in: "an overhead")
      let value = try rate.number("rate")
      guard value >= .zero, value <= .one else { throw rate.failure("a rate goes from 0 to 1, not \(value)") }
      overheads.append(
        ProjectBudget.Overhead(
          name: try item.required(parts, "name", in: "an overhead").text("name"), rate: value))
    }
    budget = ProjectBudget(items: items, overheads: overheads, decimals: decimals)
    var budgets: [Budget] = []
    for (key, value) in try fields["budgets"]?.pairs("budgets") ?? [] {
      let amount = try ProjectSection.amount(value, decimals)
      if amount.isZero { throw value.failure("a budget is above zero: execution is a share of it") }
      budgets.append(Budget(label: try key.text("a budget"), amount: amount))
    }
    self.budgets = budgets
    var risks: [Risk] = []
    for item in try fields["risks"]?.list("risks") ?? [] {
      let parts = try item.fields("a risk", ["type", "description", "probability", "impact", "mitigation"])
      risks.append(
        Risk(
          kind: try parts["type"]?.text("type") ?? "",
          description: try item.required(parts, "description", in: "a risk").text("description"),
          probability: try parts["probability"]?.text("probability") ?? "",
          impact: try parts["impact"]?.text("impact") ?? "",
          mitigation: try parts["mitigation"]?.text("mitigation") ?? ""))
    }
    self.risks = risks
  }

  private static func amount(_ node: SpecNode, _ decimals: Int) throws(SpecError) -> Exact {
    let value = try node.number("an amount")
    if decimals < 3 { try node.refuseThousands("an amount") }
    guard value >= .zero, value.isExact(atDecimals: decimals) else {
      throw node.failure("an amount is not negative and has at most \(decimals) decimals, not \(value)")
    }
    guard value <= largest else { throw node.failure("an amount is at most \(largest), not \(value)") }
    return value
  }

  /// Amounts and quantities beyond 10¹⁵ are slips of the pen.
  private static let largest = Exact(1_000_000_000_000_000)

  /// A year, or the first and last of several.
  private static func years(_ node: SpecNode) throws(SpecError) -> String {
    let text = try node.text("year")
    let years = text.split(separator: "-", omittingEmptySubsequences: false).map { part in
      part.utf8.count == 4 ? Int(part) : nil
    }
    switch (years.count, years.first ?? nil, years.last ?? nil) {
    case (1, .some, _): return text
    case (2, let first?, let last?) where first < last: return text
    default: throw node.failure("year is a year such as 2020, or years such as 2019-2021, not '\(text)'")
    }
  }

  /// Weights are given to all goals or to none, and add up to one.
  private static func checkWeights(_ goals: [ProjectGoal], _ node: SpecNode?) throws(SpecError) {
    guard let node, goals.contains(where: { $0.weight != nil }) else { return }
    let items = try node.list("goals")
    for (goal, item) in zip(goals, items) where goal.weight == nil {
      throw item.failure("the goal '\(goal.id)' has no weight, and others have; weigh all of them or none")
    }
    let sum = goals.reduce(Exact.zero) { $0 + ($1.weight ?? .zero) }
    guard sum == .one else { throw node.failure("the weights of the goals add up to \(sum), not to 1") }
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

  private static func goal(_ item: SpecNode) throws(SpecError) -> ProjectGoal {
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

  package func run(folder: String, threads: Int) throws -> SectionResult {
    SectionResult(tables: [goalTable, spending, execution, riskTable], texts: ProjectSection.texts)
  }

  private func table(
    _ id: String, _ title: Phrase, unit: Phrase, keys: [String], columns: [String], rows: [ReportTable.Row],
    formula: Phrase, notes: [Phrase] = []
  ) -> ReportTable {
    let number = (ProjectSection.ids.firstIndex(of: id) ?? 0) + 1
    return SectionTable.table(
      id, Phrase("Proyecto \(number)", "Project \(number)"),
      self.title.isEmpty ? title : title + ". \(self.title)", chapter: chapter, unit: unit,
      years: Phrase(same: year), keys: keys, columns: columns, rows: rows, formula: formula,
      source: Phrase(same: source), notes: notes)
  }

  private var goalTable: ReportTable {
    func words(_ value: GoalValue) -> String {
      if case .described(let text) = value { text } else { "" }
    }
    /// What was achieved in words, after a baseline in words.
    func description(_ goal: ProjectGoal) -> Phrase {
      let (before, now) = (words(goal.baseline), words(goal.achieved))
      if before.isEmpty { return Phrase(same: now) }
      let base = Phrase("línea base: ", "baseline: ") + before
      return now.isEmpty ? base : base + Phrase("; logrado: ", "; achieved: ") + now
    }
    var rows = goals.map { goal in
      var state = "described"
      var share: Exact?
      switch goal.progress {
      case .share(let value):
        (state, share) = (value >= .one ? "achieved" : value < .zero ? "regressed" : "on_the_way", value)
      case .described: break
      case .pending: state = "pending"
      case .undefined: state = "undefined"
      }
      let said = description(goal)
      return ReportTable.Row(
        keys: [goal.level.rawValue, goal.id, goal.title, goal.unit, state, said.spanish],
        cells: [
          goal.baseline.quantity.map { SectionTable.exact($0, decimals: 1) },
          goal.planned.quantity.map { SectionTable.exact($0, decimals: 1) },
          goal.achieved.quantity.map { SectionTable.exact($0, decimals: 1) },
          share.map { SectionTable.exact($0 * Exact(100), decimals: 1) },
        ],
        // The evaluator's own texts are shown as they are.
        shown: own(goal).merging(["descripcion": said.spanish]) { own, _ in own },
        english: own(goal).merging(["descripcion": said.english]) { own, _ in own })
    }
    let weighted = WeightedProgress(goals)
    if let weighted {
      rows.append(
        ReportTable.Row(
          keys: ["", "total", "Avance ponderado", "%", "", ""],
          cells: [nil, nil, nil, SectionTable.exact(weighted.progress * Exact(100), decimals: 1)],
          english: ["indicador": "Weighted progress"]))
    }
    let note = weighted.map { progress in
      let unmeasured = progress.unmeasured * Exact(100)
      return Phrase(
        "Ponderado = Σ peso × avance, cada avance entre 0 y 100 %; lo que no tiene medida cuenta cero y pesa "
          + "\(NumberFormat(.spanish).text(unmeasured, decimals: 1)) %.",
        "Weighted = Σ weight × progress, each between 0 and 100 %; what has no measure counts zero and weighs "
          + "\(NumberFormat(.english).text(unmeasured, decimals: 1)) %.")
    }
    return table(
      "proyecto-metas", Phrase("Avance en las metas", "Progress on the goals"),
      unit: Phrase("según indicador", "by indicator"),
      keys: ["nivel_proyecto", "id", "indicador", "unidad", "avance", "descripcion"],
      columns: ["linea_base", "planificado", "logrado", "avance_pct"], rows: rows,
      formula: Phrase(
        "100 × (logrado − línea base) / (planificado − línea base)",
        "100 × (achieved − baseline) / (planned − baseline)"), notes: [note].compactMap { $0 })
  }

  private var spending: ReportTable {
    var rows = budget.items.map { item in
      ReportTable.Row(
        keys: [item.output, item.activity, item.account],
        cells: [SectionTable.exact(item.amount, decimals: budget.decimals)],
        shown: ["producto": item.output, "actividad": item.activity, "cuenta": item.account])
    }
    rows.append(
      ReportTable.Row(
        keys: ["subtotal", "", ""], cells: [SectionTable.exact(budget.subtotal, decimals: budget.decimals)]))
    for (overhead, amount) in budget.charges {
      let rate = SectionTable.shown(overhead.rate * Exact(100)) + " %"
      rows.append(
        ReportTable.Row(
          keys: [overhead.name, "", "\((overhead.rate * Exact(100)).description) %"],
          cells: [SectionTable.exact(amount, decimals: budget.decimals)],
          shown: ["producto": overhead.name, "cuenta": rate.spanish],
          english: ["producto": overhead.name, "cuenta": rate.english]))
    }
    rows.append(
      ReportTable.Row(
        keys: ["total", "", ""], cells: [SectionTable.exact(budget.total, decimals: budget.decimals)]))
    return table(
      "proyecto-gasto",
      Phrase("Gasto por producto y costos de gestión", "Spending by output and management costs"),
      unit: Phrase(same: currency),
      keys: ["producto", "actividad", "cuenta"], columns: ["monto"], rows: rows,
      formula: Phrase(
        "cada costo de gestión = su tasa × (subtotal + costos de gestión anteriores)",
        "each management cost = its rate × (subtotal + management costs before it)"))
  }

  private var execution: ReportTable {
    let rows = budgets.map { entry in
      ReportTable.Row(
        keys: [entry.label],
        cells: [
          SectionTable.exact(entry.amount, decimals: budget.decimals),
          SectionTable.exact(budget.total, decimals: budget.decimals),
          .init(
            value: budget.execution(of: entry.amount).map { .exact($0 * Exact(100)) },
            numerator: budget.total, denominator: entry.amount.isZero ? nil : entry.amount, decimals: 1),
        ], shown: ["presupuesto": entry.label])
    }
    return table(
      "proyecto-ejecucion", Phrase("Ejecución del presupuesto", "Execution of the budget"),
      unit: Phrase(same: "\(currency), %"), keys: ["presupuesto"],
      columns: ["presupuestado", "gastado", "ejecucion_pct"], rows: rows,
      formula: Phrase("100 × gasto / presupuesto", "100 × spending / budget"))
  }

  private var riskTable: ReportTable {
    table(
      "proyecto-riesgos", Phrase("Riesgos", "Risks"), unit: Phrase(same: ""),
      keys: ["tipo", "riesgo", "probabilidad", "impacto", "mitigacion"],
      columns: [],
      rows: risks.map {
        ReportTable.Row(
          keys: [$0.kind, $0.description, $0.probability, $0.impact, $0.mitigation], cells: [],
          shown: [
            "tipo": $0.kind, "riesgo": $0.description, "probabilidad": $0.probability, "impacto": $0.impact,
            "mitigacion": $0.mitigation,
          ])
      }, formula: Phrase(same: ""))
  }

  private func own(_ goal: ProjectGoal) -> [String: String] {
    ["id": goal.id, "indicador": goal.title, "unidad": goal.unit]
  }

  static let texts: [String: Phrase] = [
    "nivel_proyecto": Phrase("Nivel", "Level"), "outcome": Phrase("Efecto", "Outcome"),
    "output": Phrase("Producto", "Output"), "id": Phrase("N°", "No."),
    "indicador": Phrase("Indicador", "Indicator"),
    "unidad": Phrase("Unidad", "Unit"), "avance": Phrase("Estado", "State"),
    "descripcion": Phrase("Descripción de lo logrado", "Description of what was achieved"),
    "linea_base": Phrase("Línea base", "Baseline"), "planificado": Phrase("Planificado", "Planned"),
    "logrado": Phrase("Logrado", "Achieved"),
    "avance_pct": Phrase("Avance (%)", "Progress (%)"),
    "achieved": Phrase("Lograda", "Achieved"), "on_the_way": Phrase("En camino", "On the way"),
    "regressed": Phrase("Retrocede", "Gone back"), "described": Phrase("Descrita", "Described"),
    "pending": Phrase("Pendiente", "Pending"),
    "undefined": Phrase("Sin medida", "No measure"), "producto": Phrase("Producto", "Output"),
    "actividad": Phrase("Actividad", "Activity"),
    "cuenta": Phrase("Ítem presupuestario", "Budget item"),
    "monto": Phrase("Monto", "Amount"), "subtotal": Phrase("Subtotal productos", "Subtotal of outputs"),
    "total": Phrase("Total", "Total"), "presupuesto": Phrase("Presupuesto", "Budget"),
    "presupuestado": Phrase("Presupuestado", "Budgeted"), "gastado": Phrase("Gastado", "Spent"),
    "ejecucion_pct": Phrase("Ejecución (%)", "Execution (%)"), "tipo": Phrase("Tipo", "Type"),
    "riesgo": Phrase("Riesgo", "Risk"), "probabilidad": Phrase("Probabilidad", "Probability"),
    "impacto": Phrase("Impacto", "Impact"), "mitigacion": Phrase("Mitigación", "Mitigation"),
  ]
}
