internal import Columns
public import LinearAlgebra
public import Models
internal import Rosters

// Units in periods with a treatment. What every estimator of difference-in-differences starts from: rows that have
// everything, sorted by unit and then by period, units and periods as dense codes, and for each unit when it is first
// treated.
//
// Rules, all of them counted in the report of the design:
// - Rows without unit, period, outcome, treatment dummy, covariate, weight or cluster are left out, by reason.
// - A first-treated period of 0, infinite or missing is never, a 0 also where periods run through 0, which the report says. One
//   after the last period of the data is kept as it is: within the data such a unit is never treated.
// - From a dummy a unit is first treated in the first of its rows with a one; a zero after a one is a reversal.

/// Rows of units in periods, sorted by unit and then by period.
public struct TreatmentPanel: Sendable {
  /// Covariates of the rows, with the intercept as first column where the formula has one.
  public struct Covariates: Sendable {
    public let matrix: TallMatrix
    public let names: [String]
  }

  public internal(set) var columns: TreatmentColumns
  /// Position in the table of each row; nil where the table is sorted and complete.
  public let tableRows: [Int32]?
  /// Code of the unit of each row, rising.
  public let unit: [UInt32]
  /// Code of the period of each row: its position in `periods`.
  public let period: [UInt32]
  public let outcome: [Double]
  /// Whether each row is treated: the dummy, or period ≥ first-treated period.
  public let isTreated: [Bool]
  /// Sampling weight of each row as given; nil for equal ones.
  public let weights: [Double]?
  public let covariates: Covariates?
  /// Clusters of the rows; nil where none are named.
  public let cluster: Grouping?
  /// Whether each row is eligible, for triple differences; nil where no column is named.
  public let triple: [Bool]?
  /// The periods of the data, rising.
  public let periods: [Int]
  /// Where each unit's rows start; one more than units.
  public let unitStarts: [Int]
  /// The period in which each unit is first treated; nil for never. In repeated cross-sections with a dummy nil for all.
  public internal(set) var firstTreated: [Int?]
  /// The different first-treated periods up to the last period of the data, or within the anticipation after it, rising; those of
  /// always-treated units too.
  public internal(set) var cohorts: [Int]
  /// Units whose treatment ends again in the data.
  public internal(set) var reversals: Int
  public let rowsRead: Int
  /// What was left out and why.
  public let dropped: [EstimationSample.Dropped]
  /// Whether a first treated period of 0 was read as never where 0 is a period of the data, or between two of them.
  public internal(set) var readsZeroAsNever = false
  /// How long before its treatment a unit may react; 0 until an estimator's request says otherwise.
  private(set) var anticipation = 0
  let unitColumn: Column?
  let unitRepresentatives: [Int]

  public var rows: Int { outcome.count }
  public var units: Int { unitStarts.count - 1 }

  /// Whether each unit has a row in each period.
  public var isBalanced: Bool { rows == units * periods.count }

  /// Whether a unit is neither treated in a period of the data nor, where units may react before, so soon after the last one that it may
  /// react within them.
  public func isNeverTreated(_ unit: Int) -> Bool {
    guard let first = firstTreated[unit], let last = periods.last else { return true }
    return first > last && first - last > anticipation
  }

  /// The panel for an estimator whose units may react up to `anticipation` periods before their treatment: one that is first treated that
  /// soon after the last period of the data is a group of its own, and no longer never treated. Where nobody is treated in the data
  /// nothing changes. O(units).
  func anticipating(_ anticipation: Int) -> TreatmentPanel {
    guard anticipation != self.anticipation, let last = periods.last, cohorts.contains(where: { $0 <= last })
    else { return self }
    var panel = self
    panel.anticipation = anticipation
    panel.cohorts = Set(firstTreated.indices.compactMap { panel.isNeverTreated($0) ? nil : firstTreated[$0] })
      .sorted()
    return panel
  }

  /// Whether a unit is treated from the first period of the data on.
  public func isAlwaysTreated(_ unit: Int) -> Bool {
    guard let first = firstTreated[unit], let start = periods.first else { return false }
    return first <= start
  }

  /// The name of a unit as the data have it, for results that are about units (states, schools); never for messages.
  public func label(ofUnit unit: Int) -> String {
    guard let unitColumn, unitRepresentatives.indices.contains(unit) else { return String(unit + 1) }
    let row = unitRepresentatives[unit]
    switch unitColumn.values {
    case .category(let codes, let levels): return levels[Int(codes[row])]
    case .real(let values):
      let value = values[row]
      return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    case .integer(let values): return String(values[row])
    case .date(let values): return String(values[row])
    case .decimal(let values): return String(FixedDecimal.double(values[row]))
    case .identifier, .key: return "#\(unit + 1)"
    }
  }

  /// Names of units for a result; `#1`, `#2`, … for all where they look like numbers of persons.
  func labels(ofUnits shown: [Int]) -> [String] {
    let all = (0..<units).map(label)
    let isPersonal = IdentifierLikeness.mustNotBeShown(all) || IdentifierLikeness.holds(all)
    return shown.map { isPersonal ? "#\($0 + 1)" : all[$0] }
  }

  /// Units as groups of rows, for fixed effects and clusters.
  public var unitGrouping: Grouping {
    Grouping(name: columns.unit ?? "unit", codes: unit, count: units)
  }

  /// Periods as groups of rows.
  public var periodGrouping: Grouping {
    Grouping(name: columns.time, codes: period, count: periods.count)
  }

  /// The rows of a unit.
  public func rows(ofUnit unit: Int) -> Range<Int> { unitStarts[unit]..<unitStarts[unit + 1] }
}
