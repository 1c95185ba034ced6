internal import Absorption
internal import LinearAlgebra
internal import Models

// τ̂ of two-way fixed effects is Σ w_it·Δ_it over the treated rows, Δ_it their effects, w_it = a_it·ε_it / Σ a·ε over treated rows, ε
// what effects and covariates leave of the treatment and a the row's weight (de Chaisemartin & D'Haultfœuille 2020, American Economic
// Review 110, 2964, theorem 1). Where some w are negative τ̂ can have the opposite sign of every effect.
//
// Two measures of how much effects would have to differ (their corollary 1): σ̲ = |τ̂|/σ(w), the smallest standard deviation of
// the effects with which their mean could be zero; and, with negative weights, σ̲̲, the smallest with which all could have
// the opposite sign. σ(w) is the standard deviation of the weights scaled to a mean of one.

/// The weights that two-way fixed effects give to the effects of treated rows.
public struct TwoWayWeights: Sendable {
  /// Of each treated row of the panel, in their order; they sum to one.
  public let weights: [Double]
  /// Rows of the panel that these are.
  public let rows: [Int]
  public let negative: Int
  public let negativeSum: Double
  /// a_it / Σ a of the treated rows.
  private let shares: [Double]
  private let cells: [(group: Int, time: Int, weight: Double, rows: Int)]

  init(_ panel: TreatmentPanel, regression: EffectRegression) throws(DifferencesError) {
    let treatment = panel.isTreated.map { $0 ? 1.0 : 0.0 }
    let left: [Double]
    if let residuals = try TwoWayWeights.residuals(treatment, of: regression) {
      left = residuals
    } else {
      let units = EffectBlock(codes: panel.unit, count: panel.units)
      let periods = EffectBlock(codes: panel.period, count: panel.periods.count)
      left =
        EffectSpace(rows: panel.rows, blocks: [units, periods], weights: panel.weights)
        .absorb([treatment], options: AbsorptionOptions(tolerance: 1e-12)).columns[0]
    }
    let rows = (0..<panel.rows).filter { panel.isTreated[$0] && (panel.weights?[$0] ?? 1) > 0 }
    let amounts = rows.map { panel.weights?[$0] ?? 1 }
    let raw = zip(rows, amounts).map { left[$0] * $1 }
    let total = raw.reduce(0, +)
    guard total != 0 else { throw .noComparison }
    let all = amounts.reduce(0, +)
    self.rows = rows
    weights = raw.map { $0 / total }
    shares = amounts.map { $0 / all }
    negative = weights.count { $0 < -1e-14 }
    negativeSum = weights.filter { $0 < 0 }.reduce(0, +)
    var sums: [Int: (weight: Double, rows: Int)] = [:]
    let size = panel.periods.count
    for (position, row) in rows.enumerated() {
      guard let first = panel.firstTreated[Int(panel.unit[row])],
        let cohort = panel.cohorts.firstIndex(of: first)
      else { continue }
      let cell = cohort * size + Int(panel.period[row])
      let known = sums[cell] ?? (0, 0)
      sums[cell] = (known.weight + weights[position], known.rows + 1)
    }
    cells = sums.keys.sorted().map { cell in
      let sum = sums[cell] ?? (0, 0)
      return (panel.cohorts[cell / size], panel.periods[cell % size], sum.weight, sum.rows)
    }
  }

  /// What effects and covariates leave of the treatment; nil without a covariate that varies within them.
  private static func residuals(_ treatment: [Double], of regression: EffectRegression)
    throws(DifferencesError) -> [Double]?
  {
    guard !regression.covariates.isEmpty else { return nil }
    do throws(DifferencesError) {
      return try regression.fit([], outcome: treatment, covariance: .iid).residuals
    } catch {
      if case .regression(.absorbedRegressors) = error { return nil }
      throw error
    }
  }

  /// σ̲, and σ̲̲ where weights are negative.
  func heterogeneity(of estimate: Double) -> (zero: Double?, opposite: Double?) {
    let scaled = zip(weights, shares).map { $0 / $1 }
    let variance = zip(scaled, shares).reduce(0) { $0 + $1.1 * ($1.0 - 1) * ($1.0 - 1) }
    let zero = variance > 1e-24 ? abs(estimate) / variance.squareRoot() : nil
    guard negative > 0 else { return (zero, nil) }
    // Weights from the largest down; s: the first from which on all remaining ones are small enough.
    let order = scaled.indices.sorted { scaled[$0] > scaled[$1] }
    let count = order.count
    var tails = [(share: Double, weight: Double, square: Double)](repeating: (0, 0, 0), count: count + 1)
    for place in stride(from: count - 1, through: 0, by: -1) {
      let index = order[place]
      tails[place] = (
        tails[place + 1].share + shares[index], tails[place + 1].weight + shares[index] * scaled[index],
        tails[place + 1].square + shares[index] * scaled[index] * scaled[index]
      )
    }
    guard
      let start = order.indices.first(where: {
        scaled[order[$0]] < -tails[$0].weight / (1 - tails[$0].share)
      })
    else { return (zero, nil) }
    let tail = tails[start]
    let spread = tail.square + tail.weight * tail.weight / (1 - tail.share)
    return (zero, spread > 0 ? abs(estimate) / spread.squareRoot() : nil)
  }

  var warning: String? {
    guard negative > 0 else { return nil }
    return
      "\(negative) of \(weights.count) treated rows have a negative weight in the two-way estimate, their sum is "
      + "\((negativeSum * 1e4).rounded() / 1e4): where effects differ it need not be near any of them; "
      + "callaway-santanna, sun-abraham or imputation are right"
  }

  func figures(of estimate: Double) -> [DifferencesResult.Figure] {
    let spread = heterogeneity(of: estimate)
    return [
      .init(name: "negative_weights", value: Double(negative)),
      .init(name: "positive_weights", value: Double(weights.count - negative)),
      .init(name: "negative_weight_sum", value: negativeSum),
      .init(name: "sigma_zero", value: spread.zero), .init(name: "sigma_opposite", value: spread.opposite),
    ]
  }

  var tables: [DifferencesResult.Table] {
    [
      DifferencesResult.Table(
        name: "effect_weights", columns: ["group", "time", "weight", "rows"],
        rows: cells.map { [.integer($0.group), .integer($0.time), .number($0.weight), .integer($0.rows)] })
    ]
  }
}
