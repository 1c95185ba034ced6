public import ArgumentParser
import Foundation
public import Trayectoria

struct DidCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "did",
    abstract:
      "Difference-in-differences: what a programme changed, with those it did not reach as comparison.",
    discussion: """
      Example: trayectoria did --data castle.csv --outcome l_homicide --unit sid --time year \
      --first-treated effyear --estimator callaway-santanna --aggregate dynamic --plot castle.svg
      Estimators and their assumptions stand in docs/did.md.
      """)

  @Option(help: "Column of the outcome, or an expression: log(price).")
  var outcome: String

  @Option(help: "Column of the units that are followed; none in repeated cross-sections.")
  var unit: String?

  @Option(help: "Column of the period, whole numbers.")
  var time: String

  @Option(help: "Column with 1 in the rows under treatment and 0 in the others.")
  var treatment: String?

  @Option(help: "Column of the period in which a unit is first treated; 0, inf or empty for never.")
  var firstTreated: String?

  @Option(
    help: ArgumentHelp(
      DifferencesEstimator.allCases.map(\.rawValue).joined(separator: ", ") + ".", valueName: "name"))
  var estimator: DifferencesEstimator

  @Option(help: "Whom to compare with: never or not-yet treated units (default: never; of etwfe: not-yet).")
  var control: ComparisonGroup?

  @Option(
    help: ArgumentHelp(
      "How covariates enter: \(DifferencesMethod.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "name"))
  var method: DifferencesMethod?

  @Option(help: "Covariates as the right side of a formula: \"~ x1 + x2\".")
  var covariates: String?

  @Option(help: "How effects are averaged: simple, dynamic, group or calendar.")
  var aggregate: EffectAggregation?

  @Option(
    help: "What effects before the treatment are compared with: varying or universal (default: varying).")
  var basePeriod: BasePeriod?

  @Option(help: "Only groups with this many periods after their first treated one enter the dynamic average.")
  var balanceE: Int?

  @Flag(help: "Rows of each period are of different people.")
  var repeatedCrossSections = false

  @Option(help: "Column of sampling weights.")
  var weights: String?

  @Option(help: "Column of clusters of units.")
  var cluster: String?

  @Option(help: ArgumentHelp("Draws of a bootstrap for errors and uniform bands.", valueName: "draws"))
  var bootstrap: Int?

  @Option(help: "Multipliers of the bootstrap: mammen or rademacher (default: mammen).")
  var bootstrapWeights: MultiplierWeights?

  @Flag(
    help:
      "Test parallel trends before the treatment at all values of the covariates; of callaway-santanna. --bootstrap sets the draws (default: 999)."
  )
  var conditionalPretest = false

  @Option(
    help:
      "Where errors of synthetic-did and synthetic-control come from: placebo, jackknife, bootstrap or none (default: placebo where there are more donors than treated units). --bootstrap sets the draws (default: 200)."
  )
  var vce: SyntheticErrorSource?

  @Option(
    help: ArgumentHelp(
      "Bounds under violations of parallel trends (Rambachan and Roth), or both with +: relative-magnitudes:0.5,1,2 or smoothness:0,0.01.",
      valueName: "bounds"))
  var sensitivity: String?

  @Option(
    parsing: .unconditional,
    help: "The effect that bounds are for: first, average or an event time (default: first).")
  var sensitivityTarget: String?

  @Option(help: "Estimates with the treatment so many periods earlier, on untreated rows: 1,2,3.")
  var placeboDates: String?

  @Option(help: "Draws of treatment dates among the never treated.")
  var placeboGroups: Int?

  @Option(help: "Estimates without each unit, cluster or cohort in turn.")
  var leaveOneOut: SensitivityRequest.Group?

  @Option(help: "Seed of the draws (default: 1).")
  var seed: UInt64?

  @Option(help: "Periods before the treatment in which units may react already (default: 0).")
  var anticipation: Int?

  @Option(help: "Units without a row in each period: drop or keep (default: drop).")
  var incompleteUnits: IncompleteUnits?

  @Option(
    help: ArgumentHelp(
      "Covariance of regressions, as in estimate (default: clustered by unit).", valueName: "kind"))
  var covariance: String?

  @Option(help: "The tool whose finite-sample convention regressions follow (default: fixest).")
  var profile: Profile?

  @Option(help: "Confidence of the intervals, from 0.001 to less than 1.")
  var confidence = 0.95

  @Option(help: "Write a figure of the effects to this SVG file.")
  var plot: String?

  @Option(help: "Column with 1 for those eligible for the treatment: triple differences, of two-by-two.")
  var triple: String?

  @Option(name: .customLong("where"), help: "Rows to use: \"year >= 2015 & region == 5\".")
  var filter: String?

  @Option(help: "Language of the result: es or en.")
  var language: Language = .english

  @OptionGroup var events: EventOptionGroup
  @OptionGroup var source: DataOptions
  @OptionGroup var result: ResultOptions
  @OptionGroup var work: WorkOptions

  func run() throws {
    try source.file.check(outputs: [result.output, plot])
    let request = try request()
    let header = try source.file.header()
    let needed: [String]
    do throws(DifferencesError) { needed = try request.columns.needed(among: header.names) } catch {
      throw failure(error, header.names)
    }
    let table = try source.file.table(header, columns: needed, threads: work.threadCount)
    let found: DifferencesResult
    do throws(DifferencesError) { found = try request.estimate(table) } catch { throw Failure(error) }
    if let plot {
      // Unless another average is asked for, a figure is by event time where the estimator has effects by it.
      var shown = found
      if aggregate == nil,
        let dynamic = found.aggregates.first(where: { $0.type == "dynamic" && !$0.by.isEmpty })
      {
        shown.aggregate = dynamic
      }
      guard let svg = DifferencesFigure(shown, language: language).svg else {
        throw Failure(.noAnswer, "--plot: \(estimator.rawValue) found no effect that could be drawn")
      }
      try result.emit(text(found), figure: svg, to: plot)
    } else {
      try result.emit(text(found))
    }
    // Tables for people have them as notes.
    guard result.format == .json || result.format == .csv else { return }
    for note in found.warnings + found.design.concerns.map(\.description) {
      Warning.write(ResultNote.text(note, language))
    }
  }

  private func text(_ found: DifferencesResult) -> String {
    guard let format = GridFormat(rawValue: result.format.rawValue) else { return found.json.text }
    return DifferencesTable(found, language: language).text(format)
  }

  /// A column that an option names and the file does not have, by file and option; other errors as they are.
  private func failure(_ error: DifferencesError, _ names: [String]) -> Failure {
    guard case .design(.unknownColumn(let name, let nearest, _)) = error else { return Failure(error) }
    let options: [(String, String?)] = [
      ("--outcome", outcome), ("--unit", unit), ("--time", time), ("--treatment", treatment),
      ("--first-treated", firstTreated), ("--weights", weights), ("--cluster", cluster), ("--triple", triple),
      (
        "--covariance",
        (try? covariance.map { try CovarianceRequest($0) })?.flatMap {
          $0.columns.first { !names.contains($0) }
        }
      ),
    ]
    guard let option = options.first(where: { $0.1 == name })?.0 else { return Failure(error) }
    let isSpanish = language == .spanish
    let shown = (nearest.isEmpty ? Array(names.prefix(12)) : nearest).map { "'\($0)'" }.joined(
      separator: ", ")
    let more = nearest.isEmpty && names.count > 12 ? ", …" : ""
    let advice =
      nearest.isEmpty
      ? (isSpanish ? "están \(shown)\(more)" : "there are \(shown)\(more)")
      : (isSpanish ? "¿quiso decir \(shown)?" : "did you mean \(shown)?")
    return Failure(
      .noAnswer,
      isSpanish
        ? "\(source.data): no hay columna '\(name)' (\(option)); \(advice)"
        : "\(source.data): no column '\(name)' (\(option)); \(advice)")
  }

  private func request() throws -> DifferencesRequest {
    try ConfidenceOption.check(confidence)
    if let bootstrap, !(2...10_000_000).contains(bootstrap) {
      throw Failure(.usage, "--bootstrap is a number of draws from 2 to 10000000")
    }
    let sensitivity = try SensitivityOptions(
      bounds: sensitivity, target: sensitivityTarget, dates: placeboDates, groups: placeboGroups,
      leftOut: leaveOneOut
    ).request()
    let isSynthetic = estimator == .syntheticDifferences || estimator == .syntheticControl
    if vce != nil, !isSynthetic {
      throw Failure(
        .usage, "--vce belongs to synthetic-did and synthetic-control; use --covariance or --bootstrap")
    }
    if vce == SyntheticErrorSource.none, bootstrap != nil {
      throw Failure(.usage, "--vce none draws nothing; leave --bootstrap away")
    }
    let draws = isSynthetic || sensitivity != nil || method == .changesInChanges || conditionalPretest
    if bootstrap == nil, (seed != nil && !draws) || (bootstrapWeights != nil && !conditionalPretest) {
      throw Failure(
        .usage, "\(seed != nil && !draws ? "--seed" : "--bootstrap-weights") belongs to --bootstrap DRAWS")
    }
    if let anticipation, !(0...(1 << 30)).contains(anticipation) {
      throw Failure(.usage, "--anticipation is a number of periods, 0 or more")
    }
    if let balanceE, balanceE < 0 { throw Failure(.usage, "--balance-e is a number of periods, 0 or more") }
    try checkOwned()
    let kind: TreatmentColumns.Treatment
    switch (treatment, firstTreated) {
    case (let column?, nil): kind = .dummy(column)
    case (nil, let column?): kind = .firstTreated(column)
    default: throw Failure(.usage, "give --treatment or --first-treated, one of them")
    }
    if unit == nil, !repeatedCrossSections {
      throw Failure(.usage, "give --unit, the column of the units, or --repeated-cross-sections")
    }
    if triple != nil, estimator != .twoByTwo {
      throw Failure(.usage, "--triple belongs to --estimator two-by-two")
    }
    var request = DifferencesRequest(
      TreatmentColumns(
        outcome: outcome, unit: unit, time: time, treatment: kind, covariates: covariates, weights: weights,
        cluster: cluster, areRepeatedCrossSections: repeatedCrossSections, triple: triple,
        filter: try RowFilterOption.filter(filter)),
      estimator: estimator, threads: work.threadCount)
    request.control = control ?? request.control
    request.method = method
    request.aggregation = aggregate
    request.basePeriod = basePeriod ?? request.basePeriod
    request.balancedEventTimes = balanceE
    request.anticipation = anticipation ?? 0
    request.incompleteUnits = incompleteUnits ?? .drop
    request.bootstrapDraws = bootstrap
    request.multipliers = bootstrapWeights ?? .mammen
    request.errorSource = vce
    request.sensitivity = sensitivity
    request.conditionalPretest = conditionalPretest
    request.seed = seed ?? 1
    request.profile = profile ?? .fixest
    request.confidence = confidence
    request.events = try events.options()
    if let covariance {
      let asked: CovarianceRequest
      do throws(CovarianceSyntaxError) { asked = try CovarianceRequest(covariance) } catch {
        throw Failure(.badSpec, error.description)
      }
      request.covariance = asked
      request.columns.cluster = try clusterColumn(asked)
    }
    do throws(DifferencesError) { try request.checkOptions() } catch { throw Failure(error) }
    return request
  }

  /// The column of clusters besides units and periods: of `--cluster`, or the one that the covariance names.
  private func clusterColumn(_ covariance: CovarianceRequest) throws -> String? {
    if covariance.text.hasPrefix("conley") {
      throw Failure(
        .usage, "--covariance conley does not go with did; use --cluster, driscoll-kraay or estimate")
    }
    if let cluster, !covariance.columns.contains(cluster) {
      throw Failure(
        .usage,
        "--covariance \(covariance.text) heeds no clusters of --cluster \(cluster); write --covariance cluster:\(cluster), or leave one of them out"
      )
    }
    let others = covariance.columns.filter { $0 != unit && $0 != time && $0 != cluster }
    guard others.count + (cluster == nil ? 0 : 1) <= 1 else {
      throw Failure(
        .usage,
        "--covariance \(covariance.text) names more clusters than one besides the units and the periods; put them together in one column"
      )
    }
    return cluster ?? others.first
  }

  /// Options that are given and that the estimator would not heed.
  private func checkOwned() throws {
    if let covariates, covariates.allSatisfy({ $0 == " " || $0 == "~" }) {
      throw Failure(.usage, "--covariates is empty; write \"~ x1 + x2\", or leave it out")
    }
    let regressions: [DifferencesEstimator] = [
      .twoByTwo, .twoWayFixedEffects, .eventStudy, .sunAbraham, .stacked, .localProjections, .extendedTwoWay,
      .bacon, .imputation,
    ]
    let owned: [(Bool, String, [DifferencesEstimator])] = [
      (
        control != nil, "--control",
        [.callawaySantAnna, .twoByTwo, .extendedTwoWay, .syntheticDifferences, .syntheticControl]
      ),
      (basePeriod != nil, "--base-period", [.callawaySantAnna]),
      (incompleteUnits != nil, "--incomplete-units", [.callawaySantAnna, .twoByTwo]),
      (bootstrapWeights != nil, "--bootstrap-weights", [.callawaySantAnna, .twoByTwo]),
      (profile != nil, "--profile", regressions),
    ]
    for (isGiven, option, owners) in owned where isGiven && !owners.contains(estimator) {
      throw Failure(
        .usage,
        "\(option) does not go with \(estimator.rawValue); it belongs to \(owners.map(\.rawValue).joined(separator: ", "))"
      )
    }
    if plot != nil, [.twoByTwo, .twoWayFixedEffects].contains(estimator), method != .changesInChanges {
      throw Failure(
        .usage,
        "--plot needs effects by time, group or period, and \(estimator.rawValue) has one effect; use event-study or callaway-santanna, or bacon for what twfe is made of"
      )
    }
  }
}

extension DifferencesEstimator: ExpressibleByArgument {}
extension ComparisonGroup: ExpressibleByArgument {}
extension DifferencesMethod: ExpressibleByArgument {}
extension EffectAggregation: ExpressibleByArgument {}
extension BasePeriod: ExpressibleByArgument {}
extension IncompleteUnits: ExpressibleByArgument {}
extension MultiplierWeights: ExpressibleByArgument {}
extension SyntheticErrorSource: ExpressibleByArgument {}
extension SensitivityRequest.Group: ExpressibleByArgument {}
