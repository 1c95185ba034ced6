public import Causal

/// A difference-in-differences as a table for people: the aggregate that was asked for, else the effects of groups in periods or
/// the comparisons, and what is to be known of the sample and the design.
public struct DifferencesTable: Sendable {
  public let result: DifferencesResult
  public let language: Language

  public init(_ result: DifferencesResult, language: Language = .english) {
    self.result = result
    self.language = language
  }

  /// The table. CSV has a row an effect, figure and row of an estimator's own tables, all digits and a decimal point:
  /// `part,key,group,time,estimate,…`.
  public func text(_ format: GridFormat) -> String {
    format == .csv ? DifferencesCSV(result: result).text : grid.text(format, language: language)
  }

  private var grid: TextGrid {
    let wording = DifferencesWording(language)
    let format = NumberFormat(language)
    let hasBands = result.aggregate?.by.contains { $0.uniformLow != nil } ?? false
    let percent = format.trimmed(result.confidence * 100, 4)
    func interval(_ low: Double?, _ high: Double?) -> String {
      guard let low, let high, low.isFinite, high.isFinite else { return "–" }
      return "[\(format.significant(low, 5)); \(format.significant(high, 5))]"
    }
    func line(_ stub: String, _ effect: EffectEstimate, _ band: String) -> TextGrid.Line {
      TextGrid.Line(
        stub: EscapedText.oneLine(stub),
        cells: [
          format.significant(effect.estimate, 6),
          effect.standardError.map { format.significant($0, 6) } ?? "–",
          interval(effect.confidenceLow, effect.confidenceHigh),
        ] + (hasBands ? [band] : []))
    }
    var groups: [[TextGrid.Line]] = []
    if let aggregate = result.aggregate {
      if let overall = aggregate.overall { groups.append([line(wording.overall, overall, "")]) }
      let by = aggregate.by.map {
        line($0.key.description, $0.effect, interval($0.uniformLow, $0.uniformHigh))
      }
      if !by.isEmpty { groups.append(by) }
    }
    let cells = result.groupTimeEffects.map {
      line("\(wording.group) \($0.group), \(wording.time) \($0.time)", $0.effect, "")
    }
    // One group in one period is the overall effect again.
    if cells.count > 1 || groups.isEmpty, !cells.isEmpty { groups.append(cells) }
    let further = DifferencesDetails(result: result, language: language).grids
    if !result.comparisons.isEmpty { return comparisons(wording, format, further) }
    let kind = result.aggregate.map { wording.average[$0.type] ?? $0.type }
    return TextGrid(
      title: ([wording.estimators[result.estimator] ?? result.estimator, kind].compactMap { $0 })
        .joined(separator: ", "),
      headings: [wording.effect, wording.estimate, wording.error, IntervalHeading.text(percent, language)]
        + (hasBands ? [wording.band] : []),
      groups: groups, further: further, notes: notes(wording, format))
  }

  private func comparisons(_ wording: DifferencesWording, _ format: NumberFormat, _ further: [TextGrid])
    -> TextGrid
  {
    TextGrid(
      title: wording.estimators[result.estimator] ?? result.estimator,
      headings: [wording.type, wording.group, wording.control, wording.weight, wording.estimate],
      groups: [
        result.comparisons.map {
          TextGrid.Line(
            stub: wording.name($0.type),
            cells: [
              wording.name($0.group.description), wording.name($0.control.description),
              format.significant($0.weight, 6), format.significant($0.estimate, 6),
            ])
        }
      ], further: further, notes: notes(wording, format))
  }

  private func notes(_ wording: DifferencesWording, _ format: NumberFormat) -> [String] {
    func own(_ text: String) -> String { EscapedText.oneLine(SpanishPhrases.text(text, language)) }
    var notes: [String] = []
    if !result.outcome.isEmpty { notes.append("\(wording.outcome): \(EscapedText.oneLine(result.outcome))") }
    notes.append(
      "\(wording.rows): \(format.text(result.observations)); \(wording.units): \(format.text(result.units))")
    if !result.description.isEmpty { notes.append(own(result.description)) }
    if !result.covariance.isEmpty {
      let drawn = result.bootstrap.map { bootstrap in
        // Where the errors name their draws, the seed is left to say.
        result.covariance.contains(" draws")
          ? ", \(wording.seed) \(bootstrap.seed)"
          : "; \(format.text(bootstrap.draws)) \(wording.draws) (\(wording.name(bootstrap.weights)), \(wording.seed) \(bootstrap.seed))"
      }
      notes.append("\(wording.errors): \(own(result.covariance))\(drawn ?? "")")
    }
    if let test = result.preTrend {
      notes.append(
        "\(wording.preTrend): \(law(test, format)) = \(format.text(test.statistic, decimals: 3)), \(format.probabilityEquation(test.pValue))"
      )
    }
    if let test = result.conditionalPretest {
      notes.append(
        "\(wording.conditionalPretest): \(format.significant(test.statistic, 5)), \(format.probabilityEquation(test.pValue)) (\(format.text(test.draws)) \(wording.draws))"
      )
    }
    for figure in result.figures {
      notes.append("\(wording.name(figure.name)): \(figure.value.map { format.trimmed($0, 6) } ?? "–")")
    }
    if let sensitivity = result.sensitivity {
      notes += SensitivityNotes(result: sensitivity, language: language).lines
    }
    notes += result.design.concerns.map { "\(wording.design): \(own($0.finding)); \(own($0.remedy))" }
    notes += result.warnings.map { "\(wording.warning): \(own($0))" }
    return notes
  }

  /// χ²(9), or F(4; 299).
  private func law(_ test: DifferencesResult.PreTrend, _ format: NumberFormat) -> String {
    guard let denominator = test.denominatorDegrees else { return "χ²(\(format.text(test.degrees)))" }
    let separator = language == .spanish ? ";" : ","
    return "F(\(format.text(test.degrees))\(separator) \(format.trimmed(denominator, 2)))"
  }
}
