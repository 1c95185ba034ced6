/// Randomisation inference as it is asked for, before there are rows.
public struct RandomisationRequest: Sendable, Equatable {
  /// The treatment, one for each cluster or one for each cluster and period.
  public var term: String
  public var null: Double
  /// Columns of the clusters, crossed.
  public var cluster: [String]
  public var period: String?
  public var strata: String?
  public var statistic: RandomisationInference.Statistic
  public var repetitions: WildBootstrap.Repetitions
  public var seed: UInt64

  public init(
    term: String, equals null: Double = 0, cluster: [String], period: String? = nil, strata: String? = nil,
    statistic: RandomisationInference.Statistic = .coefficient,
    repetitions: WildBootstrap.Repetitions = .draws(9999), seed: UInt64 = 1
  ) {
    precondition(!cluster.isEmpty, "a randomisation without a cluster")
    self.term = term
    self.null = null
    self.cluster = cluster
    self.period = period
    self.strata = strata
    self.statistic = statistic
    self.repetitions = repetitions
    self.seed = seed
  }

  /// The columns that it needs besides the formula's.
  public var columns: [String] { cluster + [period, strata].compactMap { $0 } }

  func inference(_ design: Design, confidence: Double) throws(DesignError) -> RandomisationInference {
    var groups: [Grouping?] = []
    for name in [period, strata] {
      if let name { groups.append(try design.grouping(name)) } else { groups.append(nil) }
    }
    return RandomisationInference(
      cluster: try design.grouping(crossing: cluster), period: groups[0], strata: groups[1],
      statistic: statistic, repetitions: repetitions, seed: seed, confidence: confidence)
  }
}
