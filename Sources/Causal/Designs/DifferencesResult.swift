public import LinearAlgebra

/// What a difference-in-differences found, the same for every estimator; what an estimator has no meaning for is empty or nil.
public struct DifferencesResult: Sendable {
  /// What an effect belongs to: an event time, a group, a period, or a name.
  public enum Key: Sendable, Hashable, CustomStringConvertible {
    case number(Int)
    case text(String)

    public var description: String {
      switch self {
      case .number(let number): String(number)
      case .text(let text): text
      }
    }
  }

  /// The effect on a group in a period.
  public struct GroupTimeEffect: Sendable, Equatable {
    public let group: Int
    public let time: Int
    public let effect: EffectEstimate
    public let uniformLow: Double?
    public let uniformHigh: Double?

    public init(
      group: Int, time: Int, effect: EffectEstimate, uniformLow: Double? = nil, uniformHigh: Double? = nil
    ) {
      self.group = group
      self.time = time
      self.effect = effect
      self.uniformLow = uniformLow
      self.uniformHigh = uniformHigh
    }
  }

  /// An effect with its pointwise interval and, where there is one, the band that holds for all of them at once.
  public struct KeyedEffect: Sendable, Equatable {
    public let key: Key
    public let effect: EffectEstimate
    public let uniformLow: Double?
    public let uniformHigh: Double?

    public init(key: Key, effect: EffectEstimate, uniformLow: Double? = nil, uniformHigh: Double? = nil) {
      self.key = key
      self.effect = effect
      self.uniformLow = uniformLow
      self.uniformHigh = uniformHigh
    }
  }

  /// Effects averaged: `simple`, `dynamic` (by event time), `group`, `calendar` (by period).
  public struct Aggregate: Sendable, Equatable {
    public let type: String
    public let overall: EffectEstimate?
    public let by: [KeyedEffect]
    /// Standard errors on each side of the uniform bands; nil without bands.
    public let criticalValue: Double?

    public init(type: String, overall: EffectEstimate?, by: [KeyedEffect] = [], criticalValue: Double? = nil)
    {
      self.type = type
      self.overall = overall
      self.by = by
      self.criticalValue = criticalValue
    }
  }

  /// A joint test that there was no effect before the treatment: χ²(degrees), or F(degrees, denominator).
  public struct PreTrend: Sendable, Equatable {
    public let statistic: Double
    public let degrees: Int
    public let denominatorDegrees: Double?
    public let pValue: Double

    public init(statistic: Double, degrees: Int, denominatorDegrees: Double? = nil, pValue: Double) {
      self.statistic = statistic
      self.degrees = degrees
      self.denominatorDegrees = denominatorDegrees
      self.pValue = pValue
    }
  }

  /// A test that parallel trends hold before the treatment at all values of the covariates: the Cramér–von Mises statistic of moments
  /// weighted by indicators of the covariates, with the law of its multiplier bootstrap.
  public struct ConditionalPretest: Sendable, Equatable {
    public let statistic: Double
    public let pValue: Double
    /// The quantile of the draws at the confidence of the result.
    public let criticalValue: Double
    public let draws: Int
    /// Groups and periods before the treatment that are tested.
    public let moments: Int
    /// Values of the covariates that the moments are looked at, and whether they are a sample of the units'.
    public let points: Int
    public let isSampled: Bool

    public init(
      statistic: Double, pValue: Double, criticalValue: Double, draws: Int, moments: Int, points: Int,
      isSampled: Bool
    ) {
      self.statistic = statistic
      self.pValue = pValue
      self.criticalValue = criticalValue
      self.draws = draws
      self.moments = moments
      self.points = points
      self.isSampled = isSampled
    }
  }

  /// A comparison of two groups that an estimate is a weighted mean of.
  public struct Comparison: Sendable, Equatable {
    public let type: String
    public let group: Key
    public let control: Key
    public let weight: Double
    public let estimate: Double

    public init(type: String, group: Key, control: Key, weight: Double, estimate: Double) {
      self.type = type
      self.group = group
      self.control = control
      self.weight = weight
      self.estimate = estimate
    }
  }

  /// Draws behind errors and bands.
  public struct Bootstrap: Sendable, Equatable {
    public let draws: Int
    /// `mammen`, `rademacher`, …
    public let weights: String
    public let seed: UInt64

    public init(draws: Int, weights: String, seed: UInt64) {
      self.draws = draws
      self.weights = weights
      self.seed = seed
    }
  }

  /// A named list of lines that an estimator adds: donor weights, bounds, weights of periods.
  public struct Table: Sendable, Equatable {
    public enum Cell: Sendable, Equatable {
      case number(Double?)
      case integer(Int)
      case text(String)
    }

    /// In snake case; the key in JSON.
    public let name: String
    /// In snake case; the keys of each line in JSON.
    public let columns: [String]
    public let rows: [[Cell]]

    public init(name: String, columns: [String], rows: [[Cell]]) {
      precondition(
        rows.allSatisfy { $0.count == columns.count }, "lines of other widths than \(columns.count)")
      self.name = name
      self.columns = columns
      self.rows = rows
    }
  }

  /// A named number that an estimator adds.
  public struct Figure: Sendable, Equatable {
    /// In snake case; the key in JSON.
    public let name: String
    public let value: Double?

    public init(name: String, value: Double?) {
      self.name = name
      self.value = value
    }
  }

  /// The covariance of the effects by event time.
  public struct EventCovariance: Sendable, Equatable {
    /// Event times of rows and columns.
    public let times: [Int]
    public let matrix: Matrix
    /// The event time that effects are differences from.
    public let reference: Int

    public init(times: [Int], matrix: Matrix, reference: Int) {
      precondition(
        matrix.rows == times.count && matrix.columns == times.count,
        "\(matrix.rows) × \(matrix.columns) for \(times.count) times")
      self.times = times
      self.matrix = matrix
      self.reference = reference
    }
  }

  /// The outcome as it was asked for: a column or an expression; empty where a result was made without a request.
  public internal(set) var outcome = ""
  /// As on the command line: `callaway-santanna`.
  public var estimator: String
  /// How: `dr, never-treated comparison, base period varying`.
  public var description: String
  /// Rows that the estimate uses.
  public var observations: Int
  public var units: Int
  /// First-treated periods of the groups with an effect.
  public var groups: [Int]
  public var groupTimeEffects: [GroupTimeEffect]
  /// The aggregate that was asked for.
  public var aggregate: Aggregate?
  /// All aggregates that the estimator has.
  public var aggregates: [Aggregate]
  public var preTrend: PreTrend?
  public var conditionalPretest: ConditionalPretest?
  public var comparisons: [Comparison]
  /// What the errors rest on: `cluster:state`, `influence function`.
  public var covariance: String
  public var confidence: Double
  public var bootstrap: Bootstrap?
  public var figures: [Figure]
  public var tables: [Table]
  public var warnings: [String]
  public var design: DesignReport
  /// Of the dynamic aggregate, where each effect before is a difference from one reference period.
  public var eventCovariance: EventCovariance?
  public var sensitivity: SensitivityResult?

  public init(
    estimator: String, description: String = "", observations: Int, units: Int, groups: [Int] = [],
    groupTimeEffects: [GroupTimeEffect] = [], aggregate: Aggregate? = nil, aggregates: [Aggregate] = [],
    preTrend: PreTrend? = nil, comparisons: [Comparison] = [], covariance: String = "",
    confidence: Double = 0.95, bootstrap: Bootstrap? = nil, figures: [Figure] = [], tables: [Table] = [],
    warnings: [String] = [], design: DesignReport
  ) {
    self.estimator = estimator
    self.description = description
    self.observations = observations
    self.units = units
    self.groups = groups
    self.groupTimeEffects = groupTimeEffects
    self.aggregate = aggregate
    self.aggregates = aggregates
    self.preTrend = preTrend
    self.comparisons = comparisons
    self.covariance = covariance
    self.confidence = confidence
    self.bootstrap = bootstrap
    self.figures = figures
    self.tables = tables
    self.warnings = warnings
    self.design = design
  }
}
