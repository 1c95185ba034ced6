internal import LinearAlgebra
internal import Models

// y_it = αᵢ + λ_t + Σ_l μ_l·1{t − gᵢ = l} + x_it·β + u_it over event times l other than the references; those beyond the bins
// are one effect at each end (McCrary 2007; Schmidheiny & Siegloch 2023, J. Applied Econometrics 38, 695). Units that the data
// never treat have no event time. Where there are none, event times, periods and units are collinear (Borusyak, Jaravel &
// Spiess 2024, Review of Economic Studies 91, 3253, §3) and the earliest event time is a second reference, which is said.
//
// μ_l is the effect l periods after the treatment where effects are the same for all groups; else leads mix effects of other
// event times (Sun & Abraham 2021, J. Econometrics 225, 175), and sun-abraham or imputation are right.
//
// Pre-trends: the joint test that all leads but the references are zero, F(leads, degrees of the covariance), and its power
// (`PretrendPower`). The overall effect is the plain mean of the effects from event time 0 on.

/// The event study by two-way fixed effects.
struct EventStudy {
  let request: DifferencesRequest

  init(_ request: DifferencesRequest) { self.request = request }

  private static let name = DifferencesEstimator.eventStudy.rawValue

  func estimate(_ panel: TreatmentPanel) throws(DifferencesError) -> DifferencesResult {
    try request.requireNothing(of: Self.name, aggregations: [.dynamic])
    let adoption = try AdoptionTimes(panel, estimator: Self.name)
    let events = try BinnedEvents(panel, adoption, request: request, estimator: Self.name)
    let regression = EffectRegression(panel, request: request)
    let name = "event"
    let fit = try regression.fit(
      events.keys.enumerated().map { code, time in
        ("\(name)::\(time)", .indicator(codes: events.codes, level: UInt32(code)))
      })
    let path = fit.path(events.keys.map { ("\(name)::\($0)", .number($0)) })
    guard !path.keys.isEmpty else { throw .noComparison }
    let times = path.keys.map { if case .number(let time) = $0 { time } else { 0 } }
    let after = times.map { $0 >= 0 }
    let count = Double(after.count { $0 })
    let overall = count > 0 ? path.combination(after.map { $0 ? 1 / count : 0 }) : nil
    let aggregate = path.aggregate(
      EffectAggregation.dynamic.rawValue, overall: overall, isOverallAlone: request.isOverallAlone)
    let leads = times.indices.filter { times[$0] < -request.anticipation }
    let before = path.selecting(leads)
    var figures = fit.effectFigures
    var tables: [DifferencesResult.Table] = []
    if !request.isOverallAlone,
      let power = PretrendPower(
        path: before, times: leads.map { times[$0] }, reference: events.references.max() ?? -1)
    {
      figures += power.figures(trend: request.events.trend)
      tables += power.tables(of: path, times: times, leads: leads, trend: request.events.trend)
    }
    var result = DifferencesResult(
      estimator: Self.name, description: events.description, observations: fit.observations,
      units: panel.units, groups: adoption.cohorts, aggregate: aggregate, aggregates: [aggregate],
      preTrend: request.isOverallAlone ? nil : before.jointTest(), covariance: fit.covariance.description,
      confidence: request.confidence,
      figures: figures, tables: tables, warnings: events.warnings + fit.effectWarnings,
      design: DesignReport(panel))
    if events.references.count == 1, let reference = events.references.first {
      result.eventCovariance = .init(times: times, matrix: path.covariance, reference: reference)
    }
    return result
  }
}

/// Event times as effects: the ends binned, the references left out.
struct BinnedEvents {
  /// Effects in rising order of their event time.
  let keys: [Int]
  /// Position in `keys` of each row; their count for rows without an effect.
  let codes: [UInt32]
  let references: [Int]
  let warnings: [String]
  let description: String

  init(
    _ panel: TreatmentPanel, _ adoption: AdoptionTimes, request: DifferencesRequest, estimator: String
  ) throws(DifferencesError) {
    let bins = request.events.bins
    func binned(_ time: Int) -> Int { bins?.nearest(to: time) ?? time }
    let times = Array(Set(adoption.eventTimes().map(binned))).sorted()
    var references =
      request.events.references.isEmpty ? [-1 - request.anticipation] : request.events.references
    let unknown = references.filter { !times.contains($0) }
    if !unknown.isEmpty {
      if request.events.references.isEmpty, times.allSatisfy({ $0 >= 0 }) {
        throw .alwaysTreated(units: adoption.sizes.reduce(0, +))
      }
      if !request.events.references.isEmpty || times.allSatisfy({ $0 >= 0 }) {
        throw .noReference(estimator: estimator, times: unknown, known: times)
      }
      // Periods with gaps: the last before the treatment.
      references = [times.last { $0 < -request.anticipation } ?? times[0]]
    }
    let complete = EventReferences(
      references, seen: adoption.eventTimesByCohort(panel, among: nil, bins: bins),
      anticipation: request.anticipation)
    references = complete.references
    var warnings = complete.warnings
    if adoption.neverTreated == 0 {
      guard adoption.cohorts.count > 1 else { throw .noComparison }
      if bins == nil, let earliest = times.first(where: { !references.contains($0) }), earliest < 0,
        references.count < 2
      {
        references.append(earliest)
        warnings.append(
          "no unit stays untreated, so that a linear trend in event time cannot be told from the effects; "
            + "event time \(earliest) is a second reference")
      }
    }
    keys = times.filter { !references.contains($0) }
    self.references = references.sorted()
    self.warnings = warnings
    description =
      "reference \(self.references.map(String.init).joined(separator: " and "))"
      + (bins.map { ", ends binned at \($0.lowerBound) and \($0.upperBound)" } ?? "")
    let places = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, UInt32($0)) })
    let none = UInt32(keys.count)
    codes = adoption.event.map { value in
      value == AdoptionTimes.never ? none : places[binned(Int(value)), default: none]
    }
  }
}
