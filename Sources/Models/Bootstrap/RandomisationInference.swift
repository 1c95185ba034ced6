public import Kernels
internal import LinearAlgebra

// Fisher's exact test of y_i(d) = y_i(0) + r·d (Fisher 1935, The Design of Experiments): were the treatment given to other clusters, the
// outcomes less r·x would be the same, so that the statistic under every assignment is known. Assignments are the permutations of
// the clusters' treatments (within strata); over several periods those of their paths. The statistic is the coefficient of the
// treatment, or its t with CR1, which is safer where clusters are unequal (MacKinnon & Webb 2020, J. Econometrics 218, RI-β and RI-t).
//
// p is the share of assignments with a statistic as large, ties included, the sample's own being one of them: exact under full
// enumeration; with draws (1 + count)/(1 + draws) (Phipson & Smyth 2010, Stat. Appl. Genet. Mol. Biol. 9).
//
// Nothing is refitted: see `RandomisationProblem`.

/// Randomisation inference on a treatment that was given to whole clusters.
public struct RandomisationInference: Sendable {
  public enum Statistic: String, Sendable, CaseIterable {
    case coefficient
    /// With a clustered variance.
    case t
  }

  /// What was assigned: each cluster has one treatment, or one path of it over the periods.
  public var cluster: Grouping
  /// Periods of the paths; nil for a treatment that is constant in a cluster.
  public var period: Grouping?
  /// Groups of clusters within which treatments were assigned; nil for all.
  public var strata: Grouping?
  public var statistic: Statistic
  /// All assignments are taken where there are no more of them than draws.
  public var repetitions: WildBootstrap.Repetitions
  public var seed: UInt64
  public var confidence: Double

  /// The most assignments that `all` enumerates.
  public static let mostEnumerated = 1 << 24

  public init(
    cluster: Grouping, period: Grouping? = nil, strata: Grouping? = nil, statistic: Statistic = .coefficient,
    repetitions: WildBootstrap.Repetitions = .draws(9999), seed: UInt64 = 1, confidence: Double = 0.95
  ) {
    precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
    if case .draws(let count) = repetitions { precondition(count > 0, "\(count) repetitions") }
    self.cluster = cluster
    self.period = period
    self.strata = strata
    self.statistic = statistic
    self.repetitions = repetitions
    self.seed = seed
    self.confidence = confidence
  }

  /// The test that the treatment `term` adds `null` a unit of it, to every row.
  ///
  /// Throws `.unknownTerm`, `.singleCluster`, `.treatmentVaries`, `.treatmentWithoutPeriods`, `.oneAssignment`,
  /// `.tooManyAssignments`, `.randomisationTooLarge`. The same bits on any number of threads. O(n·G·P) for P different paths and
  /// O(G²) a draw, O(G³) with t.
  public func test(
    _ fit: LinearFit, term: String, equals null: Double = 0, threads: Int = Parallel.cores
  ) throws(RegressionError) -> RandomisationTest {
    let position = try fit.position(of: term)
    func used(_ grouping: Grouping) -> Grouping { fit.rows.map { grouping.selecting(rows: $0) } ?? grouping }
    let cluster = used(self.cluster)
    guard cluster.count > 1 else { throw .singleCluster(name: cluster.name) }
    let paths = try TreatmentPaths(
      fit.data.matrix.columns[fit.kept[position]], term: term, cluster, period: period.map(used),
      strata: strata.map(used))
    let assignments = try Assignments(paths, repetitions, seed: seed)
    let problem = try RandomisationProblem(fit, position, cluster, paths, statistic)
    let test = WildTest(
      estimate: problem.estimate, variance: problem.variance, movesWithNull: true, isSigned: true,
      draws: problem.draws(assignments, threads: threads), threads: threads,
      extreme: assignments.isEnumerated ? .asLarge : .asLargeWithSample, searchError: problem.searchError)
    let counts = test.counts(at: null)
    return RandomisationTest(
      term: term, null: null, estimate: problem.estimate, kind: statistic,
      statistic: test.statistic(at: null), greater: counts.greater, ties: counts.ties,
      undefined: counts.undefined, repetitions: assignments.count, isEnumerated: assignments.isEnumerated,
      pValue: test.pValue(at: null),
      confidenceSet: WildInversion(test: test).confidenceSet(level: 1 - confidence),
      clusters: cluster.count, paths: paths.count, seed: seed)
  }
}

/// What randomisation inference found.
public struct RandomisationTest: Sendable, Equatable {
  public let term: String
  public let null: Double
  public let estimate: Double
  public let kind: RandomisationInference.Statistic
  /// estimate − null, or that over its clustered standard error.
  public let statistic: Double
  /// Assignments with a larger statistic than the sample's, in absolute value.
  public let greater: Int
  /// With an equal one but for rounding; under full enumeration the sample's own is among them.
  public let ties: Int
  /// Under which the treatment's effect is not identified; they count in no share.
  public let undefined: Int
  public let repetitions: Int
  /// Whether every assignment was taken once.
  public let isEnumerated: Bool
  /// Share of assignments with a statistic as large; with draws the sample's counts as one more.
  public let pValue: Double
  /// Effects that are not rejected, in rising intervals.
  public let confidenceSet: [ClosedRange<Double>]
  public let clusters: Int
  /// Different treatments, or paths of it.
  public let paths: Int
  public let seed: UInt64

  /// The ends of the interval around the estimate; infinite where there is no end.
  public var confidenceLow: Double { confidenceSet.first { $0.contains(estimate) }?.lowerBound ?? .nan }
  public var confidenceHigh: Double { confidenceSet.first { $0.contains(estimate) }?.upperBound ?? .nan }
}
