public import Columns

/// A regression as it is asked for: a formula with its columns, a covariance by name, and whose convention it follows.
///
///     let request = EstimateRequest(
///       DesignRequest(try Formula("wage ~ educ + exper")), covariance: try CovarianceRequest("hc1"))
///     let estimate = try request.estimate(table)
public struct EstimateRequest: Sendable {
  public var design: DesignRequest
  public var covariance: CovarianceRequest
  /// `gaussian` is least squares, the others maximum likelihood.
  public var family: Family
  /// In place of a family, one of the models that have more to them.
  public var choice: ChoiceModel?
  public var profile: Profile
  public var estimator: Estimator
  /// Rows alone in a level of a fixed effect; nil for what the profile's tool does.
  public var singletons: SingletonRule?
  /// A test of one coefficient besides the table; for least squares.
  public var bootstrap: WildBootstrapRequest?
  /// The same by permuting a treatment of whole clusters.
  public var randomisation: RandomisationRequest?
  /// What estimators of panels have to choose.
  public var panel: PanelChoices
  /// Another finite-sample factor than the profile's.
  public var smallSample: SmallSampleRule?
  /// Whether absorbed effects are given level by level, and whether levels that look like numbers of persons are shown.
  public var recoversEffects = false
  public var revealsIdentifiers = false
  /// Whether least squares works on cells of equal rows.
  public var compression = Compression.automatic
  /// Of the confidence intervals, between 0 and 1.
  public var confidence: Double
  /// Called, before work that will take long, with a line that says what to do instead; nil for no one to tell.
  public var advise: (@Sendable (String) -> Void)?

  public init(
    _ design: DesignRequest, family: Family = .gaussian, covariance: CovarianceRequest = .iid,
    profile: Profile = .fixest, estimator: Estimator = .ols, singletons: SingletonRule? = nil,
    bootstrap: WildBootstrapRequest? = nil, randomisation: RandomisationRequest? = nil,
    panel: PanelChoices = PanelChoices(), confidence: Double = 0.95
  ) {
    precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
    self.design = design
    self.family = family
    self.covariance = covariance
    self.profile = profile
    self.estimator = estimator
    self.singletons = singletons
    self.bootstrap = bootstrap
    self.randomisation = randomisation
    self.panel = panel
    self.confidence = confidence
  }

  /// The columns that a table must have for it, each once.
  public var columns: [String] { complete.columns }

  /// Throws for the first column of the request that is not among the names, with the nearest of them.
  public func check(names: [String]) throws(DesignError) { try complete.check(names: names) }

  /// The design's request with the covariance's columns, so that rows without them are left out and counted.
  var complete: DesignRequest {
    var request = design
    var strata: [String] = []
    if case .conditionalLogit(let column)? = choice { strata = [column] }
    let tests = (bootstrap?.columns ?? []) + (randomisation?.columns ?? [])
    for column in covariance.columns + tests + strata where !request.also.contains(column) {
      request.also.append(column)
    }
    return request
  }

  /// The estimate over the rows of a table that have every column of the request.
  ///
  /// Throws `EstimateError`. O(n·k²) for n rows and k columns.
  public func estimate(_ table: Table) throws(EstimateError) -> Estimate {
    guard design.formula.outcome != nil || design.outcome != nil else { throw .noOutcome }
    if let choice { try check(choice) }
    if family != .gaussian {
      if design.formula.instruments != nil {
        throw .notOfEstimator(part: "instruments", estimator: family.rawValue)
      }
      if estimator != .ols {
        throw .choicesTogether("the family \(family.rawValue)", "the estimator \(estimator.rawValue)")
      }
    }
    try checkExtras()
    if estimator.isOfPanel { return try panelEstimate(table) }
    if estimator != .ols, design.formula.instruments == nil {
      throw .notOfEstimator(part: "a formula without instruments", estimator: estimator.rawValue)
    }
    if bootstrap != nil, family != .gaussian {
      throw .choicesTogether("the family \(family.rawValue)", "the wild bootstrap")
    }
    if bootstrap != nil, estimator != .ols {
      throw .choicesTogether("the estimator \(estimator.rawValue)", "the wild bootstrap")
    }
    if randomisation != nil, family != .gaussian {
      throw .choicesTogether("the family \(family.rawValue)", "randomisation inference")
    }
    if randomisation != nil, design.formula.instruments != nil {
      throw .notOfEstimator(part: "instruments", estimator: "randomisation inference")
    }
    let built: Design
    let kind: CovarianceKind
    var wild: WildBootstrap?
    var inference: RandomisationInference?
    do throws(DesignError) {
      built = try Design(complete, table)
      try checkRepeats(built)
      kind = try covariance.kind(of: built, panelID: design.panelID, panelTime: design.panelTime)
      wild = try bootstrap?.bootstrap(built, confidence: confidence)
      inference = try randomisation?.inference(built, confidence: confidence)
    } catch { throw .design(error) }
    do throws(RegressionError) { try kind.checkRows() } catch { throw Self.located(error, built) }
    announce(built)
    if let choice { return try estimate(choice, built, kind) }
    var linear: LinearFit?
    var generalised: GeneralisedFit?
    var result: Estimate
    do throws(RegressionError) {
      if family != .gaussian {
        let fit = try GeneralisedLinearModel(
          family: family, covariance: kind, profile: profile, singletons: singletons, confidence: confidence
        ).fit(built)
        generalised = fit
        result = try Estimate(
          fit, formula: design.formula, sample: fit.sample(of: built), warnings: warnings(built))
      } else if let instrumented = InstrumentedData(built) {
        let fit = try InstrumentalVariables(
          estimator.instrumented, covariance: kind, profile: profile, confidence: confidence
        ).fit(instrumented, effects: built.fixedEffects, singletons: singletons)
        linear = fit.fit
        result = try Estimate(
          fit, formula: design.formula, sample: used(fit.fit, built),
          warnings: warnings(built)
            + (bootstrap == nil ? ClusterBalance.warnings(fit.fit.covariance.kind) : []))
        if let wild, let bootstrap {
          result.add(try wild.test(fit, term: bootstrap.term, equals: bootstrap.null))
        }
      } else {
        let cells = try compressed(built, kind)
        let fit: LinearFit
        if let cells {
          fit = cells.fit
        } else {
          fit = try ruled(
            try FixedEffectsLeastSquares(
              covariance: kind, profile: profile, singletons: singletons, confidence: confidence
            ).fit(built), kind)
        }
        linear = fit
        let sample = cells.map { built.sample.keeping($0.rows, reason: .singleton) } ?? used(fit, built)
        result = try Estimate(
          fit, estimator: "ols", formula: design.formula, sample: sample,
          warnings: warnings(built)
            + (bootstrap == nil ? ClusterBalance.warnings(cells == nil ? fit.covariance.kind : kind) : []))
        result.cells = cells?.cells
        if let wild, let bootstrap {
          result.add(try wild.test(fit, term: bootstrap.term, equals: bootstrap.null))
        }
        if let inference, let randomisation {
          result.randomisation = try inference.test(fit, term: randomisation.term, equals: randomisation.null)
        }
      }
    } catch { throw Self.located(error, built) }
    if let warning = Self.warningOfRounding(result.terms) { result.warnings.append(warning) }
    if recoversEffects {
      do throws(DesignError) {
        if let linear { result.levels = try built.effectLevels(linear, revealing: revealsIdentifiers) }
        if let generalised {
          result.levels = try built.effectLevels(generalised, revealing: revealsIdentifiers)
        }
      } catch { throw .design(error) }
    }
    return result
  }

  /// The error with the place in the file of the row that it names.
  static func located(_ error: RegressionError, _ built: Design) -> EstimateError {
    guard let row = error.row, (1...built.sample.rowsUsed).contains(row) else { return .regression(error) }
    return .located(error, place: built.place(ofRow: row - 1))
  }

  /// Standard errors below this share of their estimates are rounding.
  private static let rounding = 1e-13

  /// Of terms whose errors are nothing: the model fits the rows, or clusters of them, exactly.
  private static func warningOfRounding(_ terms: [CoefficientTerm]) -> String? {
    let names = terms.filter { $0.standardError <= rounding * abs($0.estimate) && $0.estimate != 0 }.map(
      \.name)
    guard !names.isEmpty else { return nil }
    return
      "errors that are zero but for rounding, since the rows or clusters behind them are fitted exactly; tests and intervals of these "
      + "terms mean nothing: \(names.joined(separator: ", "))"
  }

  /// The design and the covariance over its rows.
  func built(_ table: Table) throws(EstimateError) -> (Design, CovarianceKind) {
    guard design.formula.outcome != nil || design.outcome != nil else { throw .noOutcome }
    let built: Design
    let kind: CovarianceKind
    do throws(DesignError) {
      built = try Design(complete, table)
      kind = try covariance.kind(of: built, panelID: design.panelID, panelTime: design.panelTime)
    } catch { throw .design(error) }
    do throws(RegressionError) { try kind.checkRows() } catch { throw Self.located(error, built) }
    announce(built)
    return (built, kind)
  }

  /// The design's sample without the rows that were alone in a level.
  private func used(_ fit: LinearFit, _ built: Design) -> EstimationSample {
    guard let rows = fit.rows else { return built.sample }
    return built.sample.keeping(rows, reason: .singleton)
  }

  func warnings(_ built: Design) -> [String] {
    let infinite = built.sample.dropped.compactMap { drop -> String? in
      guard case .notFinite(let term) = drop.reason else { return nil }
      return
        "rows counted as missing because \(term) is not finite in them, though its columns have values: \(drop.rows)"
    }
    guard !covariance.allowsDependence, let unit = design.panelID,
      let units = try? built.grouping(unit), units.count < built.data.rows
    else { return infinite }
    return infinite + [
      "'\(unit)' has several rows a unit, whose errors are probably related: "
        + "\(covariance.text) takes them for independent; consider cluster:\(unit)"
    ]
  }
}
