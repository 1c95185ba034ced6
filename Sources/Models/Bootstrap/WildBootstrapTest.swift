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
  /// Draws without a statistic: their multi-way variance is not above zero. They count in no share.
  public let undefined: Int
  public let repetitions: Int
  /// Whether every sign vector was taken once.
  public let isEnumerated: Bool
  /// The null values that are not rejected, with the null imposed at each, in rising intervals. There may be several: with few
  /// clusters the p-value need not fall on the way out.
  public let confidenceSet: [ClosedRange<Double>]
  /// Of the variance; of several ways, those of the fewest.
  public let clusters: Int
  /// The groups that were drawn.
  public let drawnBy: ClusterCount
  public let variant: WildBootstrap.Variant
  public let weights: WildWeights
  public let imposesNull: Bool
  public let seed: UInt64
  /// What a reader should know of clusters so few or so unequal, and what to use instead.
  public let warnings: [String]

  /// The ends of the interval around the estimate; infinite where there is no end.
  public var confidenceLow: Double { confidenceSet.first { $0.contains(estimate) }?.lowerBound ?? .nan }
  public var confidenceHigh: Double { confidenceSet.first { $0.contains(estimate) }?.upperBound ?? .nan }

  /// Share of draws with |t*| > |t|; a tie is not greater.
  public var pValue: Double { Double(greater) / Double(repetitions - undefined) }
  /// Twice the smaller tail.
  public var equalTailPValue: Double {
    min(1, 2 * Double(min(below, above)) / Double(repetitions - undefined))
  }
}
