internal import Absorption
internal import Kernels
internal import LinearAlgebra

/// The rows that a generalised linear model with effects uses: checked, without those that levels separate and singletons.
struct GeneralisedEffectsSample {
  private(set) var sample: RegressionSample
  private(set) var effects: [FixedEffect]
  private(set) var outcome: [Double]
  private(set) var singletons = 0
  /// Rows left out because the effects, or effects and regressors, tell their outcome.
  private(set) var separated = 0
  private let family: Family
  private let rule: SingletonRule

  init(
    _ all: RegressionData, _ given: [FixedEffect], family: Family, singletons rule: SingletonRule,
    check: ([Double], String, [Int]?) throws(RegressionError) -> Void
  ) throws(RegressionError) {
    for effect in given {
      precondition(
        effect.grouping.codes.count == all.rows,
        "\(effect.name) has \(effect.grouping.codes.count) codes for \(all.rows) rows")
    }
    let checked = try RegressionSample(all, needsVariation: false)
    let own = checked.rows.map { rows in given.map { $0.keeping(rows) } } ?? given
    for effect in own {
      if let slope = effect.slope,
        let row = (0..<checked.data.rows).first(where: { !slope[$0].isFinite })
      {
        throw .notFinite(column: effect.name, row: (checked.rows.map { $0[row] } ?? row) + 1)
      }
    }
    sample = checked
    effects = own
    self.family = family
    self.rule = rule
    outcome = checked.data.outcome.values(count: checked.data.rows)
    try check(outcome, all.outcomeName, checked.rows)
    try settle()
  }

  /// Leaves out rows that turned out to be separated, and what levels separate then.
  mutating func remove(_ rows: [Int]) throws(RegressionError) {
    var isLeft = [Bool](repeating: false, count: outcome.count)
    for row in rows { isLeft[row] = true }
    separated += rows.count
    try keep(outcome.indices.filter { !isLeft[$0] })
    try settle()
  }

  private mutating func settle() throws(RegressionError) {
    while true {
      let before = outcome.count
      if let left = SeparatedLevels.remaining(outcome, effects, family) {
        separated += before - left.count
        try keep(left)
      }
      let afterLevels = outcome.count
      if rule == .remove {
        let intercepts = effects.filter { $0.slope == nil }.map { ($0.grouping.codes, $0.grouping.count) }
        if let left = Singletons.remaining(
          rows: outcome.count, intercepts, frequencies: sample.frequencies)
        {
          singletons += outcome.count - left.count
          try keep(left)
        }
      }
      // Rows whose levels all have an event leave no level without one.
      if outcome.count == afterLevels && family.isOneSided || outcome.count == before { return }
    }
  }

  private mutating func keep(_ left: [Int]) throws(RegressionError) {
    guard !left.isEmpty else {
      throw .separatedOutcome(name: sample.data.outcomeName, effects: effects.map(\.name))
    }
    sample = sample.keeping(left)
    effects = effects.map { $0.keeping(left) }
    outcome = outcome.gathered(left)
  }
}

extension RegressionSample {
  /// The sample of some of its rows, rising.
  func keeping(_ left: [Int]) -> RegressionSample {
    let own = data.selecting(rows: left)
    var count = left.count
    if let weights = own.weights, weights.kind == .frequency {
      count = weights.values.reduce(0) { $0 + Int($1) }
    }
    return RegressionSample(
      data: own, rows: rows.map { $0.gathered(left) } ?? left,
      outcome: outcome.gathered(left), observations: count)
  }
}
