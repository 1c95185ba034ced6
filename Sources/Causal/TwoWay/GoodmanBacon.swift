internal import Kernels
internal import Models

// In a balanced panel with a treatment that stays, the two-way fixed effects estimate is a weighted mean of two-by-two comparisons
// of cohorts (Goodman-Bacon 2021, J. Econometrics 225, 254, theorem 1). With nₖ the share of units first treated at k, D̄ₖ the share of
// their treated periods and n_kl = nₖ/(nₖ + n_l), for k treated before l and U never treated, up to their common sum:
//
//   k against U:                       (nₖ + n_U)²·n_kU(1 − n_kU)·D̄ₖ(1 − D̄ₖ)
//   k against l before l is treated:   ((nₖ + n_l)(1 − D̄_l))²·n_kl(1 − n_kl)·(D̄ₖ − D̄_l)/(1 − D̄_l)·(1 − D̄ₖ)/(1 − D̄_l)
//   l against k once k is treated:     ((nₖ + n_l)D̄ₖ)²·n_kl(1 − n_kl)·D̄_l/D̄ₖ·(D̄ₖ − D̄_l)/D̄ₖ
//
// Units treated from the first period on are controls only (k with D̄ₖ = 1 in the last line). Weights of units that do not change
// in time enter nₖ and the means. The sum of the comparisons is checked against the two-way estimate.

/// The decomposition of two-way fixed effects into comparisons of cohorts.
struct GoodmanBacon {
  let request: DifferencesRequest

  init(_ request: DifferencesRequest) { self.request = request }

  private static let name = DifferencesEstimator.bacon.rawValue

  /// Units of one first-treated period: their share, treated periods and mean outcomes.
  private struct Cohort {
    /// Nil for never-treated units.
    let first: Int?
    let share: Double
    /// Treated from this period on; the number of periods for never-treated ones.
    let start: Int
    let means: [Double]

    /// Sum of the means over periods.
    func mean(_ range: Range<Int>) -> Double {
      var sum = 0.0
      for period in range { sum += means[period] }
      return sum / Double(range.count)
    }
  }

  func estimate(_ panel: TreatmentPanel) throws(DifferencesError) -> DifferencesResult {
    try request.requireNothing(of: Self.name, aggregations: [.simple])
    if panel.columns.covariates != nil {
      throw .notOfEstimator(
        option: "--covariates", estimator: Self.name,
        instead: "the comparisons add up without covariates only")
    }
    let adoption = try AdoptionTimes(panel, estimator: Self.name)
    guard panel.isBalanced else {
      throw .unsuited(
        estimator: Self.name,
        reason:
          "\(panel.units * panel.periods.count - panel.rows) rows are missing for a balanced panel, in which alone the comparisons "
          + "add up; leave incomplete units or periods out, or use twfe, which tells its weights for any panel"
      )
    }
    let cohorts = try cohorts(panel, adoption)
    let comparisons = comparisons(cohorts, periods: panel.periods.count)
    let total = comparisons.reduce(0) { $0 + $1.weight }
    guard total > 0 else { throw .noComparison }
    let scaled = comparisons.map {
      DifferencesResult.Comparison(
        type: $0.type, group: $0.group, control: $0.control, weight: $0.weight / total, estimate: $0.estimate)
    }
    let sum = scaled.reduce(0) { $0 + $1.weight * $1.estimate }
    var twoWay = request
    twoWay.estimator = .twoWayFixedEffects
    let whole = try TwoWayFixedEffects(twoWay).estimate(panel)
    var types: [String] = []
    for comparison in scaled where !types.contains(comparison.type) { types.append(comparison.type) }
    let byType = types.map { type -> [DifferencesResult.Table.Cell] in
      let own = scaled.filter { $0.type == type }
      let weight = own.reduce(0) { $0 + $1.weight }
      return [
        .text(type), .number(weight), .number(own.reduce(0) { $0 + $1.weight * $1.estimate } / weight),
      ]
    }
    return DifferencesResult(
      estimator: Self.name, description: "comparisons of cohorts behind two-way fixed effects",
      observations: panel.rows, units: panel.units, groups: adoption.cohorts, aggregate: whole.aggregate,
      aggregates: whole.aggregates, comparisons: scaled, covariance: whole.covariance,
      confidence: request.confidence,
      figures: [
        .init(name: "twfe", value: whole.aggregate?.overall?.estimate),
        .init(name: "weighted_sum", value: sum),
      ],
      tables: [.init(name: "by_type", columns: ["type", "weight", "estimate"], rows: byType)],
      warnings: whole.warnings, design: whole.design)
  }

  /// The never-treated first, then by first-treated period; those of before the data are one.
  private func cohorts(_ panel: TreatmentPanel, _ adoption: AdoptionTimes) throws(DifferencesError)
    -> [Cohort]
  {
    let periods = panel.periods.count
    // Always-treated cohorts share one row: all are treated throughout.
    let starts = adoption.cohorts.map { first in panel.periods.firstIndex { $0 >= first } ?? periods }
    let always = starts.count { $0 == 0 }
    let count = adoption.cohorts.count + 1
    func place(_ unit: Int) -> Int {
      let cohort = Int(adoption.cohort[unit])
      return cohort < 0 ? 0 : (cohort < always ? 1 : cohort + 1)
    }
    var sums = [CompensatedTotal](repeating: CompensatedTotal(), count: count * periods)
    var shares = [Double](repeating: 0, count: count)
    var total = 0.0
    for unit in 0..<panel.units {
      let rows = panel.rows(ofUnit: unit)
      let weight = panel.weights?[rows.lowerBound] ?? 1
      if let weights = panel.weights, rows.contains(where: { weights[$0] != weight }) {
        throw .unsuited(
          estimator: Self.name, reason: "weights change within units, and then the comparisons do not add up")
      }
      let own = place(unit)
      shares[own] += weight
      total += weight
      for (period, row) in rows.enumerated() {
        sums[own * periods + period].add(weight * panel.outcome[row])
      }
    }
    return (0..<count).compactMap { own in
      guard shares[own] > 0 else { return nil }
      let first = own == 0 ? nil : adoption.cohorts[own - 1]
      return Cohort(
        first: own == 0 ? nil : (starts[own - 1] == 0 ? panel.periods[0] : first), share: shares[own] / total,
        start: own == 0 ? periods : starts[own - 1],
        means: (0..<periods).map { sums[own * periods + $0].value / shares[own] })
    }
  }

  /// Each with its weight before they are scaled to a sum of one.
  private func comparisons(_ cohorts: [Cohort], periods: Int) -> [DifferencesResult.Comparison] {
    var result: [DifferencesResult.Comparison] = []
    func treated(_ cohort: Cohort) -> Double { Double(periods - cohort.start) / Double(periods) }
    func key(_ cohort: Cohort) -> DifferencesResult.Key {
      cohort.first.map { .number($0) } ?? .text("never")
    }
    for group in cohorts {
      guard group.first != nil, group.start > 0 else { continue }
      for control in cohorts {
        guard control.start != group.start else { continue }
        let size = group.share + control.share
        let balance = group.share * control.share / (size * size)
        let own = treated(group)
        let weight: Double
        let type: String
        let window: Range<Int>
        if control.first == nil {
          type = "treated_vs_untreated"
          weight = size * size * balance * own * (1 - own)
          window = 0..<periods
        } else if control.start > group.start {
          type = "earlier_vs_later_treated"
          let other = treated(control)
          weight = size * size * balance * (own - other) * (1 - own)
          window = 0..<control.start
        } else {
          type = control.start == 0 ? "later_vs_always_treated" : "later_vs_earlier_treated"
          let other = treated(control)
          weight = size * size * balance * own * (other - own)
          window = control.start..<periods
        }
        let before = window.lowerBound..<group.start
        let after = group.start..<window.upperBound
        let estimate =
          (group.mean(after) - group.mean(before)) - (control.mean(after) - control.mean(before))
        result.append(
          .init(type: type, group: key(group), control: key(control), weight: weight, estimate: estimate))
      }
    }
    return result
  }
}

/// A sum with the rounding errors of its additions carried along (Neumaier 1974, ZAMM 54).
struct CompensatedTotal: Sendable {
  private var sum = 0.0
  private var rest = 0.0

  mutating func add(_ value: Double) {
    let next = sum + value
    rest += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
    sum = next
  }

  var value: Double { sum + rest }
}
