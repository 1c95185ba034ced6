internal import Distributions

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

// Two groups of people, events in the first column: p₁ − p₂ with the intervals of `ProportionDifference`; p₁/p₂ with the error
// √(1/x₁ − 1/n₁ + 1/x₂ − 1/n₂) of its logarithm (Katz and others 1978, Biometrics 34); the odds ratio with √(Σ 1/n_ij) (Woolf 1955, Ann.
// Human Genetics 19); Cohen's h = 2 asin √p₁ − 2 asin √p₂ with √(1/n₁ + 1/n₂).
//
// Pairs, rows before and columns after, the first state the event: after − before with Newcombe's interval for pairs (1998,
// Statistics in Medicine 17, 2635–2650, method 10) or Wald's; after/before with the error √((n₁₂ + n₂₁)/(x₁x₂)) of its
// logarithm; the odds ratio n₁₂/n₂₁ with the exact interval.
extension ContingencyTable {
  /// Effect sizes of independent groups, rows; of 2×2 tables all, of others Cramér's V.
  public func effects(_ options: TestOptions = TestOptions()) -> [EffectSize] {
    var effects: [EffectSize] = []
    let two = TestOptions(confidence: options.confidence)
    let sizes = rowTotals
    if isTwoByTwo, !sizes.contains(0) {
      let (first, second) = (
        Proportion(valid: self[0, 0], of: sizes[0]), Proportion(valid: self[1, 0], of: sizes[1])
      )
      let difference = ProportionDifference(first: first, second: second)
      let gap = difference.estimate
      effects += [
        EffectSize("risk_difference", gap, difference.newcombe(two), note: "Newcombe's interval"),
        EffectSize("risk_difference_newcombe", gap, difference.newcombe(two)),
        EffectSize("risk_difference_wald", gap, difference.wald(two)),
        EffectSize("risk_difference_wald_cc", gap, difference.wald(two, corrected: true)),
        EffectSize("risk_difference_agresti_caffo", gap, difference.agrestiCaffo(two)),
        EffectSize("risk_difference_miettinen_nurminen", gap, difference.miettinenNurminen(two)),
        EffectSize("risk_difference_mee", gap, difference.mee(two)),
      ]
      let (x, y) = (Double(first.events), Double(second.events))
      let (n, m) = (Double(first.size), Double(second.size))
      effects.append(
        ratio("risk_ratio", y > 0 ? x / n / (y / m) : nil, variance: 1 / x - 1 / n + 1 / y - 1 / m, two))
      let cells = counts.map(Double.init)
      effects.append(
        ratio(
          "odds_ratio", cells[1] * cells[2] > 0 ? cells[0] * cells[3] / (cells[1] * cells[2]) : nil,
          variance: cells.reduce(0) { $0 + 1 / $1 }, two))
      let h = 2 * asin(first.estimate.squareRoot()) - 2 * asin(second.estimate.squareRoot())
      effects.append(
        EffectSize(
          "cohen_h", h,
          two.alternative.interval(h, (1 / n + 1 / m).squareRoot(), Normal(), confidence: two.confidence)))
    }
    if let v = cramerV { effects.append(EffectSize("cramer_v", v)) }
    return effects
  }

  /// A ratio with the interval of its logarithm; without one where a count is zero.
  private func ratio(
    _ measure: String, _ estimate: Double?, variance: Double, _ options: TestOptions
  ) -> EffectSize {
    guard let estimate else {
      return EffectSize(measure, nil, note: "infinite or undefined: a count is zero")
    }
    guard estimate > 0, variance.isFinite, variance >= 0 else {
      return EffectSize(measure, estimate, note: "a count is zero: no interval")
    }
    let half = Normal().quantile(at: .upper((1 - options.confidence) / 2)) * variance.squareRoot()
    return EffectSize(measure, estimate, (estimate * exp(-half), estimate * exp(half)))
  }

  /// Effect sizes of pairs: rows before, columns after, the first state the event.
  public func pairedEffects(_ options: TestOptions = TestOptions()) -> [EffectSize] {
    guard isTwoByTwo, total > 0 else { return [] }
    let two = TestOptions(confidence: options.confidence)
    let z = Proportion.z(two)
    let n = Double(total)
    let (b, c) = (Double(self[0, 1]), Double(self[1, 0]))
    let before = Proportion(valid: rowTotals[0], of: total)
    let after = Proportion(valid: columnTotals[0], of: total)
    let gap = (c - b) / n
    let error = (max(0, b + c - (b - c) * (b - c) / n)).squareRoot() / n
    let newcombe = pairedNewcombe(before, after, two)
    var effects = [
      EffectSize("risk_difference", gap, newcombe, note: "after − before; Newcombe's interval for pairs"),
      EffectSize("risk_difference_newcombe", gap, newcombe),
      EffectSize("risk_difference_wald", gap, (max(-1, gap - z * error), min(1, gap + z * error))),
    ]
    let (x, y) = (Double(after.events), Double(before.events))
    effects.append(ratio("risk_ratio", y > 0 ? x / y : nil, variance: (b + c) / (x * y), two))
    let exact = try? mcNemar(.mcNemarExact, two)
    effects.append(
      EffectSize(
        "odds_ratio", exact?.estimate, (exact?.confidenceLow, exact?.confidenceHigh),
        note: exact?.estimate == nil ? "infinite or undefined: a count is zero" : "n12/n21; exact interval"))
    let h = 2 * asin(after.estimate.squareRoot()) - 2 * asin(before.estimate.squareRoot())
    effects.append(EffectSize("cohen_h", h))
    if b + c > 0 { effects.append(EffectSize("cohen_g", c / (b + c) - 0.5)) }
    return effects
  }

  /// After − before.
  private func pairedNewcombe(
    _ before: Proportion, _ after: Proportion, _ options: TestOptions
  ) -> (low: Double?, high: Double?) {
    let (p, q) = (after.estimate, before.estimate)
    let (first, second) = (after.wilson(options), before.wilson(options))
    let (below, above) = (p - (first.low ?? 0), (first.high ?? 1) - p)
    let (under, over) = (q - (second.low ?? 0), (second.high ?? 1) - q)
    let margins = rowTotals.map(Double.init) + columnTotals.map(Double.init)
    let product = margins.reduce(1, *)
    let determinant = Double(self[0, 0]) * Double(self[1, 1]) - Double(self[0, 1]) * Double(self[1, 0])
    let phi = product > 0 ? determinant / product.squareRoot() : 0
    let low = (below * below - 2 * phi * below * over + over * over).squareRoot()
    let high = (above * above - 2 * phi * above * under + under * under).squareRoot()
    return (max(-1, p - q - low), min(1, p - q + high))
  }
}
