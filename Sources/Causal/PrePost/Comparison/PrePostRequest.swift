public import Columns
internal import Kernels
public import Models
internal import Rosters

/// Whether an outcome is a number or an event.
public enum OutcomeKind: String, Sendable, CaseIterable {
  case numeric
  case binary
}

/// A comparison as it is asked for: columns of a table, the design, the tests.
///
///     var request = PrePostRequest(before: "reading_pre", after: "reading_post")
///     request.tests = [.pairedT, .signedRankExact]
///     let comparison = try request.compare(table)
///
/// Paired, in a wide table: `before` and `after`. Paired, in a long one: `group` tells the two occasions of `after`, the first level
/// before, and `id` the units. Independent: `group` and one outcome (`after`), or, with a `before` too, the changes of the groups; without a
/// group the two columns are the groups.
public struct PrePostRequest: Sendable {
  public var before: String?
  public var after: String?
  public var isPaired: Bool
  public var group: String?
  /// The unit's column of a long table of pairs.
  public var id: String?
  /// Nil: binary where all values are 0 or 1.
  public var outcome: OutcomeKind?
  public var covariates: [String] = []
  /// The cluster of each pair.
  public var cluster: String?
  /// Nil: what is usual for the design.
  public var tests: [PrePostTest]?
  public var options: TestOptions
  /// The group that is subtracted; nil: 0 of an indicator, else the second level, as in R.
  public var reference: String?
  /// The value of a binary outcome that is the event; nil: the larger one, or the last by its letters.
  public var event: String?
  public var filter: RowFilter?
  /// Further occasions, for repeated measures.
  public var occasions: [String] = []
  /// Of one measurement, for the correction of regression to the mean.
  public var reliability: Double?
  /// The power for which the smallest effect is worked out, between 0.05 and 1.
  public var power: Double?
  /// Of those that the units were chosen from.
  public var populationMean: Double?

  public init(
    before: String? = nil, after: String? = nil, isPaired: Bool = true, group: String? = nil,
    options: TestOptions = TestOptions()
  ) {
    self.before = before
    self.after = after
    self.isPaired = isPaired
    self.group = group
    self.options = options
  }

  /// The columns that a table must have for it, each once.
  public var columns: [String] {
    var seen: Set<String> = []
    let named = [before, after, group, id, cluster].compactMap { $0 }
    return (named + covariates + occasions + (filter?.columns.map(\.name) ?? [])).filter {
      seen.insert($0).inserted
    }
  }

  /// Throws for the first column of the request that is not among the names, with the nearest of them, and for a covariate that is
  /// the outcome.
  public func check(names: [String]) throws(PrePostError) {
    try checkCovariates()
    let shown = names.filter { !IdentifierLikeness.holdsBody($0) && !IdentifierLikeness.isCertain($0) }
    for name in columns where !names.contains(name) {
      throw .noColumn(name, nearest: Suggestion.nearest(to: name, among: shown))
    }
  }

  private func checkCovariates() throws(PrePostError) {
    // Of groups the first occasion is a covariate as well.
    for name in covariates where name == after || (name == before && (isPaired || after == nil)) {
      throw .outcomeAsCovariate(name)
    }
  }

  /// The comparison over the rows of a table that have what it needs.
  ///
  /// Throws `PrePostError`: what is wrong with the data, and of tests that were named, why one has no answer. Of tests that were not
  /// named such a one says why in its note. O(n log n), but for exact laws.
  public func compare(_ table: Table) throws(PrePostError) -> PrePostComparison {
    try checkCovariates()
    return try PrePostReading(self, table).comparison()
  }
}
