/// Averages of the cohorts' gaps: over all, by cohort, by time since the treatment, by period; and the cells themselves.
struct SyntheticAverages: Sendable {
  enum Key: Sendable, Hashable {
    case overall
    case cohort(Int)
    case event(Int)
    case calendar(Int)
    case cell(cohort: Int, period: Int)
  }

  /// What averages are made of: the gaps of one cohort in all periods.
  struct Part: Sendable {
    /// Position among the cohorts of the estimate.
    var cohort: Int
    /// Treated units.
    var units: Int
    var gaps: [Double]
  }

  let keys: [Key]
  private let adoptions: [Int]
  private let periods: Int
  private let firstEvent: Int
  private let events: Int
  private let firstCalendar: Int

  /// For cohorts by the rising positions of their first treated periods.
  init(adoptions: [Int], periods: Int) {
    self.adoptions = adoptions
    self.periods = periods
    let earliest = adoptions.min() ?? 0
    let latest = adoptions.max() ?? 0
    firstEvent = -latest
    events = periods - earliest + latest
    firstCalendar = earliest
    let start = firstEvent
    var keys: [Key] = [.overall] + adoptions.map { .cohort($0) }
    keys += (0..<events).map { .event(start + $0) }
    keys += (earliest..<periods).map { .calendar($0) }
    for adoption in adoptions { keys += (0..<periods).map { .cell(cohort: adoption, period: $0) } }
    self.keys = keys
  }

  /// One value a key, NaN where no part has it. Weights are treated units in each period, so that the overall average weighs cohorts
  /// by treated cells. Event times before the treatment are averages of the cohorts that have them.
  func values(_ parts: [Part]) -> [Double] {
    var result = [Double](repeating: .nan, count: keys.count)
    let eventStart = 1 + adoptions.count
    let calendarStart = eventStart + events
    let cellStart = calendarStart + periods - firstCalendar
    var weights = [Double](repeating: 0, count: cellStart)
    func add(_ key: Int, _ value: Double, _ weight: Double) {
      result[key] = (weights[key] == 0 ? 0 : result[key]) + value * weight
      weights[key] += weight
    }
    for part in parts {
      let size = Double(part.units)
      let adoption = adoptions[part.cohort]
      for (period, gap) in part.gaps.enumerated() {
        result[cellStart + part.cohort * periods + period] = gap
        add(eventStart + period - adoption - firstEvent, gap, size)
        guard period >= adoption else { continue }
        add(0, gap, size)
        add(1 + part.cohort, gap, size)
        add(calendarStart + period - firstCalendar, gap, size)
      }
    }
    for key in weights.indices where weights[key] > 0 { result[key] /= weights[key] }
    return result
  }

  func values(_ cohorts: [SyntheticCohort]) -> [Double] {
    values(
      cohorts.map { cohort in
        Part(
          cohort: adoptions.firstIndex(of: cohort.adoption) ?? 0, units: cohort.treated.count,
          gaps: cohort.gaps)
      })
  }
}
