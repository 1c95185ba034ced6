extension SyntheticEstimate {
  /// As a result of the family: donor weights that are not zero, weights of periods, the two paths, placebos.
  func result(
    _ rows: TreatmentPanel, _ placebos: SyntheticPlacebos?, aggregation: EffectAggregation, seed: UInt64
  ) -> DifferencesResult {
    let periods = rows.periods
    func date(_ adoption: Int) -> Int { periods[adoption] }
    let aggregates = [
      DifferencesResult.Aggregate(type: "simple", overall: overall),
      DifferencesResult.Aggregate(
        type: "dynamic", overall: overall,
        by: byEventTime.map { .init(key: .number($0.time), effect: $0.effect) }),
      DifferencesResult.Aggregate(
        type: "group", overall: overall,
        by: byCohort.map { .init(key: .number(date($0.adoption)), effect: $0.effect) }),
      DifferencesResult.Aggregate(
        type: "calendar", overall: overall,
        by: byPeriod.map { .init(key: .number(periods[$0.period]), effect: $0.effect) }),
    ]
    var warnings: [String] = []
    if cohorts.contains(where: { !$0.areWeightsUnique }) {
      warnings.append("the weights are not unique; of all that fit as well, those of least length are taken")
    }
    let largest = rows.outcome.reduce(0) { max($0, abs($1)) }
    // Weights of a perfect fit are found to some 10⁻¹² of the outcome; what is a thousand times that is still none.
    let rounding = largest * 0x1p-30
    let misfits = cohorts.filter { $0.errorBefore > max($0.noise, rounding) }
    if form == .syntheticControl, let worst = misfits.max(by: { $0.errorBefore < $1.errorBefore }) {
      warnings.append(
        "the synthetic control misses the treated before the treatment by more than the donors' own changes (root mean squared error \(worst.errorBefore), standard deviation of changes \(worst.noise)); the treated are outside the donors' hull"
      )
    }
    if discardedDraws > 0 {
      warnings.append("\(discardedDraws) draws without a treated unit or a donor were drawn again")
    }
    return DifferencesResult(
      estimator: form.rawValue,
      description: text(donors: rows.units - cohorts.reduce(0) { $0 + $1.treated.count }),
      observations: rows.rows, units: rows.units, groups: cohorts.map { date($0.adoption) },
      groupTimeEffects: cells.filter { $0.period >= $0.adoption }.map {
        .init(group: date($0.adoption), time: periods[$0.period], effect: $0.effect)
      },
      aggregate: aggregates.first { $0.type == aggregation.rawValue }, aggregates: aggregates,
      covariance: errorText, confidence: confidence, bootstrap: drawn(seed),
      figures: figures(placebos), tables: tables(rows, placebos), warnings: warnings,
      design: DesignReport(rows))
  }

  private var errorText: String {
    switch errors {
    case .none: "none"
    case .placebo(let draws, _): "placebo, \(draws) draws"
    case .jackknife: "jackknife, weights kept"
    case .bootstrap(let draws, _): "bootstrap of units, \(draws) draws"
    }
  }

  private func drawn(_ seed: UInt64) -> DifferencesResult.Bootstrap? {
    switch errors {
    case .none, .jackknife: nil
    case .placebo(let draws, let seed): .init(draws: draws, weights: "placebo", seed: seed)
    case .bootstrap(let draws, let seed): .init(draws: draws, weights: "units", seed: seed)
    }
  }

  private func text(donors: Int) -> String {
    let what =
      form == .syntheticControl
      ? "weights of donors without intercept" : "weights of donors and periods, with intercept"
    return "\(what), \(donors) donors, \(cohorts.count) \(cohorts.count == 1 ? "cohort" : "cohorts")"
  }

  private func figures(_ placebos: SyntheticPlacebos?) -> [DifferencesResult.Figure] {
    var figures: [DifferencesResult.Figure] = []
    if cohorts.count == 1, let cohort = cohorts.first {
      figures = [
        .init(name: "zeta_omega", value: cohort.unitRidge),
        .init(name: "zeta_lambda", value: cohort.timeRidge),
        .init(name: "noise_level", value: cohort.noise),
        .init(name: "donors", value: Double(cohort.donors.count)),
        .init(name: "periods_before", value: Double(cohort.adoption)),
        .init(name: "rmspe_before", value: cohort.errorBefore),
        .init(name: "rmspe_after", value: cohort.errorAfter),
      ]
    }
    figures.append(.init(name: "kkt_violation", value: cohorts.map(\.violation).max()))
    if let placebos {
      figures += [
        .init(name: "rmspe_ratio", value: placebos.treated.ratio),
        .init(name: "placebo_p_value", value: placebos.pValue),
      ]
    }
    return figures
  }

  private func tables(_ rows: TreatmentPanel, _ placebos: SyntheticPlacebos?) -> [DifferencesResult.Table] {
    let labels = rows.labels(ofUnits: Array(0..<rows.units))
    var unitRows: [[DifferencesResult.Table.Cell]] = []
    var timeRows: [[DifferencesResult.Table.Cell]] = []
    var pathRows: [[DifferencesResult.Table.Cell]] = []
    var cohortRows: [[DifferencesResult.Table.Cell]] = []
    for cohort in cohorts {
      let group = DifferencesResult.Table.Cell.integer(rows.periods[cohort.adoption])
      for (position, weight) in cohort.unitWeights.enumerated() where weight > 0 {
        unitRows.append([.text(labels[cohort.donors[position]]), group, .number(weight)])
      }
      for (period, weight) in cohort.timeWeights.enumerated() where weight > 0 {
        timeRows.append([.text(String(rows.periods[period])), group, .number(weight)])
      }
      for (period, treated) in cohort.treatedPath.enumerated() {
        pathRows.append([
          group, .integer(rows.periods[period]), .number(treated), .number(cohort.syntheticPath[period]),
        ])
      }
      cohortRows.append([
        group, .integer(cohort.treated.count), .number(cohort.effect), .integer(cohort.treatedCells),
        .number(cohort.unitRidge), .number(cohort.timeRidge), .number(cohort.errorBefore),
        .number(cohort.errorAfter),
      ])
    }
    var tables: [DifferencesResult.Table] = [
      .init(
        name: "cohorts",
        columns: [
          "group", "treated", "estimate", "treated_cells", "zeta_omega", "zeta_lambda", "rmspe_before",
          "rmspe_after",
        ], rows: cohortRows),
      .init(name: "unit_weights", columns: ["key", "group", "weight"], rows: unitRows),
      .init(name: "time_weights", columns: ["key", "group", "weight"], rows: timeRows),
      .init(name: "paths", columns: ["group", "time", "treated", "synthetic"], rows: pathRows),
    ]
    if let placebos, placebos.treated.units.count == 1 {
      tables.append(
        .init(
          name: "placebos", columns: ["key", "estimate", "rmspe_before", "rmspe_after", "ratio"],
          rows: placebos.placebos.map { placebo in
            [
              .text(labels[placebo.units[0]]), .number(placebo.effect), .number(placebo.before),
              .number(placebo.after), .number(placebo.ratio),
            ]
          }))
    }
    return tables
  }
}
