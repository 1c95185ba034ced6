public import Causal
import Models

extension DifferencesResult {
  /// The result as the command line gives it; numbers round-trip, what has no meaning is null.
  public var json: JSONText {
    var members: [(String, JSONText)] = [
      ("command", .string("did")), ("estimator", .string(estimator)), ("description", .string(description)),
      ("outcome", outcome.isEmpty ? .null : .string(outcome)),
      ("n", .integer(observations)), ("units", .integer(units)),
      ("groups", .array(groups.map { .integer($0) })),
      ("att_gt", .array(groupTimeEffects.map(Self.json))),
      ("aggregate", aggregate.map(Self.json) ?? .null),
      ("aggregates", .object(aggregates.map { ($0.type, Self.json($0)) })),
      ("pretrend", preTrend.map(Self.json) ?? .null),
      ("comparisons", .array(comparisons.map(Self.json))),
    ]
    if let conditionalPretest { members.append(("conditional_pretest", Self.json(conditionalPretest))) }
    members += figures.map { ($0.name, .double($0.value)) }
    members += tables.map { ($0.name, Self.json($0)) }
    if let sensitivity { members.append(("sensitivity", sensitivity.json)) }
    members += [
      ("covariance", .string(covariance)), ("confidence", .double(confidence)),
      (
        "bootstrap",
        bootstrap.map {
          .object([
            ("draws", .integer($0.draws)), ("weights", .string($0.weights)),
            ("seed", .integer(Int(clamping: $0.seed))),
          ])
        } ?? .null
      ),
      ("design", design.json), ("warnings", .array(warnings.map { .string($0) })),
    ]
    return .object(members)
  }

  private static func members(_ effect: EffectEstimate?) -> [(String, JSONText)] {
    [
      ("estimate", .double(effect?.estimate)), ("std_error", .double(effect?.standardError)),
      ("conf_low", .double(effect?.confidenceLow)), ("conf_high", .double(effect?.confidenceHigh)),
      ("p_value", .double(effect?.pValue)),
    ]
  }

  private static func json(_ key: Key) -> JSONText {
    switch key {
    case .number(let number): .integer(number)
    case .text(let text): .string(text)
    }
  }

  private static func json(_ cell: GroupTimeEffect) -> JSONText {
    var pairs: [(String, JSONText)] =
      [("group", .integer(cell.group)), ("time", .integer(cell.time))] + members(cell.effect)
    if cell.uniformLow != nil {
      pairs += [("uniform_low", .double(cell.uniformLow)), ("uniform_high", .double(cell.uniformHigh))]
    }
    return .object(pairs)
  }

  private static func json(_ aggregate: Aggregate) -> JSONText {
    .object([
      ("type", .string(aggregate.type)), ("overall", .object(members(aggregate.overall))),
      (
        "by",
        .array(
          aggregate.by.map { effect in
            .object(
              [("key", json(effect.key))] + members(effect.effect) + [
                ("uniform_low", .double(effect.uniformLow)), ("uniform_high", .double(effect.uniformHigh)),
              ])
          })
      ),
      ("critical_value", .double(aggregate.criticalValue)),
    ])
  }

  private static func json(_ test: PreTrend) -> JSONText {
    .object([
      ("statistic", .double(test.statistic)), ("df", .integer(test.degrees)),
      ("df_denominator", .double(test.denominatorDegrees)), ("p_value", .double(test.pValue)),
    ])
  }

  private static func json(_ test: ConditionalPretest) -> JSONText {
    .object([
      ("statistic", .double(test.statistic)), ("p_value", .double(test.pValue)),
      ("critical_value", .double(test.criticalValue)), ("draws", .integer(test.draws)),
      ("moments", .integer(test.moments)), ("points", .integer(test.points)),
      ("points_sampled", .bool(test.isSampled)),
    ])
  }

  private static func json(_ comparison: Comparison) -> JSONText {
    .object([
      ("type", .string(comparison.type)), ("group", json(comparison.group)),
      ("control", json(comparison.control)), ("weight", .double(comparison.weight)),
      ("estimate", .double(comparison.estimate)),
    ])
  }

  private static func json(_ table: Table) -> JSONText {
    .array(
      table.rows.map { row in
        .object(
          zip(table.columns, row).map { name, cell in
            switch cell {
            case .number(let value): (name, .double(value))
            case .integer(let value): (name, .integer(value))
            case .text(let value): (name, .string(value))
            }
          })
      })
  }
}

extension DesignReport {
  /// The shape of the data and what follows from it.
  public var json: JSONText {
    .object([
      ("rows", .integer(rows)), ("units", .integer(units)),
      ("periods", .array(periods.map { .integer($0) })),
      (
        "cohorts",
        .array(
          cohorts.map {
            .object([
              ("group", .integer($0.firstTreated)), ("units", .integer($0.units)),
              ("periods_before", .integer($0.periodsBefore)),
            ])
          })
      ),
      ("never_treated", .integer(neverTreated)), ("never_treated_share", .double(neverTreatedShare)),
      ("always_treated", .integer(alwaysTreated)), ("reversals", .integer(reversals)),
      ("incomplete_units", .integer(incompleteUnits)), ("missing_rows", .integer(missingRows)),
      (
        "clusters",
        clusters.map {
          .object([
            ("name", .string($0.name)), ("count", .integer($0.count)), ("treated", .integer($0.treated)),
            ("smallest", .integer($0.smallest)), ("largest", .integer($0.largest)),
          ])
        } ?? .null
      ),
      ("rows_read", .integer(rowsRead)),
      (
        "dropped",
        .array(
          dropped.map {
            .object([("reason", .string($0.reason.description)), ("rows", .integer($0.rows))])
          })
      ),
      (
        "concerns",
        .array(
          concerns.map {
            .object([
              ("assumption", .string($0.assumption)), ("finding", .string($0.finding)),
              ("remedy", .string($0.remedy)),
            ])
          })
      ),
    ])
  }
}
