public import Kernels

// y*_g = X_g·β̃ + v_g·ũ_g over clusters, β̃ and ũ with (WCR) or without (WCU) the restriction β_j = r, v_g drawn anew for each cluster
// (Cameron, Gelbach & Miller 2008, Review of Economics and Statistics 90; Djogbenou, MacKinnon & Nielsen 2019, J. Econometrics 212).
// The t statistic of β*_j is compared with that of the sample. Variants ab (MacKinnon, Nielsen & Webb 2023, J. Applied
// Econometrics 38): a = 1 takes the residuals as they are, a = 3 those that a cluster has at the coefficients estimated without
// it; b = 1 takes CR1 for the variance of β*, b = 3 the cluster jackknife.
//
// Nothing is refitted. With A = XᵀWX, scores s_g = X_gᵀW_gũ_g and w = Σ v_g s_g, β* − β̃ = A⁻¹w and the score of a cluster at β* is
// v_g s_g − A_g A⁻¹w (Roodman, MacKinnon, Nielsen & Webb 2019, Stata Journal 19). Along the row a of A⁻¹ that belongs to β_j a draw
// costs G·k products. Scores are linear in r, so numerator and variance of every draw are polynomials in r of degrees one and
// two: five numbers a draw give its p-value at every r, and the confidence set without a second pass.

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

  public var cluster: Grouping
  public var variant: Variant
  public var weights: WildWeights
  /// Whether the residuals are those under the null.
  public var imposesNull: Bool
  public var repetitions: Repetitions
  public var seed: UInt64
  public var confidence: Double

  /// The most clusters whose sign vectors are enumerated: 2²⁴ draws.
  public static let mostEnumerated = 24
  /// |t*| within this of |t|, relative, is a tie: under full enumeration the signs +1 … +1 give t itself.
  public static let tieTolerance = 1e-9

  public init(
    cluster: Grouping, variant: Variant = .plain, weights: WildWeights = .rademacher,
    imposesNull: Bool = true,
    repetitions: Repetitions = .draws(9999), seed: UInt64 = 1, confidence: Double = 0.95
  ) {
    precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
    if case .draws(let count) = repetitions { precondition(count > 0, "\(count) repetitions") }
    self.cluster = cluster
    self.variant = variant
    self.weights = weights
    self.imposesNull = imposesNull
    self.repetitions = repetitions
    self.seed = seed
    self.confidence = confidence
  }

  /// The test of `term` = `null` in a fit by least squares, with or without weights and absorbed effects; effects lie within
  /// clusters.
  ///
  /// Throws `.unknownTerm`, `.singleCluster`, `.tooManyClustersToEnumerate`, `.effectsAcrossClusters`, `.clusterIdentifies`.
  /// The same bits on any number of threads. O(draws·G·k) and O(G·k³).
  public func test(
    _ fit: LinearFit, term: String, equals null: Double = 0, threads: Int = Parallel.cores
  ) throws(RegressionError) -> WildBootstrapTest {
    let position = try fit.position(of: term)
    let cluster = fit.rows.map { self.cluster.selecting(rows: $0) } ?? self.cluster
    guard cluster.count > 1 else { throw .singleCluster(name: cluster.name) }
    for effect in fit.context.count.effects where !effect.grouping.isNested(in: cluster) {
      throw .effectsAcrossClusters(effect: effect.grouping.name, cluster: cluster.name)
    }
    let enumerates = try enumerates(cluster.count)
    let problem = try WildProblem(self, fit, position, cluster)
    let draws = problem.draws(
      enumerates ? nil : weights, count: enumerates ? 1 << cluster.count : asked, seed: seed, threads: threads
    )
    let inversion = WildInversion(problem: problem, draws: draws)
    let counts = inversion.counts(at: null)
    let set = inversion.confidenceSet(level: 1 - confidence)
    return WildBootstrapTest(
      term: term, null: null, estimate: problem.estimate, statistic: problem.statistic(at: null),
      greater: counts.greater, ties: counts.ties, below: counts.below, above: counts.above,
      repetitions: draws.count, isEnumerated: enumerates, confidenceSet: set, clusters: cluster.count,
      variant: variant, weights: weights,
      imposesNull: imposesNull, seed: seed)
  }

  private var asked: Int { if case .draws(let count) = repetitions { count } else { 0 } }

  private func enumerates(_ clusters: Int) throws(RegressionError) -> Bool {
    switch repetitions {
    case .draws(let count):
      return weights == .rademacher && clusters < 30 && 1 << clusters <= count
    case .all:
      guard weights == .rademacher, clusters <= WildBootstrap.mostEnumerated else {
        throw .tooManyClustersToEnumerate(clusters: clusters, most: WildBootstrap.mostEnumerated)
      }
      return true
    }
  }
}

/// What a wild cluster bootstrap found.
public struct WildBootstrapTest: Sendable, Equatable {
  public let term: String
  public let null: Double
  public let estimate: Double
  /// t = (estimate − null)/se, se by the variant's variance.
  public let statistic: Double
  /// Draws with |t*| > |t|.
  public let greater: Int
  /// Draws with |t*| = |t| up to rounding.
  public let ties: Int
  /// Draws with t* < t and with t* > t.
  public let below: Int
  public let above: Int
  public let repetitions: Int
  /// Whether every sign vector was taken once.
  public let isEnumerated: Bool
  /// The null values that are not rejected, with the null imposed at each, in rising intervals. There may be several: with few
  /// clusters the p-value need not fall on the way out.
  public let confidenceSet: [ClosedRange<Double>]
  public let clusters: Int
  public let variant: WildBootstrap.Variant
  public let weights: WildWeights
  public let imposesNull: Bool
  public let seed: UInt64

  /// The ends of the interval around the estimate; infinite where there is no end.
  public var confidenceLow: Double { confidenceSet.first { $0.contains(estimate) }?.lowerBound ?? .nan }
  public var confidenceHigh: Double { confidenceSet.first { $0.contains(estimate) }?.upperBound ?? .nan }

  /// Share of draws with |t*| > |t|; a tie is not greater.
  public var pValue: Double { Double(greater) / Double(repetitions) }
  /// Twice the smaller tail.
  public var equalTailPValue: Double { min(1, 2 * Double(min(below, above)) / Double(repetitions)) }
}
