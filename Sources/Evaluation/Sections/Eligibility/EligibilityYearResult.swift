import Columns
import Indicators
import Kernels
import Rosters

/// A year counted: what each rule did, who is entitled, and how the list that was paid compares.
struct EligibilityYearResult: Sendable {
  /// A rule in the order of the list: who reaches it having passed those before.
  struct Funnel: Sendable {
    var alone = VerdictCount()
    var reached = VerdictCount()
  }

  /// The list paid beside that of those entitled.
  struct Delivery: Sendable {
    var entitled = 0
    var paid = 0
    /// Entitled and paid.
    var delivered = 0
    /// Paid in another tramo, another amount, to another payee, among those delivered.
    var otherTramo = 0
    var otherAmount = 0
    var otherPayee = 0
    /// Delivered whose payee can be compared.
    var payeesCompared = 0
    /// Paid and not entitled by the first rule that is not passed; the last place is for who is not in the people's register.
    var inclusion: [Int]
    /// Entitled and not paid by tramo.
    var exclusion: [Int]
    /// Pesos; amounts of a file may be any number of 64 bits.
    var amountPaid: Int128 = 0
    var amountEntitled: Int128 = 0
  }

  let year: Int
  let people: Int
  /// People by the verdicts of all rules in their order, the commonest first.
  let profiles: [(verdicts: [Verdict], people: Int)]
  var funnel: [Funnel]
  /// People entitled by tramo.
  var tramos: [Int]
  var delivery: Delivery?
  /// By payee, the last place for those without one.
  var payees: [Int]
  /// People of the registry by band, the last place for those outside or without a value.
  var registry: [Int] = []
  var scores: [Int] = []
  var received: Bitmap
  /// Everybody by all that the tables tell of them.
  let kinds: EligibilityKinds

  init(
    _ section: EligibilitySection, _ data: EligibilityData.Year, _ judged: EligibilityJudgement, people: Int
  ) {
    year = data.year
    let present = data.rows[section.people]
    var funnel = [Funnel](repeating: Funnel(), count: section.rules.count)
    var inRegister = 0
    // Verdicts as a number of base 3, one digit a rule.
    var patterns: [UInt64: Int] = [:]
    for person in 0..<people where present[person] != 0 {
      inRegister += 1
      var stillIn = true
      var pattern: UInt64 = 0
      for rule in funnel.indices {
        let verdict = judged.verdicts[rule][person]
        pattern = pattern * 3 + UInt64(verdict.rawValue)
        funnel[rule].alone.add(verdict)
        if stillIn { funnel[rule].reached.add(verdict) }
        if verdict != .passed { stillIn = false }
      }
      patterns[pattern, default: 0] += 1
    }
    profiles = patterns.sorted { ($1.value, $1.key) < ($0.value, $0.key) }.map { pattern, count in
      (EligibilityKind.verdicts(pattern, rules: section.rules.count), count)
    }
    self.people = inRegister
    self.funnel = funnel
    var tramos = [Int](repeating: 0, count: section.tramos.count)
    for person in 0..<people where judged.entitled[person] { tramos[Int(judged.tramos[person])] += 1 }
    self.tramos = tramos
    let payees = EligibilityPayees(section, data, people: people)
    received = judged.entitled
    var paid: Bitmap?
    if let list = section.paid {
      let comparison = PaidComparison(section, list, data, payees)
      (delivery, received) = comparison.compare(judged, people: people)
      paid = received
    }
    kinds = EligibilityKinds(section, data, judged, payees, paid: paid, people: people)
    self.payees = kinds.counts(to: section.payees.count, by: \.payee)
    if let registry = section.registry {
      self.registry = kinds.counts(to: registry.labels.count, by: \.band)
      scores = kinds.counts(to: registry.scoreLabels.count, by: \.score)
    }
  }
}

/// Who collects for each person: the first payee of the list to whom the rule applies and who is known.
struct EligibilityPayees {
  private let conditions: [[Verdict]?]
  private let columns: [(column: Column, rows: [UInt32])?]

  init(_ section: EligibilitySection, _ data: EligibilityData.Year, people: Int) {
    let evaluator = ConditionEvaluator(data: data, people: people)
    conditions = section.payees.map { $0.condition.map { evaluator.verdicts($0) } }
    columns = section.payees.map { $0.field.map { (data.column($0), data.rows[$0.register]) } }
  }

  /// Position of the payee; nil where there is none.
  func payee(of person: Int) -> Int? {
    conditions.indices.first { place in
      if let verdicts = conditions[place], verdicts[person] != .passed { return false }
      guard let (column, rows) = columns[place] else { return true }
      return rows[person] != 0 && column.validity[Int(rows[person]) - 1]
    }
  }

  /// The number of who collects, where payees are named by numbers; nil for the person, for nobody, and for texts.
  func number(_ place: Int, of person: Int) -> Int64? {
    guard let (column, rows) = columns[place], rows[person] != 0, case .integer(let values) = column.values
    else {
      return nil
    }
    let row = Int(rows[person]) - 1
    return column.validity[row] ? values[row] : nil
  }

  /// Whether the payee of that position is the person.
  func isOneself(_ place: Int) -> Bool { columns[place] == nil }
}
