import LinearAlgebra
public import Models

extension Estimate {
  /// The estimate as the command line gives it; numbers round-trip, what has no meaning is null.
  public var json: JSONText {
    .object(
      pairs + ofLikelihood + ofPanel + ofEffects
        + (bootstrap.map { [("bootstrap", Estimate.json($0))] } ?? [])
        + (randomisation.map { [("randomisation", Estimate.json($0))] } ?? [])
        + (prediction.map { [("prediction", $0.json)] } ?? []))
  }

  private var ofLikelihood: [(String, JSONText)] {
    guard let likelihood else { return [] }
    var members: [(String, JSONText)] = [
      ("family", .string(likelihood.name)), ("deviance", .double(likelihood.deviance)),
      ("null_deviance", .double(likelihood.nullDeviance)),
      ("pseudo_r_squared", .double(likelihood.pseudoRSquared)),
      ("pearson_chi_squared", .double(likelihood.pearsonChiSquared)),
      ("dispersion", .double(likelihood.dispersion)),
      (
        "marginal_effects",
        .object([
          ("average", .array(likelihood.averageEffects.map(Estimate.json))),
          ("at_means", .array(likelihood.effectsAtMeans.map(Estimate.json))),
        ])
      ),
    ]
    if let overdispersion = likelihood.overdispersion {
      members += [
        ("alpha", .double(overdispersion.value)), ("alpha_std_error", .double(overdispersion.standardError)),
      ]
    }
    return members
  }

  private var pairs: [(String, JSONText)] {
    [
      ("command", .string("estimate")), ("estimator", .string(estimator)), ("formula", .string(formula)),
      ("outcome", .string(outcome)), ("n", .integer(observations)), ("cells", .integer(cells)),
      ("dropped", dropped),
      ("terms", .array(terms.map(Estimate.json))), ("vcov", matrix),
      ("covariance", .string(covariance.kind.description)), ("profile", .string(covariance.profile.rawValue)),
      ("clusters", .object(covariance.clusters.map { ($0.name, .integer($0.count)) })),
      ("confidence", .double(confidence)), ("df_model", .integer(modelDegrees)),
      ("df_residual", .integer(residualDegrees)), ("df_absorbed", .integer(absorbedDegrees)),
      ("sigma", .double(sigma)), ("ssr", .double(residualSumOfSquares)), ("r_squared", .double(rSquared)),
      ("adj_r_squared", .double(adjustedRSquared)),
      ("r_squared_within", .double(withinRSquared ?? panel?.determination.within)),
      ("adj_r_squared_within", .double(adjustedWithinRSquared)),
      ("log_likelihood", .double(logLikelihood)), ("aic", .double(criteria?.aic)),
      ("bic", .double(criteria?.bic)),
      ("effect_levels", .object(effects.map { ($0.name, .integer($0.levels)) })), ("tests", tests),
      ("collinear", .array(collinear.map { .string($0) })),
      ("iterations", .integer(convergence?.iterations)),
      ("converged", .bool(convergence?.isReached ?? true)),
      ("warnings", .array(warnings.map { .string($0) })),
    ]
  }

  private static func json(_ test: WildBootstrapTest) -> JSONText {
    .object([
      ("term", .string(test.term)), ("null", .double(test.null)), ("statistic", .double(test.statistic)),
      ("p_value", .double(test.pValue)), ("conf_low", .double(test.confidenceLow)),
      ("conf_high", .double(test.confidenceHigh)),
      ("conf_set", json(test.confidenceSet)), ("repetitions", .integer(test.repetitions)),
      ("enumerated", .bool(test.isEnumerated)), ("greater", .integer(test.greater)),
      ("ties", .integer(test.ties)), ("p_value_equal_tail", .double(test.equalTailPValue)),
      ("undefined", .integer(test.undefined)), ("clusters", .integer(test.clusters)),
      (
        "drawn_by",
        .object([("name", .string(test.drawnBy.name)), ("count", .integer(test.drawnBy.count))])
      ), ("variant", .string(test.variant.rawValue)),
      ("weights", .string(test.weights.rawValue)), ("imposes_null", .bool(test.imposesNull)),
      ("seed", .integer(Int(clamping: test.seed))),
    ])
  }

  private static func json(_ test: RandomisationTest) -> JSONText {
    .object([
      ("term", .string(test.term)), ("null", .double(test.null)),
      ("statistic", .double(test.statistic)), ("kind", .string(test.kind.rawValue)),
      ("p_value", .double(test.pValue)), ("conf_low", .double(test.confidenceLow)),
      ("conf_high", .double(test.confidenceHigh)), ("conf_set", json(test.confidenceSet)),
      ("repetitions", .integer(test.repetitions)), ("enumerated", .bool(test.isEnumerated)),
      ("greater", .integer(test.greater)), ("ties", .integer(test.ties)),
      ("undefined", .integer(test.undefined)), ("clusters", .integer(test.clusters)),
      ("paths", .integer(test.paths)), ("seed", .integer(Int(clamping: test.seed))),
    ])
  }

  /// Pieces from low to high; an end that is not there is null.
  private static func json(_ set: [ClosedRange<Double>]) -> JSONText {
    .array(set.map { .array([.double($0.lowerBound), .double($0.upperBound)]) })
  }

  /// As a test, with the set of coefficients that it does not reject.
  private static func json(_ rubin: AndersonRubin) -> JSONText {
    guard case .object(let pairs) = json(rubin.test) else { return .null }
    let set = rubin.confidenceSet
    return .object(
      [("null", .double(0))] + pairs + [
        ("conf_low", .double(set?.first?.lowerBound)), ("conf_high", .double(set?.last?.upperBound)),
        ("conf_set", set.map(json) ?? .null), ("shape", rubin.shape.map { .string($0.rawValue) } ?? .null),
      ])
  }

  private var dropped: JSONText {
    let counts = sample.counts
    return .object(
      [
        ("missing", .integer(counts.missing)), ("singletons", .integer(counts.singletons)),
        ("weights", .integer(counts.weights)), ("where", .integer(counts.filter)),
      ] + (likelihood == nil ? [] : [("separated", .integer(counts.separated))]))
  }

  private var matrix: JSONText {
    let size = covariance.matrix.rows
    return .array(
      (0..<size).map { row in
        .array((0..<size).map { column in .double(covariance.matrix[row, column]) })
      })
  }

  private var tests: JSONText {
    var tests: [(String, JSONText)] = []
    if let wald { tests.append(("wald", Estimate.json(wald))) }
    if let fTest { tests.append(("f", Estimate.json(fTest))) }
    if let instruments {
      tests.append(("first_stage_f", .array(instruments.firstStages.map(Estimate.json))))
      let named: [(String, WaldTest?)] = [
        ("wu_hausman", instruments.wuHausman), ("durbin", instruments.durbin),
        ("sargan", instruments.sargan), ("basmann", instruments.basmann), ("hansen_j", instruments.hansen),
      ]
      tests += named.map { name, test in (name, test.map(Estimate.json) ?? .null) }
      tests += [
        ("kappa", .double(kappa)), ("cragg_donald_f", .double(instruments.weakness.craggDonald)),
        ("kleibergen_paap_f", .double(instruments.weakness.kleibergenPaap)),
        ("effective_f", .double(instruments.weakness.effective)),
        ("anderson_rubin", instruments.andersonRubin.map(Estimate.json) ?? .null),
      ]
    }
    tests += (panel?.tests ?? []).map { ($0.name.rawValue, Estimate.json($0)) }
    return .object(tests)
  }

  private static func json(_ term: CoefficientTerm) -> JSONText {
    .object([
      ("term", .string(term.name)), ("estimate", .double(term.estimate)),
      ("std_error", .double(term.standardError)), ("statistic", .double(term.statistic)),
      ("df", .double(term.degreesOfFreedom)), ("p_value", .double(term.pValue)),
      ("conf_low", .double(term.confidenceLow)), ("conf_high", .double(term.confidenceHigh)),
    ])
  }

  /// The F of a first stage from its sums of squares; `robust` has the covariance of the fit.
  private static func json(_ stage: InstrumentTests.FirstStage) -> JSONText {
    guard case .object(let pairs) = json(stage.f) else { return .null }
    return .object(
      [("endogenous", .string(stage.endogenous))] + pairs + [
        ("partial_r_squared", .double(stage.partialRSquared)), ("robust", stage.robust.map(json) ?? .null),
      ])
  }

  /// `distribution` says what the statistic is compared with: F(df, df_denominator) or χ²(df).
  static func json(_ test: WaldTest) -> JSONText {
    .object([
      ("statistic", .double(test.statistic)), ("df", .integer(test.degrees)),
      ("df_denominator", .double(test.denominatorDegrees)), ("p_value", .double(test.pValue)),
      ("distribution", .string(test.denominatorDegrees == nil ? "chi_squared" : "f")),
    ])
  }
}
