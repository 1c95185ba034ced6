internal import LinearAlgebra
internal import Models

// y_it = αᵢ + λ_t + Σ_g Σ_{s ≥ g} τ_gs·1{gᵢ = g}·1{t = s} + u_it: an effect for each cohort in each period from its treatment on, by one
// regression. All rows that are not treated yet are the comparison, and the estimates are those of imputation; with --control never
// the cells before the treatment, but the last one, have coefficients too and never-treated units alone are the comparison.
//
// Covariates enter with slopes by period, by cohort where they change within units, and in each cell as deviations from their cohort's
// mean, so that τ_gs is the mean effect of the cell. Averages take the cells' rows as weights, as known.
//
// Source: Wooldridge (2021), Two-way fixed effects, the two-way Mundlak regression, and difference-in-differences estimators,
// doi:10.2139/ssrn.3906345, §5–6, published in Empirical Economics 69 (2025), 2545–2587.

/// The extended two-way fixed effects estimator.
struct ExtendedTwoWay {
  let request: DifferencesRequest

  init(_ request: DifferencesRequest) { self.request = request }

  private static let name = DifferencesEstimator.extendedTwoWay.rawValue

  func estimate(_ panel: TreatmentPanel) throws(DifferencesError) -> DifferencesResult {
    try request.requireNothing(of: Self.name, aggregations: EffectAggregation.allCases)
    let adoption = try AdoptionTimes(panel, estimator: Self.name)
    let anticipation = request.anticipation
    let sample = try ControlledSample(panel, adoption, anticipation: anticipation, estimator: Self.name)
    let withLeads = request.control == .neverTreated
    let references = CohortReferences(
      [-1 - anticipation], seen: adoption.eventTimesByCohort(panel, among: sample.rows),
      anticipation: anticipation, excluding: sample.controlCohort)
    let cells = try CohortCells(panel, adoption, rows: sample.rows, excluding: sample.controlCohort) {
      $1 >= -anticipation || (withLeads && !references.contains(cohort: $0, event: $1))
    }
    guard !cells.keys.isEmpty else { throw .noComparison }
    let regression = EffectRegression(panel, rows: sample.rows, request: request)
    var regressors = cells.keys.enumerated().map { code, key in
      (name: cells.name(key), column: TallColumn.indicator(codes: cells.codes, level: UInt32(code)))
    }
    for (name, column) in regression.covariates {
      let values = (0..<regression.count).map { column[$0] }
      let cohorts = cohortGrouping(panel, adoption, sample.rows)
      let centred = centre(values, cohorts, regression.weights?.values)
      regressors += cells.keys.enumerated().map { code, key in
        (
          name: "\(cells.name(key)):\(name)",
          column: TallColumn.scaledIndicator(codes: cells.codes, level: UInt32(code), values: centred)
        )
      }
      // Slopes by period; the effects of units hold one of them where the covariate stays the same within units.
      let periods = regression.pick(panel.periodGrouping)
      let changes = varies(values, regression.pick(panel.unitGrouping))
      regressors += slopes("\(panel.columns.time):\(name)", periods, values, from: changes ? 0 : 1)
      if changes { regressors += slopes("cohort:\(name)", cohorts, values, from: 1) }
    }
    let fit = try regression.fit(regressors, withCovariates: false)
    let path = fit.path(cells.keys.enumerated().map { (cells.name($1), .number($0)) })
    let kept = path.keys.map { if case .number(let place) = $0 { place } else { 0 } }
    guard !kept.isEmpty else { throw .noComparison }
    let amounts = cells.amounts(weights: panel.weights, rows: sample.rows)
    let averages = CellAverages(
      path: path, cells: kept.map { cells.keys[$0] }, amounts: kept.map { amounts[$0] },
      anticipation: anticipation)
    return averages.result(
      request, panel, estimator: Self.name,
      description: withLeads ? "never-treated comparison, with leads" : "all untreated rows as comparison",
      observations: fit.observations, units: sample.units,
      groups: Array(Set(kept.map { cells.keys[$0].cohort })).sorted(), covariance: fit.covariance.description,
      figures: fit.effectFigures,
      warnings: sample.warnings + (withLeads ? references.warnings : []) + fit.effectWarnings)
  }

  /// A column for each group from some group on: the covariate there, zero elsewhere.
  private func slopes(_ name: String, _ groups: Grouping, _ values: [Double], from first: Int)
    -> [(name: String, column: TallColumn)]
  {
    (first..<max(first, groups.count)).map { group in
      (
        name: "\(name)::\(group)",
        column: .scaledIndicator(codes: groups.codes, level: UInt32(group), values: values)
      )
    }
  }

  /// Cohorts of the rows, the never-treated being one.
  private func cohortGrouping(_ panel: TreatmentPanel, _ adoption: AdoptionTimes, _ rows: [Int]?) -> Grouping
  {
    let codes = panel.unit.map { unit in UInt32(Int(adoption.cohort[Int(unit)]) + 1) }
    let all = Grouping(name: "cohort", codes: codes, count: adoption.cohorts.count + 1)
    return all.selecting(rows: rows ?? Array(0..<panel.rows))
  }

  /// Values less their cohort's mean.
  private func centre(_ values: [Double], _ cohorts: Grouping, _ weights: [Double]?) -> [Double] {
    var sums = [Double](repeating: 0, count: cohorts.count)
    var totals = sums
    for (row, code) in cohorts.codes.enumerated() {
      let weight = weights?[row] ?? 1
      sums[Int(code)] += weight * values[row]
      totals[Int(code)] += weight
    }
    return values.indices.map { row in
      let code = Int(cohorts.codes[row])
      return totals[code] > 0 ? values[row] - sums[code] / totals[code] : values[row]
    }
  }

  private func varies(_ values: [Double], _ units: Grouping) -> Bool {
    var known = [Double?](repeating: nil, count: units.count)
    for (row, code) in units.codes.enumerated() {
      if let first = known[Int(code)] {
        if first != values[row] { return true }
      } else {
        known[Int(code)] = values[row]
      }
    }
    return false
  }
}
