public import Absorption
public import Kernels
internal import LinearAlgebra

// Maximum likelihood of g(E[y]) = Xb + Za + offset, Z the indicators and slopes of absorbed effects; see `Family` for the laws and
// `LikelihoodProblem` for the method.
//
// Weights: a row's log-likelihood times w. Frequencies are rows that are repeated; analytic weights leave N the number of rows; for
// probability weights the covariance is robust. Rows of weight zero are not in the sample.

/// A generalised linear model by maximum likelihood, with any number of absorbed fixed effects.
///
///     let fit = try GeneralisedLinearModel(family: .poisson, covariance: .hc1).fit(data)
public struct GeneralisedLinearModel: Sendable {
  public var family: Family
  public var covariance: CovarianceKind
  public var profile: Profile
  /// Rows alone in a level of an effect; nil for what the profile's tool does.
  public var singletons: SingletonRule?
  /// Of the confidence intervals, between 0 and 1.
  public var confidence: Double
  /// Method and iterations of the absorption of effects; its tolerance is the fit's own.
  public var absorption: AbsorptionOptions
  /// On which no bit of the result depends.
  public var threads: Int

  public init(
    family: Family, covariance: CovarianceKind = .iid, profile: Profile = .fixest,
    singletons: SingletonRule? = nil, confidence: Double = 0.95,
    absorption: AbsorptionOptions = AbsorptionOptions(), threads: Int = Parallel.cores
  ) {
    precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
    self.family = family
    self.covariance = covariance
    self.profile = profile
    self.singletons = singletons
    self.confidence = confidence
    self.absorption = absorption
    self.threads = threads
  }

  /// The fit, whose `isConverged` says whether the maximum was reached.
  ///
  /// Throws `RegressionError`: what `LeastSquares.fit` throws, `.outcomeOutsideFamily`, `.separation` where the likelihood has no
  /// maximum, `.predictorOutOfRange`, `.weightsDegenerate`, `.covarianceNotOfFamily`. O(n·k²) a step, five to ten steps mostly.
  public func fit(_ data: RegressionData) throws(RegressionError) -> GeneralisedFit {
    let sample = try RegressionSample(data, needsVariation: false)
    let kept: [Int]
    do {
      kept = try sample.data.matrix.independentColumns(
        weights: sample.data.weights?.values, tolerance: ColumnDependence.tolerance, threads: threads)
    } catch { throw .algebra(error) }
    guard !kept.isEmpty else { throw .noColumns }
    let hasIntercept = sample.hasIntercept(kept)
    let outcome = sample.data.outcome.values(count: sample.data.rows)
    try checkRange(outcome, sample.data.outcomeName, sample.rows)
    try checkVariation(outcome, sample.data.outcomeName, hasIntercept: hasIntercept)
    let solver = ColumnLeastSquares(
      design: sample.data.matrix.selecting(columns: kept), threads: threads)
    var problem = problem(sample, outcome, kept)
    if sample.data.rows <= SeparationCone.limit / kept.count {
      let design = solver.design
      problem.spelled = { design }
    }
    let count = try count(sample, kept, [])
    return try fit(
      sample, kept: kept, problem: problem, solver: solver, count: count,
      estimate: try problem.estimate(solver), hasIntercept: hasIntercept, effects: nil)
  }

  /// The problem of a sample's rows and some of its columns.
  func problem(_ sample: RegressionSample, _ outcome: [Double], _ kept: [Int]) -> LikelihoodProblem {
    var problem = LikelihoodProblem(
      family: family, outcome: outcome, offset: sample.data.offset, weights: sample.data.weights?.values,
      names: kept.map { sample.data.names[$0] }, threads: threads)
    problem.takesShapeOfDeviance = profile == .sandwich || profile == .clubsandwich
    return problem
  }

  func count(_ sample: RegressionSample, _ kept: [Int], _ effects: [AbsorbedEffect])
    throws(RegressionError) -> SmallSampleCount
  {
    let count = SmallSampleCount(
      observations: sample.observations, regressors: kept.count, effects: effects,
      theory: family == .gaussian
        ? .leastSquares : .likelihood(estimatesDispersion: family.estimatesDispersion))
    guard count.residualDegrees > 0 else {
      throw .noDegreesOfFreedom(
        what: "the covariance of the coefficients", rows: count.observations, parameters: count.parameters)
    }
    return count
  }

  /// The results of an estimate. `hasIntercept`: whether the columns or effects span the constant.
  func fit(
    _ sample: RegressionSample, kept: [Int], problem: LikelihoodProblem, solver: some WorkingLeastSquares,
    count: SmallSampleCount, estimate: LikelihoodProblem.Estimate, hasIntercept: Bool,
    effects: GeneralisedAbsorption?
  ) throws(RegressionError) -> GeneralisedFit {
    let predictor = estimate.maximum.predictor
    let kind = sample.data.weights?.kind
    let summary = problem.summary(
      predictor, alpha: estimate.alpha, observations: sample.observations, weightKind: kind)
    let pearson = summary.pearsonChiSquared
    var counted = count
    if let effects, profile.countsEffectsExactly { counted.absorbed = effects.swept.degrees.count }
    let dispersion = family.estimatesDispersion ? pearson / Double(counted.residualDegrees) : 1
    return try GeneralisedFit(
      sample: sample, kept: kept,
      curvature: LikelihoodCurvature(
        problem: problem, solver: solver, weights: sample.data.weights, predictor: predictor,
        alpha: estimate.alpha, scale: family == .gaussian ? pearson : dispersion, count: count,
        solution: estimate.maximum.solution, swept: effects?.swept),
      estimate: estimate,
      null: NullModel(
        problem, hasIntercept: hasIntercept, alpha: estimate.alpha, observations: sample.observations,
        weightKind: kind),
      hasIntercept: hasIntercept, summary: summary, dispersion: dispersion, kind: covariance,
      profile: profile, confidence: confidence,
      absorption: effects)
  }

  func checkRange(_ outcome: [Double], _ name: String, _ rows: [Int]?) throws(RegressionError) {
    let blocks = RowBlocks(count: outcome.count, threads: threads)
    let areInside = Parallel.map(blocks.blocks, threads: threads) { block in
      blocks.range(block).allSatisfy { family.contains(outcome[$0]) }
    }
    if areInside.contains(false), let row = outcome.firstIndex(where: { !family.contains($0) }) {
      throw .outcomeOutsideFamily(
        name: name, row: (rows.map { $0[row] } ?? row) + 1, value: outcome[row], family: family.rawValue,
        range: family.range)
    }
  }

  func checkVariation(_ outcome: [Double], _ name: String, hasIntercept: Bool) throws(RegressionError) {
    let first = outcome[0]
    let isEmpty = first == 0 && family.freeDirection(0) != 0
    if hasIntercept || isEmpty, outcome.allSatisfy({ $0 == first }) {
      throw .constantOutcome(name: name, value: first)
    }
  }
}
