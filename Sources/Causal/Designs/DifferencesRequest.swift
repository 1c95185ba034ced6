public import Columns
public import Models

/// A difference-in-differences as it is asked for: the columns, the estimator and its options. An option that an estimator does
/// not have is an error where it was given.
///
///     var request = DifferencesRequest(
///       TreatmentColumns(outcome: "l_homicide", unit: "sid", time: "year", treatment: .firstTreated("effyear")))
///     request.estimator = .callawaySantAnna
///     let result = try request.estimate(table)
public struct DifferencesRequest: Sendable {
  public var columns: TreatmentColumns
  public var estimator: DifferencesEstimator
  public var control: ComparisonGroup
  /// Nil for the estimator's own.
  public var method: DifferencesMethod?
  /// Nil for the estimator's own.
  public var aggregation: EffectAggregation?
  public var basePeriod: BasePeriod
  /// Event times from 0 on that a group must have to enter the dynamic aggregate; nil for all groups.
  public var balancedEventTimes: Int?
  /// Periods before the treatment in which units may react already.
  public var anticipation: Int
  public var incompleteUnits: IncompleteUnits
  /// Draws of the bootstrap; nil for analytic errors.
  public var bootstrapDraws: Int?
  public var multipliers: MultiplierWeights
  /// Of synthetic estimates; nil for what the data allow.
  public var errorSource: SyntheticErrorSource?
  public var seed: UInt64
  /// Whether parallel trends before the treatment are tested at all values of the covariates.
  public var conditionalPretest = false
  /// Bounds, placebos and groups left out, besides the estimate.
  public var sensitivity: SensitivityRequest?
  /// Nil for the estimator's own.
  public var covariance: CovarianceRequest?
  public var profile: Profile
  /// Of the intervals, between 0 and 1.
  public var confidence: Double
  public var threads: Int
  /// What estimators of effects by time since the treatment are asked besides.
  public var events = EventOptions()
  /// Whether the overall effect alone is read, so that bands and the power of tests need not be found.
  var isOverallAlone = false

  public init(
    _ columns: TreatmentColumns, estimator: DifferencesEstimator = .callawaySantAnna, threads: Int = 1
  ) {
    self.columns = columns
    self.estimator = estimator
    // Extended two-way regressions compare with every untreated row.
    control = estimator == .extendedTwoWay ? .notYetTreated : .neverTreated
    basePeriod = .varying
    anticipation = 0
    incompleteUnits = .drop
    multipliers = .mammen
    seed = 1
    profile = .fixest
    confidence = 0.95
    self.threads = threads
  }

  /// The estimate of a table. Throws `DifferencesError`.
  public func estimate(_ table: Table) throws(DifferencesError) -> DifferencesResult {
    try checkOptions()
    return try estimate(columns.panel(table))
  }

  /// The estimate of a panel that was made before.
  public func estimate(_ panel: TreatmentPanel) throws(DifferencesError) -> DifferencesResult {
    var result = try estimateAlone(panel)
    if let sensitivity, !sensitivity.isEmpty {
      result.sensitivity = try self.sensitivity(sensitivity, of: result, panel)
    }
    return result
  }

  /// The estimate without analyses of its sensitivity.
  func estimateAlone(_ panel: TreatmentPanel) throws(DifferencesError) -> DifferencesResult {
    precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
    let panel = panel.anticipating(anticipation)
    try check(panel)
    var result =
      switch estimator {
      case .callawaySantAnna: try CallawaySantAnna(self).estimate(panel)
      case .twoByTwo: try TwoByTwo(self).estimate(panel)
      case .twoWayFixedEffects: try TwoWayFixedEffects(self).estimate(panel)
      case .eventStudy: try EventStudy(self).estimate(panel)
      case .sunAbraham: try SunAbraham(self).estimate(panel)
      case .imputation: try Imputation(self).estimate(panel)
      case .twoStage: try TwoStage(self).estimate(panel)
      case .bacon: try GoodmanBacon(self).estimate(panel)
      case .stacked: try StackedRegression(self).estimate(panel)
      case .localProjections: try LocalProjections(self).estimate(panel)
      case .extendedTwoWay: try ExtendedTwoWay(self).estimate(panel)
      case .switching: try SwitchingTreatments(self).estimate(panel)
      case .syntheticDifferences: try synthetic(panel, .syntheticDifferences)
      case .syntheticControl: try synthetic(panel, .syntheticControl)
      }
    try checkUnits(panel)
    result.removeRoundingErrors(largest: panel.outcome.reduce(0) { max($0, abs($1)) })
    result.design = result.design.advising(self)
    result.outcome = panel.columns.outcome
    noteFewDraws(&result)
    return result
  }

  /// Intervals are read off the tails of the draws, or off their spread: of fewer than 2/(1 − confidence) − 1 draws none is in a tail.
  private func noteFewDraws(_ result: inout DifferencesResult) {
    guard let draws = result.bootstrap?.draws, Double(draws + 1) * (1 - confidence) < 2 else { return }
    result.warnings.append("\(draws) draws are too few for errors and intervals; 999 are usual")
  }
}
