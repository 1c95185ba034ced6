internal import Kernels

// A test that parallel trends hold given the covariates before the treatment, at all values of the covariates.
//
// Null: for every group g and period t before its treatment (and anticipation), E[Y_t − Y_t₋₁ | X, G = g] = E[Y_t − Y_t₋₁ | X,
// comparison] for almost all X. Under it the moments J(u, g, t) = E[(w_treated − w_comparison)(Y_t − Y_t₋₁)1{X ≤ u}] are zero for all
// u, with the comparison weighed by the odds of a logit, and under no other law (the indicators tell all functions of X apart).
//   statistic  n ∫ Σ_gt Ĵ(u, g, t)² dF̂(u), Cramér–von Mises, F̂ the distribution of X among the units
//   law        the same of Σ V·influence with V of mean 0 and variance 1, independent over clusters (units, where there are none);
//              the influence counts that the propensity was estimated
//   p          (1 + draws at least as large) / (1 + draws)
// Assumed: changes within units (a balanced panel), a propensity that is a logit of the covariates: another one is rejected too.
// Averages that cancel over X pass the joint test of the effects before, and not this one.
//
// Source: Callaway & Sant'Anna (2018), Difference-in-Differences with multiple time periods, arXiv 1803.09015v1, the section on
// pre-testing; as an integrated moments test, Bierens (1982, J. Econometrics 20, 105) and Stute (1997, Ann. Statist. 25, 613).
// Choices: changes are less the comparison's weighted mean, so that effects of periods change nothing (in the paper they do, as the
// weights balance the indicators in samples only about; in the limit it is the same). X are the columns of the covariates' design
// without the intercept (factors as their dummies). With more than 1,000 distinct values F̂ is that of 1,000 units drawn with the
// seed, which has the same limit.

/// The integrated moments of all groups and periods before their treatment.
struct ConditionalPretest {
  /// Nil where no group has two periods before its treatment, or none can be compared.
  let found: DifferencesResult.ConditionalPretest?
  let warnings: [String]

  /// Draws where none are asked for.
  static let draws = 999
  /// Draws at a time: a bit a row each.
  private static let group = 64
  /// First streams of the draws and the points, apart from those of other draws with the same seed.
  private static let stream: UInt64 = 1 << 40

  /// `pointers` are of a panel with covariates. With m groups and periods, k covariates, B draws and P ≤ 1,000 points: O(n·m·k·B) time,
  /// with several covariates of more than 1,000 distinct values O(n·m·P·B); O(n + P·B) memory, twice that with two threads.
  init(
    _ pointers: CohortPointers, control: ComparisonGroup, anticipation: Int, draws: Int,
    multipliers: MultiplierWeights, seed: UInt64, confidence: Double, threads: Int
  ) {
    let rows = pointers.rows
    let cells = rows.cells(control: control, basePeriod: .varying, anticipation: anticipation).filter {
      rows.periods[$0.time] + anticipation < rows.cohorts[$0.group]
    }
    guard !cells.isEmpty else {
      found = nil
      warnings = ["no conditional test before the treatment: no group has two periods before it"]
      return
    }
    let hasIntercept = rows.names.first == "(Intercept)"
    var points: [Int: IndicatorPoints] = [:]
    var moments: [IntegratedMoments] = []
    var failures: [String] = []
    for cell in cells {
      let source = pointers.source(time: cell.time, base: cell.base)
      let early = rows.covariatesVary ? min(cell.time, cell.base) : 0
      do throws(DifferencesError) {
        let weights = try ComparisonWeights(
          source, cell.parts, .weighting, cell: GroupTimeEffects.name(cell, rows), names: rows.names)
        let own =
          points[early]
          ?? IndicatorPoints(
            hasIntercept ? Array(source.covariates.dropFirst()) : source.covariates, sizes: rows.sizes,
            seed: seed, stream: Self.stream - 1 - UInt64(early))
        points[early] = own
        if let moment = IntegratedMoments(source, weights, own) { moments.append(moment) }
      } catch {
        if !failures.contains(error.description) { failures.append(error.description) }
      }
    }
    guard !moments.isEmpty, let first = points.values.first else {
      found = nil
      warnings = ["no conditional test before the treatment: \(failures.first ?? "no covariates")"]
      return
    }
    let tested = moments
    let scale = Double(rows.count)
    let statistic = scale * tested.reduce(0) { $0 + $1.square }
    let groups = (draws + Self.group - 1) / Self.group
    let parts: [[Double]] = Parallel.map(groups, threads: threads) { group in
      let count = min(Self.group, draws - group * Self.group)
      let signs = MultiplierSigns(
        count: rows.clusterCount, weights: multipliers, seed: seed, stream: Self.stream + UInt64(group))
      var squares = [Double](repeating: 0, count: count)
      for moment in tested {
        let own = moment.squares(draws: count) { row, out in
          signs.write(rows.clusters.map { Int($0[row]) } ?? row, count, out)
        }
        for draw in 0..<count { squares[draw] += scale * own[draw] }
      }
      return squares
    }
    let drawn = parts.flatMap { $0 }.sorted()
    // A statistic that is zero but for rounding is no larger than its draws.
    let above = drawn.count { $0 >= statistic * (1 - 1e-12) }
    found = DifferencesResult.ConditionalPretest(
      statistic: statistic, pValue: Double(1 + above) / Double(1 + draws),
      criticalValue: MultiplierBootstrap.quantile(drawn, confidence), draws: draws, moments: tested.count,
      points: first.count, isSampled: points.values.contains { $0.isSampled })
    warnings = failures.map { "left out of the conditional test: \($0)" }
  }
}

/// Multipliers of two points as a bit each: 64 draws of each cluster.
struct MultiplierSigns {
  private let bits: [UInt64]
  private let low: Double
  private let high: Double

  init(count: Int, weights: MultiplierWeights, seed: UInt64, stream: UInt64) {
    let law = MultiplierBootstrap.law(weights)
    (low, high) = (law.low, law.high)
    var generator = PCG64(seed: seed, stream: stream)
    bits = (0..<count).map { _ in
      var word: UInt64 = 0
      for _ in 0..<64 { word = word << 1 | (generator.next() < law.bound ? 0 : 1) }
      return word
    }
  }

  /// The first draws of a cluster.
  @inline(__always)
  func write(_ cluster: Int, _ draws: Int, _ out: UnsafeMutablePointer<Double>) {
    let word = bits[cluster]
    for draw in 0..<draws { out[draw] = word >> UInt64(draw) & 1 == 0 ? low : high }
  }
}
