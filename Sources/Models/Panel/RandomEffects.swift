internal import LinearAlgebra

// y_it = x_it·b + α_i + u_it with α_i unrelated to x_i1, x_i2, … and both of one variance. Generalised least squares is least squares of
// y_it − θ_i·ȳ_i on x_it − θ_i·x̄_i, θ_i = 1 − √(σ²_u/(σ²_u + T_i·σ²_α)) (Fuller & Battese 1974, J. Econometrics 2(1)), and every covariance
// is that of these rows: N − K with all columns counted, K ones of what is constant of a unit too. The variances: `Method`.
// σ²_α below zero is taken as zero (pooled least squares), and said.
//
// Unbalanced panels: θ_i by the unit's own number of rows; the variances as their method says.
//
// R² is the squared correlation of the transformed outcome and its fit, as plm's; under the profile linearmodels 1 − SSR/TSS around the
// mean. The log-likelihood is that of normal errors with these variances' ratio and σ²_u at its maximum.
// Maximum likelihood: σ² = SSR/n, no finite-sample factor, statistics compared with the normal; errors of the coefficients from
// the expected information.
//
// Source: Baltagi (2021), Econometric Analysis of Panel Data, 6th ed., §2.3, §9.2.

/// Random effects of units by feasible generalised least squares or maximum likelihood.
///
///     let fit = try RandomEffects(.swamyArora, covariance: .cluster([unit])).fit(design.data, panel: panel)
///     fit.components, fit.test(.hausman)
public struct RandomEffects: Sendable {
  public var method: Method
  public var covariance: CovarianceKind
  public var profile: Profile
  /// Of the confidence intervals, between 0 and 1.
  public var confidence: Double

  public init(
    _ method: Method = .swamyArora, covariance: CovarianceKind = .iid, profile: Profile = .fixest,
    confidence: Double = 0.95
  ) {
    precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
    self.method = method
    self.covariance = covariance
    self.profile = profile
    self.confidence = confidence
  }

  /// The fit, with the tests of its assumptions. Groupings of the covariance have a code for each row of the data.
  ///
  /// Throws what `LeastSquares.fit` throws, `.weightsNotOfEstimator`, `.absorbedOutcome` where the outcome is constant within units,
  /// `.singleUnit`, `.noDegreesOfFreedom` where there are no more units than columns of their means, or no more rows than units and
  /// slopes. O(n·k²).
  public func fit(_ data: RegressionData, panel: PanelRows) throws(RegressionError) -> PanelFit {
    let sample = try RegressionSample.ofPanel(data, panel, estimator: "random-effects")
    let start = try PanelRegressions(data, sample.outcome, panel, profile)
    let (components, convergence) = try variances(start)
    let found = try quasiDemeaned(data, start, components)
    return try result(start, found, components, convergence, mundlak: nil)
  }

  /// The fit with given variances.
  public func fit(
    _ data: RegressionData, panel: PanelRows, components: VarianceComponents
  ) throws(RegressionError) -> PanelFit {
    let sample = try RegressionSample.ofPanel(data, panel, estimator: "random-effects")
    let start = try PanelRegressions(data, sample.outcome, panel, profile)
    return try result(start, try quasiDemeaned(data, start, components), components, nil, mundlak: nil)
  }

  func variances(
    _ start: PanelRegressions
  ) throws(RegressionError) -> (VarianceComponents, Estimate.Convergence?) {
    guard start.panel.unit.count > 1 else {
      throw .singleUnit(name: start.panel.unit.name, estimator: "random-effects")
    }
    guard method == .maximumLikelihood else { return (try start.components(method), nil) }
    let maximum = RandomEffectsLikelihood(start.pooled, start.panel).maximum()
    return (
      maximum.components, Estimate.Convergence(iterations: maximum.steps, isReached: maximum.isConverged)
    )
  }

  /// Least squares of the rows less θ_i of their unit's mean.
  func quasiDemeaned(
    _ data: RegressionData, _ start: PanelRegressions, _ components: VarianceComponents
  ) throws(RegressionError) -> QuasiDemeaned {
    try QuasiDemeaned(
      data, start, shares: start.panel.counts.map(components.share), covariance: covariance, profile: profile,
      confidence: confidence, isLikelihood: method == .maximumLikelihood)
  }

  func result(
    _ start: PanelRegressions, _ found: QuasiDemeaned, _ components: VarianceComponents,
    _ convergence: Estimate.Convergence?, mundlak: PanelTest?
  ) throws(RegressionError) -> PanelFit {
    let fit = found.fit
    var warnings: [String] = []
    if components.unitAsEstimated < 0 {
      warnings.append(
        "the variance of the units' effects was estimated as \(components.unitAsEstimated) and taken as zero: this is pooled least squares"
      )
    }
    // Beside the means of units the coefficients are the within estimate: there is nothing to compare.
    let hausman =
      try mundlak == nil
      ? HausmanTests(start, found, covariance: covariance, profile: profile) : HausmanTests()
    warnings += hausman.warnings
    return PanelFit(
      fit: fit, panel: start.panel,
      determination: PanelDetermination(
        found.means, kept: Array(fit.kept.indices),
        intercept: fit.data.intercept.flatMap { fit.kept.firstIndex(of: $0) }, fit.coefficients),
      components: components, shares: found.shares,
      tests: [mundlak].compactMap { $0 } + hausman.found + EffectMultipliers(start.pooled, start.panel).tests
        + [start.testOfEffects].compactMap { $0 }
        + (try PanelSerialTests.within(start)),
      convergence: convergence, warnings: warnings,
      rSquared: profile == .linearmodels ? nil : found.squaredCorrelation)
  }
}

extension PanelRegressions {
  /// F of the restriction that every unit has the same constant.
  var testOfEffects: PanelTest? {
    let restrictions = pooled.residualDegrees - withinDegrees
    guard restrictions > 0 else { return nil }
    let explained = (pooled.residualSumOfSquares - withinSquares) / Double(restrictions)
    return PanelTest(
      .unitEffects, explained / (withinSquares / Double(withinDegrees)),
      .fisher(restrictions, Double(withinDegrees)))
  }
}
