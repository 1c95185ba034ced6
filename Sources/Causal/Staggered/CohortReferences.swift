/// The event times of each cohort that its effects are differences from.
///
/// A cohort's effects in a regression with effects of units are differences from the event times that have no indicator. Where a cohort
/// has no row at the reference (a gap, a survey every other year, an anticipation longer than its past) all of its event times would
/// have one, and a regression would leave out whichever it finds last: a treated one. Such a cohort is compared with its last event time
/// before the treatment and its anticipation.
struct CohortReferences {
  /// By first-treated period.
  private let references: [Int: Set<Int>]
  let warnings: [String]

  /// - Parameters:
  ///   - rows: nil for all; of cohorts that have a row before their treatment, less the anticipation.
  ///   - asked: event times, binned where there are bins.
  init(
    _ panel: TreatmentPanel, _ adoption: AdoptionTimes, rows: [Int]?, asked: [Int], anticipation: Int,
    bins: ClosedRange<Int>? = nil, excluding control: Int? = nil
  ) {
    var seen = [Set<Int>](repeating: [], count: adoption.cohorts.count)
    var last = (cohort: Int32(-1), event: AdoptionTimes.never)
    func note(_ row: Int) {
      let event = adoption.event[row]
      guard event != AdoptionTimes.never else { return }
      let cohort = adoption.cohort[Int(panel.unit[row])]
      guard last != (cohort, event) else { return }
      last = (cohort, event)
      seen[Int(cohort)].insert(
        bins.map { min(max(Int(event), $0.lowerBound), $0.upperBound) } ?? Int(event))
    }
    if let rows { for row in rows { note(row) } } else { for row in 0..<panel.rows { note(row) } }
    var references: [Int: Set<Int>] = [:]
    var warnings: [String] = []
    for (position, cohort) in adoption.cohorts.enumerated() where cohort != control {
      if asked.contains(where: { seen[position].contains($0) }) {
        references[cohort] = Set(asked)
      } else if let latest = seen[position].filter({ $0 < -anticipation }).max() {
        references[cohort] = [latest]
        warnings.append(
          "group \(cohort) has no row at event time \(asked.map(String.init).joined(separator: ", ")); its effects are differences from event time \(latest)"
        )
      }
    }
    self.references = references
    self.warnings = warnings
  }

  func contains(cohort: Int, event: Int) -> Bool { references[cohort]?.contains(event) ?? false }

  /// Whether all cohorts are compared with the event times asked for.
  var areAsAsked: Bool { warnings.isEmpty }
}
