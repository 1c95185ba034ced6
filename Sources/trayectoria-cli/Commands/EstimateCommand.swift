public import ArgumentParser
import Foundation
public import Trayectoria

struct EstimateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "estimate",
    abstract:
      "Least squares, fixed effects, instruments and generalised linear models, with any tool's standard errors.",
    discussion: """
      Example: trayectoria estimate "wage ~ educ + exper + i(year, ref=2014)" --data wages.csv --covariance cluster:id
      The grammar of formulas stands in docs/formula.md. Several formulas make one table of models side by side.
      """)

  @Argument(help: "The model: outcome ~ regressors.")
  var formulas: [String]

  @Option(
    help:
      "The outcome's law: gaussian (least squares), logit, probit, cloglog, poisson, negbin, gamma, fractional, ordered-logit or conditional-logit."
  )
  var family: FamilyName = .family(.gaussian)

  @Option(
    help:
      "Column of the groups that choices of conditional-logit are made in, or of clusters within which --randomisation assigned."
  )
  var strata: String?

  @Option(help: "Column of weights.")
  var weights: String?

  @Option(help: "What the weights are: analytic, frequency or probability.")
  var weightKind: String?

  @Option(help: "Column added to the model with coefficient one.")
  var offset: String?

  @Option(name: .customLong("where"), help: "Rows to use: \"year >= 2015 & region == 5\".")
  var filter: String?

  @Option(help: "Column of the unit of a panel.")
  var panelId: String?

  @Option(help: "Column of the period of a panel.")
  var panelTime: String?

  @Option(
    help: ArgumentHelp(
      "iid, hc0…hc5, hc4m, cluster:g1+g2, cr2:g, cr3:g, jackknife:g, newey-west:LAGS, driscoll-kraay:LAGS or conley:LAT+LON:KM.",
      valueName: "kind"))
  var covariance: String?

  @Option(help: "The tool whose finite-sample convention is followed.")
  var profile: Profile = .fixest

  @Option(
    help:
      "ols (two-stage least squares with instruments), liml, fuller, gmm, cue; of panels between, first-difference, random-effects or correlated-random-effects."
  )
  var estimator: Estimator = .ols

  @Option(
    help:
      "Variances of random effects: swamy-arora, swamy-arora-harmonic, wallace-hussain, nerlove or ml (default: as the profile's tool)."
  )
  var randomEffects: RandomEffects.Method?

  @Option(help: "First differences over gaps in time: span or skip (default: as the profile's tool).")
  var gaps: FirstDifferences.Gaps?

  @Option(help: "Rows alone in a level of a fixed effect: keep or drop (default: as the profile's tool).")
  var singletons: String?

  @Option(
    help: ArgumentHelp(
      "Another finite-sample factor of a robust covariance: parameters=none|nested|full,clusters=none|fewest|own,adjust=yes|no.",
      valueName: "rule"))
  var smallSample: String?

  @Option(help: "Least squares on cells of equal rows: auto (where it pays, default), yes or no.")
  var compress: EstimateRequest.Compression?

  @Flag(help: "Give the fixed effects level by level (in JSON).")
  var effects = false

  @Flag(help: "Show levels of --effects that look like numbers of persons.")
  var revealIdentifiers = false

  @Option(help: "Confidence of the intervals, from 0.001 to less than 1.")
  var confidence = 0.95

  @Option(help: ArgumentHelp("A wild cluster bootstrap of a term: x=0.", valueName: "term=value"))
  var wildBootstrap: String?

  @Option(
    help: ArgumentHelp(
      "Column of the clusters of the bootstrap or the randomisation, several as g1+g2 (in each of them) or g1^g2 (crossed); the covariance is clustered on them unless another is given.",
      valueName: "g"))
  var cluster: String?

  @Option(
    help: ArgumentHelp(
      "Column whose groups the bootstrap draws (default: the clusters; of several ways the fewest): a finer one for subclusters, g1^g2 for an intersection.",
      valueName: "g"))
  var bootstrapBy: String?

  @Option(
    help: ArgumentHelp(
      "Randomisation inference on a treatment of whole clusters: x=0. With --panel-time its paths over the periods are permuted.",
      valueName: "term=value"))
  var randomisation: String?

  @Option(help: "Statistic of the randomisation: coefficient or t (default: coefficient).")
  var randomisationStatistic: RandomisationInference.Statistic?

  @Option(help: "Draws of the bootstrap (default: 9999), or 'all' for every vector of signs.")
  var repetitions: String?

  @Option(help: "Seed of the draws (default: 1).")
  var seed: UInt64?

  @Option(help: "Residuals and variance of the bootstrap: 11, 13, 31 or 33 (default: 11).")
  var bootstrapVariant: WildBootstrap.Variant?

  @Option(help: "Weights of the bootstrap: rademacher, mammen, webb or normal (default: rademacher).")
  var bootstrapWeights: WildWeights?

  @Flag(help: "Take the bootstrap's residuals without the null imposed (WCU).")
  var unrestricted = false

  @Flag(help: "Mark p-values below 0.1, 0.05 and 0.01 in a table of several models.")
  var stars = false

  @Option(help: "Write a figure of the coefficients to this SVG file.")
  var plot: String?

  @OptionGroup var prediction: PredictionOptions

  @Option(help: "Language of the result: es or en.")
  var language: Language = .english

  @OptionGroup var source: DataOptions
  @OptionGroup var result: ResultOptions
  @OptionGroup var work: WorkOptions

  func run() throws {
    try ConfidenceOption.check(confidence)
    if revealIdentifiers, !effects { throw Failure(.usage, "--reveal-identifiers belongs to --effects") }
    if stars, formulas.count == 1 {
      throw Failure(.usage, "--stars belongs to a table of several models: give more than one formula")
    }
    try source.file.check(outputs: [result.output, plot, prediction.predictionOutput])
    try prediction.check(models: formulas.count, results: [result.output, plot])
    let requests = try formulas.map(request)
    let table = try table(for: requests)
    let estimates = try Parallel.$limit.withValue(work.threadCount) {
      try requests.map { request in
        if let predict = prediction.predict {
          return try prediction.estimate(request, table, source.reading(predict), threads: work.threadCount)
        }
        do throws(EstimateError) { return try request.estimate(table) } catch { throw Failure(error) }
      }
    }
    for (number, estimate) in estimates.enumerated() {
      let word = language == .spanish ? "modelo" : "model"
      let model = estimates.count > 1 ? "\(word) \(number + 1): " : ""
      for warning in estimate.warnings { Warning.write(model + ResultNote.text(warning, language)) }
      if estimate.convergence?.isReached == false {
        let note = "the computation did not converge; the result is the last step's"
        Warning.write(model + ResultNote.text(note, language))
      }
    }
    let models = estimates.enumerated().map { ModelTable.Model(name: "(\($0 + 1))", estimate: $1) }
    let written = text(estimates, models)
    guard let plot else { return try result.emit(written) }
    try result.emit(written, figure: CoefficientPlot(models, language: language).svg, to: plot)
  }

  private func request(_ text: String) throws -> EstimateRequest {
    do {
      let design = DesignRequest(
        try Formula(text), weights: weights, weightKind: try kindOfWeights(), offset: offset,
        filter: try RowFilterOption.filter(filter), panelID: panelId, panelTime: panelTime)
      let (family, choice) = try model()
      var request = EstimateRequest(
        design, family: family, covariance: try CovarianceRequest(covarianceText), profile: profile,
        estimator: estimator, singletons: try singletonRule(), bootstrap: try bootstrapRequest(),
        randomisation: try randomisationRequest(), panel: try panelChoices(), confidence: confidence)
      request.choice = choice
      request.smallSample = try smallSample.map { text throws in try SmallSampleRule(text) }
      if let compress { request.compression = compress }
      request.recoversEffects = effects
      request.revealsIdentifiers = revealIdentifiers
      request.advise = { [language] line in Warning.tell(ResultNote.text(line, language)) }
      if request.covariance.needsTime, panelTime == nil {
        throw Failure(.usage, "--covariance \(covarianceText) needs --panel-time, the column of the period")
      }
      return request
    } catch let error as FormulaError {
      throw Failure(.badSpec, error.description)
    } catch let error as CovarianceSyntaxError {
      throw Failure(.badSpec, error.description)
    }
  }

  private func panelChoices() throws -> PanelChoices {
    if estimator.isOfPanel, panelId == nil {
      throw Failure(.usage, "--estimator \(estimator.rawValue) needs --panel-id, the column of the unit")
    }
    if estimator.needsTime, panelTime == nil {
      throw Failure(.usage, "--estimator \(estimator.rawValue) needs --panel-time, the column of the period")
    }
    let isRandom = estimator == .randomEffects || estimator == .correlatedRandomEffects
    if randomEffects != nil, !isRandom {
      throw Failure(.usage, "--random-effects belongs to --estimator random-effects")
    }
    if gaps != nil, estimator != .firstDifference {
      throw Failure(.usage, "--gaps belongs to --estimator first-difference")
    }
    return PanelChoices(variances: randomEffects, gaps: gaps)
  }

  private func model() throws -> (Family, ChoiceModel?) {
    if strata != nil, family != .conditionalLogit, randomisation == nil {
      throw Failure(.usage, "--strata belongs to --family conditional-logit or to --randomisation TERM=VALUE")
    }
    switch family {
    case .family(let family): return (family, nil)
    case .orderedLogit: return (.gaussian, .orderedLogit)
    case .conditionalLogit:
      guard let strata else {
        throw Failure(.usage, "--family conditional-logit needs --strata, the column of the groups")
      }
      return (.gaussian, .conditionalLogit(strata: strata))
    }
  }

  /// `iid`, or the bootstrap's clusters.
  private var covarianceText: String {
    covariance ?? (wildBootstrap == nil && randomisation == nil ? nil : cluster).map { "cluster:\($0)" }
      ?? "iid"
  }

  private func bootstrapRequest() throws -> WildBootstrapRequest? {
    guard let wildBootstrap else {
      let alone = [
        ("--cluster", cluster != nil && randomisation == nil),
        ("--repetitions", repetitions != nil && randomisation == nil),
        ("--seed", seed != nil && randomisation == nil), ("--bootstrap-by", bootstrapBy != nil),
        ("--bootstrap-variant", bootstrapVariant != nil), ("--bootstrap-weights", bootstrapWeights != nil),
        ("--unrestricted", unrestricted),
      ].first { $0.1 }
      if let alone { throw Failure(.usage, "\(alone.0) belongs to --wild-bootstrap TERM=VALUE") }
      return nil
    }
    let (term, null) = try hypothesis(wildBootstrap, "--wild-bootstrap")
    guard let cluster else {
      throw Failure(.usage, "--wild-bootstrap needs --cluster, the column of the clusters")
    }
    return WildBootstrapRequest(
      term: term, equals: null,
      clusters: try cluster.split(separator: "+", omittingEmptySubsequences: false).map {
        try columns(String($0), "--cluster")
      },
      drawnBy: try bootstrapBy.map { try columns($0, "--bootstrap-by") },
      variant: bootstrapVariant ?? .plain,
      weights: bootstrapWeights ?? .rademacher, imposesNull: !unrestricted, repetitions: try count(),
      seed: seed ?? 1)
  }

  private func randomisationRequest() throws -> RandomisationRequest? {
    guard let randomisation else {
      if randomisationStatistic != nil {
        throw Failure(.usage, "--randomisation-statistic belongs to --randomisation TERM=VALUE")
      }
      return nil
    }
    let (term, null) = try hypothesis(randomisation, "--randomisation")
    guard let cluster else {
      throw Failure(.usage, "--randomisation needs --cluster, the column of the clusters that were assigned")
    }
    guard !cluster.contains("+") else {
      throw Failure(.usage, "--randomisation permutes clusters in one way: write --cluster g, or g1^g2")
    }
    return RandomisationRequest(
      term: term, equals: null, cluster: try columns(cluster, "--cluster"), period: panelTime, strata: strata,
      statistic: randomisationStatistic ?? .coefficient, repetitions: try count(), seed: seed ?? 1)
  }

  /// TERM=VALUE.
  private func hypothesis(_ text: String, _ option: String) throws -> (term: String, null: Double) {
    guard let sign = text.lastIndex(of: "="), sign > text.startIndex,
      let null = Double(text[text.index(after: sign)...]), null.isFinite
    else { throw Failure(.usage, "\(option) is written TERM=VALUE, for instance x=0") }
    return (String(text[..<sign]), null)
  }

  /// Columns that are crossed.
  private func columns(_ text: String, _ option: String) throws -> [String] {
    let names = text.split(separator: "^", omittingEmptySubsequences: false).map(String.init)
    guard names.allSatisfy({ !$0.isEmpty }) else {
      throw Failure(.usage, "\(option) names columns, as g1+g2 or g1^g2, not '\(text)'")
    }
    return names
  }

  private func count() throws -> WildBootstrap.Repetitions {
    switch repetitions {
    case nil: return .draws(9999)
    case "all": return .all
    case let text?:
      guard let number = Int(text), (1...100_000_000).contains(number) else {
        throw Failure(.usage, "--repetitions is a whole number from 1 to 100000000, or all, not '\(text)'")
      }
      return .draws(number)
    }
  }

  private func singletonRule() throws -> SingletonRule? {
    switch singletons {
    case nil: return nil
    case "keep": return .keep
    case "drop": return .remove
    case let text?: throw Failure(.usage, "--singletons must be keep or drop, not '\(text)'")
    }
  }

  private func kindOfWeights() throws -> ObservationWeights.Kind {
    guard let weightKind else { return .analytic }
    guard weights != nil else { throw Failure(.usage, "--weight-kind needs --weights, the column of them") }
    switch weightKind {
    case "analytic": return .analytic
    case "frequency": return .frequency
    case "probability": return .probability
    default:
      throw Failure(.usage, "--weight-kind must be analytic, frequency or probability, not '\(weightKind)'")
    }
  }

  /// The columns that the models need, read once.
  private func table(for requests: [EstimateRequest]) throws -> Table {
    let header = try source.file.header()
    var columns: [String] = []
    for request in requests {
      do throws(DesignError) { try request.check(names: header.names) } catch {
        throw Failure(EstimateError.design(error))
      }
      for column in request.columns where !columns.contains(column) { columns.append(column) }
    }
    return try source.file.table(header, columns: columns, threads: work.threadCount)
  }

  private func text(_ estimates: [Estimate], _ models: [ModelTable.Model]) -> String {
    guard let format = GridFormat(rawValue: result.format.rawValue) else {
      return estimates.count == 1
        ? estimates[0].json.text
        : JSONText.object([
          ("command", .string("estimate")), ("models", .array(estimates.map(\.json))),
        ]).text
    }
    return estimates.count == 1
      ? EstimateTable(estimates[0], language: language).text(format)
      : ModelTable(models, language: language, showsStars: stars).text(format)
  }
}

extension Profile: ExpressibleByArgument {}
extension Estimator: ExpressibleByArgument {}
extension RandomEffects.Method: ExpressibleByArgument {}
extension EstimateRequest.Compression: ExpressibleByArgument {}
extension FirstDifferences.Gaps: ExpressibleByArgument {}
extension WildBootstrap.Variant: ExpressibleByArgument {}
extension WildWeights: ExpressibleByArgument {}
extension RandomisationInference.Statistic: ExpressibleByArgument {}
