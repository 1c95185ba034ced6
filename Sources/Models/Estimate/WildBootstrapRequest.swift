/// A wild cluster bootstrap as it is asked for, before there are rows.
public struct WildBootstrapRequest: Sendable, Equatable {
  public var term: String
  public var null: Double
  /// Columns of the cluster, crossed where there are several.
  public var cluster: [String]
  public var variant: WildBootstrap.Variant
  public var weights: WildWeights
  public var imposesNull: Bool
  public var repetitions: WildBootstrap.Repetitions
  public var seed: UInt64

  public init(
    term: String, equals null: Double = 0, cluster: [String], variant: WildBootstrap.Variant = .plain,
    weights: WildWeights = .rademacher, imposesNull: Bool = true,
    repetitions: WildBootstrap.Repetitions = .draws(9999), seed: UInt64 = 1
  ) {
    precondition(!cluster.isEmpty, "a bootstrap without a cluster")
    self.term = term
    self.null = null
    self.cluster = cluster
    self.variant = variant
    self.weights = weights
    self.imposesNull = imposesNull
    self.repetitions = repetitions
    self.seed = seed
  }

  /// The bootstrap over a design's rows.
  func bootstrap(_ design: Design, confidence: Double) throws(DesignError) -> WildBootstrap {
    var groupings: [Grouping] = []
    for name in cluster { groupings.append(try design.grouping(name)) }
    return WildBootstrap(
      cluster: Grouping.intersection(groupings), variant: variant, weights: weights,
      imposesNull: imposesNull, repetitions: repetitions, seed: seed, confidence: confidence)
  }
}
