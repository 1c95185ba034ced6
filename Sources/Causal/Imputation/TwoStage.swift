internal import LinearAlgebra
internal import Models

// First stage: unit and period effects, and covariates, of the rows that are not treated yet. Second stage: what they leave of every row's
// outcome on the treatment, or on event times but the reference (the last before the treatment and its anticipation; never-treated
// units have none), without intercept. The points are those of imputation.
//
// Errors: the sandwich of both stages' moments stacked, clustered by unit or by --cluster, without a finite-sample factor. The
// overall effect is the second stage on the treatment alone, whatever the aggregate. Units without an untreated row are left
// out of both stages.
//
// Source: Gardner (2022), Two-stage differences in differences, arXiv:2207.05943; Newey & McFadden (1994), Large sample
// estimation and hypothesis testing, Handbook of Econometrics 4, §6.

/// The two-stage estimator.
struct TwoStage {
  let request: DifferencesRequest

  init(_ request: DifferencesRequest) { self.request = request }

  private static let name = DifferencesEstimator.twoStage.rawValue

  func estimate(_ panel: TreatmentPanel) throws(DifferencesError) -> DifferencesResult {
    let sample = try ImputationSample(panel, request: request, estimator: Self.name)
    let adoption = sample.adoption
    let isFitted = sample.model.rows.isFitted
    let references =
      request.events.references.isEmpty ? [-1 - request.anticipation] : request.events.references
    let bins = request.events.bins
    try request.checkReferences(adoption, rows: nil)
    // Effects of the anticipation enter none of the averages but that by event time.
    func isUnder(_ row: Int) -> Bool { sample.isEffect[row] && adoption.event[row] >= 0 }
    let overall = try path(sample) { isUnder($0) ? 0 : nil }
    var aggregates: [DifferencesResult.Aggregate] = []
    let single = overall.effect(0)
    let asked = request.aggregation ?? .dynamic
    aggregates.append(.init(type: EffectAggregation.simple.rawValue, overall: single))
    if request.isOverallAlone {
      return result(sample, references, aggregates, aggregate: aggregates.first, preTrend: nil)
    }
    let dynamic = try path(sample) { row in
      guard adoption.event[row] != AdoptionTimes.never, isFitted[row] || sample.isEffect[row] else {
        return nil
      }
      let event = Int(adoption.event[row])
      let time = bins?.nearest(to: event) ?? event
      return references.contains(time) ? nil : time
    }
    aggregates.append(
      dynamic.aggregate(
        EffectAggregation.dynamic.rawValue, overall: single,
        withBand: asked == .dynamic))
    if asked == .group {
      aggregates.append(
        try path(sample) { row in
          isUnder(row) ? adoption.cohorts[Int(adoption.cohort[Int(panel.unit[row])])] : nil
        }.aggregate(asked.rawValue, overall: single))
    } else if asked == .calendar {
      aggregates.append(
        try path(sample) { isUnder($0) ? panel.periods[Int(panel.period[$0])] : nil }
          .aggregate(asked.rawValue, overall: single))
    }
    let leads = dynamic.keys.indices.filter {
      if case .number(let time) = dynamic.keys[$0] { time < -request.anticipation } else { false }
    }
    return result(
      sample, references, aggregates, aggregate: aggregates.first { $0.type == asked.rawValue },
      preTrend: dynamic.selecting(leads).jointTest())
  }

  private func result(
    _ sample: ImputationSample, _ references: [Int], _ aggregates: [DifferencesResult.Aggregate],
    aggregate: DifferencesResult.Aggregate?, preTrend: DifferencesResult.PreTrend?
  ) -> DifferencesResult {
    DifferencesResult(
      estimator: Self.name,
      description: "first stage on untreated rows, reference event time "
        + references.map(String.init).joined(separator: " and "),
      observations: sample.observations, units: sample.panel.units, groups: sample.adoption.cohorts,
      aggregate: aggregate, aggregates: aggregates, preTrend: preTrend, covariance: sample.covariance,
      confidence: request.confidence, warnings: sample.warnings, design: DesignReport(sample.panel))
  }

  private func path(_ sample: ImputationSample, _ key: (Int) -> Int?) throws(DifferencesError) -> EffectPath {
    let chosen = sample.targets(key)
    guard !chosen.keys.isEmpty else { throw .emptyAggregate("second stage") }
    let found = try sample.estimate(chosen.targets, residuals: .ofTarget, estimator: Self.name)
    return EffectPath(
      keys: chosen.keys.map { .number($0) }, estimates: found.estimates, covariance: found.covariance,
      degrees: nil, confidence: request.confidence)
  }
}
