internal import LinearAlgebra
internal import Models

// Y_it(0) = αᵢ + λ_t + x_it·δ + ε_it is fitted on the rows that are not treated yet; the effect of each treated row is its outcome less
// what the model says, and estimates are averages of these effects, each row weighing the same or its weight. Efficient under
// homoskedastic, uncorrelated errors among the estimators that leave the effects of each row free.
//
// Errors: the conservative variance of Borusyak, Jaravel & Spiess with effects centred at their cohort's mean in the period, weighted by
// squared row weights, clustered by unit or by --cluster, without a finite-sample factor; `leaveOut` takes the mean of the other
// units (their appendix A.8), which undoes the fit of a mean to its own effect. Pre-trends: the rows that are not treated yet on
// indicators of leads, all but the earliest unless fewer are asked for, with the same effects; F over the covariance's degrees.
//
// Source: Borusyak, Jaravel & Spiess (2024), Revisiting event-study designs: robust and efficient estimation, Review of Economic
// Studies 91(6), 3253–3285, doi:10.1093/restud/rdae007.

/// The imputation estimator.
struct Imputation {
  let request: DifferencesRequest

  init(_ request: DifferencesRequest) { self.request = request }

  private static let name = DifferencesEstimator.imputation.rawValue
  /// Effects of cells × units, as a multiple of the rows, up to which every cell is estimated with its error.
  private static let mostCells = 24

  func estimate(_ panel: TreatmentPanel) throws(DifferencesError) -> DifferencesResult {
    let sample = try ImputationSample(panel, request: request, estimator: Self.name)
    let adoption = sample.adoption
    let residuals = EffectResiduals.ofCohortPeriod(leaveOut: request.events.leaveOut)
    let periods = panel.periods
    let cells = sample.targets { row in
      sample.isEffect[row]
        ? Int(adoption.cohort[Int(panel.unit[row])]) * periods.count + Int(panel.period[row]) : nil
    }
    let keys = cells.keys.map { cell in
      let cohort = adoption.cohorts[cell / periods.count]
      return CohortCells.Key(cohort: cohort, event: periods[cell % periods.count] - cohort)
    }
    let leads = request.isOverallAlone ? nil : try leadRegression(sample)
    guard keys.count * panel.units <= Self.mostCells * panel.rows else {
      return try byKey(sample, residuals, leads)
    }
    let found = try sample.estimate(cells.targets, residuals: residuals, estimator: Self.name)
    let averages = CellAverages(
      path: EffectPath(
        keys: keys.indices.map { .number($0) }, estimates: found.estimates, covariance: found.covariance,
        degrees: nil, confidence: request.confidence),
      cells: keys, amounts: found.weights, anticipation: request.anticipation)
    var result = averages.result(
      request, panel, estimator: Self.name, description: description, observations: sample.observations,
      units: panel.units, groups: Array(Set(keys.map(\.cohort))).sorted(), covariance: sample.covariance,
      figures: figures(sample), warnings: sample.warnings)
    attach(leads, to: &result)
    return result
  }

  private var description: String {
    "unit and period effects of untreated rows"
      + (request.events.leaveOut ? ", errors with means of the other units" : "")
      + (request.anticipation > 0 ? ", anticipation of \(request.anticipation)" : "")
  }

  private func figures(_ sample: ImputationSample) -> [DifferencesResult.Figure] {
    [.init(name: "imputed_rows", value: Double(sample.effects))]
  }

  /// Only the average that is asked for, where there are too many cells.
  private func byKey(_ sample: ImputationSample, _ residuals: EffectResiduals, _ leads: LeadTest?)
    throws(DifferencesError) -> DifferencesResult
  {
    let panel = sample.panel
    let adoption = sample.adoption
    let asked = request.aggregation ?? .dynamic
    let chosen = sample.targets { row -> Int? in
      guard sample.isEffect[row], asked == .dynamic || adoption.event[row] >= 0 else { return nil }
      switch asked {
      case .simple: return 0
      case .dynamic: return Int(adoption.event[row])
      case .group: return adoption.cohorts[Int(adoption.cohort[Int(panel.unit[row])])]
      case .calendar: return panel.periods[Int(panel.period[row])]
      }
    }
    guard !chosen.keys.isEmpty else { throw .emptyAggregate(asked.rawValue) }
    let found = try sample.estimate(chosen.targets, residuals: residuals, estimator: Self.name)
    let path = EffectPath(
      keys: chosen.keys.map { .number($0) }, estimates: found.estimates, covariance: found.covariance,
      degrees: nil, confidence: request.confidence)
    let isAfter = chosen.keys.map { asked != .dynamic || $0 >= 0 }
    let total = zip(isAfter, found.weights).reduce(0) { $0 + ($1.0 ? $1.1 : 0) }
    let overall =
      total > 0 ? path.combination(zip(isAfter, found.weights).map { $0 ? $1 / total : 0 }) : nil
    let aggregate =
      asked == .simple
      ? DifferencesResult.Aggregate(type: asked.rawValue, overall: overall)
      : path.aggregate(asked.rawValue, overall: overall, isOverallAlone: request.isOverallAlone)
    var result = DifferencesResult(
      estimator: Self.name, description: description, observations: sample.observations, units: panel.units,
      groups: adoption.cohorts, aggregate: aggregate, aggregates: [aggregate], covariance: sample.covariance,
      confidence: request.confidence, figures: figures(sample),
      warnings: sample.warnings + ["effects of each group in each period are too many and are not listed"],
      design: DesignReport(panel))
    attach(leads, to: &result)
    return result
  }

  /// The leads of the untreated rows and their joint test.
  private struct LeadTest {
    let path: EffectPath
    let test: DifferencesResult.PreTrend?
    let warnings: [String]
  }

  private func leadRegression(_ sample: ImputationSample) throws(DifferencesError) -> LeadTest? {
    let panel = sample.panel
    let rows = sample.model.rows.isFitted.indices.filter { sample.model.rows.isFitted[$0] }
    let all = sample.adoption.eventTimes(among: rows).filter { $0 < -request.anticipation }
    if let leads = request.events.leads, leads < 1 { return nil }
    var tested = Array(all.dropFirst())
    if let leads = request.events.leads { tested = Array(tested.suffix(leads)) }
    guard !tested.isEmpty else { return nil }
    let places = Dictionary(uniqueKeysWithValues: tested.enumerated().map { ($1, UInt32($0)) })
    let codes = rows.map { row in
      let event = sample.adoption.event[row]
      return event == AdoptionTimes.never
        ? UInt32(tested.count) : places[Int(event), default: UInt32(tested.count)]
    }
    let regression = EffectRegression(panel, rows: rows, request: request)
    let fit: LinearFit
    do throws(DifferencesError) {
      fit = try regression.fit(
        tested.enumerated().map { code, time in
          ("event::\(time)", .indicator(codes: codes, level: UInt32(code)))
        })
    } catch {
      // The estimate does not need the test.
      return LeadTest(
        path: EffectPath(
          keys: [], estimates: [], covariance: Matrix(rows: 0, columns: 0), degrees: nil,
          confidence: request.confidence), test: nil, warnings: ["no pre-trend test: \(error)"])
    }
    let path = fit.path(tested.map { ("event::\($0)", .number($0)) })
    return LeadTest(path: path, test: path.jointTest(), warnings: [])
  }

  private func attach(_ leads: LeadTest?, to result: inout DifferencesResult) {
    result.preTrend = leads?.test
    guard let leads else { return }
    result.warnings += leads.warnings
    guard !leads.path.keys.isEmpty else { return }
    result.tables.append(
      DifferencesResult.Table(
        name: "leads", columns: ["key", "estimate", "std_error", "conf_low", "conf_high"],
        rows: leads.path.keys.indices.map { index in
          let effect = leads.path.effect(index)
          guard case .number(let time) = leads.path.keys[index] else { return [] }
          return [
            .integer(time), .number(effect.estimate), .number(effect.standardError),
            .number(effect.confidenceLow), .number(effect.confidenceHigh),
          ]
        }))
  }
}
