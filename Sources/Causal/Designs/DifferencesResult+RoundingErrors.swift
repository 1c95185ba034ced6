// Standard errors that are rounding alone.
//
// An effect is a sum of differences of outcomes. An outcome of size |y| is known to half a unit in its last place, 2⁻⁵³·|y|, and the
// sums and projections behind an effect lose a few bits more of it. Where what an error measures does not vary in the data (one
// treated and one untreated unit, groups of one unit, outcomes that units and periods fit exactly) it is zero by algebra and some
// multiple of 2⁻⁵³·max|y| in doubles, which would make every estimate significant. So that one rule holds for every estimator:
// errors up to 2⁻⁴⁴ of the largest outcome, 2⁹ of such halves, are none. Data of n units whose errors are that small vary by no more than
// 2⁻⁴⁴·√n of their size: six digits less than prices in pesos have for a million units.

extension DifferencesResult {
  /// The largest standard error that is taken for rounding, of outcomes up to `largest` in absolute value.
  static func roundingError(ofLargest largest: Double) -> Double { largest * 0x1p-44 }

  /// Takes errors out that are rounding alone, with their intervals, p-values and bands, and says how many. `largest` is the largest
  /// absolute value of the outcome. O(effects) time.
  mutating func removeRoundingErrors(largest: Double) {
    let limit = DifferencesResult.roundingError(ofLargest: largest)
    var remover = RoundingErrorRemover(limit: limit, confidence: confidence)
    let treatment = aggregate?.overall?.estimate
    groupTimeEffects = groupTimeEffects.map { cell in
      guard let effect = remover.without(cell.effect, isBefore: cell.time < cell.group) else { return cell }
      return .init(group: cell.group, time: cell.time, effect: effect)
    }
    aggregates = aggregates.map { remover.without($0) }
    let counted = remover.removed
    aggregate = aggregate.map { remover.without($0) }
    // The aggregate that was asked for is one of the others.
    if aggregates.contains(where: { $0.type == aggregate?.type }) { remover.removed = counted }
    tables = tables.map { remover.without($0, treatment: treatment) }
    guard remover.removed > 0 else { return }
    if remover.lacksBefore {
      preTrend = nil
      figures.removeAll { $0.name.hasPrefix("pretrend") || $0.name.hasPrefix("slope_power") }
      tables.removeAll { $0.name == "pretest" }
    }
    warnings.append(
      "\(remover.removed) standard errors are rounding alone and are left out: what they measure does not vary in these data"
    )
  }
}

/// What is left of effects without errors up to a limit.
private struct RoundingErrorRemover {
  let limit: Double
  let confidence: Double
  var removed = 0
  /// Whether an effect before the treatment has lost its error.
  var lacksBefore = false

  /// Nil where the effect stays as it is.
  mutating func without(_ effect: EffectEstimate, isBefore: Bool = false) -> EffectEstimate? {
    guard let error = effect.standardError, error <= limit else { return nil }
    removed += 1
    if isBefore { lacksBefore = true }
    return EffectEstimate(effect.estimate, standardError: nil, confidence: confidence)
  }

  mutating func without(_ aggregate: DifferencesResult.Aggregate) -> DifferencesResult.Aggregate {
    let overall = aggregate.overall.map { without($0) ?? $0 }
    let isDynamic = aggregate.type == EffectAggregation.dynamic.rawValue
    let by = aggregate.by.map { keyed -> DifferencesResult.KeyedEffect in
      let isBefore = if isDynamic, case .number(let time) = keyed.key { time < 0 } else { false }
      guard let effect = without(keyed.effect, isBefore: isBefore) else { return keyed }
      return .init(key: keyed.key, effect: effect)
    }
    return .init(type: aggregate.type, overall: overall, by: by, criticalValue: aggregate.criticalValue)
  }

  /// Leads are effects; of a regression's terms the treatment's line is, while covariates have units of their own.
  mutating func without(_ table: DifferencesResult.Table, treatment: Double?) -> DifferencesResult.Table {
    guard let errors = table.columns.firstIndex(of: "std_error"),
      let estimates = table.columns.firstIndex(of: "estimate")
    else { return table }
    let blank: Set<String> = ["std_error", "statistic", "p_value", "conf_low", "conf_high"]
    let rows = table.rows.map { row -> [DifferencesResult.Table.Cell] in
      guard case .number(let error?) = row[errors], case .number(let estimate?) = row[estimates],
        error <= limit, table.name == "leads" || estimate == treatment
      else { return row }
      if table.name == "leads" {
        removed += 1
        lacksBefore = true
      }
      return zip(table.columns, row).map { blank.contains($0) ? .number(nil) : $1 }
    }
    return .init(name: table.name, columns: table.columns, rows: rows)
  }
}
