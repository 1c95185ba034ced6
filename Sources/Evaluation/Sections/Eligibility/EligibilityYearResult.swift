import Columns
import Indicators
import Kernels
import Rosters

/// A year counted: what each rule did, who is entitled, and how the list that was paid compares.
struct EligibilityYearResult: Sendable {
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
    let payees = EligibilityPayees(section, data, people: people)
    received = judged.entitled
    var paid: Bitmap?
    if let list = section.paid {
      let comparison = PaidComparison(section, list, data, payees)
      (delivery, received) = comparison.compare(judged, people: people)
      paid = received
    }
    kinds = EligibilityKinds(section, data, judged, payees, paid: paid, people: people)
    profiles = kinds.patterns.sorted { ($1.value, $1.key) < ($0.value, $0.key) }.map { pattern, count in
      (EligibilityKind.verdicts(pattern, rules: section.rules.count), count)
    }
    self.people = profiles.reduce(0) { $0 + $1.people }
    tramos = Array(kinds.counts(to: section.tramos.count, by: \.tramo).dropLast())
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
