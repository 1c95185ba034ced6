public import LinearAlgebra

/// A balanced panel for synthetic controls: outcomes of units in periods, and when each unit is treated.
public struct SyntheticPanel: Sendable {
  /// periods × units: a unit's series is a column.
  public let outcomes: Matrix
  /// Position of the first treated period of each unit; nil for never.
  public let adoption: [Int?]
  /// Units that are never treated, rising.
  public let donors: [Int]
  /// Units by the position of their first treated period, rising.
  public let cohorts: [(adoption: Int, units: [Int])]

  public var periods: Int { outcomes.rows }
  public var units: Int { outcomes.columns }

  /// - Throws: `.notFinite`, `.noTreated`, `.alwaysTreated`, `.noDonor`.
  public init(outcomes: Matrix, adoption: [Int?]) throws(SyntheticControlError) {
    precondition(
      adoption.count == outcomes.columns, "\(adoption.count) dates for \(outcomes.columns) units")
    let broken = outcomes.elements.count { !$0.isFinite }
    guard broken == 0 else { throw .notFinite(cells: broken) }
    var byDate: [Int: [Int]] = [:]
    var donors: [Int] = []
    for (unit, date) in adoption.enumerated() {
      if let date, date < outcomes.rows {
        byDate[date, default: []].append(unit)
      } else {
        donors.append(unit)
      }
    }
    guard !byDate.isEmpty else { throw .noTreated }
    let always = byDate.filter { $0.key <= 0 }.reduce(0) { $0 + $1.value.count }
    guard always == 0 else { throw .alwaysTreated(units: always) }
    guard !donors.isEmpty else { throw .noDonor(treated: outcomes.columns) }
    self.outcomes = outcomes
    self.adoption = adoption.map { $0.flatMap { $0 < outcomes.rows ? $0 : nil } }
    self.donors = donors
    cohorts = byDate.keys.sorted().map { ($0, byDate[$0, default: []]) }
  }

  /// Units of all cohorts.
  public var treatedCount: Int { units - donors.count }

  /// Mean series of units.
  func mean(_ units: [Int]) -> [Double] {
    let periods = self.periods
    var sum = [Double](repeating: 0, count: periods)
    outcomes.elements.withUnsafeBufferPointer { all in
      for unit in units {
        let base = unit * periods
        for period in 0..<periods { sum[period] += all[base + period] }
      }
    }
    return sum.map { $0 / Double(units.count) }
  }

  /// Series of units weighted.
  func weighted(_ units: [Int], _ weights: [Double]) -> [Double] {
    let periods = self.periods
    var sum = [Double](repeating: 0, count: periods)
    outcomes.elements.withUnsafeBufferPointer { all in
      for (position, unit) in units.enumerated() where weights[position] != 0 {
        let base = unit * periods
        for period in 0..<periods { sum[period] += weights[position] * all[base + period] }
      }
    }
    return sum
  }

  /// Standard deviation (n − 1) of all first differences of units over the first `before` periods; zero where there are none.
  func noise(_ units: [Int], before: Int) -> Double {
    guard before > 1 else { return 0 }
    let count = Double(units.count * (before - 1))
    let periods = self.periods
    // The differences telescope: their sum is that of the last less the first. Their mean is taken off before squaring.
    return outcomes.elements.withUnsafeBufferPointer { all in
      var total = 0.0
      for unit in units { total += all[unit * periods + before - 1] - all[unit * periods] }
      let mean = total / count
      var squares = 0.0
      for unit in units {
        var own = 0.0
        for period in 1..<before {
          let value = all[unit * periods + period] - all[unit * periods + period - 1] - mean
          own += value * value
        }
        squares += own
      }
      return count > 1 ? (squares / (count - 1)).squareRoot() : 0
    }
  }
}
