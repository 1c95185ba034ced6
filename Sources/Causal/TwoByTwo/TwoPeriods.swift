// Who is treated in a comparison of two periods.
//
// From a first-treated period: those treated in the second period and not in the first. From a dummy of a panel: those with
// zero before and one after; where nobody changes, the dummy names the group. From a dummy of repeated cross-sections: the group,
// which has ones in both periods. Units treated in both periods beside others that start are left out: nothing is known of them
// untreated.

/// A panel of two periods with the group that is treated in the second.
struct TwoPeriods {
  /// The panel with first-treated periods of the second period or never.
  let panel: TreatmentPanel
  let warnings: [String]

  init(_ given: TreatmentPanel, estimator: String) throws(DifferencesError) {
    guard given.periods.count == 2 else { throw .notTwoPeriods(count: given.periods.count) }
    let (before, after) = (given.periods[0], given.periods[1])
    var panel = given
    var warnings: [String] = []
    let isCross = given.columns.areRepeatedCrossSections || given.columns.unit == nil
    if case .dummy(let column) = given.columns.treatment {
      if isCross {
        let hasGroup = (0..<given.rows).contains { given.isTreated[$0] && given.period[$0] == 0 }
        guard hasGroup else {
          guard given.isTreated.contains(true) else { throw .noTreated }
          throw .unsuited(
            estimator: estimator,
            reason:
              "in repeated cross-sections '\(column)' must name the group that becomes treated in both periods; it is 1 in the second alone"
          )
        }
        panel.firstTreated = given.isTreated.map { $0 ? after : nil }
      } else {
        if given.reversals > 0 { throw .reversals(estimator: estimator, units: given.reversals) }
        let changes = given.firstTreated.contains(after)
        if !changes, given.firstTreated.contains(before) {
          panel.firstTreated = given.firstTreated.map { $0 == before ? after : nil }
          warnings.append("nobody's '\(column)' changes: it is taken for the group treated in \(after)")
        }
      }
      panel.columns.treatment = .firstTreated(column)
    } else {
      panel.firstTreated = given.firstTreated.map { first in
        guard let first, first <= after else { return nil }
        return first <= before ? before : after
      }
    }
    panel.reversals = 0
    guard panel.firstTreated.contains(after) else {
      if panel.firstTreated.contains(before) {
        throw .alwaysTreated(units: panel.firstTreated.count { $0 == before })
      }
      throw .noTreated
    }
    panel.cohorts = Array(Set(panel.firstTreated.compactMap { $0 })).sorted()
    self.panel = panel
    self.warnings = warnings
  }
}
