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

  @Option(help: "Column of the groups of a conditional-logit.")
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

  @Option(help: "ols (two-stage least squares with instruments), liml, fuller, gmm or cue.")
  var estimator: Estimator = .ols

  @Option(help: "Rows alone in a level of a fixed effect: keep or drop (default: as the profile's tool).")
  var singletons: String?

  @Option(help: "Confidence of the intervals, between 0 and 1.")
  var confidence = 0.95

  @Option(help: ArgumentHelp("A wild cluster bootstrap of a term: x=0.", valueName: "term=value"))
  var wildBootstrap: String?

  @Option(
    help:
      "Column of the clusters of the bootstrap; the covariance is clustered on it unless another is given.")
  var cluster: String?

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
    guard confidence > 0, confidence < 1 else {
      throw Failure(.usage, "--confidence goes from 0 to 1, for instance 0.95")
    }
    try source.check(outputs: [result.output, plot, prediction.predictionOutput])
    try prediction.check(models: formulas.count, results: [result.output, plot])
    let requests = try formulas.map(request)
    let table = try table(for: requests)
    let estimates = try requests.map { request in
      if let predict = prediction.predict {
        return try prediction.estimate(request, table, source.reading(predict), threads: work.threadCount)
      }
      do throws(EstimateError) { return try request.estimate(table) } catch { throw Failure(error) }
    }
    for (number, estimate) in estimates.enumerated() {
      let model = estimates.count > 1 ? "model \(number + 1): " : ""
      for warning in estimate.warnings { Warning.write(model + warning) }
      if estimate.convergence?.isReached == false {
        Warning.write(model + "the computation did not converge; the result is the last step's")
      }
    }
    let models = estimates.enumerated().map { ModelTable.Model(name: "(\($0 + 1))", estimate: $1) }
    if let plot { try AtomicFile.write(CoefficientPlot(models, language: language).svg, to: plot) }
    try result.emit(text(estimates, models))
  }

  private func request(_ text: String) throws -> EstimateRequest {
    do {
      let design = DesignRequest(
        try Formula(text), weights: weights, weightKind: try kindOfWeights(), offset: offset,
        filter: try rowFilter(), panelID: panelId, panelTime: panelTime)
      let (family, choice) = try model()
      var request = EstimateRequest(
        design, family: family, covariance: try CovarianceRequest(covarianceText), profile: profile,
        estimator: estimator, singletons: try singletonRule(), bootstrap: try bootstrapRequest(),
        confidence: confidence)
      request.choice = choice
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

  private func model() throws -> (Family, ChoiceModel?) {
    if strata != nil, family != .conditionalLogit {
      throw Failure(.usage, "--strata belongs to --family conditional-logit")
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
    covariance ?? (wildBootstrap == nil ? nil : cluster).map { "cluster:\($0)" } ?? "iid"
  }

  private func bootstrapRequest() throws -> WildBootstrapRequest? {
    guard let wildBootstrap else {
      let alone = [
        ("--cluster", cluster != nil), ("--repetitions", repetitions != nil), ("--seed", seed != nil),
        ("--bootstrap-variant", bootstrapVariant != nil), ("--bootstrap-weights", bootstrapWeights != nil),
        ("--unrestricted", unrestricted),
      ].first { $0.1 }
      if let alone { throw Failure(.usage, "\(alone.0) belongs to --wild-bootstrap TERM=VALUE") }
      return nil
    }
    guard let sign = wildBootstrap.lastIndex(of: "="), sign > wildBootstrap.startIndex,
      let null = Double(wildBootstrap[wildBootstrap.index(after: sign)...]), null.isFinite
    else { throw Failure(.usage, "--wild-bootstrap is written TERM=VALUE, for instance x=0") }
    guard let cluster else {
      throw Failure(.usage, "--wild-bootstrap needs --cluster, the column of the clusters")
    }
    let count: WildBootstrap.Repetitions
    switch repetitions {
    case nil: count = .draws(9999)
    case "all": count = .all
    case let text?:
      guard let number = Int(text), (1...100_000_000).contains(number) else {
        throw Failure(.usage, "--repetitions is a whole number up to 100000000, or all, not '\(text)'")
      }
      count = .draws(number)
    }
    return WildBootstrapRequest(
      term: String(wildBootstrap[..<sign]), equals: null,
      cluster: cluster.split(separator: "^").map(String.init), variant: bootstrapVariant ?? .plain,
      weights: bootstrapWeights ?? .rademacher, imposesNull: !unrestricted, repetitions: count,
      seed: seed ?? 1)
  }

  private func rowFilter() throws -> RowFilter? {
    guard let filter else { return nil }
    do throws(FormulaError) { return try RowFilter(filter) } catch {
      throw Failure(
        .badSpec, "--where, line \(error.position.line), column \(error.position.column): \(error.message)")
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
    let header = try source.header()
    var columns: [String] = []
    for request in requests {
      do throws(DesignError) { try request.check(names: header.names) } catch {
        throw Failure(EstimateError.design(error))
      }
      for column in request.columns where !columns.contains(column) { columns.append(column) }
    }
    return try source.table(header, columns: columns, threads: work.threadCount)
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
extension WildBootstrap.Variant: ExpressibleByArgument {}
extension WildWeights: ExpressibleByArgument {}
