internal import LinearAlgebra
internal import Models

// y_it = αᵢ + λ_t + τ·D_it + x_it·β + u_it by least squares. τ is the effect where it is the same for all units and periods, and
// trends are parallel. With staggered adoption and effects that differ, τ is a weighted sum of the effects of treated cells
// whose weights are proportional to the residual of D on the effects, and may be negative (`TwoWayWeights`); it is as well
// the mean of comparisons some of which take treated units as controls (`GoodmanBacon`).
//
// Treatments may switch on and off. Errors: clustered by unit unless another covariance is asked for, factors and degrees by
// the profile. Source: Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, ch. 10.

/// The two-way fixed effects estimate, with the weights that it gives to the effects behind it.
struct TwoWayFixedEffects {
  let request: DifferencesRequest

  init(_ request: DifferencesRequest) { self.request = request }

  private static let name = DifferencesEstimator.twoWayFixedEffects.rawValue

  func estimate(_ panel: TreatmentPanel) throws(DifferencesError) -> DifferencesResult {
    try request.requireNothing(of: Self.name, aggregations: [.simple])
    guard panel.columns.unit != nil, !panel.columns.areRepeatedCrossSections else {
      throw .unitsNeeded(estimator: Self.name)
    }
    guard panel.isTreated.contains(true) else { throw .noTreated }
    let regression = EffectRegression(panel, request: request)
    // A column of dates is no regressor: its name would read as the slope of the date.
    var treatment = panel.columns.treatment.column
    if case .firstTreated = panel.columns.treatment, panel.covariates?.names.contains("treated") != true {
      treatment = "treated"
    }
    let column = TallColumn.indicator(codes: panel.isTreated.map { $0 ? 1 : 0 }, level: 1)
    let fit: LinearFit
    do throws(DifferencesError) { fit = try regression.fit([(treatment, column)]) } catch {
      // Units and periods give the treatment already where all are treated at once.
      if case .regression(.absorbedRegressors(let names, _)) = error, names.contains(treatment) {
        throw .noComparison
      }
      throw error
    }
    guard let position = fit.names.firstIndex(of: treatment) else {
      throw .noComparison
    }
    let effect = EffectEstimate(
      fit.coefficients[position], standardError: fit.standardErrors[position], degrees: fit.effectDegrees,
      confidence: request.confidence)
    let weights = request.isOverallAlone ? nil : try TwoWayWeights(panel, regression: regression)
    var warnings = fit.effectWarnings
    if let warning = weights?.warning { warnings.append(warning) }
    let aggregate = DifferencesResult.Aggregate(type: EffectAggregation.simple.rawValue, overall: effect)
    return DifferencesResult(
      estimator: Self.name,
      description: "two-way fixed effects of \(panel.columns.unit ?? "unit") and \(panel.columns.time)",
      observations: fit.observations, units: panel.units, groups: panel.cohorts, aggregate: aggregate,
      aggregates: [aggregate], covariance: fit.covariance.description, confidence: request.confidence,
      figures: fit.effectFigures + (weights?.figures(of: fit.coefficients[position]) ?? []),
      tables: [fit.termTable] + (weights?.tables ?? []),
      warnings: warnings, design: DesignReport(panel))
  }
}

extension LinearFit {
  /// The regression's lines, covariates included.
  var termTable: DifferencesResult.Table {
    DifferencesResult.Table(
      name: "terms",
      columns: ["term", "estimate", "std_error", "statistic", "df", "p_value", "conf_low", "conf_high"],
      rows: terms.map {
        [
          .text($0.name), .number($0.estimate), .number($0.standardError), .number($0.statistic),
          .number($0.degreesOfFreedom), .number($0.pValue), .number($0.confidenceLow),
          .number($0.confidenceHigh),
        ]
      })
  }

  /// What the regression says of its fit.
  var effectFigures: [DifferencesResult.Figure] {
    [
      .init(name: "r_squared", value: rSquared), .init(name: "r_squared_within", value: withinRSquared),
      .init(name: "df", value: effectDegrees), .init(name: "df_residual", value: Double(residualDegrees)),
    ]
  }
}

extension DifferencesRequest {
  /// The covariance of a regression over some rows of the panel, nil for all: as asked for, else clusters as named, else units.
  ///
  /// Throws `.oneClusterEach` where errors are clustered by unit alone and these are one treated and one untreated unit.
  func covarianceKind(_ panel: TreatmentPanel, rows: [Int]? = nil) throws(DifferencesError) -> CovarianceKind
  {
    func pick(_ grouping: Grouping) -> Grouping { rows.map { grouping.selecting(rows: $0) } ?? grouping }
    let unit = pick(panel.unitGrouping)
    let cluster = panel.cluster.map(pick)
    guard let covariance else {
      if cluster == nil { try DifferencesRequest.check(panel.unitGrouping, panel) }
      return .cluster([cluster ?? unit])
    }
    let time = pick(panel.periodGrouping)
    let kind: CovarianceKind
    do throws(DesignError) {
      kind = try covariance.kind(groupings: [cluster, unit, time].compactMap { $0 }, unit: unit, time: time)
    } catch { throw .design(error) }
    if case .cluster(let groupings) = kind, groupings.count == 1, groupings[0].name == unit.name {
      try DifferencesRequest.check(panel.unitGrouping, panel)
    }
    return kind
  }

  /// Throws where an option was given that the regression-based estimators do not have. `aggregations`: those there are.
  func requireNothing(of estimator: String, aggregations: [EffectAggregation], hasWeights: Bool = true)
    throws(DifferencesError)
  {
    if bootstrapDraws != nil {
      throw .notOfEstimator(
        option: "--bootstrap", estimator: estimator, instead: "its errors are analytic, and so are its bands")
    }
    if let method {
      throw .notOfEstimator(
        option: "--method \(method.rawValue)", estimator: estimator,
        instead: "covariates enter its regression")
    }
    if balancedEventTimes != nil {
      throw .notOfEstimator(
        option: "--balance-e", estimator: estimator,
        instead: "use callaway-santanna, or --window with stacked")
    }
    if let aggregation, !aggregations.contains(aggregation) {
      throw .notOfEstimator(
        option: "--aggregate \(aggregation.rawValue)", estimator: estimator,
        instead: "it has \(aggregations.map(\.rawValue).joined(separator: ", "))")
    }
    if !hasWeights, columns.weights != nil {
      throw .notOfEstimator(option: "--weights", estimator: estimator, instead: "use another estimator")
    }
  }
}
