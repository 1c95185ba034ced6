public import Causal
import Models

extension PrePostComparison {
  /// The comparison as the command line gives it; numbers round-trip, what has no meaning is null.
  public var json: JSONText { .object(members) }

  var members: [(String, JSONText)] {
    var members: [(String, JSONText)] = [
      ("command", .string("prepost")), ("n", .integer(count)), ("design", .string(design.rawValue)),
      ("direction", .string(direction)), ("confidence", .double(confidence)),
      ("alternative", .string(alternative.rawValue)),
      ("tests", .array(tests.map(PrePostComparison.json))),
      (
        "effect_sizes",
        .array(
          effects.map { effect in
            .object([
              ("measure", .string(effect.measure)), ("estimate", .double(effect.estimate)),
              ("conf_low", .double(effect.confidenceLow)), ("conf_high", .double(effect.confidenceHigh)),
              ("note", .string(effect.note)),
            ])
          })
      ), ("descriptives", .array(descriptions.map(PrePostComparison.json))),
      ("groups", .array(groups.map { .string($0) })),
    ]
    if let table {
      members.append(
        (
          "table",
          .object([
            ("rows", .integer(table.rows)), ("columns", .integer(table.columns)),
            ("counts", .array(table.counts.map { .integer($0) })), ("event", .string(event)),
          ])
        ))
    }
    if let ancova { members.append(("ancova", PrePostComparison.json(ancova))) }
    if let regression = regressionToTheMean {
      members.append(("regression_to_the_mean", PrePostComparison.json(regression)))
    }
    if let found = detectable {
      members.append(
        (
          "power",
          .object([
            ("power", .double(found.power)), ("level", .double(found.level)),
            ("detectable_effect", .double(found.effect)), ("detectable_change", .double(found.change)),
            ("clusters", .integer(found.clusters)), ("icc", .double(found.intraclassCorrelation)),
            ("design_effect", .double(found.designEffect)),
          ])
        ))
    }
    members.append(
      (
        "rows",
        .object([
          ("read", .integer(rows.read)), ("missing", .integer(rows.missing)),
          ("filtered", .integer(rows.filtered)),
        ])
      ))
    members.append(("warnings", .array(warnings.map { .string($0) })))
    return members
  }

  static func json(_ outcome: TestOutcome) -> JSONText {
    .object([
      ("test", .string(outcome.test.rawValue)), ("estimate", .double(outcome.estimate)),
      ("std_error", .double(outcome.standardError)), ("statistic", .double(outcome.statistic)),
      ("df", .double(outcome.degreesOfFreedom)), ("df_denominator", .double(outcome.denominatorDegrees)),
      ("p_value", .double(outcome.pValue)), ("conf_low", .double(outcome.confidenceLow)),
      ("conf_high", .double(outcome.confidenceHigh)), ("z", .double(outcome.deviate)),
      ("epsilon", .double(outcome.epsilon)), ("n", .integer(outcome.count)), ("note", .string(outcome.note)),
    ])
  }

  private static func json(_ description: Description) -> JSONText {
    var members: [(String, JSONText)] = [
      ("key", .string(description.key)), ("n", .integer(description.count)),
      ("mean", .double(description.mean)),
      ("sd", .double(description.deviation)), ("std_error", .double(description.standardError)),
      ("min", .double(description.minimum)), ("q1", .double(description.lowerQuartile)),
      ("median", .double(description.median)), ("q3", .double(description.upperQuartile)),
      ("max", .double(description.maximum)),
    ]
    if let share = description.share {
      members += [
        ("events", .integer(share.proportion.events)), ("proportion", .double(share.proportion.estimate)),
        (
          "intervals",
          .object(
            share.intervals.map {
              ($0.name, .object([("conf_low", .double($0.low)), ("conf_high", .double($0.high))]))
            })
        ),
      ]
    }
    return .object(members)
  }

  private static func json(_ ancova: Ancova) -> JSONText {
    func lines(_ lines: [Ancova.Line]) -> JSONText {
      .array(
        lines.map { line in
          .object([
            ("term", .string(line.term)), ("df", .integer(line.degrees)),
            ("sum_sq", .double(line.sumOfSquares)),
            ("statistic", .double(line.f)), ("p_value", .double(line.pValue)),
          ])
        })
    }
    return .object([
      (
        "terms",
        .array(
          ancova.coefficients.map { term in
            .object([
              ("term", .string(term.name)), ("estimate", .double(term.estimate)),
              ("std_error", .double(term.standardError)), ("statistic", .double(term.statistic)),
              ("df", .double(term.degreesOfFreedom)), ("p_value", .double(term.pValue)),
              ("conf_low", .double(term.confidenceLow)), ("conf_high", .double(term.confidenceHigh)),
            ])
          })
      ), ("sigma", .double(ancova.sigma)), ("df_residual", .integer(ancova.residualDegrees)),
      ("r_squared", .double(ancova.rSquared)), ("type1", lines(ancova.typeOne)),
      ("type2", lines(ancova.typeTwo)),
    ])
  }

  private static func json(_ regression: RegressionToTheMean) -> JSONText {
    .object([
      ("correlation", .double(regression.correlation)), ("slope_of_change", .double(regression.slope)),
      ("slope_of_change_corrected", .double(regression.correctedSlope)),
      ("equal_variances_p_value", .double(regression.equalVariancesPValue)),
      ("expected_change", .double(regression.expectedChange)),
      ("corrected_change", regression.correctedChange.map(json) ?? .null),
    ])
  }
}
