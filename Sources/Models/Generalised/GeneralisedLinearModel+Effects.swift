internal import Absorption
internal import LinearAlgebra

// Fixed effects: each step sweeps them out under its weights (`EffectsLeastSquares`). Rows whose outcome the effects tell for
// certain have effects without bound and say nothing of the coefficients: they are left out first, levels whose outcomes are all
// zero (and for 0/1 outcomes all one) again and again until there is none (as fixest and Correia, Guimarães & Zylkin 2020 do),
// then what the search for the maximum finds to be separated by several effects together; for counts also by regressors, which
// may then be absorbed (Correia, Guimarães & Zylkin 2021, arXiv:1903.01633: the other coefficients are not touched by it). Of a
// 0/1 outcome that regressors separate there is no estimate, as without effects.
//
// Effects of a 0/1 outcome with few rows a level bias the coefficients (Neyman & Scott 1948, Econometrica 16; Lancaster 2000,
// J. Econometrics 95); those of Poisson do not. Those of the negative binomial hardly do, but with few rows a level α is estimated too
// small and model-based errors with it (Allison & Waterman 2002, Sociological Methodology 32); robust ones do not rest on α.

extension GeneralisedLinearModel {
  /// Rounds of leaving out separated rows, at most.
  private static let rounds = 50

  /// The fit of a design with its `fixedEffects`; see `fit(_:effects:)`.
  public func fit(_ design: Design) throws(RegressionError) -> GeneralisedFit {
    try fit(design.data, effects: design.fixedEffects)
  }

  /// The fit with absorbed effects of as many rows as the data; without any, that of `fit(_:)`.
  ///
  /// Every grouping of the covariance has a code for each row given. What was left out and how absorption ended is in the fit's
  /// `absorption`. Throws what `fit(_:)` throws, `.absorbedRegressors`, `.separatedOutcome` where no row is left, and
  /// `.effectsTooLarge` where leverages of too many effects are needed. O(n·(k + F)) a walk and O(n·k²) a step.
  public func fit(_ data: RegressionData, effects: [FixedEffect]) throws(RegressionError) -> GeneralisedFit {
    guard !effects.isEmpty else { return try fit(data) }
    for grouping in covariance.groupings {
      precondition(
        grouping.codes.count == data.rows,
        "\(grouping.name) has \(grouping.codes.count) codes for \(data.rows) rows")
    }
    var sample = try GeneralisedEffectsSample(
      data, effects, family: family, singletons: singletons ?? profile.singletons, check: checkRange)
    var byRegressors = 0
    for _ in 0..<Self.rounds {
      let found = try fit(sample, byRegressors)
      switch found {
      case .fit(let fit): return fit
      case .separated(let rows, let terms):
        if !terms.isEmpty { byRegressors += rows.count }
        try sample.remove(rows)
      }
    }
    throw .separation(
      family: family.rawValue, terms: effects.map(\.name), rows: sample.separated, of: data.rows)
  }

  /// Rows times the square of columns and levels up to which these are spelled out: a second or so.
  private static let spelledWork = 1 << 28

  /// The columns and an indicator or slope of each level, as a function; nil where they are too many.
  private func spelled(_ matrix: TallMatrix, _ effects: [FixedEffect]) -> (@Sendable () -> TallMatrix)? {
    var width = matrix.width
    for effect in effects {
      guard effect.grouping.count <= 1 << 14 else { return nil }
      width += effect.grouping.count
    }
    guard width <= 1 << 14, matrix.rows <= Self.spelledWork / (width * width) else { return nil }
    return {
      var columns = matrix.columns
      for effect in effects {
        for level in 0..<UInt32(effect.grouping.count) {
          let codes = effect.grouping.codes
          let slope = effect.slope.map { slope in codes.indices.map { slope[$0] } }
          columns.append(
            slope.map { .scaledIndicator(codes: codes, level: level, values: $0) }
              ?? .indicator(codes: codes, level: level))
        }
      }
      return TallMatrix(rows: matrix.rows, columns: columns)
    }
  }

  private enum Round {
    case fit(GeneralisedFit)
    case separated([Int], terms: [String])
  }

  private func fit(_ effects: GeneralisedEffectsSample, _ byRegressors: Int) throws(RegressionError) -> Round
  {
    let sample = effects.sample
    let data = sample.data
    let hasIntercept =
      effects.effects.contains { $0.slope == nil } || data.intercept != nil
    try checkVariation(effects.outcome, data.outcomeName, hasIntercept: hasIntercept)
    let weights = data.weights?.values
    let space = EffectSpace(
      rows: data.rows, blocks: FixedEffect.blocks(effects.effects), weights: weights, threads: threads)
    let given = data.matrix.columns.map { $0.values(count: data.rows) }
    var options = absorption
    options.tolerance = min(options.tolerance, 1e-10)
    let absorbed = space.absorb(
      given, options: options, byLength: given.map { _ in false }, findsCoefficients: false)
    var varying: [Int] = []
    for (position, column) in absorbed.columns.enumerated()
    where !WithinDesign.isAbsorbed(
      given[position], column, absorbed.progress[position], space, weights, options)
    {
      varying.append(position)
    }
    let lost = data.names.indices.filter { !varying.contains($0) }.map { data.names[$0] }
    guard !varying.isEmpty else {
      // They vary in rows alone whose outcome they told.
      if byRegressors > 0 {
        throw .separation(
          family: family.rawValue, terms: data.names, rows: byRegressors, of: data.rows + effects.separated)
      }
      throw .absorbedRegressors(names: data.names, effects: effects.effects.map(\.name))
    }
    let within = TallMatrix(rows: data.rows, columns: varying.map { .real(absorbed.columns[$0]) })
    let independent: [Int]
    do {
      independent = try within.independentColumns(
        weights: weights, tolerance: ColumnDependence.tolerance, threads: threads)
    } catch { throw .algebra(error) }
    let kept = independent.map { varying[$0] }
    guard !kept.isEmpty else {
      throw .absorbedRegressors(names: data.names, effects: effects.effects.map(\.name))
    }
    let swept = AbsorbedDesign(
      effects: effects.effects, space: space, regressors: data.matrix.selecting(columns: kept),
      outcome: effects.outcome, weights: data.weights)
    let absorbedEffects = effects.effects.map { AbsorbedEffect($0.grouping, isSlope: $0.slope != nil) }
    let solver = EffectsLeastSquares(
      space: space, design: within.selecting(columns: independent), effects: absorbedEffects,
      options: absorption, threads: threads)
    var problem = problem(sample, effects.outcome, kept)
    problem.tellsSeparated = true
    problem.spelled = spelled(data.matrix.selecting(columns: kept), effects.effects)
    if family == .poisson {
      problem.levels = PoissonLevels.of(
        effects.effects, outcome: effects.outcome, weights: weights, threads: threads)
    }
    let count = try count(sample, kept, absorbedEffects)
    let estimate = try problem.estimate(solver)
    if let separated = estimate.maximum.separated {
      guard separated.terms.isEmpty || family == .poisson || family == .negbin else {
        throw problem.error(separated, solver)
      }
      return .separated(separated.rows, terms: separated.terms)
    }
    let ended = estimate.maximum.solution.absorption
    return .fit(
      try fit(
        sample, kept: kept, problem: problem, solver: solver, count: count, estimate: estimate,
        hasIntercept: hasIntercept,
        effects: GeneralisedAbsorption(
          names: effects.effects.map(\.name), levels: effects.effects.map(\.grouping.count),
          absorbedRegressors: lost, singletons: effects.singletons, separated: effects.separated,
          separatedByRegressors: byRegressors, residual: estimate.maximum.residual,
          converged: estimate.maximum.isAbsorbed, tolerance: StepPrecision.fine,
          method: ended?.method ?? .automatic, swept: swept)))
  }
}
