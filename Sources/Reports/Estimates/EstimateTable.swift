import Kernels
public import Models

/// One estimate as a table for people: a line a term, and what is to be known of the sample and the errors.
public struct EstimateTable: Sendable {
  public let estimate: Estimate
  public let language: Language

  public init(_ estimate: Estimate, language: Language = .english) {
    self.estimate = estimate
    self.language = language
  }

  /// The table, with one of average marginal effects below it where the family has them. CSV has the lines alone, all digits and a
  /// decimal point.
  public func text(_ format: GridFormat) -> String {
    format == .csv ? csv : grid.text(format, language: language)
  }

  private var grid: TextGrid {
    let wording = EstimateWording(language)
    let format = NumberFormat(language)
    let percent = format.trimmed(estimate.confidence * 100, 4)
    let title = wording.name(ofEstimator: estimate.likelihood?.name ?? estimate.estimator)
    var grid = grid(
      of: estimate.terms, title: "\(title): \(EscapedText.oneLine(estimate.formula))", wording, format,
      percent,
      notes: notes(wording, format, percent))
    if let effects = estimate.likelihood?.averageEffects, !effects.isEmpty {
      grid.further = [
        self.grid(
          of: effects, title: wording.marginalEffects, wording, format, percent,
          notes: [wording.marginalNote])
      ]
    }
    return grid
  }

  /// A line a term.
  private func grid(
    of terms: [CoefficientTerm], title: String, _ wording: EstimateWording, _ format: NumberFormat,
    _ percent: String, notes: [String]
  ) -> TextGrid {
    let showsDegrees = Set(terms.map(\.degreesOfFreedom)).count > 1
    let lines = terms.map { term in
      TextGrid.Line(
        stub: EscapedText.oneLine(term.name),
        cells: [
          format.significant(term.estimate, 6), format.significant(term.standardError, 6),
          format.text(term.statistic, decimals: 3),
        ] + (showsDegrees ? [term.degreesOfFreedom.map { format.trimmed($0, 5) } ?? "∞"] : []) + [
          format.probability(term.pValue),
          "[\(format.significant(term.confidenceLow, 6)); \(format.significant(term.confidenceHigh, 6))]",
        ])
    }
    return TextGrid(
      title: title,
      headings: [wording.term, wording.estimate, wording.error, wording.statistic]
        + (showsDegrees ? [wording.degrees] : [])
        + [wording.probability, IntervalHeading.text(percent, language)],
      groups: [lines], notes: notes)
  }

  private func notes(_ wording: EstimateWording, _ format: NumberFormat, _ percent: String) -> [String] {
    var notes = ["\(wording.observations): \(format.text(estimate.observations))"]
    let counts = estimate.sample.counts
    let dropped = [
      (counts.missing, wording.missing), (counts.singletons, wording.singletons),
      (counts.weights, wording.zeroWeights), (counts.filter, wording.filtered),
      (counts.separated, wording.separated),
    ].filter { $0.0 > 0 }
    if !dropped.isEmpty {
      notes.append(
        "\(wording.left): " + dropped.map { "\(format.text($0.0)) \($0.1)" }.joined(separator: ", "))
    }
    notes.append(
      "\(wording.covariance): \(SpanishPhrases.text(estimate.covariance.description, language))")
    if !estimate.effects.isEmpty {
      notes.append(
        "\(wording.effects): "
          + estimate.effects.map { "\($0.name) (\(format.text($0.levels)) \(wording.levels))" }
          .joined(separator: ", "))
    }
    if !estimate.collinear.isEmpty {
      notes.append("\(wording.collinear): \(estimate.collinear.joined(separator: ", "))")
    }
    let figures: [(String, Double?)] = [
      (wording.rSquared, estimate.rSquared), (wording.adjusted, estimate.adjustedRSquared),
      (wording.within, estimate.withinRSquared), (wording.sigma, estimate.sigma),
      (wording.pseudo, estimate.likelihood?.pseudoRSquared),
      (wording.deviance, estimate.likelihood?.deviance), ("α", estimate.likelihood?.overdispersion?.value),
      (wording.logLikelihood, estimate.logLikelihood), ("AIC", estimate.criteria?.aic),
      ("BIC", estimate.criteria?.bic),
    ]
    notes.append(
      figures.compactMap { name, value in value.map { "\(name) \(format.significant($0, 6))" } }
        .joined(separator: " · "))
    notes.append("\(wording.residualDegrees): \(format.text(estimate.residualDegrees))")
    if let wald = estimate.wald {
      let law =
        wald.denominatorDegrees.map { "F(\(wald.degrees); \(format.trimmed($0, 5)))" }
        ?? "χ²(\(wald.degrees))"
      notes.append(
        "\(wording.wald): \(law) = \(format.significant(wald.statistic, 6)), p \(format.probability(wald.pValue))"
      )
    }
    if let instruments = estimate.instruments {
      for stage in instruments.firstStages {
        let law = "F(\(stage.f.degrees); \(format.trimmed(stage.f.denominatorDegrees ?? .nan, 5)))"
        var note =
          "\(wording.firstStage), \(stage.endogenous): \(law) = \(format.significant(stage.f.statistic, 6))"
        if let robust = stage.robust {
          note += " (\(estimate.covariance.kind.description): \(format.significant(robust.statistic, 6)))"
        }
        notes.append(note)
      }
      let tests: [(String, WaldTest?)] = [
        ("Wu–Hausman", instruments.wuHausman), ("Sargan", instruments.sargan),
        ("Hansen J", instruments.hansen),
      ]
      notes.append(
        tests.compactMap { name, test in
          test.map { "\(name) \(format.significant($0.statistic, 6)), p \(format.probability($0.pValue))" }
        }.joined(separator: " · "))
    }
    if let panel = estimate.panel { notes += EstimateTable.notes(panel, wording, format) }
    if let rubin = estimate.instruments?.andersonRubin {
      notes.append(EstimateTable.text(rubin, wording, format, percent))
    }
    if let test = estimate.randomisation {
      notes.append(
        "\(wording.randomisation): \(test.term) = \(format.trimmed(test.null, 6)), p \(format.probability(test.pValue)), "
          + "\(percent) % \(EstimateTable.interval(test.confidenceLow, test.confidenceHigh, wording, format)), "
          + "\(format.text(test.repetitions)) \(test.isEnumerated ? wording.allAssignments : wording.draws)")
    }
    if let test = estimate.bootstrap { notes.append(EstimateTable.text(test, wording, format, percent)) }
    if let convergence = estimate.convergence, !convergence.isReached {
      notes.append("\(wording.notConverged) (\(convergence.iterations))")
    }
    return notes.filter { !$0.isEmpty }.map(EscapedText.oneLine)
  }

  /// Anderson and Rubin's test as a note.
  static func text(
    _ rubin: AndersonRubin, _ wording: EstimateWording, _ format: NumberFormat, _ percent: String
  ) -> String {
    let test = rubin.test
    let law =
      test.denominatorDegrees.map { "F(\(test.degrees); \(format.trimmed($0, 5)))" } ?? "χ²(\(test.degrees))"
    var note =
      "Anderson–Rubin: \(law) = \(format.significant(test.statistic, 6)), p \(format.probability(test.pValue))"
    if let set = rubin.confidenceSet {
      note += ", \(percent) % "
      note +=
        set.isEmpty
        ? "∅"
        : set.map { interval($0.lowerBound, $0.upperBound, wording, format) }.joined(separator: " ∪ ")
    }
    return note
  }

  /// An interval, whose ends may be infinite.
  private static func interval(
    _ low: Double, _ high: Double, _ wording: EstimateWording, _ format: NumberFormat
  ) -> String {
    guard low > -.infinity || high < .infinity else { return wording.unbounded }
    let left = low == -.infinity ? "(−∞" : "[\(format.significant(low, 6))"
    let right = high == .infinity ? "∞)" : "\(format.significant(high, 6))]"
    return "\(left); \(right)"
  }

  /// A bootstrap's test as a note.
  static func text(
    _ test: WildBootstrapTest, _ wording: EstimateWording, _ format: NumberFormat, _ percent: String
  ) -> String {
    let draws = test.isEnumerated ? wording.enumerated : wording.draws
    return
      "\(wording.bootstrap): \(test.term) = \(format.trimmed(test.null, 6)), t \(format.text(test.statistic, decimals: 3)), "
      + "p \(format.probability(test.pValue)), \(percent) % "
      + "\(interval(test.confidenceLow, test.confidenceHigh, wording, format)), \(format.text(test.repetitions)) \(draws)"
  }

  /// The terms; of families with marginal effects these too, and a last column that says which is which.
  private var csv: String {
    var lines = [EstimateTable.csvHeadings] + EstimateTable.csvRows(estimate.terms)
    if let likelihood = estimate.likelihood, !likelihood.averageEffects.isEmpty {
      lines[0].append("part")
      for line in lines.indices.dropFirst() { lines[line].append("coefficient") }
      lines += EstimateTable.csvRows(likelihood.averageEffects).map { $0 + ["marginal_effect_average"] }
      lines += EstimateTable.csvRows(likelihood.effectsAtMeans).map { $0 + ["marginal_effect_at_means"] }
    }
    return lines.map { $0.joined(separator: ",") + "\n" }.joined()
  }

  static let csvHeadings = [
    "term", "estimate", "std_error", "statistic", "df", "p_value", "conf_low", "conf_high",
  ]

  static func csvRows(_ terms: [CoefficientTerm]) -> [[String]] {
    terms.map { term in
      [EscapedText.csv(term.name)]
        + [
          term.estimate, term.standardError, term.statistic, term.degreesOfFreedom ?? .nan, term.pValue,
          term.confidenceLow, term.confidenceHigh,
        ].map(NumberText.roundTrip)
    }
  }
}
