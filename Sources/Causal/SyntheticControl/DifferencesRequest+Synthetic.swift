/// Where the errors of synthetic estimates come from, by their names on the command line.
public enum SyntheticErrorSource: String, Sendable, CaseIterable {
  case none
  case placebo
  case jackknife
  case bootstrap
}

extension DifferencesRequest {
  /// Repetitions where none are asked for.
  static let syntheticDraws = 200

  /// The errors that were asked for; else placebos where there are more donors than treated units, else the jackknife where each cohort
  /// has two units, else none.
  func syntheticErrors(_ panel: SyntheticPanel) -> (errors: SyntheticDifferences.Errors, warning: String?) {
    let draws = bootstrapDraws ?? DifferencesRequest.syntheticDraws
    switch errorSource ?? (bootstrapDraws == nil ? nil : .bootstrap) {
    case .none?: return (.none, nil)
    case .placebo?: return (.placebo(draws: draws, seed: seed), nil)
    case .jackknife?: return (.jackknife, nil)
    case .bootstrap?: return (.bootstrap(draws: draws, seed: seed), nil)
    case nil: break
    }
    if panel.donors.count > panel.treatedCount { return (.placebo(draws: draws, seed: seed), nil) }
    if panel.cohorts.allSatisfy({ $0.units.count > 1 }), panel.donors.count > 1 { return (.jackknife, nil) }
    return (
      .none,
      "no standard error: placebos need more donors than treated units, the jackknife two treated units in each cohort"
    )
  }

  /// Synthetic difference-in-differences or synthetic control of a panel.
  func synthetic(_ rows: TreatmentPanel, _ form: SyntheticDifferences.Form) throws(DifferencesError)
    -> DifferencesResult
  {
    guard rows.reversals == 0 else { throw .reversals(estimator: estimator.rawValue, units: rows.reversals) }
    guard rows.columns.unit != nil, !rows.columns.areRepeatedCrossSections else {
      throw .unitsNeeded(estimator: estimator.rawValue)
    }
    try refuseForSynthetic(rows)
    do throws(SyntheticControlError) {
      let panel = try SyntheticPanel(rows)
      let (errors, warning) = syntheticErrors(panel)
      let method = SyntheticDifferences(form: form, errors: errors, confidence: confidence, threads: threads)
      let estimate = try method.fit(panel)
      var placebos: SyntheticPlacebos?
      if form == .syntheticControl, panel.cohorts.count == 1, panel.donors.count > panel.treatedCount,
        errorSource != SyntheticErrorSource.none
      {
        placebos = try SyntheticPlacebos(method, panel, draws: bootstrapDraws ?? 999, seed: seed)
      }
      var result = estimate.result(rows, placebos, aggregation: aggregation ?? .simple, seed: seed)
      if let warning { result.warnings.append(warning) }
      return result
    } catch { throw .unsuited(estimator: estimator.rawValue, reason: error.description) }
  }

  private func refuseForSynthetic(_ rows: TreatmentPanel) throws(DifferencesError) {
    let name = estimator.rawValue
    if rows.weights != nil {
      throw .notOfEstimator(option: "--weights", estimator: name, instead: "its units have equal weight")
    }
    if rows.cluster != nil {
      throw .notOfEstimator(option: "--cluster", estimator: name, instead: "its errors are by unit")
    }
    if covariance != nil {
      throw .notOfEstimator(
        option: "--covariance", estimator: name, instead: "use --vce placebo, jackknife or bootstrap")
    }
    if method != nil {
      throw .notOfEstimator(option: "--method", estimator: name, instead: "covariates are projected out")
    }
    if control == .notYetTreated {
      throw .notOfEstimator(
        option: "--control not-yet", estimator: name, instead: "its donors are never treated")
    }
    if anticipation > 0 {
      throw .notOfEstimator(
        option: "--anticipation", estimator: name, instead: "give an earlier first treated period")
    }
    if balancedEventTimes != nil {
      throw .notOfEstimator(option: "--balance-e", estimator: name, instead: "leave it out")
    }
  }
}
