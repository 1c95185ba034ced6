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
    var amountPaid = 0
    var amountEntitled = 0
  }

  let year: Int
  let people: Int
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

  init(
    _ section: EligibilitySection, _ data: EligibilityData.Year, _ judged: EligibilityJudgement, people: Int
  ) {
    year = data.year
    let present = data.rows[section.people]
    var funnel = [Funnel](repeating: Funnel(), count: section.rules.count)
    var inRegister = 0
    for person in 0..<people where present[person] != 0 {
      inRegister += 1
      var stillIn = true
      for rule in funnel.indices {
        let verdict = judged.verdicts[rule][person]
        funnel[rule].alone.add(verdict)
        if stillIn { funnel[rule].reached.add(verdict) }
        if verdict != .passed { stillIn = false }
      }
    }
    self.people = inRegister
    self.funnel = funnel
    var tramos = [Int](repeating: 0, count: section.tramos.count)
    for person in 0..<people where judged.entitled[person] { tramos[Int(judged.tramos[person])] += 1 }
    self.tramos = tramos
    let payees = EligibilityPayees(section, data, people: people)
    var collected = [Int](repeating: 0, count: section.payees.count + 1)
    if !section.payees.isEmpty {
      for person in 0..<people where judged.entitled[person] {
        collected[payees.payee(of: person) ?? section.payees.count] += 1
      }
    }
    self.payees = collected
    received = judged.entitled
    if let paid = section.paid {
      let comparison = PaidComparison(section, paid, data, payees)
      (delivery, received) = comparison.compare(judged, people: people)
    }
    if let registry = section.registry { count(registry, data) }
  }

  private mutating func count(_ registry: EligibilitySection.RegistryTramos, _ data: EligibilityData.Year) {
    self.registry = [Int](repeating: 0, count: registry.labels.count + 1)
    let bands = EligibilityJudgement.bands(
      registry.intervals, data.column(registry.field), scale: EligibilitySection.scale(registry.field))
    let scoreBands = registry.score.map {
      EligibilityJudgement.bands(
        registry.scoreIntervals, data.column($0), scale: EligibilitySection.scale($0))
    }
    scores = [Int](repeating: 0, count: registry.scoreLabels.count + 1)
    for row in data.rows[registry.field.register] where row != 0 {
      let band = bands[Int(row) - 1]
      let place = band.flatMap { $0 == EligibilityJudgement.noTramo ? nil : Int($0) } ?? registry.labels.count
      self.registry[place] += 1
      if place == 0, let scoreBands {
        let score = scoreBands[Int(row) - 1]
        scores[
          score.flatMap { $0 == EligibilityJudgement.noTramo ? nil : Int($0) } ?? registry.scoreLabels.count] +=
          1
      }
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
