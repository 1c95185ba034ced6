import Indicators
import Kernels
import Reports
import Rosters

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
  /// By the id of a goal, the decimals with which its values are given.
  let goalDecimals: [String: Int]
  /// Goals whose plan is their baseline.
  let findings: [Finding]
  let budget: ProjectBudget
  let budgets: [Budget]
  let risks: [Risk]

  static let ids = ["proyecto-metas", "proyecto-gasto", "proyecto-ejecucion", "proyecto-riesgos"]

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
    let chosen = try fields["decimals"]?.integer("decimals")
    let decimals = chosen ?? ProjectCurrency.cents
    if let given = fields["decimals"], decimals < 0 || decimals > 6 {
      throw given.failure("decimals goes from 0 to 6")
    }
    var goals: [ProjectGoal] = []
    var goalDecimals: [String: Int] = [:]
    var findings: [Finding] = []
    for item in try fields["goals"]?.list("goals") ?? [] {
      let goal = try ProjectSection.goal(item)
      if goals.contains(where: { $0.id == goal.id }) {
        throw item.failure("the goal '\(goal.id)' is given twice")
      }
      goals.append(goal)
      goalDecimals[goal.id] = try ProjectSection.decimals(of: item)
      if goal.progress == .undefined { findings.append(try ProjectSection.unmeasured(item)) }
    }
    try ProjectSection.checkWeights(goals, fields["goals"])
    self.goals = goals
    self.goalDecimals = goalDecimals
    self.findings = findings
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
    var budgets: [Budget] = []
    for (key, value) in try fields["budgets"]?.pairs("budgets") ?? [] {
      let amount = try ProjectSection.amount(value, decimals)
      if amount.isZero { throw value.failure("a budget is above zero: execution is a share of it") }
      budgets.append(Budget(label: try key.text("a budget"), amount: amount))
    }
    self.budgets = budgets
    budget = ProjectBudget(
      items: items, overheads: overheads,
      decimals: ProjectCurrency.decimals(
        currency, given: chosen, amounts: items.map(\.amount) + budgets.map(\.amount)))
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
  static let largest = Exact(1_000_000_000_000_000)

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

  package func run(folder: String, threads: Int) throws -> SectionResult {
    SectionResult(
      tables: [goalTable, spending, execution, riskTable], texts: ProjectSection.texts, findings: findings)
  }
}
