internal import Kernels
internal import Models

// Any estimator again on samples where the answer should be known: moved dates in untreated rows and drawn dates among the never treated,
// where the effect is none; and without each group in turn, where it should stay.
//
// Sources: Bertrand, Duflo & Mullainathan (2004), *How Much Should We Trust Differences-in-Differences Estimates?*, Quarterly Journal of
// Economics 119, 249–275 (placebo laws); Abadie, Diamond & Hainmueller (2015), American J. of Political Science 59, 495–510 (in-time
// placebos, leave-one-out).

/// Placebo dates, placebo groups and groups left out, for any estimator of the family.
struct DesignPlacebos {
  let request: DifferencesRequest
  let panel: TreatmentPanel

  /// More groups than this are not left out one by one.
  static let largestGroups = 2000

  init(_ request: DifferencesRequest, _ panel: TreatmentPanel) {
    var plain = request
    plain.sensitivity = nil
    plain.conditionalPretest = false
    plain.isOverallAlone = true
    self.request = plain
    self.panel = panel
  }

  private func effect(_ panel: TreatmentPanel, incomplete: IncompleteUnits? = nil) -> (
    effect: EffectEstimate?, reason: String?
  ) {
    guard panel.rows > 0, panel.periods.count > 1 else { return (nil, "one period is left") }
    var request = request
    request.incompleteUnits = incomplete ?? request.incompleteUnits
    do throws(DifferencesError) {
      let result = try request.estimate(panel)
      guard let overall = result.aggregate?.overall ?? result.aggregates.first?.overall else {
        return (nil, "the estimator has no overall effect")
      }
      return (overall, nil)
    } catch { return (nil, error.description) }
  }

  /// The treatment `shift` periods earlier, on rows that are not treated. Units that would be treated in the first period are left out.
  /// For synthetic controls, which need a balanced panel, on the periods before anybody is treated. Effects of groups in periods leave out
  /// units that lack a period, which all treated ones do without their rows under treatment: those that are complete to begin with are
  /// kept as cross-sections with errors by unit, which without covariates are the same effects.
  func dates(_ shift: Int) -> SensitivityResult.Variant {
    let isSynthetic = request.estimator == .syntheticDifferences || request.estimator == .syntheticControl
    let earliest = panel.cohorts.first ?? Int.max
    let moved = panel.firstTreated.map { date -> Int? in
      guard let date, let position = panel.periods.firstIndex(where: { $0 >= date }) else { return nil }
      return position - shift > 0 ? panel.periods[position - shift] : panel.periods[0]
    }
    let isGroupTime = request.estimator == .callawaySantAnna && !panel.columns.areRepeatedCrossSections
    let rows = (0..<panel.rows).filter { row in
      if isGroupTime, request.incompleteUnits == .drop,
        panel.rows(ofUnit: Int(panel.unit[row])).count < panel.periods.count
      {
        return false
      }
      if isSynthetic, panel.periods[Int(panel.period[row])] >= earliest { return false }
      guard !panel.isTreated[row] else { return false }
      return moved[Int(panel.unit[row])].map { $0 > panel.periods[0] } ?? true
    }
    let found = effect(panel.selecting(rows: rows, dates: moved), incomplete: isGroupTime ? .keep : nil)
    return .init(key: .number(shift), effect: found.effect, reason: found.reason)
  }

  /// Without each group in turn.
  func leaveOneOut(_ group: SensitivityRequest.Group) throws(SensitivityError) -> [SensitivityResult.Variant]
  {
    let codes: [Int]
    let names: [DifferencesResult.Key]
    switch group {
    case .unit:
      codes = panel.unit.map { Int($0) }
      names = panel.labels(ofUnits: Array(0..<panel.units)).map { .text($0) }
    case .cluster:
      guard let cluster = panel.cluster else {
        throw .unsuited("no clusters are named; give --cluster, or leave out units or cohorts")
      }
      codes = cluster.codes.map { Int($0) }
      names = (0..<cluster.count).map { .number($0 + 1) }
    case .cohort:
      var numbers: [Int: Int] = [:]
      for (number, cohort) in panel.cohorts.enumerated() { numbers[cohort] = number }
      codes = panel.unit.map { unit in
        panel.firstTreated[Int(unit)].flatMap { numbers[$0] } ?? -1
      }
      names = panel.cohorts.map { .number($0) }
    }
    guard names.count <= DesignPlacebos.largestGroups else {
      throw .tooMany(
        what: "\(group.rawValue)s to leave out", count: names.count, limit: DesignPlacebos.largestGroups)
    }
    return names.enumerated().map { number, name in
      let found = effect(panel.selecting(rows: (0..<panel.rows).filter { codes[$0] != number }))
      return .init(key: name, effect: found.effect, reason: found.reason)
    }
  }

  /// Dates of all units, shuffled, for the never treated; draws in which nobody or everybody becomes treated are drawn again.
  func groups(_ draws: Int, estimate: Double) throws(SensitivityError) -> SensitivityResult.PlaceboGroups {
    let never = (0..<panel.units).filter(panel.isNeverTreated)
    guard never.count > 3 else {
      throw .unsuited("\(never.count) units are never treated, too few for placebo groups")
    }
    let isNever = (0..<panel.units).map(panel.isNeverTreated)
    let base = panel.selecting(rows: (0..<panel.rows).filter { isNever[Int(panel.unit[$0])] })
    let last = panel.periods[panel.periods.count - 1]
    let pool = panel.firstTreated.map { $0.flatMap { $0 <= last ? $0 : nil } }
    var estimates: [Double] = []
    var failed = 0
    for draw in 0..<draws {
      var generator = PCG64(seed: request.seed, stream: UInt64(draw))
      var dates = pool
      repeat { generator.shuffle(&dates) } while !isMixed(dates[..<base.units])
      let found = effect(base.selecting(rows: Array(0..<base.rows), dates: Array(dates[..<base.units])))
      if let value = found.effect?.estimate, value.isFinite { estimates.append(value) } else { failed += 1 }
    }
    let extreme = estimates.count { abs($0) >= abs(estimate) }
    return .init(
      estimates: estimates, failed: failed, pValue: Double(1 + extreme) / Double(1 + estimates.count))
  }

  private func isMixed(_ dates: ArraySlice<Int?>) -> Bool {
    let treated = dates.count { $0 != nil }
    return treated > 0 && treated < dates.count
  }
}
