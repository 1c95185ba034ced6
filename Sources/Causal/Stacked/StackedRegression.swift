internal import LinearAlgebra
internal import Models

// A data set of its own for each cohort: the cohort and its clean controls, the units that are not treated within the window of the
// cohort's event times, over that window. The data sets are stacked, and
// y_ist = α_is + λ_st + Σ_l μ_l·Treated_is·1{t − g_s = l} + u_ist with effects of units and periods in each stack s, l other than
// the reference. Errors are clustered by unit, which may be in several stacks, or by --cluster.
//
// The window is --window; without one it is all event times, and the clean controls are the units that the data never treat.
// Cohorts that lack a period before are left out. Effects are weighted by the variance of the stacks, not by their sizes; with a window
// that not every cohort spans the composition changes with event time (Wing, Freedman & Hollingsworth 2024, NBER working paper 32054).
// The overall effect is the plain mean of the effects from event time 0 on.
//
// Source: Cengiz, Dube, Lindner & Zipperer (2019), The effect of minimum wages on low-wage jobs, Quarterly J. Economics 134(3),
// 1405–1454, appendix D.

/// The stacked event study.
struct StackedRegression {
  let request: DifferencesRequest

  init(_ request: DifferencesRequest) { self.request = request }

  private static let name = DifferencesEstimator.stacked.rawValue

  /// Rows of the stacks, with what each is there.
  private struct Stacks {
    var rows: [Int] = []
    var units: [UInt32] = []
    var periods: [UInt32] = []
    /// Event time of treated rows; `AdoptionTimes.never` of controls.
    var events: [Int32] = []
    var unitCount: UInt32 = 0
    var periodCount: UInt32 = 0
    var cohorts: [Int] = []
    var skipped: [Int] = []
  }

  func estimate(_ panel: TreatmentPanel) throws(DifferencesError) -> DifferencesResult {
    try request.requireNothing(of: Self.name, aggregations: [.dynamic])
    let adoption = try AdoptionTimes(panel, estimator: Self.name)
    let stacks = stack(panel, adoption)
    guard !stacks.cohorts.isEmpty else {
      if (0..<panel.units).allSatisfy({ panel.isNeverTreated($0) || panel.isAlwaysTreated($0) }) {
        throw .alwaysTreated(units: (0..<panel.units).count { panel.isAlwaysTreated($0) })
      }
      if adoption.neverTreated == 0, adoption.cohorts.count == 1 { throw .noComparison }
      throw .unsuited(
        estimator: Self.name,
        reason:
          "no cohort has a period before and a unit that stays untreated in its window; use a narrower --window"
      )
    }
    let asked =
      request.events.references.isEmpty ? [-1 - request.anticipation] : request.events.references
    let bins = request.events.bins
    func binned(_ event: Int32) -> Int { bins?.nearest(to: Int(event)) ?? Int(event) }
    let present = Array(Set(stacks.events.filter { $0 != AdoptionTimes.never }.map(binned))).sorted()
    guard asked.allSatisfy({ present.contains($0) }) else {
      throw .noReference(
        estimator: Self.name, times: asked.filter { !present.contains($0) }, known: present)
    }
    // Rows of a group in its own stack; those of a later one as clean control have no event there.
    let own = zip(stacks.rows, stacks.events).filter { $0.1 != AdoptionTimes.never }.map(\.0)
    let complete = EventReferences(
      asked, seen: adoption.eventTimesByCohort(panel, among: own, bins: bins),
      anticipation: request.anticipation)
    let references = complete.references
    let keys = present.filter { !references.contains($0) }
    let places = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, UInt32($0)) })
    let none = UInt32(keys.count)
    let codes = stacks.events.map {
      $0 == AdoptionTimes.never ? none : places[binned($0), default: none]
    }
    let regression = EffectRegression(panel, rows: stacks.rows, request: request)
    let unit = panel.columns.unit ?? "unit"
    let fit = try regression.fit(
      keys.enumerated().map { ("event::\($1)", .indicator(codes: codes, level: UInt32($0))) },
      effects: [
        FixedEffect(
          name: "\(unit)^stack",
          grouping: Grouping(name: "\(unit)^stack", codes: stacks.units, count: Int(stacks.unitCount))),
        FixedEffect(
          name: "\(panel.columns.time)^stack",
          grouping: Grouping(
            name: "\(panel.columns.time)^stack", codes: stacks.periods, count: Int(stacks.periodCount))),
      ])
    let path = fit.path(keys.map { ("event::\($0)", .number($0)) })
    let times = path.keys.map { if case .number(let time) = $0 { time } else { 0 } }
    let count = Double(times.count { $0 >= 0 })
    let overall = count > 0 ? path.combination(times.map { $0 >= 0 ? 1 / count : 0 }) : nil
    let aggregate = path.aggregate(
      EffectAggregation.dynamic.rawValue, overall: overall, isOverallAlone: request.isOverallAlone)
    let leads = times.indices.filter { times[$0] < -request.anticipation }
    var warnings = complete.warnings + fit.effectWarnings
    if !stacks.skipped.isEmpty {
      warnings.append(
        "cohorts without a period before or without clean controls in their window: "
          + stacks.skipped.map(String.init).joined(separator: ", "))
    }
    return DifferencesResult(
      estimator: Self.name,
      description: "\(stacks.cohorts.count) stacks, "
        + (request.events.window.map { "event times \($0.lowerBound) to \($0.upperBound)" }
          ?? "all event times")
        + ", reference \(references.map(String.init).joined(separator: " and "))",
      observations: fit.observations, units: panel.units, groups: stacks.cohorts, aggregate: aggregate,
      aggregates: [aggregate], preTrend: request.isOverallAlone ? nil : path.selecting(leads).jointTest(),
      covariance: fit.covariance.description, confidence: request.confidence, figures: fit.effectFigures,
      warnings: warnings, design: DesignReport(panel))
  }

  private func stack(_ panel: TreatmentPanel, _ adoption: AdoptionTimes) -> Stacks {
    var stacks = Stacks()
    let last = panel.periods[panel.periods.count - 1]
    for (position, cohort) in adoption.cohorts.enumerated() {
      let window = request.events.window
      let first = window.map { cohort + $0.lowerBound } ?? panel.periods[0]
      let end = min(last, window.map { cohort + $0.upperBound } ?? last)
      func isClean(_ unit: Int) -> Bool {
        guard !panel.isNeverTreated(unit), let start = panel.firstTreated[unit] else { return true }
        return start > end + request.anticipation
      }
      let inside = panel.periods.map { $0 >= first && $0 <= end }
      let hasBefore = zip(panel.periods, inside).contains { $0 < cohort && $1 }
      guard hasBefore, (0..<panel.units).contains(where: isClean) else {
        stacks.skipped.append(cohort)
        continue
      }
      stacks.cohorts.append(cohort)
      var numbers = [UInt32](repeating: .max, count: panel.periods.count)
      for unit in 0..<panel.units {
        let isTreated = Int(adoption.cohort[unit]) == position
        guard isTreated || isClean(unit) else { continue }
        var isIn = false
        for row in panel.rows(ofUnit: unit) {
          let period = Int(panel.period[row])
          guard inside[period], (panel.weights?[row] ?? 1) > 0 else { continue }
          if numbers[period] == .max {
            numbers[period] = stacks.periodCount
            stacks.periodCount += 1
          }
          stacks.rows.append(row)
          stacks.units.append(stacks.unitCount)
          stacks.periods.append(numbers[period])
          stacks.events.append(isTreated ? adoption.event[row] : AdoptionTimes.never)
          isIn = true
        }
        if isIn { stacks.unitCount += 1 }
      }
    }
    return stacks
  }
}
