public import Causal
import Kernels

/// A battery of comparisons as one table for people, or as JSON.
public struct BatteryTable: Sendable {
  public let result: PrePostBattery.Result
  public let language: Language
  /// What the units of all groups together could find, where a power was asked for.
  public let detectable: DetectableEffect?

  public init(
    _ result: PrePostBattery.Result, language: Language = .english, detectable: DetectableEffect? = nil
  ) {
    self.result = result
    self.language = language
    self.detectable = detectable
  }

  /// The table. CSV has all digits and a decimal point.
  public func text(_ format: GridFormat) -> String {
    format == .csv ? csv : grid.text(format, language: language)
  }

  /// The lines with their corrected p-values; what has no meaning is null.
  public var json: JSONText {
    .object([
      ("by", .array(result.by.map { .string($0) })),
      ("groups", .array(result.groups.map { .string($0) })),
      ("lines", .array(result.lines.map(json))),
      ("repetitions", .integer(result.repetitions)), ("seed", .integer(Int(clamping: result.seed))),
      (
        "rows",
        .object([
          ("read", .integer(result.rows.read)), ("missing", .integer(result.rows.missing)),
          ("filtered", .integer(result.rows.filtered)),
        ])
      ),
    ])
  }

  private func json(_ line: PrePostBattery.Line) -> JSONText {
    .object(
      [
        ("key", .string(key(line))),
        ("group", .object(zip(result.by, line.group).map { ($0, .string($1)) })),
        ("before", .string(line.outcome.before)), ("after", .string(line.outcome.after)),
        ("event", .string(line.event)),
        ("n", .integer(line.count)), ("missing", .integer(line.missing)),
        ("clusters", .integer(line.clusters)),
        ("mean_before", .double(isOfGroups ? nil : line.before)),
        ("mean_after", .double(isOfGroups ? nil : line.after)),
      ] + (isOfGroups ? [("mean_first", .double(line.after)), ("mean_second", .double(line.before))] : []) + [
        ("estimate", .double(line.shown.estimate)), ("std_error", .double(line.shown.standardError)),
        ("conf_low", .double(line.shown.confidenceLow)), ("conf_high", .double(line.shown.confidenceHigh)),
        ("test", .string(line.test.test.rawValue)), ("statistic", .double(line.test.statistic)),
        ("df", .double(line.test.degreesOfFreedom)), ("p_value", .double(line.test.pValue)),
        ("p_holm", .double(line.holm)), ("p_benjamini_hochberg", .double(line.benjaminiHochberg)),
        ("p_romano_wolf", .double(line.romanoWolf)), ("note", .string(line.test.note)),
      ])
  }

  private var isOfGroups: Bool { !result.groups.isEmpty }

  private var hasOutcomes: Bool { Set(result.lines.map(\.outcome.after)).count > 1 }

  private func key(_ line: PrePostBattery.Line) -> String {
    let group = line.group.joined(separator: "/")
    return hasOutcomes || group.isEmpty ? (group.isEmpty ? "" : group + "/") + line.outcome.after : group
  }

  private var grid: TextGrid {
    let wording = PrePostWording(language)
    let format = NumberFormat(language)
    func number(_ value: Double?) -> String {
      value.flatMap { $0.isFinite ? format.significant($0, 4) : nil } ?? "–"
    }
    func chance(_ value: Double?) -> String { value.map { format.probability($0) } ?? "–" }
    let percent = format.trimmed(result.confidence * 100, 4)
    let lines = result.lines.map { line in
      TextGrid.Line(
        stub: EscapedText.oneLine(key(line)),
        cells: [
          format.text(line.count), number(line.before), number(line.after), number(line.shown.estimate),
          // A one-sided interval is open on the other side.
          line.shown.confidenceLow == nil && line.shown.confidenceHigh == nil
            ? "–"
            : "[\(line.shown.confidenceLow.map(number) ?? "−∞"); \(line.shown.confidenceHigh.map(number) ?? "∞")]",
          chance(line.test.pValue), chance(line.holm), chance(line.benjaminiHochberg),
          chance(line.romanoWolf),
        ])
    }
    var notes: [String] = []
    if isOfGroups {
      notes.append(
        "\(wording.direction): \(EscapedText.oneLine(result.groups[0])) − \(EscapedText.oneLine(result.groups[1]))"
      )
    }
    for test in Set(result.lines.map(\.test.test.rawValue)).sorted() {
      notes.append("\(wording.test): \(wording.name(test))")
    }
    notes += intervalNotes
    if result.repetitions > 0 {
      notes.append(
        "Romano–Wolf: \(format.text(result.repetitions)), \(language == .spanish ? "semilla" : "seed") \(result.seed)"
      )
    }
    if let detectable {
      notes.append("\(wording.allUnits): \(DetectableWording(detectable, wording, format).text)")
    }
    for line in result.lines where line.missing > 0 {
      let name = line.group.isEmpty && !hasOutcomes ? wording.battery : EscapedText.oneLine(key(line))
      notes.append("\(name): \(format.text(line.missing)) \(wording.missing)")
    }
    for line in result.lines where line.test.pValue == nil {
      if let note = line.test.note {
        notes.append(
          "\(EscapedText.oneLine(key(line))): \(EscapedText.oneLine(SpanishPhrases.text(note, language)))")
      }
    }
    var read = "\(wording.rows): \(format.text(result.rows.read))"
    if result.rows.missing > 0 { read += "; \(format.text(result.rows.missing)) \(wording.missing)" }
    if result.rows.filtered > 0 { read += "; \(format.text(result.rows.filtered)) \(wording.filtered)" }
    notes.append(read)
    return TextGrid(
      title: wording.battery,
      headings: [
        EscapedText.oneLine(result.by.isEmpty ? wording.unit : result.by.joined(separator: "/")),
        wording.count,
        isOfGroups ? EscapedText.oneLine(result.groups[1]) : wording.before,
        isOfGroups ? EscapedText.oneLine(result.groups[0]) : wording.after,
        isOfGroups ? wording.direction : wording.name("change"), IntervalHeading.text(percent, language),
        wording.probability, "p Holm", "p Benjamini–Hochberg", "p Romano–Wolf",
      ], groups: [lines], notes: notes)
  }

  /// What estimates and intervals are where they are not those of the mean change.
  private var intervalNotes: [String] {
    let ranked: Set<PrePostTest> = [
      .signedRank, .signedRankExact, .signedRankNormal, .signedRankCorrected, .rankSum, .rankSumExact,
      .rankSumNormal, .rankSumCorrected,
    ]
    let isSpanish = language == .spanish
    var notes: [String] = []
    if result.lines.contains(where: { ranked.contains($0.test.test) && $0.test.estimate != nil }) {
      notes.append(
        isSpanish
          ? "Cambio e intervalo: de Hodges y Lehmann, no de las medias"
          : "Change and interval: Hodges and Lehmann's, not of the means")
    }
    if result.lines.contains(where: { $0.test.test == .sign && $0.test.estimate != nil }) {
      notes.append(
        isSpanish
          ? "Cambio e intervalo: de la mediana de los cambios, no de las medias"
          : "Change and interval: of the median of the changes, not of the means")
    }
    if result.lines.contains(where: {
      $0.test.pValue != nil && $0.change.standardError != nil && $0.shown.test != $0.test.test
        && $0.shown.standardError == nil
    }) {
      notes.append(
        isSpanish
          ? "Sin intervalo: la prueba no es del cambio medio"
          : "No interval: the test is not of the mean change")
    }
    return notes
  }

  private var csv: String {
    func text(_ value: Double?) -> String { value.map { $0.isFinite ? NumberText.roundTrip($0) : "" } ?? "" }
    var out =
      (result.by
      + [
        "before", "after", "n", isOfGroups ? "mean_second" : "mean_before",
        isOfGroups ? "mean_first" : "mean_after", "estimate", "std_error", "conf_low", "conf_high",
        "test",
        "statistic", "p_value", "p_holm", "p_benjamini_hochberg", "p_romano_wolf",
      ]).map(EscapedText.csv).joined(separator: ",") + "\n"
    for line in result.lines {
      let words = (line.group + [line.outcome.before, line.outcome.after]).map(EscapedText.csv)
      let numbers = [
        line.before, line.after, line.shown.estimate, line.shown.standardError, line.shown.confidenceLow,
        line.shown.confidenceHigh,
      ].map(text)
      let tested = [
        line.test.statistic, line.test.pValue, line.holm, line.benjaminiHochberg, line.romanoWolf,
      ].map(text)
      out +=
        (words + [String(line.count)] + numbers + [line.test.test.rawValue] + tested).joined(separator: ",")
        + "\n"
    }
    return out
  }
}

extension PrePostComparison {
  /// The comparison of all units with the battery of their groups.
  public func json(with battery: BatteryTable) -> JSONText { .object(members + [("battery", battery.json)]) }
}
