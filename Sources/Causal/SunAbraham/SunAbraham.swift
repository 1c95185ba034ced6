internal import LinearAlgebra
internal import Models

// y_it = αᵢ + λ_t + Σ_e Σ_l δ_el·1{gᵢ = e}·1{t − e = l} + x_it·β + u_it over cohorts e and event times l but the references. δ_el is
// the effect on cohort e after l periods where its trend without treatment is that of the controls; averages take the share of
// the cohorts in the rows of an event time as weights (Sun & Abraham 2021, J. Econometrics 225, 175, eq. 26–27).
//
// Controls are the units that the data never treat; where there are none, the last cohort, and rows from its treatment on are left
// out. Groups without a row before their treatment, less the anticipation, are left out. Shares count rows, or their weights, and are
// taken as known in the errors, as fixest does; the errors of the shares would add little (their §4.2 estimates them too).

/// The interaction-weighted estimator of effects by cohort and event time.
struct SunAbraham {
  let request: DifferencesRequest

  init(_ request: DifferencesRequest) { self.request = request }

  private static let name = DifferencesEstimator.sunAbraham.rawValue

  func estimate(_ panel: TreatmentPanel) throws(DifferencesError) -> DifferencesResult {
    try request.requireNothing(of: Self.name, aggregations: EffectAggregation.allCases)
    let adoption = try AdoptionTimes(panel, estimator: Self.name)
    var warnings: [String] = []
    let sample = try ControlledSample(
      panel, adoption, anticipation: request.anticipation, estimator: Self.name)
    warnings += sample.warnings
    let references =
      request.events.references.isEmpty ? [-1 - request.anticipation] : request.events.references
    try request.checkReferences(adoption, rows: sample.rows)
    let own = CohortReferences(
      references,
      seen: adoption.eventTimesByCohort(panel, among: sample.rows, bins: request.events.bins),
      anticipation: request.anticipation, excluding: sample.controlCohort)
    warnings += own.warnings
    let cells = try CohortCells(
      panel, adoption, rows: sample.rows, excluding: sample.controlCohort, bins: request.events.bins
    ) { !own.contains(cohort: $0, event: $1) }
    guard !cells.keys.isEmpty else { throw .noComparison }
    let regression = EffectRegression(panel, rows: sample.rows, request: request)
    let fit = try regression.fit(
      cells.keys.enumerated().map { code, key in
        (cells.name(key), .indicator(codes: cells.codes, level: UInt32(code)))
      })
    let path = fit.path(cells.keys.enumerated().map { (cells.name($1), .number($0)) })
    let kept = path.keys.map { if case .number(let place) = $0 { place } else { 0 } }
    let amounts = cells.amounts(weights: panel.weights, rows: sample.rows)
    let averages = CellAverages(
      path: path, cells: kept.map { cells.keys[$0] }, amounts: kept.map { amounts[$0] },
      anticipation: request.anticipation)
    var result = averages.result(
      request, panel, estimator: Self.name,
      description: "reference event time \(references.map(String.init).joined(separator: " and ")), "
        + (sample.controlCohort.map { "cohort \($0) as control" } ?? "never-treated controls"),
      observations: fit.observations,
      units: sample.units, groups: Array(Set(kept.map { cells.keys[$0].cohort })).sorted(),
      covariance: fit.covariance.description,
      figures: fit.effectFigures, warnings: warnings + fit.effectWarnings)
    if references.count == 1, own.areAsAsked, let reference = references.first {
      result.eventCovariance = averages.eventCovariance(reference: reference)
    }
    return result
  }
}

/// The rows of a panel that a comparison with untreated units can use.
struct ControlledSample {
  /// Nil for all.
  let rows: [Int]?
  let units: Int
  /// First-treated period of the cohort that is the control where no unit stays untreated.
  let controlCohort: Int?
  let warnings: [String]

  /// Without units of groups that have no row before their treatment, less the anticipation: nothing is known of them before.
  init(
    _ panel: TreatmentPanel, _ adoption: AdoptionTimes, anticipation: Int, estimator: String
  ) throws(DifferencesError) {
    var warnings: [String] = []
    var isKnown = [Bool](repeating: false, count: adoption.cohorts.count)
    for row in 0..<panel.rows
    where adoption.event[row] != AdoptionTimes.never && Int(adoption.event[row]) < -anticipation {
      isKnown[Int(adoption.cohort[Int(panel.unit[row])])] = true
    }
    func isUnknown(_ unit: Int) -> Bool {
      let cohort = Int(adoption.cohort[unit])
      return cohort >= 0 && !isKnown[cohort]
    }
    let always = (0..<panel.units).count { isUnknown($0) && panel.isAlwaysTreated($0) }
    let soon = (0..<panel.units).count { isUnknown($0) } - always
    var last: Int?
    if adoption.neverTreated == 0 {
      let usable = adoption.cohorts.indices.filter { isKnown[$0] }.map { adoption.cohorts[$0] }
      guard usable.count > 1, let control = usable.last else { throw .noComparison }
      last = control
      warnings.append(
        "no unit stays untreated: those first treated in \(control) are the controls, and periods from \(anticipation > 0 ? String(control - anticipation) : "then") on are left out"
      )
    }
    if always > 0 {
      warnings.append("\(always) units are treated from the first period on and are left out")
    }
    if soon > 0 {
      warnings.append(
        "\(soon) units have no row before their treatment\(anticipation > 0 ? ", less the anticipation," : "") and are left out"
      )
    }
    controlCohort = last
    self.warnings = warnings
    guard always + soon > 0 || last != nil else {
      rows = nil
      units = panel.units
      return
    }
    var used: [Int] = []
    var count = 0
    for unit in 0..<panel.units where !isUnknown(unit) {
      let before = used.count
      for row in panel.rows(ofUnit: unit) {
        if let last, panel.periods[Int(panel.period[row])] >= last - anticipation { continue }
        used.append(row)
      }
      if used.count > before { count += 1 }
    }
    rows = used
    units = count
  }
}
