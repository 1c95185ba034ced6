internal import LinearAlgebra
internal import Models

// Treatments that switch on and off. F is the first period in which a unit's treatment differs from that of its first period, S = +1 where it
// rises then and −1 where it falls. The effect of having switched l periods ago compares the change since F − 1 of each switcher with that of
// the units with the same first treatment that have not switched yet:
//
//   DID_l = 1/N_l Σ S·{Y_{F−1+l} − Y_{F−1} − mean of the same change over {g': D_{g',1} = D_{g,1}, F_{g'} > F − 1 + l}},
//
// an effect of the actual treatments since the switch against none. Placebos are the same from F − 1 back to F − 1 − l, over the
// switchers and controls of effect l. Keys are event times: l − 1 for effects, −1 − l for placebos. The overall effect is the
// sum of all effects over the sum of the treatment's changes, the effect of one unit of treatment for one period.
//
// Errors: Σ over units (or clusters) of squared sums of S·(change − mean of the switchers of the same first treatment and F) and of
// −(Σ S/controls)·(change − mean of the controls), each with √(n/(n − 1)) for its n units or clusters; where switchers, or controls, are
// one unit or cluster the mean is that of both together.
//
// Periods are taken in their order. A unit enters a comparison when it has both rows.
//
// Source: de Chaisemartin & D'Haultfœuille (2024), Difference-in-differences estimators of intertemporal treatment effects, Review of
// Economics and Statistics, doi:10.1162/rest_a_01414, eq. 3–5 and §3.3 of the web appendix.

/// Effects of a treatment that may switch on and off.
struct SwitchingTreatments {
  let request: DifferencesRequest

  init(_ request: DifferencesRequest) { self.request = request }

  private static let name = DifferencesEstimator.switching.rawValue

  /// One event time.
  private struct Effect {
    let key: Int
    let estimate: Double
    let switchers: Int
    /// Σ |D_t − D_1| of the switchers at that event time.
    let doses: Double
    /// Of each unit: its part of the estimate's error.
    let influence: [Double]
  }

  /// What each unit does.
  private struct Units {
    let start: [Int]
    let isTreatedAtFirst: [Bool]
    let row: [Int32]
    let periods: Int

    init(_ panel: TreatmentPanel) {
      periods = panel.periods.count
      var start = [Int](repeating: panel.periods.count, count: panel.units)
      var first = [Bool](repeating: false, count: panel.units)
      var row = [Int32](repeating: -1, count: panel.units * panel.periods.count)
      for unit in 0..<panel.units {
        let rows = panel.rows(ofUnit: unit)
        guard !rows.isEmpty else { continue }
        first[unit] = panel.isTreated[rows.lowerBound]
        for place in rows {
          row[unit * periods + Int(panel.period[place])] = Int32(place)
          if start[unit] == periods, panel.isTreated[place] != first[unit] {
            start[unit] = Int(panel.period[place])
          }
        }
      }
      self.start = start
      isTreatedAtFirst = first
      self.row = row
    }

    func row(_ unit: Int, _ period: Int) -> Int? {
      let place = row[unit * periods + period]
      return place < 0 ? nil : Int(place)
    }
  }

  func estimate(_ panel: TreatmentPanel) throws(DifferencesError) -> DifferencesResult {
    try request.requireNothing(of: Self.name, aggregations: [.dynamic], hasWeights: false)
    for (isGiven, option) in [
      (panel.columns.covariates != nil, "--covariates"), (request.covariance != nil, "--covariance"),
      (request.anticipation > 0, "--anticipation"),
    ] where isGiven {
      throw .notOfEstimator(option: option, estimator: Self.name, instead: "leave it away")
    }
    guard panel.columns.unit != nil, !panel.columns.areRepeatedCrossSections else {
      throw .unitsNeeded(estimator: Self.name)
    }
    let units = Units(panel)
    guard units.start.contains(where: { $0 < panel.periods.count }) else {
      let always = (0..<panel.units).count { panel.isAlwaysTreated($0) }
      throw always > 0 ? .alwaysTreated(units: always) : .noTreated
    }
    let window = request.events.window
    var effects: [Effect] = []
    for length in 1..<max(2, panel.periods.count) {
      guard window.map({ length - 1 <= $0.upperBound }) ?? true else { break }
      guard let effect = compare(panel, units, length: length, isPlacebo: false) else { continue }
      effects.append(effect)
    }
    guard !effects.isEmpty else { throw .noComparison }
    var placebos: [Effect] = []
    for length in 1..<max(2, panel.periods.count) {
      guard window.map({ -1 - length >= $0.lowerBound }) ?? true else { break }
      if let placebo = compare(panel, units, length: length, isPlacebo: true) { placebos.append(placebo) }
    }
    let all: [Effect] = placebos.reversed() + effects
    let path = EffectPath(
      keys: all.map { .number($0.key) }, estimates: all.map(\.estimate), covariance: covariance(panel, all),
      degrees: nil, confidence: request.confidence)
    let doses = effects.reduce(0) { $0 + $1.doses }
    let overall =
      doses > 0
      ? path.combination(all.map { $0.key >= 0 ? Double($0.switchers) / doses : 0 }) : nil
    let aggregate = path.aggregate(
      EffectAggregation.dynamic.rawValue, overall: overall, isOverallAlone: request.isOverallAlone)
    var warnings: [String] = []
    let lone = units.start.count { $0 < panel.periods.count } - (effects.first?.switchers ?? 0)
    if lone > 0 {
      warnings.append(
        "\(lone) units switch without a unit of the same first treatment that has not switched, or lack a row, and enter no first effect"
      )
    }
    return DifferencesResult(
      estimator: Self.name,
      description: "changes since the period before the first switch, not-yet-switched comparison",
      observations: panel.rows, units: panel.units,
      groups: Array(Set(units.start.filter { $0 < panel.periods.count })).sorted().map { panel.periods[$0] },
      aggregate: aggregate, aggregates: [aggregate],
      preTrend: request.isOverallAlone
        ? nil : path.selecting(all.indices.filter { all[$0].key < 0 }).jointTest(),
      covariance: "cluster:\(panel.cluster?.name ?? panel.unitGrouping.name), influence function",
      confidence: request.confidence,
      tables: [
        .init(
          name: "switchers", columns: ["key", "switchers"],
          rows: all.map { [.integer($0.key), .integer($0.switchers)] })
      ], warnings: warnings, design: DesignReport(panel))
  }

  private func covariance(_ panel: TreatmentPanel, _ effects: [Effect]) -> Matrix {
    let columns = effects.map { effect -> [Double] in
      guard let cluster = panel.cluster else { return effect.influence }
      var sums = [Double](repeating: 0, count: cluster.count)
      for unit in 0..<panel.units {
        sums[Int(cluster.codes[panel.unitStarts[unit]])] += effect.influence[unit]
      }
      return sums
    }
    return TallMatrix(rows: columns.first?.count ?? 0, columns: columns.map { .real($0) })
      .gram(threads: request.threads)
  }

  /// Nil without a switcher that has a control.
  private func compare(_ panel: TreatmentPanel, _ units: Units, length: Int, isPlacebo: Bool) -> Effect? {
    let periods = units.periods
    var sum = 0.0
    var switchers = 0
    var doses = 0.0
    var influence = [Double](repeating: 0, count: panel.units)
    let clusters = panel.cluster.map { cluster in
      (0..<panel.units).map { cluster.codes[panel.unitStarts[$0]] }
    }
    for start in 1..<periods {
      // Placebos take the controls of the effect of the same length.
      let last = start - 1 + length
      let end = isPlacebo ? start - 1 - length : last
      guard last < periods, end >= 0 else { continue }
      for isTreated in [false, true] {
        var changed: [(unit: Int, change: Double)] = []
        var controls: [(unit: Int, change: Double)] = []
        for unit in 0..<panel.units
        where units.isTreatedAtFirst[unit] == isTreated
          && (units.start[unit] == start || units.start[unit] > last)
        {
          guard let base = units.row(unit, start - 1), let row = units.row(unit, end) else { continue }
          // A placebo is of those whose effect is seen.
          if isPlacebo, units.row(unit, last) == nil { continue }
          let change = panel.outcome[row] - panel.outcome[base]
          if units.start[unit] == start {
            changed.append((unit, change))
          } else {
            controls.append((unit, change))
          }
        }
        guard !changed.isEmpty, !controls.isEmpty else { continue }
        let sign = isTreated ? -1.0 : 1.0
        let mean = Self.mean(controls)
        let ratio = sign * Double(changed.count) / Double(controls.count)
        for own in changed {
          sum += sign * (own.change - mean)
          switchers += 1
          if let row = units.row(own.unit, last), panel.isTreated[row] != isTreated { doses += 1 }
        }
        let both = changed + controls
        let ofSwitchers = Self.spread(changed, or: both, clusters)
        let ofControls = Self.spread(controls, or: both, clusters)
        for own in changed {
          influence[own.unit] += sign * (own.change - ofSwitchers.mean) * ofSwitchers.factor
        }
        for own in controls {
          influence[own.unit] -= ratio * (own.change - ofControls.mean) * ofControls.factor
        }
      }
    }
    guard switchers > 0 else { return nil }
    let count = Double(switchers)
    return Effect(
      key: isPlacebo ? -1 - length : length - 1, estimate: sum / count, switchers: switchers, doses: doses,
      influence: influence.map { $0 / count })
  }

  private static func mean(_ values: [(unit: Int, change: Double)]) -> Double {
    values.reduce(0) { $0 + $1.change } / Double(values.count)
  }

  /// The mean that changes are taken from, and √(n/(n − 1)).
  private static func spread(
    _ own: [(unit: Int, change: Double)], or both: [(unit: Int, change: Double)], _ clusters: [UInt32]?
  ) -> (mean: Double, factor: Double) {
    func size(_ values: [(unit: Int, change: Double)]) -> Int {
      guard let clusters else { return values.count }
      return Set(values.map { clusters[$0.unit] }).count
    }
    let alone = size(own)
    let used = alone > 1 ? own : both
    let count = Double(alone > 1 ? alone : size(both))
    // Everybody in one cluster: there is nothing to correct with.
    return (mean(used), count > 1 ? (count / (count - 1)).squareRoot() : 1)
  }
}
