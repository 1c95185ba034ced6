import Columns
import Indicators
import Kernels
import Rosters

/// What the rules of a year say of everybody on the data of a year.
struct EligibilityJudgement: Sendable {
  /// A ranking on the rows of the people's register and the values it ranks.
  struct Ranked: Sendable {
    let ranking: GroupRanking
    let values: [Int64]
  }

  /// By rule and person.
  let verdicts: [[Verdict]]
  /// Tramo of each person by the rule that gives it, 255 for none.
  let tramos: [UInt8]
  /// Who is in the people's register and passes all rules.
  let entitled: Bitmap
  /// The ranking of each rule that ranks.
  let rankings: [Int: Ranked]

  static let noTramo: UInt8 = 255

  /// The wordings of the rules are those of the year `rules`.
  init(_ section: EligibilitySection, _ data: EligibilityData.Year, people: Int, rules year: Int) {
    let evaluator = ConditionEvaluator(data: data, people: people)
    var verdicts: [[Verdict]] = []
    var tramos = [UInt8](repeating: EligibilityJudgement.noTramo, count: people)
    var rankings: [Int: Ranked] = [:]
    for (index, rule) in section.rules.enumerated() {
      let variant = rule.variants[rule.variant(year)]
      var own: [Verdict]
      switch variant.body {
      case .condition(let condition): own = evaluator.verdicts(condition)
      case .bands(let field, let intervals):
        let bands = EligibilityJudgement.bands(
          intervals, data.column(field), scale: EligibilitySection.scale(field))
        let rows = data.rows[field.register]
        own = [Verdict](repeating: .unknown, count: people)
        for person in own.indices where rows[person] != 0 {
          guard let band = bands[Int(rows[person]) - 1] else { continue }
          own[person] = band == EligibilityJudgement.noTramo ? .failed : .passed
          if index == section.tramoRule { tramos[person] = band }
        }
      case .rank(let rule):
        let among = rule.among.map { verdicts[$0] }
        let ranked = EligibilityJudgement.rank(rule, data, register: section.people, among: among)
        let found = rule.tramos.tramos(of: ranked.ranking, values: ranked.values)
        let rows = data.rows[rule.field.register]
        own = [Verdict](repeating: .unknown, count: people)
        for person in own.indices where rows[person] != 0 {
          let row = Int(rows[person]) - 1
          guard ranked.ranking.places[row] > 0 else { continue }
          own[person] = found[row] == EligibilityJudgement.noTramo ? .failed : .passed
          if index == section.tramoRule { tramos[person] = found[row] }
        }
        rankings[index] = ranked
      }
      if variant.missing != .unknown { own = own.map { $0 == .unknown ? variant.missing : $0 } }
      verdicts.append(own)
    }
    var entitled = Bitmap(count: people)
    let present = data.rows[section.people]
    for person in 0..<people where present[person] != 0 {
      if verdicts.allSatisfy({ $0[person] == .passed }) { entitled[person] = true }
    }
    if section.tramoRule == nil {
      for person in 0..<people where entitled[person] { tramos[person] = 0 }
    } else {
      // A rule that passes for lack of data gives no tramo.
      for person in 0..<people where entitled[person] && tramos[person] == EligibilityJudgement.noTramo {
        entitled[person] = false
      }
    }
    self.verdicts = verdicts
    self.tramos = tramos
    self.entitled = entitled
    self.rankings = rankings
  }

  /// The band of each row, `noTramo` outside all of them, nil where the value is missing.
  static func bands(_ intervals: [Interval], _ column: Column, scale: Int64) -> [UInt8?] {
    let ranges = intervals.map { $0.storedRange(scale: scale) }
    let values = ConditionEvaluator.stored(column)
    return values.indices.map { row in
      guard column.validity[row] else { return nil }
      return ranges.firstIndex { $0?.contains(values[row]) ?? false }.map(UInt8.init) ?? noTramo
    }
  }

  private static func rank(
    _ rule: RankRule, _ data: EligibilityData.Year, register people: Int, among: [[Verdict]]
  ) -> Ranked {
    let column = data.column(rule.field)
    let values = ConditionEvaluator.stored(column)
    var groups = DenseGroups(rows: values.count)
    for field in rule.within {
      let own = data.column(field)
      if case .category(let codes, let levels) = own.values {
        groups.split(by: codes, levels: levels.count, validity: own.validity)
      } else {
        groups.split(by: ConditionEvaluator.stored(own), validity: own.validity)
      }
    }
    // Rows in use, of people who pass the rules that the ranking is among.
    var used = Bitmap(count: values.count)
    for (person, row) in data.rows[rule.field.register].enumerated() where row != 0 {
      if among.allSatisfy({ $0[person] == .passed }) { used[Int(row) - 1] = true }
    }
    groups.keep(used)
    return Ranked(
      ranking: GroupRanking(
        values, validity: column.validity, groups: groups, order: rule.order, ties: rule.ties,
        counting: rule.counting), values: values)
  }
}
