/// The effect of a treatment by synthetic difference-in-differences or synthetic control.
public struct SyntheticEstimate: Sendable {
  public let form: SyntheticDifferences.Form
  public let errors: SyntheticDifferences.Errors
  /// Of the intervals.
  public let confidence: Double
  public let cohorts: [SyntheticCohort]
  /// Mean over treated units and periods after.
  public let overall: EffectEstimate
  /// By cohort, with the position of its first treated period.
  public let byCohort: [(adoption: Int, effect: EffectEstimate)]
  /// By periods since the treatment, those before it too: gaps of the treated from their synthetic counterpart.
  public let byEventTime: [(time: Int, effect: EffectEstimate)]
  /// By period under treatment.
  public let byPeriod: [(period: Int, effect: EffectEstimate)]
  /// By cohort and period, those before the treatment too.
  public let cells: [(adoption: Int, period: Int, effect: EffectEstimate)]
  /// Estimates that errors are made of.
  public let repetitions: Int
  /// Draws that had no treated unit or no donor and were drawn again.
  public let discardedDraws: Int

  init(
    _ estimator: SyntheticDifferences, _ cohorts: [SyntheticCohort], _ averages: SyntheticAverages,
    _ found: SyntheticErrors.Found?
  ) {
    form = estimator.form
    errors = estimator.errors
    confidence = estimator.confidence
    self.cohorts = cohorts
    repetitions = found?.repetitions ?? 0
    discardedDraws = found?.discarded ?? 0
    let values = averages.values(cohorts)
    var overall = EffectEstimate(values[0], standardError: nil)
    var byCohort: [(adoption: Int, effect: EffectEstimate)] = []
    var byEventTime: [(time: Int, effect: EffectEstimate)] = []
    var byPeriod: [(period: Int, effect: EffectEstimate)] = []
    var cells: [(adoption: Int, period: Int, effect: EffectEstimate)] = []
    for (index, key) in averages.keys.enumerated() {
      let effect = EffectEstimate(
        values[index], standardError: found?.deviations[index], confidence: estimator.confidence)
      switch key {
      case .overall: overall = effect
      case .cohort(let adoption): byCohort.append((adoption, effect))
      case .event(let time): byEventTime.append((time, effect))
      case .calendar(let period): byPeriod.append((period, effect))
      case .cell(let adoption, let period): cells.append((adoption, period, effect))
      }
    }
    self.overall = overall
    self.byCohort = byCohort
    self.byEventTime = byEventTime.filter { !$0.effect.estimate.isNaN }
    self.byPeriod = byPeriod
    self.cells = cells
  }
}
