internal import LinearAlgebra

// y_it = x_it·b + x̄_i·γ + α_i + u_it: random effects with the units' means of every column that varies within units. b is the within
// estimate, coefficients of what is constant of a unit are estimated beside it, and γ = 0 says that random effects without the means
// are consistent. Means that others give (periods' indicators in a balanced panel) are dropped as any dependent column.
// Unbalanced panels: means over the rows that a unit has, with which b stays the within estimate (Wooldridge 2019).
//
// Source: Mundlak (1978), Econometrica 46(1); Wooldridge (2019), J. Econometrics 211(1).

/// Correlated random effects: random effects beside the means of units.
public struct CorrelatedRandomEffects: Sendable {
  /// Its method, covariance, profile and confidence.
  public var random: RandomEffects

  public init(_ random: RandomEffects = RandomEffects()) { self.random = random }

  /// The fit; terms of means are `mean(x)`, and `PanelTest.Name.mundlak` is the Wald test that they are all zero, with the covariance
  /// asked for.
  ///
  /// Throws what `RandomEffects.fit` throws, `.absorbedRegressors` where no column varies within units. O(n·k²).
  public func fit(_ data: RegressionData, panel: PanelRows) throws(RegressionError) -> PanelFit {
    let sample = try RegressionSample.ofPanel(data, panel, estimator: "correlated-random-effects")
    let effects = [FixedEffect(name: panel.unit.name, grouping: panel.unit)]
    let plain = RegressionData(
      matrix: data.matrix, names: data.names, outcome: .real(sample.outcome), outcomeName: data.outcomeName)
    let within = try FixedEffectsLeastSquares(profile: random.profile, singletons: .keep)
      .fit(plain, effects: effects)
    let means = UnitMeans(
      panel, columns: within.kept.map { data.matrix.columns[$0] }, outcome: sample.outcome)
    var columns = data.matrix.columns
    var names = data.names
    for (position, name) in within.names.enumerated() {
      let values = means.columns[position]
      columns.append(.real(panel.unit.codes.map { values[Int($0)] }))
      names.append("mean(\(name))")
    }
    let whole = RegressionData(
      matrix: TallMatrix(rows: data.rows, columns: columns), names: names, outcome: .real(sample.outcome),
      outcomeName: data.outcomeName)
    let start = try PanelRegressions(whole, sample.outcome, panel, random.profile)
    let (components, convergence) = try random.variances(start)
    let found = try random.quasiDemeaned(whole, start, components)
    let tested = within.names.map { "mean(\($0))" }.filter { found.fit.names.contains($0) }
    var mundlak: PanelTest?
    if !tested.isEmpty {
      mundlak = PanelTest(
        .mundlak, try found.fit.wald(LinearHypothesis.zero(tested, in: found.fit.names)),
        covariance: found.fit.covariance.kind.description)
    }
    return try random.result(start, found, components, convergence, mundlak: mundlak)
  }
}
