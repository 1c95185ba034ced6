internal import Columns
internal import Kernels
internal import Rosters

/// The absorbed effects of a fit, level by level.
///
/// What is identified are sums over the sets of effects: of intercepts the first set is free, and every later one has zero at its
/// first level in each connected component of it and the first set (see `AbsorbedEffects.estimates`). Without an intercept in the
/// regression the first set holds the constant.
public struct EffectLevels: Sendable, Equatable {
  /// As in the formula: `id`, `id^year`, `id[[x]]`.
  public let name: String
  public let isSlope: Bool
  /// The values of the level, joined with `^` for combinations; in the order of the values.
  public let levels: [String]
  public let values: [Double]
}

extension Design {
  /// The effects of a fit of this design by level.
  ///
  /// Throws `.identifier` where levels look like numbers of persons and `revealing` is false. O(n).
  public func effectLevels(
    _ fit: LinearFit, revealing: Bool = false
  ) throws(DesignError) -> [EffectLevels] {
    guard let absorption = fit.absorption else { return [] }
    return try levels(absorption.estimates(), rows: fit.rows, revealing: revealing)
  }

  /// The same on the scale of the linear predictor.
  public func effectLevels(
    _ fit: GeneralisedFit, revealing: Bool = false
  ) throws(DesignError) -> [EffectLevels] {
    try levels(fit.effectEstimates(), rows: fit.rows, revealing: revealing)
  }

  private func levels(
    _ estimates: [AbsorbedEffects.Estimate], rows: [Int]?, revealing: Bool
  ) throws(DesignError) -> [EffectLevels] {
    let terms = try FixedEffectTerms(
      formula.fixedEffects, ExpressionEvaluator(table: table, panel: nil), table)
    var found: [EffectLevels] = []
    for (effect, estimate) in estimates.enumerated() {
      var first = [Int](repeating: -1, count: estimate.grouping.count)
      for (row, code) in estimate.grouping.codes.enumerated() where first[Int(code)] < 0 {
        first[Int(code)] = sample.position(of: rows?[row] ?? row)
      }
      let names = first.map { terms.levelName(effect: effect, row: $0) }
      if !revealing {
        let isOfPersons =
          terms.columns(effect: effect).contains { name in
            guard let column = try? table.column(name) else { return false }
            switch column.values {
            case .identifier, .key: return true
            default: return false
            }
          } || names.contains(where: IdentifierLikeness.holdsBody)
        if isOfPersons { throw .identifier(estimate.name, nil) }
      }
      found.append(
        EffectLevels(
          name: estimate.name, isSlope: estimate.isSlope, levels: names, values: estimate.values))
    }
    return found
  }
}
