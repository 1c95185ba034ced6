import Columns
import Indicators
import Kernels
import Rosters

/// All years counted, and the pairs of years between them.
struct EligibilityOutcome: Sendable {
  let years: [EligibilityYearResult]
  /// One a pair of consecutive years of the section.
  let leavers: [LeavingCount]
  let changes: [ListChange]

  init(_ section: EligibilitySection, _ data: EligibilityData, threads: Int) {
    let people = data.people
    let judged = Parallel.map(data.years.count, threads: threads) { place in
      EligibilityJudgement(section, data.years[place], people: people, rules: data.years[place].year)
    }
    let years = Parallel.map(data.years.count, threads: threads) { place in
      EligibilityYearResult(section, data.years[place], judged[place], people: people)
    }
    self.years = years
    let pairs = max(0, years.count - 1)
    leavers =
      section.continuity.map { reasons in
        Parallel.map(pairs, threads: threads) { place in
          LeavingCount(
            section, reasons, people: people,
            before: (data.years[place], judged[place], years[place]),
            after: (data.years[place + 1], judged[place + 1], years[place + 1]))
        }
      } ?? []
    changes =
      section.cells.map { cells in
        Parallel.map(pairs, threads: threads) { place in
          ListChange(
            section, cells, people: people, before: (data.years[place], judged[place], years[place]),
            after: (data.years[place + 1], judged[place + 1], years[place + 1]))
        }
      } ?? []
  }
}

/// Those who received in a year and not in the next, by the first reason that holds.
struct LeavingCount: Sendable {
  typealias Side = (data: EligibilityData.Year, judged: EligibilityJudgement, result: EligibilityYearResult)

  let from: Int
  let to: Int
  let received: Int
  /// By reason; the last place for those without one.
  let reasons: [Int]
  /// Of those whose ranking fell: how many by main cause, in the order of the causes, then those not ranked in both years.
  let causes: [Int]
  let changes: PositionChangeSum

  init(_ section: EligibilitySection, _ list: [LeavingReason], people: Int, before: Side, after: Side) {
    from = before.data.year
    to = after.data.year
    let tests = list.map { reason in
      reason.clauses.map { ClauseTest($0, people: people, before: before, after: after) }
    }
    let rank = section.rules.firstIndex { $0.isRank }
    let ranked = list.firstIndex { reason in
      reason.clauses.contains { clause in
        if case .fails(let rules) = clause, let rank { rules.contains(rank) } else { false }
      }
    }
    var received = 0
    var counts = [Int](repeating: 0, count: list.count + 1)
    var causes = [Int](repeating: 0, count: PositionChange.Cause.allCases.count + 1)
    var sum = PositionChangeSum()
    for person in 0..<people where before.result.received[person] {
      received += 1
      if after.result.received[person] { continue }
      let reason = tests.firstIndex { $0.allSatisfy { $0.holds(person) } } ?? list.count
      counts[reason] += 1
      guard reason == ranked, let rank else { continue }
      if let change = LeavingCount.change(rank, person, section.people, before, after) {
        sum.add(change)
        causes[PositionChange.Cause.allCases.firstIndex(of: change.mainCause) ?? 0] += 1
      } else {
        causes[causes.count - 1] += 1
      }
    }
    self.received = received
    reasons = counts
    self.causes = causes
    changes = sum
  }

  var left: Int { reasons.reduce(0, +) }

  private static func change(_ rule: Int, _ person: Int, _ register: Int, _ before: Side, _ after: Side)
    -> PositionChange?
  {
    guard let old = before.judged.rankings[rule], let new = after.judged.rankings[rule] else { return nil }
    let oldRow = Int(before.data.rows[register][person]) - 1
    let newRow = Int(after.data.rows[register][person]) - 1
    guard oldRow >= 0, newRow >= 0 else { return nil }
    return PositionChange(
      from: old.ranking, row: oldRow, value: old.values[oldRow], to: new.ranking, row: newRow,
      value: new.values[newRow])
  }

  /// A clause with the verdicts it needs at hand.
  private struct ClauseTest {
    private enum Kind {
      case passed([Verdict])
      case some([[Verdict]], Verdict)
      case row([UInt32], isThere: Bool)
      case entitled(Bitmap, Bool)
    }

    private let kind: Kind

    init(_ clause: LeavingReason.Clause, people: Int, before: Side, after: Side) {
      switch clause {
      case .previous(let condition):
        kind = .passed(ConditionEvaluator(data: before.data, people: people).verdicts(condition))
      case .now(let condition):
        kind = .passed(ConditionEvaluator(data: after.data, people: people).verdicts(condition))
      case .fails(let rules): kind = .some(rules.map { after.judged.verdicts[$0] }, .failed)
      case .unknown(let rules): kind = .some(rules.map { after.judged.verdicts[$0] }, .unknown)
      case .absent(let register): kind = .row(after.data.rows[register], isThere: false)
      case .present(let register): kind = .row(after.data.rows[register], isThere: true)
      case .entitled(let wanted): kind = .entitled(after.judged.entitled, wanted)
      }
    }

    func holds(_ person: Int) -> Bool {
      switch kind {
      case .passed(let verdicts): verdicts[person] == .passed
      case .some(let rules, let verdict): rules.contains { $0[person] == verdict }
      case .row(let rows, let isThere): (rows[person] != 0) == isThere
      case .entitled(let bitmap, let wanted): bitmap[person] == wanted
      }
    }
  }
}

/// The change in the number of those who received between two years.
struct ListChange: Sendable {
  let from: Int
  let to: Int
  let before: Int
  let after: Int
  /// Of those entitled.
  let entitled: BeneficiaryChange
  /// The change in what was paid beyond or below those entitled.
  let delivery: Int
  /// The smallest group of people by which a step of the decomposition differs from the next.
  let smallest: Int

  init(
    _ section: EligibilitySection, _ cells: [FieldReference], people: Int, before: LeavingCount.Side,
    after: LeavingCount.Side
  ) {
    from = before.data.year
    to = after.data.year
    let sides = [before, after]
    let codes = ListChange.cells(cells, sides.map(\.data), people: people)
    var counts: [[[CascadeCount]]] = []
    for side in sides {
      var row: [[CascadeCount]] = []
      for rules in sides {
        let same = !section.rulesDiffer(side.data.year, rules.data.year)
        let judged =
          same
          ? side.judged : EligibilityJudgement(section, side.data, people: people, rules: rules.data.year)
        row.append(
          ListChange.cascade(
            section, side.data, judged, people: people, cells: codes.cells[counts.count], count: codes.count))
      }
      counts.append(row)
    }
    entitled = BeneficiaryChange(counts)
    smallest =
      counts.joined().joined().flatMap { cell in
        [cell.population - cell.vulnerable, cell.vulnerable - cell.entitled, cell.entitled]
      }.filter { $0 > 0 }.min() ?? Int.max
    self.before = before.result.received.population
    self.after = after.result.received.population
    delivery =
      (self.after - after.judged.entitled.population) - (self.before - before.judged.entitled.population)
  }

  /// The cell of each person in each year: equal values are the same cell in both years.
  private static func cells(_ fields: [FieldReference], _ years: [EligibilityData.Year], people: Int)
    -> (cells: [[UInt32]], count: Int)
  {
    var numbers: [[String]: UInt32] = [:]
    let cells = years.map { data -> [UInt32] in
      var groups = DenseGroups(rows: data.owners.count)
      var texts: [(Int) -> String] = []
      for field in fields {
        let column = data.column(field)
        // A missing value is a cell of its own.
        if case .category(let codes, let levels) = column.values {
          let shifted = codes.indices.map { column.validity[$0] ? codes[$0] + 1 : 0 }
          groups.split(
            by: shifted, levels: levels.count + 1, validity: Bitmap(count: shifted.count, repeating: true))
          texts.append { column.validity[$0] ? levels[Int(codes[$0])] : "" }
        } else {
          let values = ConditionEvaluator.stored(column)
          let shifted = values.indices.map { column.validity[$0] ? values[$0] : Int64.min }
          groups.split(by: shifted, validity: Bitmap(count: shifted.count, repeating: true))
          texts.append { column.validity[$0] ? String(values[$0]) : "" }
        }
      }
      var translated = [UInt32](repeating: DenseGroups.none, count: groups.count)
      var result = [UInt32](repeating: DenseGroups.none, count: people)
      for (row, owner) in data.owners.enumerated() where owner != EligibilityData.Year.nobody {
        let group = Int(groups.codes[row])
        if translated[group] == DenseGroups.none {
          let key = texts.map { $0(row) }
          let next = UInt32(numbers.count)
          translated[group] = numbers[key, default: next]
          numbers[key] = translated[group]
        }
        result[Int(owner)] = translated[group]
      }
      return result
    }
    return (cells, max(1, numbers.count))
  }

  private static func cascade(
    _ section: EligibilitySection, _ data: EligibilityData.Year, _ judged: EligibilityJudgement, people: Int,
    cells: [UInt32], count: Int
  ) -> [CascadeCount] {
    func rules(_ factor: EligibilityRule.Factor) -> [[Verdict]] {
      section.rules.indices.filter { section.rules[$0].factor == factor }.map { judged.verdicts[$0] }
    }
    let population = rules(.population)
    let vulnerability = rules(.vulnerability)
    var result = [CascadeCount](repeating: CascadeCount(), count: count)
    for person in 0..<people where cells[person] != DenseGroups.none {
      let cell = Int(cells[person])
      guard population.allSatisfy({ $0[person] == .passed }) else { continue }
      result[cell].population += 1
      guard vulnerability.allSatisfy({ $0[person] == .passed }) else { continue }
      result[cell].vulnerable += 1
      if judged.entitled[person] { result[cell].entitled += 1 }
    }
    return result
  }
}
