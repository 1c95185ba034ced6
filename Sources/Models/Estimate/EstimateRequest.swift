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
  public var profile: Profile
  public var estimator: Estimator
  /// Rows alone in a level of a fixed effect; nil for what the profile's tool does.
  public var singletons: SingletonRule?
  /// A test of one coefficient besides the table; for least squares.
  public var bootstrap: WildBootstrapRequest?
  /// Of the confidence intervals, between 0 and 1.
  public var confidence: Double

  public init(
    _ design: DesignRequest, family: Family = .gaussian, covariance: CovarianceRequest = .iid,
    profile: Profile = .fixest, estimator: Estimator = .ols, singletons: SingletonRule? = nil,
    bootstrap: WildBootstrapRequest? = nil, confidence: Double = 0.95
  ) {
    precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
    self.design = design
    self.family = family
    self.covariance = covariance
    self.profile = profile
    self.estimator = estimator
    self.singletons = singletons
    self.bootstrap = bootstrap
    self.confidence = confidence
  }

  /// The columns that a table must have for it, each once.
  public var columns: [String] { complete.columns }

  /// Throws for the first column of the request that is not among the names, with the nearest of them.
  public func check(names: [String]) throws(DesignError) { try complete.check(names: names) }

  /// The design's request with the covariance's columns, so that rows without them are left out and counted.
  private var complete: DesignRequest {
    var request = design
    for column in covariance.columns + (bootstrap?.cluster ?? []) where !request.also.contains(column) {
      request.also.append(column)
    }
    return request
  }

  /// The estimate over the rows of a table that have every column of the request.
  ///
  /// Throws `EstimateError`. O(n·k²) for n rows and k columns.
  public func estimate(_ table: Table) throws(EstimateError) -> Estimate {
    guard design.formula.outcome != nil || design.outcome != nil else { throw .noOutcome }
    if family != .gaussian {
      if design.formula.fixedEffects != nil, family == .negbin {
        throw .notOfEstimator(part: "fixed effects", estimator: family.rawValue)
      }
      if design.formula.instruments != nil {
        throw .notOfEstimator(part: "instruments", estimator: family.rawValue)
      }
      if estimator != .ols {
        throw .notOfEstimator(part: "the family \(family.rawValue)", estimator: estimator.rawValue)
      }
    }
    if estimator != .ols, design.formula.instruments == nil {
      throw .notOfEstimator(part: "a formula without instruments", estimator: estimator.rawValue)
    }
    if bootstrap != nil, family != .gaussian {
      throw .notOfEstimator(part: "the family \(family.rawValue)", estimator: "the wild bootstrap")
    }
    if bootstrap != nil, design.formula.instruments != nil {
      throw .notOfEstimator(part: "instruments", estimator: "the wild bootstrap")
    }
    let built: Design
    let kind: CovarianceKind
    var wild: WildBootstrap?
    do throws(DesignError) {
      built = try Design(complete, table)
      kind = try covariance.kind(of: built, panelID: design.panelID, panelTime: design.panelTime)
      wild = try bootstrap?.bootstrap(built, confidence: confidence)
    } catch { throw .design(error) }
    do throws(RegressionError) {
      if family != .gaussian {
        let fit = try GeneralisedLinearModel(
          family: family, covariance: kind, profile: profile, singletons: singletons, confidence: confidence
        ).fit(built)
        return try Estimate(
          fit, formula: design.formula, sample: fit.sample(of: built), warnings: warnings(built))
      }
      if let instrumented = InstrumentedData(built) {
        let fit = try InstrumentalVariables(
          estimator.instrumented, covariance: kind, profile: profile, confidence: confidence
        ).fit(instrumented, effects: built.fixedEffects, singletons: singletons)
        return try Estimate(
          fit, formula: design.formula, sample: used(fit.fit, built), warnings: warnings(built))
      }
      let fit = try FixedEffectsLeastSquares(
        covariance: kind, profile: profile, singletons: singletons, confidence: confidence
      ).fit(built)
      var estimate = try Estimate(
        fit, estimator: "ols", formula: design.formula, sample: used(fit, built),
        warnings: warnings(built)
          + (bootstrap == nil ? ClusterBalance.warnings(fit.covariance.kind) : []))
      if let wild, let bootstrap {
        estimate.bootstrap = try wild.test(fit, term: bootstrap.term, equals: bootstrap.null)
      }
      return estimate
    } catch { throw .regression(error) }
  }

  /// The design's sample without the rows that were alone in a level.
  private func used(_ fit: LinearFit, _ built: Design) -> EstimationSample {
    guard let rows = fit.rows else { return built.sample }
    return built.sample.keeping(rows, reason: .singleton)
  }

  private func warnings(_ built: Design) -> [String] {
    guard !covariance.allowsDependence, let unit = design.panelID,
      let units = try? built.grouping(unit), units.count < built.data.rows
    else { return [] }
    return [
      "'\(unit)' has several rows a unit, whose errors are probably related: "
        + "\(covariance.text) takes them for independent; consider cluster:\(unit)"
    ]
  }
}
