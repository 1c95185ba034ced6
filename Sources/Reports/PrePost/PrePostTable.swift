public import Causal
import Kernels

/// A comparison as tables for people: tests, effect sizes, groups or occasions.
public struct PrePostTable: Sendable {
  public let comparison: PrePostComparison
  public let language: Language

  public init(_ comparison: PrePostComparison, language: Language = .english) {
    self.comparison = comparison
    self.language = language
  }

  /// The tables. CSV has the tests and effect sizes in one table, all digits and a decimal point.
  public func text(_ format: GridFormat) -> String {
    if format == .csv { return csv }
    return grid.text(format, language: language)
  }

  private var grid: TextGrid {
    let wording = PrePostWording(language)
    let format = NumberFormat(language)
    func number(_ value: Double?) -> String { value.map { format.significant($0, 5) } ?? "–" }
    func interval(_ low: Double?, _ high: Double?) -> String {
      low == nil && high == nil
        ? "–"
        : "[\(low.map { format.significant($0, 5) } ?? "−∞"); \(high.map { format.significant($0, 5) } ?? "∞")]"
    }
    let tests = comparison.tests.map { test in
      let degrees = [test.degreesOfFreedom, test.denominatorDegrees].compactMap { $0 }.map {
        format.trimmed($0, 5)
      }
      return TextGrid.Line(
        stub: wording.name(test.test.rawValue),
        cells: [
          number(test.estimate), number(test.statistic),
          degrees.isEmpty ? "–" : degrees.joined(separator: "; "),
          test.pValue.map { format.probability($0) } ?? "–",
          interval(test.confidenceLow, test.confidenceHigh),
        ])
    }
    // JSON and CSV have every measure by its name; a second name for the same numbers is no line of its own here.
    let shown = comparison.effects.enumerated().filter { place, effect in
      !comparison.effects[..<place].contains {
        $0.estimate == effect.estimate && $0.confidenceLow == effect.confidenceLow
          && $0.confidenceHigh == effect.confidenceHigh
          && ($0.confidenceLow != nil || $0.measure.hasPrefix(effect.measure)
            || effect.measure.hasPrefix($0.measure))
      }
    }.map(\.element)
    let effects = shown.map { effect in
      TextGrid.Line(
        stub: wording.name(effect.measure),
        cells: [
          number(effect.estimate), "", "", "", interval(effect.confidenceLow, effect.confidenceHigh),
        ])
    }
    let percent = format.trimmed(comparison.confidence * 100, 4)
    return TextGrid(
      title: "\(wording.title): \(wording.designs[comparison.design] ?? "")",
      headings: [
        wording.test, wording.estimate, wording.statistic, wording.degrees, wording.probability,
        IntervalHeading.text(percent, language),
      ], groups: [tests, effects].filter { !$0.isEmpty }, notes: notes(wording, format))
  }

  private func notes(_ wording: PrePostWording, _ format: NumberFormat) -> [String] {
    var notes: [String] = []
    if !comparison.direction.isEmpty {
      notes.append("\(wording.direction): \(wording.direction(EscapedText.oneLine(comparison.direction)))")
    }
    for description in comparison.descriptions {
      let shown = EscapedText.oneLine(description.key)
      let name = comparison.groups.isEmpty ? wording.direction(wording.name(shown)) : shown
      if let share = description.share {
        notes.append(
          "\(name): \(wording.count) \(format.text(description.count)), \(wording.events) "
            + "\(format.text(share.proportion.events)), \(wording.share) \(format.significant(share.proportion.estimate, 4))"
        )
      } else {
        notes.append(
          "\(name): \(wording.count) \(format.text(description.count)), \(wording.mean) "
            + "\(format.significant(description.mean, 5)), \(wording.deviation) "
            + (description.deviation.map { format.significant($0, 5) } ?? "–"))
      }
    }
    if let event = comparison.event { notes.append("\(wording.event): \(EscapedText.oneLine(event))") }
    if let ancova = comparison.ancova {
      for line in ancova.typeTwo {
        notes.append(
          "\(wording.covariance) (II), \(EscapedText.oneLine(line.term)): F(\(line.degrees); \(format.text(ancova.residualDegrees))) = "
            + "\(format.significant(line.f, 5)), p \(format.probability(line.pValue))")
      }
    }
    if let regression = comparison.regressionToTheMean {
      var note = "\(wording.regression) \(format.significant(regression.correlation, 4))"
      if let expected = regression.expectedChange {
        note += "; \(wording.expected) \(format.significant(expected, 5))"
      }
      if let corrected = regression.correctedChange?.estimate {
        note += "; \(wording.corrected) \(format.significant(corrected, 5))"
      }
      notes.append(note)
    }
    if let found = comparison.detectable {
      notes.append(DetectableWording(found, wording, format).text)
    }
    if comparison.rows.read > 0 {
      var note = "\(wording.rows): \(format.text(comparison.rows.read))"
      if comparison.rows.missing > 0 {
        note += "; \(format.text(comparison.rows.missing)) \(wording.missing)"
      }
      if comparison.rows.filtered > 0 {
        note += "; \(format.text(comparison.rows.filtered)) \(wording.filtered)"
      }
      notes.append(note)
    }
    for test in comparison.tests {
      if let note = test.note {
        notes.append(
          "\(wording.name(test.test.rawValue)): \(EscapedText.oneLine(SpanishPhrases.text(note, language)))")
      }
    }
    return notes
  }

  private var csv: String {
    var lines = ["kind,name,estimate,std_error,statistic,df,df_denominator,p_value,conf_low,conf_high"]
    func text(_ value: Double?) -> String { value.map { $0.isFinite ? NumberText.roundTrip($0) : "" } ?? "" }
    for test in comparison.tests {
      lines.append(
        (["test", test.test.rawValue]
          + [
            test.estimate, test.standardError, test.statistic, test.degreesOfFreedom, test.denominatorDegrees,
            test.pValue, test.confidenceLow, test.confidenceHigh,
          ].map(text)).joined(separator: ","))
    }
    for effect in comparison.effects {
      lines.append(
        (["effect_size", effect.measure]
          + [effect.estimate, nil, nil, nil, nil, nil, effect.confidenceLow, effect.confidenceHigh].map(text))
          .joined(separator: ","))
    }
    return lines.map { $0 + "\n" }.joined()
  }
}
