internal import LinearAlgebra
internal import Models

/// Cohorts at event times: an effect each.
struct CohortCells {
  struct Key: Hashable, Sendable {
    /// First-treated period.
    let cohort: Int
    /// Period less first-treated period.
    let event: Int

    var time: Int { cohort + event }
  }

  /// By cohort and then by event time.
  let keys: [Key]
  /// Position in `keys` of each row used; their count for rows without an effect.
  let codes: [UInt32]

  /// - Parameters:
  ///   - rows: nil for all.
  ///   - excluding: a cohort that has no effects because it is the control.
  ///   - bins: event times beyond are one cell at each end.
  ///   - isCell: which event times of which cohorts have effects.
  init(
    _ panel: TreatmentPanel, _ adoption: AdoptionTimes, rows: [Int]?, excluding control: Int? = nil,
    bins: ClosedRange<Int>? = nil, _ isCell: (_ cohort: Int, _ event: Int) -> Bool
  ) throws(DifferencesError) {
    var numbers: [Key: UInt32] = [:]
    var found: [Key] = []
    let count = rows?.count ?? panel.rows
    var codes = [UInt32](repeating: .max, count: count)
    for position in 0..<count {
      let row = rows.map { $0[position] } ?? position
      guard adoption.event[row] != AdoptionTimes.never else { continue }
      let event = Int(adoption.event[row])
      let binned = bins?.nearest(to: event) ?? event
      let cohort = adoption.cohorts[Int(adoption.cohort[Int(panel.unit[row])])]
      guard cohort != control, isCell(cohort, binned) else { continue }
      let key = Key(cohort: cohort, event: binned)
      if let number = numbers[key] {
        codes[position] = number
      } else {
        codes[position] = UInt32(found.count)
        numbers[key] = UInt32(found.count)
        found.append(key)
      }
    }
    let order = found.indices.sorted {
      (found[$0].cohort, found[$0].event) < (found[$1].cohort, found[$1].event)
    }
    var ranks = [UInt32](repeating: 0, count: found.count)
    for (rank, number) in order.enumerated() { ranks[number] = UInt32(rank) }
    let none = UInt32(found.count)
    for position in codes.indices {
      codes[position] = codes[position] == .max ? none : ranks[Int(codes[position])]
    }
    keys = order.map { found[$0] }
    self.codes = codes
  }

  func name(_ key: Key) -> String { "event::\(key.event):cohort::\(key.cohort)" }

  /// Rows of each cell, or the sum of their weights.
  func amounts(weights: [Double]?, rows: [Int]?) -> [Double] {
    var sums = [Double](repeating: 0, count: keys.count)
    for (position, code) in codes.enumerated() where Int(code) < keys.count {
      sums[Int(code)] += weights.map { $0[rows.map { $0[position] } ?? position] } ?? 1
    }
    return sums
  }
}

/// Averages of effects of cells, weighted by their rows.
struct CellAverages {
  let path: EffectPath
  let cells: [CohortCells.Key]
  /// Rows of each, or the sum of their weights.
  let amounts: [Double]
  let anticipation: Int

  /// Shares of the cells that belong to a key, for each different key.
  private func average(_ key: (CohortCells.Key) -> Int, where isIn: (CohortCells.Key) -> Bool) -> EffectPath {
    let keys = Array(Set(cells.filter(isIn).map(key))).sorted()
    let weights = keys.map { own in
      shares { isIn($0) && key($0) == own }
    }
    return path.combinations(weights, keys: keys.map { .number($0) })
  }

  private func shares(_ isIn: (CohortCells.Key) -> Bool) -> [Double] {
    let chosen = cells.indices.map { isIn(cells[$0]) ? amounts[$0] : 0 }
    let total = chosen.reduce(0, +)
    return total > 0 ? chosen.map { $0 / total } : chosen
  }

  /// The mean of all effects from the treatment on.
  var overall: EffectEstimate? {
    cells.contains { $0.event >= 0 } ? path.combination(shares { $0.event >= 0 }) : nil
  }

  /// With a band only where it is the one that is asked for.
  private func aggregate(_ type: EffectAggregation, asked: EffectAggregation?) -> DifferencesResult.Aggregate
  {
    let path: EffectPath
    switch type {
    case .simple: return .init(type: type.rawValue, overall: overall)
    case .dynamic: path = dynamic
    case .group: path = average(\.cohort) { $0.event >= 0 }
    case .calendar: path = average(\.time) { $0.event >= 0 }
    }
    return path.aggregate(type.rawValue, overall: overall, withBand: type == asked)
  }

  private var dynamic: EffectPath { average(\.event) { _ in true } }

  /// Of the effects by event time.
  func eventCovariance(reference: Int) -> DifferencesResult.EventCovariance {
    let path = dynamic
    return .init(
      times: path.keys.map { if case .number(let time) = $0 { time } else { 0 } }, matrix: path.covariance,
      reference: reference)
  }

  func result(
    _ request: DifferencesRequest, _ panel: TreatmentPanel, estimator: String, description: String,
    observations: Int, units: Int, groups: [Int], covariance: String, figures: [DifferencesResult.Figure],
    tables: [DifferencesResult.Table] = [], warnings: [String],
    preTrend given: DifferencesResult.PreTrend? = nil
  ) -> DifferencesResult {
    let asked = request.aggregation ?? .dynamic
    if request.isOverallAlone {
      let alone = DifferencesResult.Aggregate(type: asked.rawValue, overall: overall)
      return DifferencesResult(
        estimator: estimator, description: description, observations: observations, units: units,
        groups: groups, aggregate: alone, aggregates: [alone], covariance: covariance,
        confidence: request.confidence, warnings: warnings, design: DesignReport(panel))
    }
    let aggregates = EffectAggregation.allCases.map { aggregate($0, asked: asked) }
    let dynamic = dynamic
    let leads = dynamic.keys.indices.filter {
      if case .number(let time) = dynamic.keys[$0] { time < -anticipation } else { false }
    }
    let effects = cells.indices.map { index in
      DifferencesResult.GroupTimeEffect(
        group: cells[index].cohort, time: cells[index].time,
        effect: path.effect(index))
    }
    return DifferencesResult(
      estimator: estimator, description: description, observations: observations, units: units,
      groups: groups,
      groupTimeEffects: effects, aggregate: aggregates.first { $0.type == asked.rawValue },
      aggregates: aggregates, preTrend: given ?? dynamic.selecting(leads).jointTest(), covariance: covariance,
      confidence: request.confidence, figures: figures, tables: tables, warnings: warnings,
      design: DesignReport(panel))
  }
}
