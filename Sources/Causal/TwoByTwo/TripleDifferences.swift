internal import Models

// Triple differences: the treated group's eligible units change; its ineligible units and both kinds of units of the other group
// do not, and trends may differ between eligible and ineligible as long as that difference is the same in both groups.
//
// With covariates the difference of two differences does not weigh them alike. The effect on the treated eligible is therefore
// τ = DiD(vs treated group's ineligible) + DiD(vs other group's eligible) − DiD(vs other group's ineligible), each with the treated
// eligible as its treated: Ortiz-Villavicencio & Sant'Anna (2025, Better understanding triple differences estimators,
// arXiv 2505.09942), proposition 1. Without covariates that is the triple difference of means. The influence is the same sum.

/// Triple differences by outcome regression, weighting, or both.
struct TripleDifferences {
  private let request: DifferencesRequest
  private let method: DifferencesMethod

  init(_ request: DifferencesRequest, method: DifferencesMethod) throws(DifferencesError) {
    self.request = request
    self.method = method
    if let covariance = request.covariance {
      throw .notOfEstimator(
        option: "--covariance \(covariance.text)", estimator: "--method \(method.rawValue)",
        instead: "its errors are from influence functions; --cluster names clusters of units")
    }
    if request.bootstrapDraws != nil {
      throw .notOfEstimator(
        option: "--bootstrap", estimator: "--triple", instead: "its errors are from influence functions")
    }
  }

  func estimate(_ panel: TreatmentPanel) throws(DifferencesError) -> DifferencesResult {
    guard let triple = panel.triple else {
      throw .notOfEstimator(option: "triple differences", estimator: "two-by-two", instead: "give --triple")
    }
    let after = panel.periods[1]
    let isCross = panel.columns.areRepeatedCrossSections || panel.columns.unit == nil
    if !isCross {
      var varying = 0
      for unit in 0..<panel.units {
        let rows = panel.rows(ofUnit: unit)
        if rows.contains(where: { triple[$0] != triple[rows.lowerBound] }) { varying += 1 }
      }
      if varying > 0 { throw .cohortVaries(column: panel.columns.triple ?? "", units: varying) }
    }
    // Four groups as cohorts of the one machinery: names 1…3 for the comparison groups, which it keeps apart as cohorts, and
    // the treated eligible as the last.
    var grouped = panel
    grouped.firstTreated = (0..<panel.units).map { unit in
      let first = panel.firstTreated[unit]
      if first == panel.periods[0] { return first }
      let isEligible = triple[panel.unitStarts[unit]]
      switch (first == after, isEligible) {
      case (true, true): return after
      default: return nil
      }
    }
    grouped.cohorts = [after]
    let rows = try CohortRows(
      grouped, control: .neverTreated, anticipation: 0, incomplete: request.incompleteUnits,
      needsIntercept: method == .abadie, estimator: "--triple",
      kind: { unit in
        let isEligible = triple[panel.unitStarts[unit]]
        if panel.firstTreated[unit] == after { return isEligible ? 0 : 1 }
        return isEligible ? 2 : 3
      })
    try rows.checkClusters()
    return try rows.withPointers { (pointers) throws(DifferencesError) in
      let signs = [1.0, 1, -1]
      var effects: [GroupTimeEffects.Effect] = []
      for kind in 1...3 {
        let parts = rows.parts(treated: 0, compared: kind)
        let name =
          "the \(["treated group's ineligible", "other group's eligible", "other group's ineligible"][kind - 1])"
        let source = pointers.source(time: 1, base: 0)
        let weights = try ComparisonWeights(source, parts, method, cell: name, names: rows.names)
        effects.append(
          .init(
            cell: GroupTimeCell(group: 0, time: 1, base: 0, parts: parts),
            fit: try ComparisonFit(source, weights)))
      }
      let moments = InfluenceMoments(pointers, effects, threads: request.threads)
      let form = InfluenceForm(signs.enumerated().map { ($0, $1) })
      let estimate = EffectEstimate(
        zip(signs, effects).reduce(0) { $0 + $1.0 * $1.1.estimate },
        standardError: moments.covariance(form, form).squareRoot(), confidence: request.confidence)
      let aggregate = DifferencesResult.Aggregate(type: EffectAggregation.simple.rawValue, overall: estimate)
      return DifferencesResult(
        estimator: DifferencesEstimator.twoByTwo.rawValue,
        description: "\(method.rawValue), triple differences", observations: rows.observations,
        units: rows.units, groups: [after],
        groupTimeEffects: [.init(group: after, time: after, effect: estimate)], aggregate: aggregate,
        aggregates: [aggregate],
        covariance: "influence function" + (rows.clusterName.map { ", clustered by \($0)" } ?? ""),
        confidence: request.confidence,
        tables: [
          .init(
            name: "differences", columns: ["compared_with", "estimate"],
            rows: zip(["treated_ineligible", "other_eligible", "other_ineligible"], effects).map {
              [.text($0), .number($1.estimate)]
            })
        ], warnings: rows.warnings, design: DesignReport(panel))
    }
  }
}
