public import Models

/// Several estimates side by side: a column a model, a line a term, its standard error in parentheses below.
public struct ModelTable: Sendable {
  /// A model with the heading of its column.
  public struct Model: Sendable {
    public let name: String
    public let estimate: Estimate

    public init(name: String, estimate: Estimate) {
      self.name = name
      self.estimate = estimate
    }
  }

  public let models: [Model]
  public let title: String
  public let language: Language
  /// Whether p-values below 0.1, 0.05 and 0.01 get stars; off by default.
  public let showsStars: Bool
  /// Significant digits of estimates and errors.
  public let digits: Int

  /// Models under their names; the same terms are on the same line.
  public init(
    _ models: [Model], title: String = "", language: Language = .english, showsStars: Bool = false,
    digits: Int = 4
  ) {
    precondition(!models.isEmpty, "a table of no model")
    precondition((1...15).contains(digits), "\(digits) significant digits")
    self.models = models
    self.title = title
    self.language = language
    self.showsStars = showsStars
    self.digits = digits
  }

  /// Models numbered (1), (2), … in their order.
  public init(
    _ estimates: [Estimate], title: String = "", language: Language = .english, showsStars: Bool = false,
    digits: Int = 4
  ) {
    self.init(
      estimates.enumerated().map { Model(name: "(\($0 + 1))", estimate: $1) }, title: title,
      language: language, showsStars: showsStars, digits: digits)
  }

  /// The table. CSV has a line a model and term, all digits and a decimal point.
  public func text(_ format: GridFormat) -> String {
    format == .csv ? csv : grid.text(format, language: language)
  }

  private var csv: String {
    let head = ["model"] + EstimateTable.csvHeadings
    let rows = models.flatMap { model in
      EstimateTable.csvRows(model.estimate.terms).map { [EscapedText.csv(model.name)] + $0 }
    }
    return ([head] + rows).map { $0.joined(separator: ",") + "\n" }.joined()
  }

  private var grid: TextGrid {
    let wording = EstimateWording(language)
    let format = NumberFormat(language)
    let outcomes = TextGrid.Line(
      stub: wording.outcome, cells: models.map { EscapedText.oneLine($0.estimate.outcome) })
    var lines: [TextGrid.Line] = []
    for name in names {
      let terms = models.map { model in model.estimate.terms.first { $0.name == name } }
      lines.append(
        .init(
          stub: EscapedText.oneLine(name),
          cells: terms.map { term in
            term.map { format.significant($0.estimate, digits) + stars($0.pValue) } ?? ""
          }))
      lines.append(
        .init(
          stub: "",
          cells: terms.map { term in
            term.map { "(\(format.significant($0.standardError, digits)))" } ?? ""
          }))
    }
    var notes = [wording.errorsBelow]
    if showsStars { notes.append(wording.stars) }
    let covariances = models.map {
      EscapedText.oneLine(SpanishPhrases.text($0.estimate.covariance.description, language))
    }
    if Set(covariances).count == 1 {
      notes.append("\(wording.covariance): \(covariances[0])")
    } else {
      notes += zip(models, covariances).map { "\($0.name) \(wording.covariance): \($1)" }
    }
    for model in models {
      let percent = format.trimmed(model.estimate.confidence * 100, 4)
      if let test = model.estimate.bootstrap {
        notes.append(
          EscapedText.oneLine("\(model.name) \(EstimateTable.text(test, wording, format, percent))"))
      }
      if !model.estimate.collinear.isEmpty {
        notes.append(
          EscapedText.oneLine(
            "\(model.name) \(wording.collinear): \(model.estimate.collinear.joined(separator: ", "))"))
      }
    }
    return TextGrid(
      title: title, headings: [""] + models.map { EscapedText.oneLine($0.name) },
      groups: [[outcomes], lines, effects(wording), foot(wording, format)].filter { !$0.isEmpty },
      notes: notes)
  }

  /// Terms in the order in which models name them first; the intercept last, where it says least.
  private var names: [String] {
    var seen: Set<String> = []
    let all = models.flatMap { $0.estimate.terms.map(\.name) }.filter { seen.insert($0).inserted }
    return all.filter { $0 != "(Intercept)" } + all.filter { $0 == "(Intercept)" }
  }

  /// Which fixed effects each model has, where any has one.
  private func effects(_ wording: EstimateWording) -> [TextGrid.Line] {
    var seen: Set<String> = []
    let names = models.flatMap { $0.estimate.effects.map(\.name) }.filter { seen.insert($0).inserted }
    return names.map { name in
      TextGrid.Line(
        stub: EscapedText.oneLine(name),
        cells: models.map { $0.estimate.effects.contains { $0.name == name } ? wording.yes : wording.no })
    }
  }

  private func foot(_ wording: EstimateWording, _ format: NumberFormat) -> [TextGrid.Line] {
    var lines = [
      TextGrid.Line(
        stub: wording.observations, cells: models.map { format.text($0.estimate.observations) })
    ]
    if Set(models.map(\.estimate.estimator)).count > 1 {
      lines.insert(
        .init(
          stub: wording.estimator, cells: models.map { wording.name(ofEstimator: $0.estimate.estimator) }),
        at: 0)
    }
    let figures: [(String, (Estimate) -> Double?)] = [
      (wording.firstStage, { $0.instruments?.firstStages.first?.f.statistic }),
      (wording.rSquared, \.rSquared), (wording.adjusted, \.adjustedRSquared),
      (wording.within, \.withinRSquared), (wording.sigma, \.sigma), (wording.logLikelihood, \.logLikelihood),
    ]
    for (name, figure) in figures where models.contains(where: { figure($0.estimate) != nil }) {
      lines.append(
        .init(
          stub: name,
          cells: models.map { figure($0.estimate).map { format.significant($0, digits) } ?? "" }))
    }
    return lines
  }

  private func stars(_ probability: Double) -> String {
    guard showsStars else { return "" }
    if probability < 0.01 { return "***" }
    if probability < 0.05 { return "**" }
    return probability < 0.1 ? "*" : ""
  }
}
