internal import Distributions

// Two groups: x̄₁ − x̄₂ in units of the pooled standard deviation (Cohen), times J(n₁ + n₂ − 2) (Hedges, also with the usual
// approximation), or of the second group's (Glass). Intervals: Cohen's and Hedges' from the noncentral t; Glass's by its large-sample
// variance s₁²/(n₁s₂²) + 1/n₂ + Δ²/(2(n₂ − 1)) (Bonett 2008, Psychological Methods 13); Cliff's δ by its own.
// More groups: η² = SS_between/SS_total, ω² and ε², which take out what chance gives.
extension IndependentSamples {
  /// Effect sizes of independent groups of numbers. Those that have no meaning for the data are left out.
  public func effects(_ options: TestOptions = TestOptions()) -> [EffectSize] {
    guard groups.count == 2 else {
      guard let shares = variancesExplained else { return [] }
      return [
        EffectSize("eta_squared", shares.eta), EffectSize("omega_squared", shares.omega),
        EffectSize("epsilon_squared", shares.epsilon),
      ]
    }
    let two = TestOptions(confidence: options.confidence)
    var effects: [EffectSize] = []
    let (a, b) = (SampleMoments(groups[0]), SampleMoments(groups[1]))
    let (n, m) = (Double(a.count), Double(b.count))
    let degrees = n + m - 2
    let gap = a.mean - b.mean
    if degrees > 0, a.squares + b.squares > 0 {
      let d = gap / ((a.squares + b.squares) / degrees).squareRoot()
      let unit = (1 / n + 1 / m).squareRoot()
      let ends = HedgesCorrection.noncentrality(d / unit, degrees: degrees, two)
      func scaled(_ factor: Double) -> (low: Double?, high: Double?) {
        (ends.low.map { $0 * factor * unit }, ends.high.map { $0 * factor * unit })
      }
      effects.append(EffectSize("cohen_d", d, scaled(1), note: "noncentral t"))
      if let j = HedgesCorrection.exact(degrees), let near = HedgesCorrection.approximate(degrees) {
        effects.append(EffectSize("hedges_g", j * d, scaled(j)))
        effects.append(EffectSize("hedges_g_approx", near * d, scaled(near)))
      }
    }
    if b.count >= 2, a.count >= 2, !b.isConstant {
      let delta = gap / b.deviation
      let variance = a.variance / (n * b.variance) + 1 / m + delta * delta / (2 * (m - 1))
      effects.append(
        EffectSize(
          "glass_delta", delta,
          two.alternative.interval(delta, variance.squareRoot(), Normal(), confidence: two.confidence),
          note: "in standard deviations of '\(names[1])'; large samples"))
    }
    let cliff = CliffDelta(groups[0], groups[1])
    effects.append(EffectSize("cliff_delta", cliff.estimate, cliff.interval(two)))
    return effects
  }
}
