internal import Kernels
internal import Models

// Changes in changes.
//
// Model: Y(0) = h(U, t) with h rising in U, and U's distribution the same over time within each group; the support of U in the
// treated group lies in that of the comparison group. Estimand: the effect on the treated, in the mean and at quantiles. With F_gt
// the distribution of group g in period t, the treated's Y(0) in the second period is F₀₁⁻¹(F₀₀(Y₁₀)), and
// τ = mean(Y₁₁) − mean(F₀₁⁻¹(F₀₀(Y₁₀))). Athey & Imbens (2006, Econometrica 74, 431), theorem 3.1 and (36); quantile effects (17).
// F is the share of rows at or below; F⁻¹(q) the smallest value with F at least q. The effect does not change where all outcomes
// are transformed by one rising function before and the effect is read in the transformed units, unlike that of regressions.
// No covariates. Errors: a bootstrap of units (rows in repeated cross-sections; clusters where they are named) within groups.

/// Changes in changes, with bootstrap errors.
struct ChangesInChanges {
  private let request: DifferencesRequest
  /// Draws where none are asked for.
  private static let draws = 500
  static let shares = [0.1, 0.25, 0.5, 0.75, 0.9]

  init(_ request: DifferencesRequest) throws(DifferencesError) {
    self.request = request
    if request.columns.covariates != nil {
      throw .notOfEstimator(
        option: "--covariates", estimator: "--method cic",
        instead: "use --method dr, or cells of the covariates")
    }
    if let covariance = request.covariance {
      throw .notOfEstimator(
        option: "--covariance \(covariance.text)", estimator: "--method cic",
        instead: "its errors are from a bootstrap of units")
    }
  }

  /// Rows of the four groups, sorted by outcome: position 2·group + period.
  private struct Cells {
    var values: [[Double]]
    var weights: [[Double]]

    /// The effect in the mean and at the quantiles.
    var effects: [Double]? {
      let totals = weights.map { $0.reduce(0, +) }
      guard totals.allSatisfy({ $0 > 0 }) else { return nil }
      // Both are walked once: the treated's values before rise, so do their shares and what they become.
      var shareRow = 0
      var share = 0.0
      var valueRow = 0
      var reached = weights[1].first ?? 0
      var counterfactual: [Double] = []
      counterfactual.reserveCapacity(values[2].count)
      for value in values[2] {
        while shareRow < values[0].count, values[0][shareRow] <= value {
          share += weights[0][shareRow]
          shareRow += 1
        }
        // A share is compared with sums of weights; what rounding leaves is not a step.
        let wanted = share / totals[0] * totals[1] * (1 - 1e-12)
        while reached < wanted, valueRow + 1 < values[1].count {
          valueRow += 1
          reached += weights[1][valueRow]
        }
        counterfactual.append(values[1][valueRow])
      }
      func mean(_ values: [Double], _ weights: [Double], _ total: Double) -> Double {
        zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
      }
      var found = [
        mean(values[3], weights[3], totals[3]) - mean(counterfactual, weights[2], totals[2])
      ]
      for share in ChangesInChanges.shares {
        found.append(
          Cells.quantile(values[3], weights[3], totals[3], share)
            - Cells.quantile(counterfactual, weights[2], totals[2], share))
      }
      return found
    }

    private static func quantile(_ values: [Double], _ weights: [Double], _ total: Double, _ share: Double)
      -> Double
    {
      var reached = 0.0
      for (value, weight) in zip(values, weights) {
        reached += weight
        if reached >= share * total * (1 - 1e-12) { return value }
      }
      return values[values.count - 1]
    }
  }

  func estimate(_ panel: TreatmentPanel) throws(DifferencesError) -> DifferencesResult {
    let (before, after) = (panel.periods[0], panel.periods[1])
    let isCross = panel.columns.areRepeatedCrossSections || panel.columns.unit == nil
    let rows = (0..<panel.rows).filter { panel.firstTreated[Int(panel.unit[$0])] != before }
    func cell(_ row: Int) -> Int {
      (panel.firstTreated[Int(panel.unit[row])] == after ? 2 : 0) + Int(panel.period[row])
    }
    var found = [[Int]](repeating: [], count: 4)
    for row in rows { found[cell(row)].append(row) }
    let sorted = found.map { $0.sorted { (panel.outcome[$0], $0) < (panel.outcome[$1], $1) } }
    for number in 0..<4 {
      if sorted[number].isEmpty {
        throw .tooFew(
          cell: "period \(panel.periods[number % 2])", role: number < 2 ? "comparison" : "treated", units: 0,
          parameters: 1)
      }
    }
    let values = sorted.map { $0.map { panel.outcome[$0] } }
    let given = sorted.map { $0.map { panel.weights?[$0] ?? 1 } }
    guard let effects = Cells(values: values, weights: given).effects else {
      throw .noOverlap(cell: "two-by-two", trimmed: 0)
    }
    // What is drawn: clusters, units or rows, within treated and others.
    let codes: [UInt32] = panel.cluster?.codes ?? (isCross ? (0..<UInt32(panel.rows)).map { $0 } : panel.unit)
    var seen: [[UInt32]] = [[], []]
    var isSeen = Set<UInt32>()
    for row in rows {
      let group = cell(row) / 2
      if isSeen.insert(codes[row]).inserted { seen[group].append(codes[row]) }
    }
    let members = seen.map { $0.sorted() }
    if let cluster = panel.cluster, members.allSatisfy({ $0.count == 1 }) {
      throw .oneClusterEach(cluster.name)
    }
    let draws = request.bootstrapDraws ?? Self.draws
    let size = Int(codes.max() ?? 0) + 1
    let seed = request.seed
    let drawn: [[Double]?] = Parallel.map(draws, threads: request.threads) { draw in
      var generator = PCG64(seed: seed, stream: UInt64(draw))
      var counts = [Double](repeating: 0, count: size)
      for group in members {
        for _ in group { counts[Int(group[generator.nextInteger(below: group.count)])] += 1 }
      }
      let weights = zip(sorted, given).map { rows, weights in
        zip(rows, weights).map { counts[Int(codes[$0])] * $1 }
      }
      // Values of no weight do not belong to the draw.
      var cells = Cells(values: [], weights: [])
      for (own, weight) in zip(values, weights) {
        let kept = weight.indices.filter { weight[$0] > 0 }
        cells.values.append(kept.map { own[$0] })
        cells.weights.append(kept.map { weight[$0] })
      }
      return cells.effects
    }
    let complete = drawn.compactMap { $0 }
    guard complete.count > 1 else {
      throw .tooFew(cell: "two-by-two", role: "resampled", units: complete.count, parameters: 2)
    }
    let estimates = effects.indices.map { number -> EffectEstimate in
      let mean = complete.reduce(0) { $0 + $1[number] } / Double(complete.count)
      let variance =
        complete.reduce(0) { $0 + ($1[number] - mean) * ($1[number] - mean) } / Double(complete.count - 1)
      return EffectEstimate(
        effects[number], standardError: variance.squareRoot(), confidence: request.confidence)
    }
    let by = zip(Self.shares, estimates.dropFirst()).map {
      DifferencesResult.KeyedEffect(key: .text("q\($0)"), effect: $1)
    }
    let aggregate = DifferencesResult.Aggregate(type: "simple", overall: estimates[0], by: by)
    var warnings: [String] = []
    let (low, high) = (values[0][0], values[0][values[0].count - 1])
    let outside = values[2].count { $0 < low || $0 > high }
    if outside > 0 {
      warnings.append(
        "\(outside) of \(values[2].count) treated outcomes before lie outside the comparison group's: their changes are those of its ends"
      )
    }
    return DifferencesResult(
      estimator: DifferencesEstimator.twoByTwo.rawValue, description: "changes in changes",
      observations: rows.count, units: Set(rows.map { panel.unit[$0] }).count, groups: [after],
      groupTimeEffects: [.init(group: after, time: after, effect: estimates[0])], aggregate: aggregate,
      aggregates: [aggregate],
      covariance:
        "bootstrap of \(panel.cluster.map { "clusters \($0.name)" } ?? (isCross ? "rows" : "units")) within groups",
      confidence: request.confidence,
      bootstrap: .init(draws: complete.count, weights: "resampling", seed: seed),
      warnings: warnings, design: DesignReport(panel))
  }
}
