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
  ///   - seen: event times by first-treated period, of cohorts that have one before their treatment, less the anticipation.
  ///   - asked: event times, binned where there are bins.
  init(
    _ asked: [Int], seen: [Int: Set<Int>], anticipation: Int, excluding control: Int? = nil
  ) {
    var references: [Int: Set<Int>] = [:]
    var warnings: [String] = []
    for (cohort, times) in seen.sorted(by: { $0.key < $1.key }) where cohort != control {
      if !times.isDisjoint(with: asked) {
        references[cohort] = Set(asked)
      } else if let latest = times.filter({ $0 < -anticipation }).max() {
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
