internal import Kernels

// Synthetic difference-in-differences: the treated units' mean change from a weighted average of the periods before to the
// periods after, less the same change of weighted donors,
//
//     τ = (Ȳ_tr,post − Σ λ_t Ȳ_tr,t) − Σ ω_i (Ȳ_i,post − Σ λ_t Y_it),
//
// the coefficient of a two-way regression with weights ω_i λ_t. Assumed: outcomes are unit and period effects, a matrix of low
// rank, the treatment and noise; the treatment does not depend on the noise; nobody reacts before. Estimated: the mean effect on
// the treated in the periods after.
//
// Source: Arkhangelsky, Athey, Hirshberg, Imbens & Wager (2021), *Synthetic Difference-in-Differences*, American Economic Review
// 111, 4088–4118, doi 10.1257/aer.20190159: weights (4)–(7), algorithms 1 (estimate), 2 (bootstrap), 3 (jackknife), 4 (placebo).
// ζ_ω = (N_tr T_post)^¼ σ̂ and ζ_λ = 10⁻⁶ σ̂, σ̂ the standard deviation of the donors' first differences before the treatment, with
// divisor n − 1. A synthetic control (Abadie, Diamond & Hainmueller 2010, JASA 105, 493–505) is the case without intercept, with
// λ = 0 and ζ = 10⁻⁶ σ̂, which decides where weights are not unique. Here the quadratic programmes are solved to their optimum.
//
// Several cohorts: each with the never treated as donors, averaged by treated units × periods after (Clarke, Pailañir, Athey &
// Imbens 2024, *On synthetic difference-in-differences and related estimation methods in Stata*, Stata Journal 24, 557–598).
//
// Repeated estimates for errors keep ζ of the estimate and solve for weights anew; the jackknife keeps the weights, rescaled.

/// Synthetic difference-in-differences, synthetic control, and plain differences of means, for one cohort or several.
///
///     let result = try SyntheticDifferences(errors: .placebo(draws: 200, seed: 1)).fit(panel)
public struct SyntheticDifferences: Sendable {
  public enum Form: String, Sendable, CaseIterable {
    case syntheticDifferences = "synthetic-did"
    case syntheticControl = "synthetic-control"
    /// Uniform weights: two-by-two differences of means.
    case differences = "did"
  }

  /// Where standard errors come from.
  public enum Errors: Sendable, Equatable {
    case none
    /// Donors as if they were treated (algorithm 4); assumes errors alike in all units.
    case placebo(draws: Int, seed: UInt64)
    /// Units left out one at a time, weights kept (algorithm 3); two treated units a cohort or more.
    case jackknife
    /// Units drawn with replacement (algorithm 2); two treated units or more.
    case bootstrap(draws: Int, seed: UInt64)
  }

  public var form: Form
  public var errors: Errors
  /// ζ_ω; nil for that of the source.
  public var unitRidge: Double?
  /// ζ_λ; nil for that of the source.
  public var timeRidge: Double?
  /// Of the intervals, between 0 and 1.
  public var confidence: Double
  public var threads: Int

  /// Share of σ̂ that the ridge has where it only makes weights unique.
  static let smallRidge = 1e-6

  public init(
    form: Form = .syntheticDifferences, errors: Errors = .none, unitRidge: Double? = nil,
    timeRidge: Double? = nil,
    confidence: Double = 0.95, threads: Int = 1
  ) {
    precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
    precondition((unitRidge ?? 0) >= 0 && (timeRidge ?? 0) >= 0, "a ridge below zero")
    self.form = form
    self.errors = errors
    self.unitRidge = unitRidge
    self.timeRidge = timeRidge
    self.confidence = confidence
    self.threads = threads
  }

  /// The estimate of a panel.
  ///
  /// - Throws: `.tooFewPeriodsBefore`, `.placebosImpossible`, `.errorsImpossible`, or what the quadratic programmes throw.
  /// - Complexity: a few times O(T²N) for N units and T periods, for each cohort and each repeated estimate; the jackknife O(TN).
  ///   The bits do not depend on the number of threads.
  public func fit(_ panel: SyntheticPanel) throws(SyntheticControlError) -> SyntheticEstimate {
    let needed = form == .syntheticDifferences ? 2 : 1
    if let first = panel.cohorts.first, first.adoption < needed {
      throw .tooFewPeriodsBefore(found: first.adoption, needed: needed)
    }
    var cohorts: [SyntheticCohort] = []
    for cohort in panel.cohorts {
      cohorts.append(try fit(panel, cohort.adoption, treated: cohort.units, donors: panel.donors))
    }
    let averages = SyntheticAverages(adoptions: cohorts.map(\.adoption), periods: panel.periods)
    let found = try SyntheticErrors(estimator: self, panel: panel, cohorts: cohorts, averages: averages)
      .found()
    return SyntheticEstimate(self, cohorts, averages, found)
  }

  /// One cohort. `ridges`: ζ_ω and ζ_λ to take instead of those of these units.
  func fit(
    _ panel: SyntheticPanel, _ adoption: Int, treated: [Int], donors: [Int],
    ridges: (unit: Double, time: Double)? = nil
  ) throws(SyntheticControlError) -> SyntheticCohort {
    let noise = panel.noise(donors, before: adoption)
    let small = SyntheticDifferences.smallRidge * noise
    let large = Double(treated.count * (panel.periods - adoption)).squareRoot().squareRoot() * noise
    let ownUnit = ridges?.unit ?? unitRidge ?? (form == .syntheticDifferences ? large : small)
    let ownTime = ridges?.time ?? timeRidge ?? small
    let path = panel.mean(treated)
    let weights = try SyntheticWeights(
      panel, donors: donors, treated: path, before: adoption, through: panel.periods, form: form,
      unitRidge: ownUnit, timeRidge: ownTime)
    return SyntheticCohort(
      adoption: adoption, treated: treated, donors: donors, weights: weights, noise: noise,
      unitRidge: ownUnit, timeRidge: ownTime, treatedPath: path,
      donorPath: panel.weighted(donors, weights.units))
  }
}
