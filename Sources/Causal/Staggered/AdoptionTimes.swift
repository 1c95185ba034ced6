internal import Models

/// When each row of a panel stands to its unit's treatment, for treatments that stay.
struct AdoptionTimes: Sendable {
  /// Period less first-treated period of each row; `never` for units that the data never treat.
  let event: [Int32]
  /// Position of each unit's first-treated period in `cohorts`; −1 for never-treated units.
  let cohort: [Int32]
  /// First-treated periods of the data, rising; those of always-treated units too.
  let cohorts: [Int]
  /// Units of each cohort.
  let sizes: [Int]
  let neverTreated: Int

  static let never = Int32.min

  /// Throws where rows have no units, a unit leaves the treatment or nobody is treated.
  init(_ panel: TreatmentPanel, estimator: String) throws(DifferencesError) {
    guard panel.columns.unit != nil, !panel.columns.areRepeatedCrossSections else {
      throw .unitsNeeded(estimator: estimator)
    }
    guard panel.reversals == 0 else { throw .reversals(estimator: estimator, units: panel.reversals) }
    guard !panel.cohorts.isEmpty else { throw .noTreated }
    let positions = Dictionary(uniqueKeysWithValues: panel.cohorts.enumerated().map { ($1, Int32($0)) })
    var event = [Int32](repeating: AdoptionTimes.never, count: panel.rows)
    var cohort = [Int32](repeating: -1, count: panel.units)
    var sizes = [Int](repeating: 0, count: panel.cohorts.count)
    var neverTreated = 0
    for unit in 0..<panel.units {
      guard !panel.isNeverTreated(unit), let first = panel.firstTreated[unit],
        let position = positions[first]
      else {
        neverTreated += 1
        continue
      }
      cohort[unit] = position
      sizes[Int(position)] += 1
      for row in panel.rows(ofUnit: unit) {
        event[row] = Int32(clamping: panel.periods[Int(panel.period[row])] - first)
      }
    }
    self.event = event
    self.cohort = cohort
    self.sizes = sizes
    self.neverTreated = neverTreated
    cohorts = panel.cohorts
  }

  /// The different event times of the rows, rising.
  func eventTimes(among rows: [Int]? = nil) -> [Int] {
    var seen: Set<Int32> = []
    var last = AdoptionTimes.never
    func note(_ value: Int32) {
      if value != last, value != AdoptionTimes.never { seen.insert(value) }
      last = value
    }
    if let rows { for row in rows { note(event[row]) } } else { for value in event { note(value) } }
    return seen.map(Int.init).sorted()
  }

  /// The different event times of each cohort among the rows (nil for all), binned, by first-treated period.
  func eventTimesByCohort(
    _ panel: TreatmentPanel, among rows: [Int]?, bins: ClosedRange<Int>? = nil
  ) -> [Int: Set<Int>] {
    var seen = [Set<Int>](repeating: [], count: cohorts.count)
    var last = (cohort: Int32(-1), event: AdoptionTimes.never)
    func note(_ row: Int) {
      let own = (cohort: cohort[Int(panel.unit[row])], event: event[row])
      guard own.event != AdoptionTimes.never, own != last else { return }
      last = own
      seen[Int(own.cohort)].insert(bins?.nearest(to: Int(own.event)) ?? Int(own.event))
    }
    if let rows { for row in rows { note(row) } } else { for row in 0..<panel.rows { note(row) } }
    return Dictionary(uniqueKeysWithValues: zip(cohorts, seen).filter { !$1.isEmpty })
  }
}
