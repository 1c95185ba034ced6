public import Columns
public import Models

// One comparison over many programmes, providers and outcomes, and p-values that know how many there were. Each line is the mean change of
// the units of one group in one outcome; p by the test of the line (for events McNemar's exact test, for numbers Student's t, with
// clusters the t of clustered errors); corrected over all lines of the table.
//
// Romano & Wolf's correction is of the t statistics of the lines (clustered where clusters are given), resampled with the null hypothesis
// imposed: all changes of a cluster, or of a unit, take one random sign (Rademacher's wild bootstrap), the same for all outcomes, so that
// what hangs together in the data does so in the resamples. Drawing clusters anew instead was tried: with five schools in a group the
// t of some draws is huge, and every line of the table had 0.08. With G clusters a line cannot get below 2/2^G. Draw b uses stream b of
// the seed: the same numbers on any number of threads.
//
// Independent groups (`group`): each line is the difference of two groups' means, with Welch's t for numbers and Fisher's exact test for
// events. Romano and Wolf's resamples exchange the labels of the groups among the units of a line's stratum, the same for all outcomes; the
// statistic is Welch's t, with which the permutation is right for means where the groups' variances differ (Janssen 1997, Statistics &
// Probability Letters 36; Chung & Romano 2013, Annals of Statistics 41).
//
// Source: Holm (1979); Benjamini & Hochberg (1995); Romano & Wolf (2005, 2016); Cameron, Gelbach & Miller (2008), Rev. Economics and
// Statistics 90, for the signs of clusters. See `MultipleTesting` and `ResamplingTest`.

/// The same comparison before and after for each group and outcome of a table, with corrected p-values.
///
///     var battery = PrePostBattery(outcomes: [.init(before: "deficit_pre", after: "deficit_post")], by: ["provider"])
///     battery.cluster = "school"
///     let lines = try battery.run(table).lines
public struct PrePostBattery: Sendable {
  /// An outcome measured twice.
  public struct Outcome: Sendable, Equatable {
    public let before: String
    public let after: String

    public init(before: String, after: String) {
      self.before = before
      self.after = after
    }
  }

  public var outcomes: [Outcome]
  /// Columns whose levels, crossed, are the groups; none: one group of all.
  public var by: [String]
  public var cluster: String?
  /// The column of two independent groups; nil for pairs. An outcome whose two columns are one is compared as it is, else its change.
  public var group: String?
  /// The level of `group` that is subtracted; nil as in `PrePostRequest`.
  public var reference: String?
  public var filter: RowFilter?
  /// The test of each line; nil: by outcome and clusters as above.
  public var test: PrePostTest?
  public var options: TestOptions
  /// The value of binary outcomes that is the event; as in `PrePostRequest`.
  public var event: String?
  public var outcome: OutcomeKind?
  /// Resamples of Romano and Wolf's correction; 0 for none.
  public var repetitions: Int
  public var seed: UInt64
  public var threads: Int

  public init(
    outcomes: [Outcome], by: [String], options: TestOptions = TestOptions(), repetitions: Int = 4999,
    seed: UInt64 = 1, threads: Int = 1
  ) {
    precondition(!outcomes.isEmpty, "no outcome")
    precondition(repetitions >= 0, "\(repetitions) repetitions")
    self.outcomes = outcomes
    self.by = by
    self.options = options
    self.repetitions = repetitions
    self.seed = seed
    self.threads = threads
  }

  /// A group and outcome.
  public struct Line: Sendable {
    /// The group's levels, in the order of `by`.
    public let group: [String]
    public let outcome: Outcome
    /// The value that is the event; nil for numbers.
    public let event: String?
    public let count: Int
    /// Units without a value of one of the occasions.
    public let missing: Int
    public let clusters: Int?
    /// Means of both occasions; of independent groups that of the subtracted group and of the other.
    public let before: Double
    public let after: Double
    /// The mean change with its error and interval.
    public let change: TestOutcome
    /// The test whose p-value is corrected.
    public let test: TestOutcome
    /// What the line's estimate and interval are: those of the test where it has an interval of the change itself (t, the shift of Hodges and
    /// Lehmann, the median change); the mean change with its interval by t where it compares shares; and else the mean change without one,
    /// since the test does not say how sure that is.
    public var shown: TestOutcome {
      var alone = change
      (alone.standardError, alone.confidenceLow, alone.confidenceHigh) = (nil, nil, nil)
      switch test.test {
      case .pairedT, .pairedTClustered, .pairedAdjusted, .signedRank, .signedRankExact, .signedRankNormal,
        .signedRankCorrected, .sign, .welchT, .pooledT, .rankSum, .rankSumExact, .rankSumNormal,
        .rankSumCorrected:
        return test.estimate == nil ? alone : test
      default: return event == nil ? alone : change
      }
    }
    public internal(set) var holm: Double?
    public internal(set) var benjaminiHochberg: Double?
    public internal(set) var romanoWolf: Double?
  }

  public struct Result: Sendable {
    public let lines: [Line]
    public let by: [String]
    /// Of independent groups the two of them, first − second; empty for pairs.
    public let groups: [String]
    public let repetitions: Int
    public let seed: UInt64
    public let confidence: Double
    public let rows: PrePostComparison.Rows
  }

  /// The columns that a table must have, each once.
  public var columns: [String] {
    var seen: Set<String> = []
    let named = outcomes.flatMap { [$0.before, $0.after] } + by + [cluster, group].compactMap { $0 }
    return (named + (filter?.columns.map(\.name) ?? [])).filter { seen.insert($0).inserted }
  }

  /// Throws for the first column that is not among the names, with the nearest of them.
  public func check(names: [String]) throws(PrePostError) {
    var request = PrePostRequest()
    request.covariates = columns
    try request.check(names: names)
  }

  /// The lines, groups in order of their levels, outcomes in theirs.
  ///
  /// Throws where a column is missing or of the wrong kind, no row is left, `group` has other than two levels, it goes with clusters, or the
  /// levels of a group look like numbers of persons. A
  /// line without an answer has a note and no p-value, and is not counted by the corrections. O(lines + repetitions · units).
  public func run(_ table: Table) throws(PrePostError) -> Result {
    let reading = try BatteryReading(self, table)
    let groups = try group.map { (name) throws(PrePostError) in try BatteryGroups(self, reading, name, table)
    }
    var lines: [Line] = []
    for (position, stratum) in reading.strata.enumerated() {
      for outcome in outcomes.indices {
        if let groups {
          lines.append(try groups.line(stratum, outcome))
        } else {
          lines.append(try reading.line(position, stratum, outcome))
        }
      }
    }
    let values = lines.map { $0.test.pValue ?? .nan }
    guard values.contains(where: { !$0.isNaN }) else {
      throw .model("no line of the battery has a test: \(lines.first?.test.note ?? "no group has pairs")")
    }
    let holm = MultipleTesting.holm.adjust(values)
    let rate = MultipleTesting.benjaminiHochberg.adjust(values)
    let resampled = groups?.romanoWolf(lines) ?? reading.romanoWolf(lines)
    for line in lines.indices where !values[line].isNaN {
      lines[line].holm = holm[line]
      lines[line].benjaminiHochberg = rate[line]
      lines[line].romanoWolf = resampled[line]
    }
    return Result(
      lines: lines, by: by, groups: groups?.names ?? [], repetitions: repetitions, seed: seed,
      confidence: options.confidence, rows: reading.rows)
  }
}
