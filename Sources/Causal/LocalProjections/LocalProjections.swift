internal import LinearAlgebra
internal import Models

// For each horizon h the change y_{i,t+h} − y_{i,t−1} on becoming treated at t, with effects of t, among the units that become treated at t
// and the clean controls: not treated at t + h, or at t for h < 0. Effects of earlier adopters never serve as comparison. As it is each
// period's effect weighs by the variance of treatment in it; reweighted, each newly treated unit weighs the same, rows of t
// having the weight (n₁ + n₀)/n₀ of that period.
//
// Periods are taken in their order: t − 1 is the period of the data before t. Covariates are those of t − 1. Errors are
// clustered by unit or by --cluster, each horizon with the finite-sample factor of its own regression; the covariance between horizons,
// for bands and the pre-trend test, is that of the clusters' scores. The overall effect is the plain mean from h = 0 on.
//
// Source: Dube, Girardi, Jordà & Taylor (2023), A local projections approach to difference-in-differences, NBER working paper
// 31184, eq. 8–10 and §3.3.

/// Local projections on becoming treated.
struct LocalProjections {
  let request: DifferencesRequest

  init(_ request: DifferencesRequest) { self.request = request }

  private static let name = DifferencesEstimator.localProjections.rawValue

  /// Later than any horizon and anticipation.
  private static let never = Int.max

  /// One horizon's regression.
  private struct Projection {
    let horizon: Int
    let estimate: Double
    let error: Double
    let rows: Int
    let treated: Int
    let degrees: Double?
    /// Of each cluster, in units of the estimate's error.
    let influence: [Double]
  }

  func estimate(_ panel: TreatmentPanel) throws(DifferencesError) -> DifferencesResult {
    try request.requireNothing(of: Self.name, aggregations: [.dynamic])
    if let covariance = request.covariance {
      throw .notOfEstimator(
        option: "--covariance \(covariance.text)", estimator: Self.name,
        instead: "its errors are clustered by --cluster or by unit")
    }
    let adoption = try AdoptionTimes(panel, estimator: Self.name)
    let start = starts(panel)
    let periods = panel.periods.count
    let window = request.events.window ?? -(periods - 1)...(periods - 1)
    let base = request.anticipation + 1
    var found: [Projection] = []
    var skipped: [Int] = []
    for horizon in window where horizon != -base && horizon > -periods && horizon < periods {
      if let projection = try project(panel, start, horizon: horizon, base: base) {
        found.append(projection)
      } else if request.events.window != nil {
        skipped.append(horizon)
      }
    }
    guard !found.isEmpty else { throw .noComparison }
    var covariance = Matrix(rows: found.count, columns: found.count)
    for (column, right) in found.enumerated() {
      for (row, left) in found.enumerated() {
        covariance[row, column] =
          row == column
          ? left.error * left.error
          : left.error * right.error * zip(left.influence, right.influence).reduce(0) { $0 + $1.0 * $1.1 }
      }
    }
    let path = EffectPath(
      keys: found.map { .number($0.horizon) }, estimates: found.map(\.estimate), covariance: covariance,
      degrees: found.compactMap(\.degrees).min(), confidence: request.confidence)
    let count = Double(found.count { $0.horizon >= 0 })
    let overall = count > 0 ? path.combination(found.map { $0.horizon >= 0 ? 1 / count : 0 }) : nil
    let aggregate = path.aggregate(
      EffectAggregation.dynamic.rawValue, overall: overall, isOverallAlone: request.isOverallAlone)
    let leads = found.indices.filter { found[$0].horizon < -request.anticipation }
    var warnings: [String] = []
    if adoption.neverTreated == 0 {
      warnings.append(
        "no unit stays untreated: comparisons are with those treated later, as long as there are such")
    }
    if !skipped.isEmpty {
      warnings.append(
        "horizons without newly treated units or clean controls: \(skipped.map(String.init).joined(separator: ", "))"
      )
    }
    return DifferencesResult(
      estimator: Self.name,
      description: "differences from \(base) periods before"
        + (request.events.reweighted ? ", newly treated units weigh the same" : ", weighted by variance"),
      observations: panel.rows, units: panel.units, groups: adoption.cohorts, aggregate: aggregate,
      aggregates: [aggregate], preTrend: request.isOverallAlone ? nil : path.selecting(leads).jointTest(),
      covariance:
        "cluster:\(panel.cluster?.name ?? panel.unitGrouping.name), profile \(request.profile.rawValue)",
      confidence: request.confidence,
      tables: [
        .init(
          name: "horizons", columns: ["key", "rows", "newly_treated"],
          rows: found.map { [.integer($0.horizon), .integer($0.rows), .integer($0.treated)] })
      ], warnings: warnings, design: DesignReport(panel))
  }

  /// Position of each unit's first treated period, counted on beyond the last period; `never` for never.
  private func starts(_ panel: TreatmentPanel) -> [Int] {
    (0..<panel.units).map { unit in
      guard !panel.isNeverTreated(unit), let first = panel.firstTreated[unit] else {
        return LocalProjections.never
      }
      let last = panel.periods.count - 1
      return panel.periods.firstIndex { $0 >= first } ?? last + first - panel.periods[last]
    }
  }

  /// Nil where a horizon has nobody to compare.
  private func project(_ panel: TreatmentPanel, _ start: [Int], horizon: Int, base: Int)
    throws(DifferencesError) -> Projection?
  {
    let periods = panel.periods.count
    var rows: [Int] = []
    var changes: [Double] = []
    var treated: [UInt32] = []
    var times: [UInt32] = []
    var place = [Int](repeating: -1, count: periods)
    for unit in 0..<panel.units {
      let own = panel.rows(ofUnit: unit)
      for row in own { place[Int(panel.period[row])] = row }
      for time in max(base, -horizon)..<max(base, -horizon, min(periods, periods - horizon)) {
        let isNew = start[unit] == time
        guard isNew || start[unit] - max(time, time + horizon) > request.anticipation else { continue }
        let before = place[time - base]
        let after = place[time + horizon]
        guard before >= 0, after >= 0, (panel.weights?[before] ?? 1) > 0 else { continue }
        rows.append(before)
        changes.append(panel.outcome[after] - panel.outcome[before])
        treated.append(isNew ? 1 : 0)
        times.append(UInt32(time))
      }
      for row in own { place[Int(panel.period[row])] = -1 }
    }
    // Periods in which nobody becomes treated, or nobody is clean, say nothing.
    var counts = [(treated: Double, clean: Double)](repeating: (0, 0), count: periods)
    for position in rows.indices {
      let weight = panel.weights?[rows[position]] ?? 1
      if treated[position] == 1 {
        counts[Int(times[position])].treated += weight
      } else {
        counts[Int(times[position])].clean += weight
      }
    }
    guard counts.contains(where: { $0.treated > 0 && $0.clean > 0 }) else { return nil }
    let regression = EffectRegression(panel, rows: rows, request: request)
    var weights: [Double]?
    if request.events.reweighted {
      // Without a clean control a newly treated unit has no comparison and no part in the estimate.
      weights = rows.indices.map { position in
        let count = counts[Int(times[position])]
        let own = panel.weights?[rows[position]] ?? 1
        return count.clean > 0 && count.treated > 0 ? own * (count.treated + count.clean) / count.clean : 0
      }
    }
    let time = Grouping(name: panel.columns.time, codes: times, count: periods)
      .selecting(rows: Array(rows.indices))
    let fit = try regression.fit(
      [("treated", .indicator(codes: treated, level: 1))], outcome: changes,
      effects: [FixedEffect(name: panel.columns.time, grouping: time)], weights: weights)
    guard let position = fit.names.firstIndex(of: "treated") else { return nil }
    let used = fit.rows ?? Array(rows.indices)
    return Projection(
      horizon: horizon, estimate: fit.coefficients[position], error: fit.standardErrors[position],
      rows: fit.observations, treated: treated.count { $0 == 1 }, degrees: fit.effectDegrees,
      influence: influence(panel, fit, position, used.map { rows[$0] }))
  }

  /// Scores of the coefficient by cluster, of unit length.
  private func influence(_ panel: TreatmentPanel, _ fit: LinearFit, _ position: Int, _ rows: [Int])
    -> [Double]
  {
    let groups = panel.cluster ?? panel.unitGrouping
    let direction = fit.context.design.times(fit.context.bread.column(position))
    let factors = fit.context.scoreFactors
    var sums = [Double](repeating: 0, count: groups.count)
    for (place, row) in rows.enumerated() {
      sums[Int(groups.codes[row])] += direction[place] * factors[place]
    }
    let length = sums.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 0 ? sums.map { $0 / length } : sums
  }
}
