internal import LinearAlgebra
internal import Models

// Two groups, two periods.
//
// regression: y = α + γ·treated + δ·after + τ·treated·after + x'β + u by least squares over the rows; τ is the effect on the treated
// under parallel trends where effects and trends do not depend on x. Errors: clustered by unit in a panel, iid in repeated
// cross-sections, or as asked for; the finite-sample factors of the profile.
// The others are those of ComparisonFit, with one group and two periods: see there for assumptions and sources.

/// Difference-in-differences of two groups and two periods.
public struct TwoByTwo: Sendable {
  private let request: DifferencesRequest
  private let method: DifferencesMethod

  /// Takes its options from a request. Throws where the request has an option that it has not.
  public init(_ request: DifferencesRequest) throws(DifferencesError) {
    self.request = request
    method = request.method ?? .regression
    let name = DifferencesEstimator.twoByTwo.rawValue
    if request.anticipation > 0 {
      throw .notOfEstimator(
        option: "--anticipation", estimator: name, instead: "choose an earlier first period instead")
    }
    if let aggregation = request.aggregation, aggregation != .simple {
      throw .notOfEstimator(
        option: "--aggregate \(aggregation.rawValue)", estimator: name, instead: "it has one effect")
    }
    if method == .regression, request.bootstrapDraws != nil {
      throw .notOfEstimator(
        option: "--bootstrap", estimator: "--method regression",
        instead: "use --method dr, or estimate with a wild bootstrap")
    }
    if request.columns.triple != nil, method == .changesInChanges {
      throw .notOfEstimator(
        option: "--triple", estimator: "--method cic", instead: "use --method regression, dr, ipw or reg")
    }
  }

  /// The effect on the treated. Throws `DifferencesError`. O(n·k²).
  public func estimate(_ panel: TreatmentPanel) throws(DifferencesError) -> DifferencesResult {
    let name = DifferencesEstimator.twoByTwo.rawValue
    let periods = try TwoPeriods(panel, estimator: name)
    var result: DifferencesResult
    switch method {
    case .regression: result = try regression(periods.panel)
    case .changesInChanges: result = try ChangesInChanges(request).estimate(periods.panel)
    default:
      if periods.panel.triple != nil {
        result = try TripleDifferences(request, method: method).estimate(periods.panel)
      } else {
        var inner = request
        inner.method = method
        inner.covariance = nil
        var estimator = try CallawaySantAnna(inner)
        estimator.name = name
        if let covariance = request.covariance {
          throw .notOfEstimator(
            option: "--covariance \(covariance.text)", estimator: "--method \(method.rawValue)",
            instead: "its errors are from influence functions; --cluster names clusters of units")
        }
        result = try estimator.estimate(periods.panel)
        result.description = method.rawValue
      }
    }
    result.warnings = periods.warnings + result.warnings
    return result
  }

  private func regression(_ panel: TreatmentPanel) throws(DifferencesError) -> DifferencesResult {
    let (before, after) = (panel.periods[0], panel.periods[1])
    let isCross = panel.columns.areRepeatedCrossSections || panel.columns.unit == nil
    let rows = (0..<panel.rows).filter { panel.firstTreated[Int(panel.unit[$0])] != before }
    let isIn: [Double] = rows.map { panel.firstTreated[Int(panel.unit[$0])] == after ? 1 : 0 }
    let isAfter: [Double] = rows.map { panel.period[$0] == 1 ? 1 : 0 }
    guard isIn.contains(0) else { throw .noComparison }
    let product = zip(isIn, isAfter).map { $0 * $1 }
    var columns: [TallColumn] = [.constant(1), .real(isIn), .real(isAfter), .real(product)]
    var names = ["(Intercept)", "treated", "after", "treated:after"]
    var effect = "treated:after"
    if let triple = panel.triple {
      let eligible = rows.map { triple[$0] ? 1.0 : 0.0 }
      func times(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 * $1 } }
      columns += [
        .real(eligible), .real(times(isIn, eligible)), .real(times(isAfter, eligible)),
        .real(times(product, eligible)),
      ]
      effect = "treated:after:eligible"
      names += ["eligible", "treated:eligible", "after:eligible", effect]
    }
    if let covariates = panel.covariates {
      for (column, name) in zip(covariates.matrix.columns, covariates.names) where name != "(Intercept)" {
        columns.append(column.selecting(rows: rows))
        names.append(name)
      }
    }
    let clusters = [panel.cluster, isCross ? nil : panel.unitGrouping].compactMap { $0 }
      .map { $0.selecting(rows: rows) }
    let kind: CovarianceKind
    if let covariance = request.covariance {
      do throws(DesignError) {
        kind = try covariance.kind(
          groupings: clusters, unit: isCross ? nil : panel.unitGrouping.selecting(rows: rows),
          time: panel.periodGrouping.selecting(rows: rows))
      } catch { throw .design(error) }
    } else {
      kind = clusters.first.map { .cluster([$0]) } ?? .iid
    }
    let data = RegressionData(
      matrix: TallMatrix(rows: rows.count, columns: columns), names: names,
      outcome: .real(rows.map { panel.outcome[$0] }), outcomeName: panel.columns.outcome,
      weights: panel.weights.map { weights in
        ObservationWeights(.probability, values: rows.map { weights[$0] })
      })
    let fit: LinearFit
    do throws(RegressionError) {
      fit = try LeastSquares(
        covariance: kind, profile: request.profile, confidence: request.confidence
      ).fit(data)
    } catch { throw .regression(error) }
    guard let term = fit.terms.first(where: { $0.name == effect }) else {
      throw .unsuited(
        estimator: "--method regression",
        reason: "the effect cannot be told apart from the other columns; "
          + (panel.covariates != nil
            ? "leave covariates out"
            : panel.triple != nil
              ? "treated and untreated units need eligible and ineligible rows of both periods"
              : "treated and untreated units need rows of both periods, with weight"))
    }
    let estimate = EffectEstimate(
      term.estimate, standardError: term.standardError, degrees: term.degreesOfFreedom,
      confidence: request.confidence)
    let aggregate = DifferencesResult.Aggregate(type: EffectAggregation.simple.rawValue, overall: estimate)
    return DifferencesResult(
      estimator: DifferencesEstimator.twoByTwo.rawValue,
      description: panel.triple == nil ? "regression" : "regression, triple differences",
      observations: rows.count, units: Set(rows.map { panel.unit[$0] }).count, groups: [after],
      groupTimeEffects: [.init(group: after, time: after, effect: estimate)], aggregate: aggregate,
      aggregates: [aggregate],
      covariance: fit.covariance.kind.description + ", profile " + fit.covariance.profile.rawValue,
      confidence: request.confidence,
      figures: [.init(name: "r_squared", value: fit.rSquared)],
      tables: [
        .init(
          name: "coefficients", columns: ["term", "estimate", "std_error", "p_value"],
          rows: fit.terms.map {
            [.text($0.name), .number($0.estimate), .number($0.standardError), .number($0.pValue)]
          })
      ],
      warnings: fit.dropped.isEmpty
        ? []
        : [
          "covariates that are combinations of others are left out: \(fit.dropped.joined(separator: ", "))"
        ],
      design: DesignReport(panel))
  }
}
