/// The same units measured before and after.
///
///     let pairs = try PairedSamples(before: reading2022, after: reading2023)
///     let t = try pairs.test(.pairedT)
public struct PairedSamples: Sendable, Equatable {
  public let before: [Double]
  public let after: [Double]
  /// The cluster of each pair, for `.pairedTClustered`: schools of children.
  public var clusters: [Int]?
  /// Columns of the units, for `.pairedAdjusted`; each as long as the pairs.
  public var covariates: [[Double]] = []

  /// Throws where the two are not of one length, there is no pair, a value is not finite, or products would leave the range of doubles.
  public init(before: [Double], after: [Double], clusters: [Int]? = nil) throws(PrePostError) {
    guard before.count == after.count else { throw .lengths(before: before.count, after: after.count) }
    guard !before.isEmpty else { throw .tooFew(test: "a comparison", needs: 1, found: 0, of: "pairs") }
    try SampleRange.check(before, "before")
    try SampleRange.check(after, "after")
    precondition(clusters.map { $0.count == before.count } ?? true, "clusters of other units than the pairs")
    self.before = before
    self.after = after
    self.clusters = clusters
  }

  public var count: Int { before.count }
  /// After − before.
  public var differences: [Double] { zip(before, after).map { $1 - $0 } }
  /// The same to ten decimals: what is ranked and counted by sign.
  var roundedDifferences: [Double] { differences.map(MidRanks.rounded) }

  /// One test of the design "pairs of numbers". Throws `PrePostError` where it has no answer.
  public func test(_ test: PrePostTest, _ options: TestOptions = TestOptions()) throws(PrePostError)
    -> TestOutcome
  {
    switch test {
    case .pairedT: return try pairedT(options)
    case .signedRank: return try signedRank(test, .automatic, options)
    case .signedRankExact: return try signedRank(test, .exact, options)
    case .signedRankNormal: return try signedRank(test, .normal, options)
    case .signedRankCorrected: return try signedRank(test, .normalCorrected, options)
    case .sign: return try sign(options)
    case .pairedTClustered: return try clusteredT(options)
    case .pairedAdjusted: return try adjusted(options)
    case .pearson: return try Correlation(before, after).pearson(options)
    case .spearman: return try Correlation(before, after).spearman(options)
    case .kendall: return try Correlation(before, after).kendall(options)
    case .kendallExact: return try Correlation(before, after).kendallExact(options)
    case .repeatedMeasures, .repeatedMeasuresGG, .repeatedMeasuresHF, .mauchly, .friedman:
      return try RepeatedMeasures([before, after]).test(test)
    default: throw .notOfDesign(test: test.rawValue, design: ComparisonDesign.pairedNumeric.words)
    }
  }
}

/// Which law a rank statistic is held against.
enum RankLaw {
  /// As R chooses: exact for small samples without ties, else `.normalCorrected`.
  case automatic
  case exact
  case normal
  case normalCorrected
}
