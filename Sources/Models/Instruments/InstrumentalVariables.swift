public import Absorption
internal import LinearAlgebra

// y = Xb + u with X = [Y W], Y related to u, and instruments Z = [W Z₁] that are not. With M = I − Z(ZᵀZ)⁻¹Zᵀ:
//
//   k-class   b = (Xᵀ(I − κM)X)⁻¹ Xᵀ(I − κM)y                    Theil (1958), Economic Forecasts and Policy
//   2SLS      κ = 1
//   LIML      κ the smallest root of |[y Y]ᵀM_W[y Y] − κ[y Y]ᵀM[y Y]| = 0   Anderson & Rubin (1949), Ann. Math. Stat. 20
//   Fuller    κ = κ_LIML − a/(N − L), L instruments               Fuller (1977), Econometrica 45
//   GMM       b = (XᵀZS⁻¹ZᵀX)⁻¹XᵀZS⁻¹Zᵀy, S the meat of Zᵀu at the 2SLS residuals   Hansen (1982), Econometrica 50
//   CUE       b that makes (Zᵀu)ᵀS(b)⁻¹(Zᵀu) smallest              Hansen, Heaton & Yaron (1996), JBES 14
//
// Every covariance is that of the sandwich with the projected regressors X̂ = X − M·X in place of X and u = y − Xb.

/// Instrumental variables: two-stage least squares and its relatives.
///
///     let fit = try InstrumentalVariables(covariance: .hc1).fit(data)
public struct InstrumentalVariables: Sendable {
  public enum Method: Sendable, Equatable {
    case twoStage
    case liml
    /// Fuller's constant, 1 or 4.
    case fuller(Double)
    /// Two steps, efficient under the covariance that is asked for (under `iid` that of `hc0`).
    case gmm
    case continuouslyUpdated

    /// As it is written on the command line.
    public var name: String {
      switch self {
      case .twoStage: "2sls"
      case .liml: "liml"
      case .fuller: "fuller"
      case .gmm: "gmm"
      case .continuouslyUpdated: "cue"
      }
    }
  }

  public var method: Method
  public var covariance: CovarianceKind
  public var profile: Profile
  /// Of the confidence intervals, between 0 and 1.
  public var confidence: Double

  public init(
    _ method: Method = .twoStage, covariance: CovarianceKind = .iid, profile: Profile = .fixest,
    confidence: Double = 0.95
  ) {
    precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
    self.method = method
    self.covariance = covariance
    self.profile = profile
    self.confidence = confidence
  }

  /// The fit with its tests.
  ///
  /// Throws `RegressionError`: what `LeastSquares` throws, `.tooFewInstruments`, `.endogenousDependent`,
  /// `.notIdentified`. O(n·L²) for L instruments.
  public func fit(_ data: InstrumentedData) throws(RegressionError) -> InstrumentedFit {
    try fit(try InstrumentedSample(data))
  }

  /// The same with effects swept out of every column: outcome, regressors and instruments.
  ///
  /// Throws what `FixedEffectsLeastSquares` throws besides.
  public func fit(
    _ data: InstrumentedData, effects: [FixedEffect], singletons: SingletonRule? = nil,
    absorption: AbsorptionOptions = AbsorptionOptions()
  ) throws(RegressionError) -> InstrumentedFit {
    guard !effects.isEmpty else { return try fit(data) }
    let swept = try InstrumentedAbsorption(data, effects, singletons ?? profile.singletons, absorption)
    return try fit(try InstrumentedSample(swept.data, absorption: swept))
  }

  func fit(_ sample: InstrumentedSample) throws(RegressionError) -> InstrumentedFit {
    let kind = sample.selecting(covariance)
    let twoStage = try KClass(sample, kappa: 1)
    switch method {
    case .twoStage: return try result(sample, twoStage, kind, kappa: nil)
    case .liml, .fuller:
      let smallest = try KClass.smallestRoot(sample)
      var kappa = smallest
      if case .fuller(let constant) = method {
        let rest = sample.count(sample.exogenous.count + sample.excluded.count, profile).residualDegrees
        kappa -= constant / Double(rest)
      }
      return try result(sample, try KClass(sample, kappa: kappa), kind, kappa: kappa)
    case .gmm, .continuouslyUpdated:
      var estimator = try MomentEstimator(sample, kind, profile)
      let first = twoStage
      var moment = try estimator.step(weightedAt: first.residuals)
      var convergence: Estimate.Convergence?
      if method == .continuouslyUpdated {
        (moment, convergence) = try estimator.updated(from: moment)
      }
      return try result(sample, moment, kind, profile, convergence)
    }
  }

  private func result(
    _ sample: InstrumentedSample, _ solution: KClass, _ kind: CovarianceKind, kappa: Double?
  ) throws(RegressionError) -> InstrumentedFit {
    let context = try CovarianceContext(
      design: solution.scoreDesign, residuals: solution.residuals, weights: sample.data.weights,
      bread: solution.bread, residualSumOfSquares: solution.residualSumOfSquares,
      count: sample.count(sample.order.count, profile),
      effects: sample.absorption?.design(sample.shown.matrix.selecting(columns: sample.order)),
      condition: solution.condition)
    var covariance = try context.covariance(kind, profile: profile)
    if profile.leavesInstrumentsUncorrected { covariance = covariance.uncorrected(context.count) }
    let fit = linearFit(sample, solution.coefficients, solution.residuals, context, covariance)
    return InstrumentedFit(
      fit: fit, method: method, kappa: kappa,
      tests: try InstrumentTests(
        sample, kind, profile, residuals: solution.residuals, overidentification: nil,
        confidence: confidence, scale: scale(sample, fit)),
      droppedInstruments: sample.droppedInstruments.map { sample.data.names[$0] }, convergence: nil,
      sample: sample)
  }

  private func result(
    _ sample: InstrumentedSample, _ solution: MomentEstimator.Solution, _ kind: CovarianceKind,
    _ profile: Profile, _ convergence: Estimate.Convergence?
  ) throws(RegressionError) -> InstrumentedFit {
    let count = sample.count(sample.order.count, profile)
    let context = try CovarianceContext(
      design: sample.projected(kappa: 1), residuals: solution.residuals, weights: sample.data.weights,
      bread: solution.bread, residualSumOfSquares: solution.residualSumOfSquares, count: count,
      effects: sample.absorption?.design(sample.shown.matrix.selecting(columns: sample.order)))
    let covariance = CoefficientCovariance(
      matrix: solution.covariance, kind: solution.kind, profile: profile, reference: .normal, factor: 1,
      parameters: count.parameters, clusters: CovarianceContext.counts(solution.kind.groupings), lags: nil,
      adjustments: [])
    let fit = linearFit(sample, solution.coefficients, solution.residuals, context, covariance)
    return InstrumentedFit(
      fit: fit, method: method, kappa: nil,
      tests: try InstrumentTests(
        sample, kind, profile, residuals: solution.residuals, overidentification: solution.criterion,
        confidence: confidence, scale: scale(sample, fit)),
      droppedInstruments: sample.droppedInstruments.map { sample.data.names[$0] }, convergence: convergence,
      sample: sample)
  }

  /// The first endogenous coefficient and its error.
  private func scale(_ sample: InstrumentedSample, _ fit: LinearFit) -> (estimate: Double, error: Double) {
    let position = sample.order.firstIndex(of: sample.endogenous[0]) ?? 0
    return (fit.coefficients[position], fit.standardErrors[position])
  }

  private func linearFit(
    _ sample: InstrumentedSample, _ coefficients: [Double], _ residuals: [Double],
    _ context: CovarianceContext, _ covariance: CoefficientCovariance
  ) -> LinearFit {
    let order = sample.order
    let shown = sample.shown
    let data = RegressionData(
      matrix: shown.matrix.selecting(columns: order + sample.dropped),
      names: (order + sample.dropped).map { shown.names[$0] }, outcome: shown.outcome,
      outcomeName: shown.outcomeName, weights: shown.weights, offset: shown.offset)
    var statistics = FitStatistics(
      outcome: sample.absorption?.sample.outcome ?? sample.sample.outcome, weights: shown.weights,
      hasIntercept: sample.absorption?.hasConstant ?? false || sample.sample.hasIntercept(sample.exogenous),
      residualSumOfSquares: context.residualSumOfSquares, observations: sample.sample.observations)
    if sample.absorption != nil {
      statistics = statistics.within(sample.sample.outcome, weights: shown.weights)
    }
    return LinearFit(
      data: data, rows: sample.rows, kept: Array(order.indices),
      dropped: Array(order.count..<order.count + sample.dropped.count), coefficients: coefficients,
      residuals: .values(residuals), context: context, covariance: covariance, statistics: statistics,
      confidence: confidence,
      absorption: sample.absorption.map { swept in
        swept.within.account(
          of: swept.design(shown.matrix.selecting(columns: order)), order, slopes: coefficients,
          singletons: swept.sample.singletons, tolerance: swept.options.tolerance)
      })
  }
}
