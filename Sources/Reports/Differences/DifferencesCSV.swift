import Causal
import Kernels

/// A difference-in-differences as delimited text: a row an effect, comparison, figure and line of the tables that the estimator adds. The
/// columns of effects come first and are always there; those of other parts (`p_value`, `identified_low`, `rows`) stand after them where
/// the result has such parts. All digits, a decimal point, empty where there is no finite number.
struct DifferencesCSV {
  let result: DifferencesResult

  private static let effectColumns = [
    "part", "key", "group", "time", "estimate", "std_error", "conf_low", "conf_high", "uniform_low",
    "uniform_high", "weight",
  ]

  /// One row, by column.
  private typealias Row = [(String, String)]

  var text: String {
    let rows = effects + tests + further + sensitivity
    var columns = Self.effectColumns
    for row in rows {
      for (name, _) in row where !columns.contains(name) { columns.append(name) }
    }
    let lines = rows.map { row -> [String] in
      var values: [String: String] = [:]
      for (name, value) in row { values[name] = value }
      return columns.map { values[$0, default: ""] }
    }
    return ([columns] + lines).map { $0.map(EscapedText.csv).joined(separator: ",") + "\n" }.joined()
  }

  private static func number(_ value: Double?) -> String {
    value.flatMap { $0.isFinite ? NumberText.roundTrip($0) : nil } ?? ""
  }

  private static func fields(_ effect: EffectEstimate?) -> Row {
    [
      ("estimate", number(effect?.estimate)), ("std_error", number(effect?.standardError)),
      ("conf_low", number(effect?.confidenceLow)), ("conf_high", number(effect?.confidenceHigh)),
    ]
  }

  /// The aggregate that was asked for, groups in periods, comparisons.
  private var effects: [Row] {
    var rows: [Row] = []
    if let aggregate = result.aggregate {
      if let overall = aggregate.overall {
        rows.append([("part", "overall"), ("key", aggregate.type)] + Self.fields(overall))
      }
      for effect in aggregate.by {
        rows.append(
          [("part", aggregate.type), ("key", effect.key.description)] + Self.fields(effect.effect) + [
            ("uniform_low", Self.number(effect.uniformLow)),
            ("uniform_high", Self.number(effect.uniformHigh)),
          ])
      }
    }
    for cell in result.groupTimeEffects {
      rows.append(
        [("part", "att_gt"), ("group", String(cell.group)), ("time", String(cell.time))]
          + Self.fields(cell.effect))
    }
    for comparison in result.comparisons {
      rows.append([
        ("part", "comparison"), ("key", comparison.type), ("group", comparison.group.description),
        ("time", comparison.control.description), ("estimate", Self.number(comparison.estimate)),
        ("weight", Self.number(comparison.weight)),
      ])
    }
    return rows
  }

  private var tests: [Row] {
    var rows: [Row] = []
    if let test = result.preTrend {
      rows.append([
        ("part", "pretrend"), ("statistic", Self.number(test.statistic)), ("df", String(test.degrees)),
        ("df_denominator", Self.number(test.denominatorDegrees)), ("p_value", Self.number(test.pValue)),
      ])
    }
    if let test = result.conditionalPretest {
      rows.append([
        ("part", "conditional_pretest"), ("statistic", Self.number(test.statistic)),
        ("p_value", Self.number(test.pValue)),
      ])
    }
    return rows
  }

  /// Figures, and tables by the names of their columns.
  private var further: [Row] {
    var rows: [Row] = result.figures.map {
      [("part", "figure"), ("key", $0.name), ("estimate", Self.number($0.value))]
    }
    for table in result.tables {
      for line in table.rows {
        rows.append(
          [("part", table.name)]
            + zip(table.columns, line).map { name, cell in
              switch cell {
              case .number(let value): (name, Self.number(value))
              case .integer(let value): (name, String(value))
              case .text(let value): (name, value)
              }
            })
      }
    }
    return rows
  }

  /// Bounds by M, placebos, groups left out.
  private var sensitivity: [Row] {
    guard let found = result.sensitivity else { return [] }
    var rows: [Row] = []
    if let original = found.original {
      rows.append([("part", "bounded_effect"), ("key", found.target)] + Self.fields(original))
    }
    for bounds in found.bounds {
      for bound in bounds.bounds {
        rows.append([
          ("part", bounds.restriction), ("key", Self.number(bound.value)),
          ("conf_low", Self.number(bound.confidenceLow)), ("conf_high", Self.number(bound.confidenceHigh)),
          ("identified_low", Self.number(bound.identifiedLow)),
          ("identified_high", Self.number(bound.identifiedHigh)),
        ])
      }
      rows.append([
        ("part", "\(bounds.restriction)_breakdown"), ("estimate", Self.number(bounds.breakdown)),
      ])
    }
    func add(_ part: String, _ variants: [SensitivityResult.Variant]) {
      for variant in variants {
        rows.append(
          [("part", part), ("key", variant.key.description)] + Self.fields(variant.effect)
            + (variant.reason.map { [("reason", $0)] } ?? []))
      }
    }
    add("placebo_dates", found.placeboDates)
    add("leave_one_out", found.leaveOneOut)
    if let groups = found.placeboGroups {
      rows.append([("part", "placebo_groups"), ("p_value", Self.number(groups.pValue))])
      rows += groups.estimates.map { [("part", "placebo_groups"), ("estimate", Self.number($0))] }
    }
    return rows
  }
}
