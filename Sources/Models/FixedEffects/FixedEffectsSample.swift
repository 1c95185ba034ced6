internal import Absorption
internal import LinearAlgebra

/// The rows that a regression with effects uses, checked: positive weights, finite numbers, singletons by the rule.
struct FixedEffectsSample: Sendable {
  let data: RegressionData
  /// Which rows of what was given these are; nil for all.
  let rows: [Int]?
  let effects: [FixedEffect]
  /// The outcome less the offset.
  let outcome: [Double]
  /// N: rows, or the sum of frequencies.
  let observations: Int
  let singletons: Int

  init(_ all: RegressionData, _ effects: [FixedEffect], singletons rule: SingletonRule)
    throws(RegressionError)
  {
    for effect in effects {
      precondition(
        effect.grouping.codes.count == all.rows,
        "\(effect.name) has \(effect.grouping.codes.count) codes for \(all.rows) rows")
    }
    let checked = try RegressionSample(all)
    let own = checked.rows.map { rows in effects.map { $0.keeping(rows) } } ?? effects
    for effect in own {
      if let slope = effect.slope,
        let row = (0..<checked.data.rows).first(where: { !slope[$0].isFinite })
      {
        throw .notFinite(column: effect.name, row: (checked.rows.map { $0[row] } ?? row) + 1)
      }
    }
    let intercepts = own.filter { $0.slope == nil }.map { ($0.grouping.codes, $0.grouping.count) }
    guard rule == .remove,
      let remaining = Singletons.remaining(
        rows: checked.data.rows, intercepts, frequencies: checked.frequencies)
    else {
      data = checked.data
      rows = checked.rows
      self.effects = own
      outcome = checked.outcome
      observations = checked.observations
      singletons = 0
      return
    }
    guard !remaining.isEmpty else { throw .noRows }
    data = checked.data.selecting(rows: remaining)
    rows = checked.rows.map { rows in remaining.map { rows[$0] } } ?? remaining
    self.effects = own.map { $0.keeping(remaining) }
    outcome = remaining.map { checked.outcome[$0] }
    singletons = checked.data.rows - remaining.count
    observations = checked.observations - singletons
  }
}

extension RegressionSample {
  /// Frequency weights.
  var frequencies: [Double]? { data.weights.flatMap { $0.kind == .frequency ? $0.values : nil } }
}
