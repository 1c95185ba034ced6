internal import LinearAlgebra

/// What the model is without its terms: the intercept and the offset, or the offset alone.
struct NullModel {
  let logLikelihood: Double
  let deviance: Double

  /// `alpha`: the model's.
  init(
    _ problem: LikelihoodProblem, hasIntercept: Bool, alpha: Double, observations: Int,
    weightKind: ObservationWeights.Kind?
  ) throws(RegressionError) {
    let rows = problem.outcome.count
    func logLikelihood(_ predictor: [Double], _ alpha: Double) -> Double {
      problem.logLikelihood(predictor, alpha: alpha, observations: observations, weightKind: weightKind)
    }
    guard hasIntercept else {
      let predictor = problem.offset ?? [Double](repeating: 0, count: rows)
      self.logLikelihood = logLikelihood(predictor, alpha)
      deviance = problem.deviance(predictor, alpha: alpha)
      return
    }
    // Of one constant alone the score is zero at the outcome's mean, whatever the variance.
    if problem.offset == nil, problem.family != .negbin {
      (self.logLikelihood, deviance) = problem.summary(
        constant: problem.family.link(problem.overallMean), observations: observations, weightKind: weightKind
      )
      return
    }
    let solver = ColumnLeastSquares(
      design: TallMatrix(rows: rows, columns: [.constant(1)]), threads: problem.threads)
    var plain = problem
    plain.tellsSeparated = false
    plain.levels = []
    let own = try plain.estimate(solver)
    self.logLikelihood = logLikelihood(own.maximum.predictor, own.alpha)
    let same = own.alpha == alpha ? own.maximum : try plain.maximum(solver, alpha: alpha, from: own.maximum)
    deviance = plain.deviance(same.predictor, alpha: alpha)
  }
}
