public import Kernels

// y*_g = X_g·β̃ + v_g·ũ_g over groups, β̃ and ũ with (WCR) or without (WCU) the restriction β_j = r, v_g drawn anew for each group
// (Cameron, Gelbach & Miller 2008, Review of Economics and Statistics 90; Djogbenou, MacKinnon & Nielsen 2019, J. Econometrics 212).
// The t statistic of β*_j is compared with that of the sample. Variants ab (MacKinnon, Nielsen & Webb 2023, J. Applied
// Econometrics 38): a = 1 takes the residuals as they are, a = 3 those that a cluster has at the coefficients estimated without
// it; b = 1 takes CR1 for the variance of β*, b = 3 the cluster jackknife.
//
// The groups that are drawn need not be the clusters of the variance: smaller ones are the subcluster bootstrap (MacKinnon & Webb
// 2018, The Econometrics Journal 21), and clusters in several ways are drawn by one of them (MacKinnon, Nielsen & Webb 2021, J.
// Business & Economic Statistics 39) or by their intersection.
//
// Nothing is refitted. With A = XᵀWX, scores s_g = X_gᵀW_gũ_g and w = Σ v_g s_g, β* − β̃ = A⁻¹w and the score of a cluster at β* is
// v_g s_g − A_g A⁻¹w (Roodman, MacKinnon, Nielsen & Webb 2019, Stata Journal 19). Along the row a of A⁻¹ that belongs to β_j a draw
// costs G·k products. Absorbed effects that reach over clusters: `WildCrossing`, `WildProjectedDraws`. Scores are linear in r, so numerator and variance
// of every draw are polynomials in r of degrees one and two: five numbers a draw give its p-value at every r, and the confidence
// set without a second pass. Instruments: `WildInstruments`.

/// The wild cluster bootstrap of one coefficient.
public struct WildBootstrap: Sendable {
  /// Residuals and variance: 1 as they are and CR1, 3 leave-one-cluster-out and the jackknife.
  public enum Variant: String, Sendable, CaseIterable {
    case plain = "11"
    case plainJackknife = "13"
    case leavingOut = "31"
    case leavingOutJackknife = "33"

    var leavesOut: Bool { self == .leavingOut || self == .leavingOutJackknife }
    var isJackknife: Bool { self == .plainJackknife || self == .leavingOutJackknife }
  }

  public enum Repetitions: Sendable, Equatable {
    /// That many draws; all sign vectors where there are no more of them.
    case draws(Int)
    /// Every vector of signs once (Rademacher weights).
    case all
  }

  /// Of the variance; several make it the multi-way sum.
  public var clusters: [Grouping]
  /// Whose rows share a weight; nil for the clusters, of several the fewest.
  public var drawnBy: Grouping?
  public var variant: Variant
  public var weights: WildWeights
  /// Whether the residuals are those under the null.
  public var imposesNull: Bool
  public var repetitions: Repetitions
  public var seed: UInt64
  public var confidence: Double

  /// The most groups whose sign vectors are enumerated: 2²⁴ draws.
  public static let mostEnumerated = 24
  /// |t*| within this of |t|, relative, is a tie: under full enumeration the signs +1 … +1 give t itself.
  public static let tieTolerance = 1e-9

  public init(
    clusters: [Grouping], drawnBy: Grouping? = nil, variant: Variant = .plain,
    weights: WildWeights = .rademacher, imposesNull: Bool = true,
    repetitions: Repetitions = .draws(9999), seed: UInt64 = 1, confidence: Double = 0.95
  ) {
    precondition(!clusters.isEmpty, "a bootstrap without clusters")
    precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
    if case .draws(let count) = repetitions { precondition(count > 0, "\(count) repetitions") }
    self.clusters = clusters
    self.drawnBy = drawnBy
    self.variant = variant
    self.weights = weights
    self.imposesNull = imposesNull
    self.repetitions = repetitions
    self.seed = seed
    self.confidence = confidence
  }

  /// The same with clusters in one way.
  public init(
    cluster: Grouping, variant: Variant = .plain, weights: WildWeights = .rademacher,
    imposesNull: Bool = true, repetitions: Repetitions = .draws(9999), seed: UInt64 = 1,
    confidence: Double = 0.95
  ) {
    self.init(
      clusters: [cluster], variant: variant, weights: weights, imposesNull: imposesNull,
      repetitions: repetitions, seed: seed, confidence: confidence)
  }

  /// The test of `term` = `null` in a fit by least squares, with or without weights and absorbed effects.
  ///
  /// Throws `.unknownTerm`, `.singleCluster`, `.tooManyClustersToEnumerate`, `.variantNeedsOneWay`, `.clusterIdentifies`,
  /// `.bootstrapVariance`; variants but the first with effects that reach over clusters `.effectsTooLarge`.
  /// The same bits on any number of threads. O(draws·G·k) and O(n·k), for effects that reach over clusters O(draws·G²) and G
  /// absorptions of a column, or two absorptions a draw, whichever is less; memory of O(G²) up to 8 million numbers.
  public func test(
    _ fit: LinearFit, term: String, equals null: Double = 0, threads: Int = Parallel.cores
  ) throws(RegressionError) -> WildBootstrapTest {
    let position = try fit.position(of: term)
    let (clusters, drawn) = try groups(fit.rows)
    if clusters.count > 1, variant != .plain { throw .variantNeedsOneWay(variant: variant.rawValue) }
    let signs = try signs(drawn)
    let problem = try WildProblem(self, fit, position, clusters: clusters, drawn: drawn, draws: signs.count)
    let test = WildTest(
      estimate: problem.estimate, variance: problem.variance, movesWithNull: problem.movesWithNull,
      isSigned: problem.isSigned, draws: problem.draws(signs, threads: threads), threads: threads)
    return result(
      term, null, test.statistic(at: null), test.counts(at: null), clusters, drawn, signs,
      estimate: test.estimate,
      set: WildInversion(test: test).confidenceSet(level: 1 - confidence))
  }

  /// The same in a fit by instrumental variables: two-stage least squares is drawn again and again (WRE, `WildInstruments`).
  ///
  /// Throws what the other does, and `.bootstrapNotOfMethod` for any other estimator. O(draws·G²·L·p) for every null that is tried.
  public func test(
    _ fit: InstrumentedFit, term: String, equals null: Double = 0, threads: Int = Parallel.cores
  ) throws(RegressionError) -> WildBootstrapTest {
    let position = try fit.fit.position(of: term)
    guard fit.method == .twoStage else { throw .bootstrapNotOfMethod(method: fit.method.name) }
    guard variant == .plain else { throw .variantNeedsOneWay(variant: variant.rawValue) }
    let (clusters, drawn) = try groups(fit.fit.rows)
    let signs = try signs(drawn)
    let test = try WildInstruments(
      fit, position, clusters: clusters, drawn: drawn, signs: signs, imposesNull: imposesNull,
      threads: threads)
    // Every null takes all draws anew: wider steps than where draws are kept.
    let search = WildInversion(test: test, step: 0.25, even: 6)
    return result(
      term, null, test.statistic(at: null), test.counts(at: null), clusters, drawn, signs,
      estimate: test.estimate, set: search.confidenceSet(level: 1 - confidence))
  }

  /// Clusters and drawn groups over the rows used.
  private func groups(_ rows: [Int]?) throws(RegressionError) -> ([Grouping], Grouping) {
    func used(_ grouping: Grouping) -> Grouping { rows.map { grouping.selecting(rows: $0) } ?? grouping }
    let clusters = clusters.map(used)
    for cluster in clusters where cluster.count < 2 { throw .singleCluster(name: cluster.name) }
    let drawn = drawnBy.map(used) ?? clusters.min { $0.count < $1.count } ?? clusters[0]
    guard drawn.count > 1 else { throw .singleCluster(name: drawn.name) }
    return (clusters, drawn)
  }

  private func signs(_ drawn: Grouping) throws(RegressionError) -> WildSigns {
    let enumerates: Bool
    var count = 0
    switch repetitions {
    case .draws(let asked):
      enumerates = weights == .rademacher && drawn.count < 30 && 1 << drawn.count <= asked
      count = asked
    case .all:
      guard weights == .rademacher, drawn.count <= WildBootstrap.mostEnumerated else {
        throw .tooManyClustersToEnumerate(clusters: drawn.count, most: WildBootstrap.mostEnumerated)
      }
      enumerates = true
    }
    return WildSigns(
      groups: drawn.count, count: enumerates ? 1 << drawn.count : count, weights: enumerates ? nil : weights,
      seed: seed)
  }

  private func result(
    _ term: String, _ null: Double, _ statistic: Double, _ counts: WildCounts, _ clusters: [Grouping],
    _ drawn: Grouping, _ signs: WildSigns, estimate: Double, set: [ClosedRange<Double>]
  ) -> WildBootstrapTest {
    WildBootstrapTest(
      term: term, null: null, estimate: estimate, statistic: statistic, greater: counts.greater,
      ties: counts.ties, below: counts.below, above: counts.above, undefined: counts.undefined,
      repetitions: signs.count, isEnumerated: signs.weights == nil, confidenceSet: set,
      clusters: clusters.map(\.count).min() ?? 0, drawnBy: ClusterCount(name: drawn.name, count: drawn.count),
      variant: variant, weights: weights, imposesNull: imposesNull, seed: seed,
      warnings: ClusterBalance.warnings(self, clusters, drawn))
  }
}
