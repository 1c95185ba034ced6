internal import Kernels

/// What a comparison found: tests, effect sizes, what the groups or occasions were like.
public struct PrePostComparison: Sendable {
  /// A share of events with its intervals.
  public struct Share: Sendable, Equatable {
    public let proportion: Proportion
    /// By name: wilson, wilson_cc, clopper_pearson, agresti_coull, wald, mid_p.
    public let intervals: [Interval]

    public struct Interval: Sendable, Equatable {
      public let name: String
      public let low: Double?
      public let high: Double?
    }

    init(_ proportion: Proportion, _ options: TestOptions) {
      self.proportion = proportion
      let two = TestOptions(confidence: options.confidence)
      let named: [(String, Proportion.Interval)] = [
        ("wilson", proportion.wilson(two)), ("wilson_cc", proportion.wilsonCorrected(two)),
        ("clopper_pearson", proportion.clopperPearson(two)), ("agresti_coull", proportion.agrestiCoull(two)),
        ("wald", proportion.wald(two)), ("mid_p", proportion.midP(two)),
      ]
      intervals = named.map { Interval(name: $0, low: $1.low, high: $1.high) }
    }
  }

  /// A group or an occasion.
  public struct Description: Sendable, Equatable {
    /// `before`, `after`, `change`, or the name of the group.
    public let key: String
    public let count: Int
    public let mean: Double
    /// Nil for one value.
    public let deviation: Double?
    public let standardError: Double?
    public let minimum: Double
    public let lowerQuartile: Double
    public let median: Double
    public let upperQuartile: Double
    public let maximum: Double
    /// Of events.
    public let share: Share?

    init(_ key: String, _ values: [Double], share: Share? = nil) {
      self.key = key
      let moments = SampleMoments(values)
      let order = OrderStatistics(values)
      count = values.count
      mean = moments.mean
      deviation = values.count > 1 ? moments.deviation : nil
      standardError = deviation.map { $0 / Double(values.count).squareRoot() }
      minimum = order.sorted[0]
      lowerQuartile = order.quantile(0.25)
      median = order.median
      upperQuartile = order.quantile(0.75)
      maximum = order.sorted[order.sorted.count - 1]
      self.share = share
    }

    /// Events among people, 1 and 0, without a list of them.
    init(_ key: String, _ proportion: Proportion, _ options: TestOptions) {
      let (ones, size) = (proportion.events, proportion.size)
      let zeros = size - ones
      func value(_ position: Int) -> Double { position < zeros ? 0 : 1 }
      func quantile(_ p: Double) -> Double {
        let position = Double(size - 1) * p
        let below = Int(position.rounded(.down))
        let above = min(below + 1, size - 1)
        return value(below) + (position - Double(below)) * (value(above) - value(below))
      }
      count = size
      mean = proportion.estimate
      // Σ (x − x̄)² = ones·zeros/size.
      let squares = (DoubleDouble.product(Double(ones), Double(zeros)) / DoubleDouble(Double(size))).value
      deviation = size > 1 ? (squares / Double(size - 1)).squareRoot() : nil
      standardError = deviation.map { $0 / Double(size).squareRoot() }
      minimum = value(0)
      lowerQuartile = quantile(0.25)
      median = size % 2 == 1 ? value(size / 2) : (value(size / 2 - 1) + value(size / 2)) / 2
      upperQuartile = quantile(0.75)
      maximum = value(size - 1)
      share = Share(proportion, options)
      self.key = key
    }
  }

  /// Rows that were read, and why some are not in it.
  public struct Rows: Sendable, Equatable {
    public var read: Int
    public var missing: Int
    public var filtered: Int

    public init(read: Int = 0, missing: Int = 0, filtered: Int = 0) {
      self.read = read
      self.missing = missing
      self.filtered = filtered
    }
  }

  public let design: ComparisonDesign
  /// Pairs, or people of all groups.
  public let count: Int
  public internal(set) var rows = Rows()
  public let tests: [TestOutcome]
  public let effects: [EffectSize]
  public let descriptions: [Description]
  /// Groups in the order first − second; empty for pairs.
  public internal(set) var groups: [String] = []
  /// What the estimate is of, in a line of English: "after − before".
  public internal(set) var direction = ""
  /// Counts of events; nil for numbers.
  public internal(set) var table: ContingencyTable?
  /// The value that is the event; nil for numbers.
  public internal(set) var event: String?
  public internal(set) var ancova: Ancova?
  public internal(set) var regressionToTheMean: RegressionToTheMean?
  /// Where a power was asked for.
  public internal(set) var detectable: DetectableEffect?
  public let confidence: Double
  public let alternative: Alternative
  public internal(set) var warnings: [String] = []

  init(
    design: ComparisonDesign, count: Int, tests: [TestOutcome], effects: [EffectSize],
    descriptions: [Description], options: TestOptions
  ) {
    self.design = design
    self.count = count
    self.tests = tests
    self.effects = effects
    self.descriptions = descriptions
    confidence = options.confidence
    alternative = options.alternative
  }

  /// The comparison of a table of counts: rows are groups and the first column events, or with `isPaired` rows the first occasion and
  /// columns the second.
  ///
  /// `tests`: nil for what is usual; of a 2×2 table of which it is not said what it is, both families. Throws `PrePostError`.
  public init(
    _ table: ContingencyTable, isPaired: Bool?, tests: [PrePostTest]? = nil,
    options: TestOptions = TestOptions()
  ) throws(PrePostError) {
    let ofPairs = PrePostTest.usual(for: .pairedBinary)
    let asked = tests ?? []
    let paired = isPaired ?? (!asked.isEmpty && asked.allSatisfy { $0.designs.contains(.pairedBinary) })
    if paired { try table.checkTwoByTwo(.mcNemar) }
    let groups = table.isTwoByTwo ? 2 : table.rows
    var usual = PrePostTest.usual(for: paired ? .pairedBinary : .independentBinary, groups: groups)
    if !paired, isPaired == nil, table.isTwoByTwo { usual += ofPairs }
    if table.columns > 2 || table.rows > 2 { usual = [.chiSquared, .gTest] }
    // A row of nobody is no group; read as pairs it is an answer where some of them changed.
    let mayBePairs = isPaired == nil && table.isTwoByTwo && table[0, 1] + table[1, 0] > 0
    if tests == nil, !paired, !mayBePairs, table.rowTotals.contains(0), table.total > 0 {
      try table.checkMargins(.chiSquared)
    }
    let outcomes = try TestRun.run(tests, usual: usual) { (test) throws(PrePostError) in
      if isPaired != nil { try test.check(paired ? .pairedBinary : .independentBinary) }
      return try table.test(test, options)
    }
    var descriptions: [Description] = []
    if paired {
      descriptions = [
        Description("before", Proportion(valid: table.rowTotals[0], of: table.total), options),
        Description("after", Proportion(valid: table.columnTotals[0], of: table.total), options),
      ]
    } else if table.columns == 2 {
      for (row, size) in table.rowTotals.enumerated() where size > 0 {
        descriptions.append(
          Description("row \(row + 1)", Proportion(valid: table[row, 0], of: size), options))
      }
    }
    self.init(
      design: paired ? .pairedBinary : .independentBinary, count: table.total, tests: outcomes,
      effects: paired ? table.pairedEffects(options) : table.effects(options), descriptions: descriptions,
      options: options)
    self.table = table
    direction = paired ? "after − before" : table.rows == 2 ? "row 1 − row 2" : ""
  }
}

/// Tests one after another.
enum TestRun {
  /// Those that were named, which throw where they have no answer; else the usual ones, of which some may have none, but not all.
  static func run(
    _ named: [PrePostTest]?, usual: [PrePostTest], _ body: (PrePostTest) throws(PrePostError) -> TestOutcome
  ) throws(PrePostError) -> [TestOutcome] {
    var outcomes: [TestOutcome] = []
    if let named {
      for test in named { outcomes.append(try body(test)) }
      return outcomes
    }
    var first: PrePostError?
    for test in usual {
      do throws(PrePostError) { outcomes.append(try body(test)) } catch {
        if first == nil { first = error }
        outcomes.append(TestOutcome(test, failed: error))
      }
    }
    if let first, outcomes.allSatisfy({ $0.pValue == nil }) { throw first }
    return outcomes
  }
}
