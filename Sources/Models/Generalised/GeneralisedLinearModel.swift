internal import LinearAlgebra

// Maximum likelihood of g(E[y]) = Xb + offset; see `Family` for the laws and `LikelihoodProblem` for the method.
//
// Weights: a row's log-likelihood times w. Frequencies are rows that are repeated; analytic weights leave N the number of rows; for
// probability weights the covariance is robust. Rows of weight zero are not in the sample.

/// A generalised linear model by maximum likelihood.
///
///     let fit = try GeneralisedLinearModel(family: .poisson, covariance: .hc1).fit(data)
public struct GeneralisedLinearModel: Sendable {
  public var family: Family
  public var covariance: CovarianceKind
  public var profile: Profile
  /// Of the confidence intervals, between 0 and 1.
  public var confidence: Double

  public init(
    family: Family, covariance: CovarianceKind = .iid, profile: Profile = .fixest, confidence: Double = 0.95
  ) {
    precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
    self.family = family
    self.covariance = covariance
    self.profile = profile
    self.confidence = confidence
  }

  /// The fit, whose `isConverged` says whether the maximum was reached.
  ///
  /// Throws `RegressionError`: what `LeastSquares.fit` throws, `.outcomeOutsideFamily`, `.separation` where the likelihood has no
  /// maximum, `.predictorOutOfRange`, `.weightsDegenerate`, `.covarianceNotOfFamily`. O(n·k²) a step, five to ten steps mostly.
  public func fit(_ data: RegressionData) throws(RegressionError) -> GeneralisedFit {
    let sample = try RegressionSample(data, needsVariation: false)
    let kept: [Int]
    do {
      kept = try sample.data.matrix.independentColumns(weights: sample.data.weights?.values)
    } catch { throw .algebra(error) }
    guard !kept.isEmpty else { throw .noColumns }
    return try fit(
      sample, kept: kept, solver: ColumnLeastSquares(design: sample.data.matrix.selecting(columns: kept)),
      hasIntercept: sample.hasIntercept(kept))
  }

  /// The fit with steps by another solver, whose design has the kept columns. `hasIntercept`: whether the columns or effects
  /// span the constant.
  func fit(
    _ sample: RegressionSample, kept: [Int], solver: some WorkingLeastSquares, hasIntercept: Bool
  ) throws(RegressionError) -> GeneralisedFit {
    let data = sample.data
    let outcome = (0..<data.rows).map { data.outcome[$0] }
    try check(outcome, data.outcomeName, sample.rows, hasIntercept: hasIntercept)
    let problem = LikelihoodProblem(
      family: family, outcome: outcome, offset: data.offset, weights: data.weights?.values,
      names: kept.map { data.names[$0] })
    let count = SmallSampleCount(
      observations: sample.observations, regressors: kept.count, effects: solver.effects,
      absorbed: solver.absorbed,
      theory: family == .gaussian
        ? .leastSquares : .likelihood(estimatesDispersion: family.estimatesDispersion))
    guard count.residualDegrees > 0 else {
      throw .noDegreesOfFreedom(
        what: "the covariance of the coefficients", rows: count.observations, parameters: count.parameters)
    }
    let estimate = try problem.estimate(solver)
    let predictor = estimate.maximum.predictor
    let pearson = problem.pearsonChiSquared(predictor, alpha: estimate.alpha)
    let dispersion = family.estimatesDispersion ? pearson / Double(count.residualDegrees) : 1
    let kind = data.weights?.kind
    return try GeneralisedFit(
      sample: sample, kept: kept,
      curvature: LikelihoodCurvature(
        problem: problem, solver: solver, weights: data.weights, predictor: predictor,
        alpha: estimate.alpha, scale: family == .gaussian ? pearson : dispersion, count: count,
        solution: estimate.maximum.solution),
      estimate: estimate,
      null: NullModel(
        problem, hasIntercept: hasIntercept, alpha: estimate.alpha, observations: sample.observations,
        weightKind: kind),
      hasIntercept: hasIntercept,
      logLikelihood: problem.logLikelihood(
        predictor, alpha: estimate.alpha, observations: sample.observations, weightKind: kind),
      deviance: problem.deviance(predictor, alpha: estimate.alpha), pearsonChiSquared: pearson,
      dispersion: dispersion, kind: covariance, profile: profile, confidence: confidence)
  }

  private func check(_ outcome: [Double], _ name: String, _ rows: [Int]?, hasIntercept: Bool)
    throws(RegressionError)
  {
    if let row = outcome.firstIndex(where: { !family.contains($0) }) {
      throw .outcomeOutsideFamily(
        name: name, row: (rows.map { $0[row] } ?? row) + 1, value: outcome[row], family: family.rawValue,
        range: family.range)
    }
    let first = outcome[0]
    let isEmpty = first == 0 && family.freeDirection(0) != 0
    if hasIntercept || isEmpty, outcome.allSatisfy({ $0 == first }) {
      throw .constantOutcome(name: name, value: first)
    }
  }
}
