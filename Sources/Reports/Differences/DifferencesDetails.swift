import Causal

/// The tables that an estimator adds, as people read them: the largest weights first, the two paths with their difference, the rest as
/// they are. JSON has all rows.
struct DifferencesDetails {
  let result: DifferencesResult
  let language: Language

  private static let shownRows = 60
  /// Tables whose key is the time since the treatment.
  private let byEvent: Set<String> = ["leads", "switchers", "horizons", "pretest"]
  private static let shownWeights = 10

  var grids: [TextGrid] { result.tables.compactMap(grid) }

  private func grid(_ table: DifferencesResult.Table) -> TextGrid? {
    guard !table.rows.isEmpty else { return nil }
    switch table.name {
    // Of one cohort the notes have it.
    case "cohorts" where table.rows.count == 1: return nil
    case "unit_weights", "time_weights": return weights(table)
    case "paths": return paths(table)
    default: return plain(table)
    }
  }

  private var wording: DifferencesWording { DifferencesWording(language) }
  private var format: NumberFormat { NumberFormat(language) }

  private func text(_ cell: DifferencesResult.Table.Cell) -> String {
    switch cell {
    case .number(let value): value.map { format.significant($0, 6) } ?? "–"
    case .integer(let value): String(value)
    case .text(let value): EscapedText.oneLine(wording.name(value))
    }
  }

  /// Names of terms are the data's, but for the intercept and the regressors that two-by-two and twfe make.
  private func term(_ cell: DifferencesResult.Table.Cell) -> String {
    guard case .text(let name) = cell else { return text(cell) }
    guard language == .spanish else { return EscapedText.oneLine(name) }
    if name == "(Intercept)" { return "(constante)" }
    let makers: [DifferencesEstimator] = [.twoByTwo, .twoWayFixedEffects]
    guard makers.contains(where: { $0.rawValue == result.estimator }) else {
      return EscapedText.oneLine(name)
    }
    let own = ["treated": "tratados", "after": "después", "eligible": "elegibles"]
    let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    return EscapedText.oneLine(
      parts.allSatisfy { own[$0] != nil } ? parts.map { own[$0] ?? $0 }.joined(separator: ":") : name)
  }

  private func plain(_ table: DifferencesResult.Table) -> TextGrid {
    let left = table.rows.count - Self.shownRows
    return TextGrid(
      title: wording.name(table.name),
      headings: table.columns.map {
        $0 == "key" && byEvent.contains(table.name) ? wording.event : wording.name($0)
      },
      groups: [
        table.rows.prefix(Self.shownRows).map {
          TextGrid.Line(
            stub: ["terms", "coefficients"].contains(table.name) ? term($0[0]) : text($0[0]),
            cells: $0.dropFirst().map(text))
        }
      ], notes: left > 0 ? ["… \(format.text(left)) \(wording.more)"] : [])
  }

  /// `key`, `group`, `weight`: the largest of each group, and what the others have together.
  private func weights(_ table: DifferencesResult.Table) -> TextGrid {
    var groups: [Int] = []
    var lines: [Int: [(name: String, weight: Double)]] = [:]
    for row in table.rows {
      guard row.count == 3, case .text(let key) = row[0], case .integer(let group) = row[1],
        case .number(let weight?) = row[2]
      else { continue }
      if lines[group] == nil { groups.append(group) }
      lines[group, default: []].append((key, weight))
    }
    var notes: [String] = []
    let shown = groups.map { group -> [TextGrid.Line] in
      let all = lines[group, default: []]
      let sorted = all.indices.sorted { (all[$1].weight, $0) < (all[$0].weight, $1) }.map { all[$0] }
      let rest = sorted.dropFirst(Self.shownWeights)
      if !rest.isEmpty {
        notes.append(
          "… \(groups.count > 1 ? "\(wording.group) \(group): " : "")\(format.text(rest.count)) \(wording.more), "
            + format.significant(rest.reduce(0) { $0 + $1.weight }, 4))
      }
      return sorted.prefix(Self.shownWeights).map {
        TextGrid.Line(
          stub: EscapedText.oneLine($0.name),
          cells: (groups.count > 1 ? ["\(group)"] : []) + [format.significant($0.weight, 4)])
      }
    }
    return TextGrid(
      title: wording.name(table.name),
      headings: [table.name == "time_weights" ? wording.time : wording.donor]
        + (groups.count > 1 ? [wording.group] : []) + [wording.weight], groups: shown, notes: notes)
  }

  /// `group`, `time`, `treated`, `synthetic`.
  private func paths(_ table: DifferencesResult.Table) -> TextGrid? {
    var groups: [[TextGrid.Line]] = []
    var last: Int?
    let many =
      Set(
        table.rows.compactMap { row -> Int? in if case .integer(let group)? = row.first { group } else { nil }
        }
      ).count > 1
    var left = 0
    for (number, row) in table.rows.enumerated() {
      guard row.count == 4, case .integer(let group) = row[0], case .integer(let time) = row[1],
        case .number(let treated?) = row[2], case .number(let synthetic?) = row[3]
      else { continue }
      guard number < Self.shownRows else {
        left += 1
        continue
      }
      if last != group { groups.append([]) }
      last = group
      groups[groups.count - 1].append(
        TextGrid.Line(
          stub: (many ? "\(wording.group) \(group), " : "") + "\(time)" + (time >= group ? " *" : ""),
          cells: [treated, synthetic, treated - synthetic].map { format.significant($0, 5) }))
    }
    return TextGrid(
      title: wording.name(table.name),
      headings: [wording.time, wording.name("treated"), wording.name("synthetic"), wording.gap],
      groups: groups,
      notes: ["* \(wording.underTreatment)"] + (left > 0 ? ["… \(format.text(left)) \(wording.more)"] : []))
  }
}
