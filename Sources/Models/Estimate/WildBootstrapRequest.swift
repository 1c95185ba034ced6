/// A wild cluster bootstrap as it is asked for, before there are rows.
public struct WildBootstrapRequest: Sendable, Equatable {
  public var term: String
  public var null: Double
  /// Columns of the clusters of the variance, one entry a way; several columns of an entry are crossed.
  public var clusters: [[String]]
  /// Columns, crossed, whose groups are drawn; nil for the clusters, of several ways those of the fewest.
  public var drawnBy: [String]?
  public var variant: WildBootstrap.Variant
  public var weights: WildWeights
  public var imposesNull: Bool
  public var repetitions: WildBootstrap.Repetitions
  public var seed: UInt64

  public init(
    term: String, equals null: Double = 0, clusters: [[String]], drawnBy: [String]? = nil,
    variant: WildBootstrap.Variant = .plain, weights: WildWeights = .rademacher, imposesNull: Bool = true,
    repetitions: WildBootstrap.Repetitions = .draws(9999), seed: UInt64 = 1
  ) {
    precondition(!clusters.isEmpty && clusters.allSatisfy { !$0.isEmpty }, "a bootstrap without a cluster")
    precondition(drawnBy.map { !$0.isEmpty } ?? true, "drawn by no column")
    self.term = term
    self.null = null
    self.clusters = clusters
    self.drawnBy = drawnBy
    self.variant = variant
    self.weights = weights
    self.imposesNull = imposesNull
    self.repetitions = repetitions
    self.seed = seed
  }

  /// The columns that it needs besides the formula's.
  public var columns: [String] { clusters.flatMap { $0 } + (drawnBy ?? []) }

  /// The bootstrap over a design's rows.
  func bootstrap(_ design: Design, confidence: Double) throws(DesignError) -> WildBootstrap {
    var ways: [Grouping] = []
    for names in clusters { ways.append(try design.grouping(crossing: names)) }
    var drawn: Grouping?
    if let drawnBy { drawn = try design.grouping(crossing: drawnBy) }
    return WildBootstrap(
      clusters: ways, drawnBy: drawn, variant: variant, weights: weights, imposesNull: imposesNull,
      repetitions: repetitions, seed: seed, confidence: confidence)
  }
}

extension Design {
  /// The used rows in groups of equal values of all these columns.
  func grouping(crossing names: [String]) throws(DesignError) -> Grouping {
    var groupings: [Grouping] = []
    for name in names { groupings.append(try grouping(name)) }
    return Grouping.intersection(groupings)
  }
}
