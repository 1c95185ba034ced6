public import Absorption

/// How effects were absorbed in a fit, and what they are.
public struct AbsorbedEffects: Sendable {
  /// One set of effects.
  public struct Estimate: Sendable {
    /// As in the formula: `id`, `id^year`, `id[[x]]`.
    public let name: String
    public let grouping: Grouping
    public let isSlope: Bool
    /// One a group.
    public let values: [Double]
  }

  /// Of the effects, in the formula's order.
  public let names: [String]
  /// Levels of each.
  public let levels: [Int]
  /// Regressors that the effects fit exactly; they are among the fit's `dropped` too.
  public let absorbedRegressors: [String]
  /// Rows left out because they were alone in a level.
  public let singletons: Int
  public let iterations: Int
  public let method: AbsorptionOptions.Method
  /// The largest ‖ZᵀW·r‖ of the columns, relative to what it was, and whether each is below the tolerance.
  public let residual: Double
  public let converged: Bool
  public let tolerance: Double

  /// Of the outcome and then of each estimated regressor: for each block its coefficients.
  let coefficients: [[[Double]]]
  let slopes: [Double]
  let design: AbsorbedDesign

  /// Parameters of the effects with their redundancies counted, or a bound; found when asked for.
  public var degrees: EffectDegrees { design.degrees }

  /// The effects: what they add to the fitted value of each of their levels' rows.
  ///
  /// Only sums are identified: of intercepts the first set is free, and every later one has zero at its first level in each
  /// connected component of it and the first set; more sets than two may have more redundancies, settled as the solver did.
  /// O(n).
  public func estimates() -> [Estimate] {
    var blocks = coefficients[0]
    for (position, slope) in slopes.enumerated() {
      for block in blocks.indices {
        for index in blocks[block].indices {
          blocks[block][index] -= slope * coefficients[position + 1][block][index]
        }
      }
    }
    let effects = design.effects
    var result = effects.map { _ in [Double]() }
    for (block, members) in FixedEffect.places(effects).enumerated() {
      let functions = members.count
      // Intercepts stand before slopes in a block.
      let ordered =
        members.filter { effects[$0].slope == nil } + members.filter { effects[$0].slope != nil }
      for (function, effect) in ordered.enumerated() {
        result[effect] = stride(from: function, to: blocks[block].count, by: functions).map {
          blocks[block][$0]
        }
      }
    }
    let intercepts = effects.indices.filter { effects[$0].slope == nil }
    if let first = intercepts.first {
      for later in intercepts.dropFirst() {
        var own = result[later]
        AbsorbedEffects.settle(&result[first], effects[first].grouping, &own, effects[later].grouping)
        result[later] = own
      }
    }
    return zip(effects, result).map {
      Estimate(name: $0.name, grouping: $0.grouping, isSlope: $0.slope != nil, values: $1)
    }
  }

  /// Moves a constant of each component from the later effects to the first, so that the later's first level there is zero.
  private static func settle(
    _ first: inout [Double], _ firstGroups: Grouping, _ later: inout [Double], _ laterGroups: Grouping
  ) {
    let component = EffectSpace.components(
      firstGroups.codes, firstGroups.count, laterGroups.codes, laterGroups.count)
    var shifts: [UInt32: Double] = [:]
    for level in later.indices where shifts[component[firstGroups.count + level]] == nil {
      shifts[component[firstGroups.count + level]] = later[level]
    }
    for level in later.indices { later[level] -= shifts[component[firstGroups.count + level]] ?? 0 }
    for level in first.indices { first[level] += shifts[component[level]] ?? 0 }
  }
}
