internal import Models

// What no estimator of the family can answer, whatever its own rules, and options that one does not have.

extension DifferencesRequest {
  /// Options of some estimators alone: whether each is given, and whose it is.
  private var owned: [(isGiven: Bool, option: String, owners: [DifferencesEstimator])] {
    let byEvent: [DifferencesEstimator] = [.eventStudy, .sunAbraham, .twoStage, .stacked]
    return [
      (!events.references.isEmpty, "--reference", byEvent), (events.bins != nil, "--bins", byEvent),
      (events.window != nil, "--window", [.stacked, .localProjections, .switching]),
      (events.leads != nil, "--leads", [.imputation]), (events.leaveOut, "--leave-out", [.imputation]),
      (events.reweighted, "--reweight", [.localProjections]), (events.trend != nil, "--trend", [.eventStudy]),
      (conditionalPretest, "--conditional-pretest", [.callawaySantAnna]),
      (basePeriod == .universal, "--base-period universal", [.callawaySantAnna]),
    ]
  }

  /// Throws `.notOfEstimator` for an option that the estimator would not heed.
  public func checkOptions() throws(DifferencesError) {
    for (isGiven, option, owners) in owned where isGiven && !owners.contains(estimator) {
      throw .notOfEstimator(
        option: option, estimator: estimator.rawValue,
        instead: "it belongs to \(owners.map(\.rawValue).joined(separator: ", "))")
    }
    let bounded: [DifferencesEstimator] = [.eventStudy, .callawaySantAnna, .sunAbraham]
    if let sensitivity, !sensitivity.restrictions.isEmpty, !bounded.contains(estimator) {
      throw .notOfEstimator(
        option: "--sensitivity", estimator: estimator.rawValue,
        instead:
          "bounds need effects by time since the treatment with their covariance, which \(bounded.map(\.rawValue).joined(separator: ", ")) have"
      )
    }
    if conditionalPretest, columns.covariates == nil {
      throw .notOfEstimator(
        option: "--conditional-pretest", estimator: "an estimate without covariates",
        instead: "give --covariates, or take the joint test before the treatment, pretrend")
    }
    if conditionalPretest, columns.areRepeatedCrossSections {
      throw .notOfEstimator(
        option: "--conditional-pretest", estimator: "--repeated-cross-sections",
        instead: "it needs changes within units")
    }
    if anticipation > 0, [.twoByTwo, .twoWayFixedEffects, .bacon, .switching].contains(estimator) {
      throw .notOfEstimator(
        option: "--anticipation", estimator: estimator.rawValue,
        instead: "give earlier first-treated periods, or use event-study")
    }
  }

  /// Throws where an option has no meaning, anticipation leaves no period before, clusters do not hold whole units, or are so few that their
  /// errors would be zero but for rounding.
  func check(_ panel: TreatmentPanel) throws(DifferencesError) {
    try checkOptions()
    // Synthetic estimates have neither and say so themselves.
    guard estimator != .syntheticDifferences, estimator != .syntheticControl else { return }
    if let cluster = panel.cluster {
      try DifferencesRequest.check(cluster, panel)
      if panel.columns.unit != nil, !panel.columns.areRepeatedCrossSections {
        let varying = (0..<panel.units).count { unit in
          let rows = panel.rows(ofUnit: unit)
          return rows.contains { cluster.codes[$0] != cluster.codes[rows.lowerBound] }
        }
        if varying > 0 { throw .clusterVaries(column: cluster.name, units: varying) }
      }
    }
    let start = panel.periods[0]
    let longest = (panel.cohorts.map { $0 - 1 - start }.max() ?? anticipation)
    // Where all are treated from the first period on, that is what is wrong.
    if anticipation > 0, anticipation > longest, longest >= 0 {
      throw .anticipationTooLong(anticipation, longest: longest)
    }
  }

  /// One cluster has no other to differ from; with one treated and one untreated cluster the effect is fitted to their difference, and
  /// each sums to zero.
  static func check(_ cluster: Grouping, _ panel: TreatmentPanel) throws(DifferencesError) {
    guard cluster.count > 1 else { throw .regression(.singleCluster(name: cluster.name)) }
    guard cluster.count == 2 else { return }
    var (holdsTreated, holdsOthers) = ([false, false], [false, false])
    for unit in 0..<panel.units {
      let rows = panel.rows(ofUnit: unit)
      guard !rows.isEmpty else { continue }
      let code = Int(cluster.codes[rows.lowerBound])
      let isTreated = !panel.isNeverTreated(unit) || rows.contains { panel.isTreated[$0] }
      if isTreated { holdsTreated[code] = true } else { holdsOthers[code] = true }
    }
    if holdsTreated != holdsOthers, holdsTreated.count(where: { $0 }) == 1,
      holdsOthers.count(where: { $0 }) == 1
    {
      throw .oneClusterEach(cluster.name)
    }
  }

  /// Throws `.oneClusterEach` where errors are clustered by unit, since nothing else is asked for, and these are one treated and one
  /// untreated unit. After an estimate, so that whatever else is wrong is said first.
  func checkUnits(_ panel: TreatmentPanel) throws(DifferencesError) {
    let isSynthetic = estimator == .syntheticDifferences || estimator == .syntheticControl
    guard !isSynthetic, panel.cluster == nil, covariance == nil, panel.columns.unit != nil,
      !panel.columns.areRepeatedCrossSections
    else { return }
    try DifferencesRequest.check(panel.unitGrouping, panel)
  }

  /// Throws `.noReference` where no row is at a reference that was asked for.
  func checkReferences(_ adoption: AdoptionTimes, rows: [Int]?) throws(DifferencesError) {
    guard !events.references.isEmpty else { return }
    let bins = events.bins
    let known = Array(
      Set(
        adoption.eventTimes(among: rows).map { time in
          bins?.nearest(to: time) ?? time
        })
    ).sorted()
    let unknown = events.references.filter { !known.contains($0) }
    guard unknown.isEmpty else {
      throw .noReference(estimator: estimator.rawValue, times: unknown, known: known)
    }
  }
}
