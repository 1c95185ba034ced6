internal import Models

// Effects of groups in periods under staggered adoption.
//
// Model: units are first treated in period g and stay treated; Y(0) of group g would have moved, given covariates of before, as
// that of the comparison group (parallel trends), nobody reacts more than `anticipation` periods before, and every covariate value
// has comparison units (overlap). Estimand: ATT(g, t) = E[Y_t(g) − Y_t(0) | G = g] and its averages. The errors are asymptotic,
// from influence functions, with no small-sample factor: √Σφ² over clusters (units, where none are named).
//
// Sources: Callaway & Sant'Anna (2021, J. Econometrics 225, 200, doi 10.1016/j.jeconom.2020.12.001); the estimators of a cell are
// those of ComparisonFit. Choices where tools differ: with anticipation the long difference is taken from period g − anticipation
// on, controls start their treatment later than anticipation periods after both periods, and the overall mean over groups counts
// the error of the groups' shares (R's did 2.5.1 and csdid 0.4.3; did 2.1.1 differs in both).

/// The estimator of Callaway and Sant'Anna.
public struct CallawaySantAnna: Sendable {
  public var control: ComparisonGroup
  public var method: DifferencesMethod
  public var aggregation: EffectAggregation
  public var basePeriod: BasePeriod
  public var balancedEventTimes: Int?
  public var anticipation: Int
  public var incompleteUnits: IncompleteUnits
  public var bootstrapDraws: Int?
  public var multipliers: MultiplierWeights
  public var conditionalPretest: Bool
  public var seed: UInt64
  public var confidence: Double
  public var threads: Int
  /// How the result names it.
  var name = DifferencesEstimator.callawaySantAnna.rawValue

  /// Takes its options from a request. Throws where the request has an option that it has not.
  public init(_ request: DifferencesRequest) throws(DifferencesError) {
    control = request.control
    method = request.method ?? .doublyRobust
    aggregation = request.aggregation ?? .simple
    basePeriod = request.basePeriod
    balancedEventTimes = request.balancedEventTimes
    anticipation = request.anticipation
    incompleteUnits = request.incompleteUnits
    bootstrapDraws = request.bootstrapDraws
    multipliers = request.multipliers
    conditionalPretest = request.conditionalPretest
    seed = request.seed
    confidence = request.confidence
    threads = request.threads
    if let covariance = request.covariance {
      throw .notOfEstimator(
        option: "--covariance \(covariance.text)", estimator: name,
        instead: "its errors are from influence functions; --cluster names clusters of units")
    }
    if method == .regression || method == .changesInChanges {
      throw .notOfEstimator(
        option: "--method \(method.rawValue)", estimator: name, instead: "use dr, ipw or reg")
    }
    if balancedEventTimes != nil, aggregation != .dynamic {
      throw .notOfEstimator(
        option: "--balance-e", estimator: "--aggregate \(aggregation.rawValue)",
        instead: "it belongs to --aggregate dynamic")
    }
  }

  /// The effects, their averages and the test before the treatment.
  ///
  /// Throws where no effect can be estimated: `noNeverTreated`, `noComparison`, `separation`, `noOverlap`, …; cells that fail where
  /// others do not are left out and named in the warnings. O(n·T) memory; O(cells·n·k²) time for k covariates.
  public func estimate(_ panel: TreatmentPanel) throws(DifferencesError) -> DifferencesResult {
    let report = DesignReport(panel)
    let rows = try CohortRows(
      panel, control: control, anticipation: anticipation, incomplete: incompleteUnits,
      needsIntercept: method == .abadie, estimator: name)
    if conditionalPretest, !rows.isPanel {
      throw .unsuited(
        estimator: name,
        reason:
          "--conditional-pretest needs changes within units; leave out --incomplete-units keep, or leave out the test"
      )
    }
    return try rows.withPointers { (pointers) throws(DifferencesError) in
      try result(pointers, report)
    }
  }

  private func result(_ pointers: CohortPointers, _ report: DesignReport) throws(DifferencesError)
    -> DifferencesResult
  {
    let rows = pointers.rows
    try rows.checkClusters()
    let cells = rows.cells(control: control, basePeriod: basePeriod, anticipation: anticipation)
    let found = try GroupTimeEffects(pointers, cells, method: method, threads: threads)
    let moments = InfluenceMoments(pointers, found.effects, threads: threads)
    let bootstrap = bootstrapDraws.map {
      MultiplierBootstrap(
        pointers, found.effects, moments, weights: multipliers, draws: $0, seed: seed, threads: threads)
    }
    let inference = GroupTimeInference(
      effects: found.effects, rows: rows, moments: moments, bootstrap: bootstrap, confidence: confidence)
    let averaging = GroupTimeAggregation(rows, found.effects)
    var aggregates: [DifferencesResult.Aggregate] = []
    for type in EffectAggregation.allCases {
      if let averages = averaging.averages(type, balancedEventTimes: balancedEventTimes) {
        aggregates.append(inference.aggregate(averages))
      }
    }
    guard let aggregate = aggregates.first(where: { $0.type == aggregation.rawValue }) else {
      throw .emptyAggregate(aggregation.rawValue)
    }
    var warnings = rows.warnings + found.failures.map { "left out: \($0)" }
    let trimmed = found.effects.reduce(0) { $0 + ($1.fit?.weights.trimmed ?? 0) }
    if trimmed > 0 {
      warnings.append(
        "\(trimmed) comparison rows, counted in every cell, were trimmed for a propensity of 0.995 or more")
    }
    let small = rows.cohorts.indices.filter { cohort in
      (0..<rows.periods.count).contains { period in
        (1...rows.names.count + 5).contains(rows.rows(ofCohort: cohort, period: period).count)
      }
    }
    if !small.isEmpty {
      warnings.append(
        "groups of few units for their errors: \(small.map { String(rows.cohorts[$0]) }.joined(separator: ", "))"
      )
    }
    let test = inference.preTrend(anticipation: anticipation)
    if test == nil,
      found.effects.contains(where: { rows.periods[$0.cell.time] < rows.cohorts[$0.cell.group] })
    {
      warnings.append("no joint test before the treatment: the covariance of its effects is singular")
    }
    var figures: [DifferencesResult.Figure] = []
    if let test, test.rank < test.test.degrees {
      figures = [
        .init(name: "pretrend_rank", value: Double(test.rank)),
        .init(name: "pretrend_rank_p_value", value: test.rankPValue),
      ]
      warnings.append(
        "the test before the treatment counts base periods among its degrees, as R's did does; pretrend_rank_p_value does not"
      )
    }
    if let early = test?.beforeAnticipation {
      figures += [
        .init(name: "pretrend_parallel_statistic", value: early.statistic),
        .init(name: "pretrend_parallel_df", value: Double(early.degrees)),
        .init(name: "pretrend_parallel_p_value", value: early.pValue),
      ]
      warnings.append(
        "the test before the treatment counts the periods of anticipation too, as R's did does; pretrend_parallel_p_value is that of the periods before them"
      )
    }
    var result = DifferencesResult(
      estimator: name, description: description(rows), observations: rows.observations, units: rows.units,
      groups: rows.cohorts, groupTimeEffects: inference.groupTimeEffects(), aggregate: aggregate,
      aggregates: aggregates, preTrend: test?.test,
      covariance: "influence function" + (rows.clusterName.map { ", clustered by \($0)" } ?? ""),
      confidence: confidence,
      bootstrap: bootstrapDraws.map { .init(draws: $0, weights: multipliers.rawValue, seed: seed) },
      figures: figures, warnings: warnings, design: report)
    if conditionalPretest {
      let test = ConditionalPretest(
        pointers, control: control, anticipation: anticipation,
        draws: bootstrapDraws ?? ConditionalPretest.draws, multipliers: multipliers, seed: seed,
        confidence: confidence, threads: threads)
      result.conditionalPretest = test.found
      result.warnings += test.warnings
    }
    if basePeriod == .universal,
      let averages = averaging.averages(.dynamic, balancedEventTimes: balancedEventTimes)
    {
      result.eventCovariance = inference.eventCovariance(averages, reference: -1 - anticipation)
    }
    return result
  }

  private func description(_ rows: CohortRows) -> String {
    var parts = [
      rows.names.count <= 1 ? "no covariates" : method.rawValue,
      control == .neverTreated ? "compared with the never treated" : "compared with the not yet treated",
      "base period \(basePeriod.rawValue)",
    ]
    if anticipation > 0 { parts.append("anticipation of \(anticipation)") }
    if let balancedEventTimes { parts.append("balanced to \(balancedEventTimes) periods") }
    if !rows.isPanel { parts.append(rows.unitParts.isEmpty ? "repeated cross-sections" : "unbalanced panel") }
    return parts.joined(separator: ", ")
  }
}
