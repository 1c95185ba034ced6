internal import Distributions
internal import Kernels

extension LikelihoodProblem {
  /// The log-likelihood with all its constants; of the gamma at the shape that makes it largest. `observations`: N.
  func logLikelihood(
    _ predictor: [Double], alpha: Double, observations: Int, weightKind: ObservationWeights.Kind?
  ) -> Double {
    switch family {
    case .logit, .probit, .cloglog, .fractional: return kernel(predictor, alpha: 0)
    case .poisson, .negbin:
      var constant = -logFactorials
      if alpha > 0 {
        let sums = NegativeBinomialSums(alpha: alpha, largest: largestCount)
        constant += rows.sum { weight($0) * sums.constant(outcome[$0]) }
      }
      return kernel(predictor, alpha: alpha) + constant
    case .gamma:
      var (total, sum) = (CompensatedSum(), CompensatedSum())
      for row in outcome.indices { total.add(weight(row)) }
      let mean = deviance(predictor, alpha: 0) / total.value
      guard mean > 1e-14 else { return .infinity }
      let shape = GammaShape.maximum(meanDeviance: mean)
      for row in outcome.indices {
        sum.add(
          weight(row)
            * GammaShape.logLikelihood(
              outcome[row], mean: RealPower.exponential(predictor[row]), shape: shape))
      }
      return sum.value
    case .gaussian:
      var logWeights = CompensatedSum()
      if weightKind != .frequency, let weights {
        for value in weights { logWeights.add(RealPower.logarithm(value)) }
      }
      return FitStatistics.logLikelihood(
        deviance(predictor, alpha: 0), observations, logDeterminant: logWeights.value)
    }
  }

  /// Σ w·log y!, found once.
  private var logFactorials: Double {
    knownConstant.withLock { known in
      if let known { return known }
      // Most counts are small and many are equal.
      let table = (0..<1024).map { logGamma(Double($0) + 1) }
      let found = rows.sum { row in
        let value = outcome[row]
        let isListed = value < 1024 && value == value.rounded(.towardZero)
        return weight(row) * (isListed ? table[Int(value)] : logGamma(value + 1))
      }
      known = found
      return found
    }
  }

  /// The log-likelihood and the deviance.
  func summary(
    _ predictor: [Double], alpha: Double, observations: Int, weightKind: ObservationWeights.Kind?
  ) -> (logLikelihood: Double, deviance: Double) {
    let value = logLikelihood(predictor, alpha: alpha, observations: observations, weightKind: weightKind)
    switch family {
    case .logit, .probit, .cloglog: return (value, max(0, -2 * value))
    default: return (value, deviance(predictor, alpha: alpha))
    }
  }

  /// The same where every row has one predictor: by the value of the outcome where that is a small whole number.
  func summary(constant predictor: Double, observations: Int, weightKind: ObservationWeights.Kind?)
    -> (logLikelihood: Double, deviance: Double)
  {
    guard family != .gamma, family != .gaussian, family != .fractional else {
      return summary(
        [Double](repeating: predictor, count: outcome.count), alpha: 0, observations: observations,
        weightKind: weightKind)
    }
    let mean = family.slope(predictor).mean
    let size = 1024
    let kernels = (0..<size).map { family.kernel(Double($0), predictor, alpha: 0) }
    let deviances = (0..<size).map {
      family == .poisson ? family.deviance(Double($0), predictor, mean: mean, alpha: 0) : -2 * kernels[$0]
    }
    @Sendable func listed(_ row: Int) -> Int? {
      let value = outcome[row]
      return value < Double(size) && value == value.rounded(.towardZero) ? Int(value) : nil
    }
    var value = rows.sum { row in
      weight(row) * (listed(row).map { kernels[$0] } ?? family.kernel(outcome[row], predictor, alpha: 0))
    }
    if family == .poisson { value -= logFactorials }
    let deviance = rows.sum { row in
      weight(row)
        * (listed(row).map { deviances[$0] }
          ?? family.deviance(outcome[row], predictor, mean: mean, alpha: 0))
    }
    return (value, max(0, deviance))
  }

  func deviance(_ predictor: [Double], alpha: Double) -> Double {
    max(
      0,
      rows.sum { row in
        let mean = family.slope(predictor[row]).mean
        return weight(row) * family.deviance(outcome[row], predictor[row], mean: mean, alpha: alpha)
      })
  }

  /// Σ w(y − μ)²/V(μ).
  func pearsonChiSquared(_ predictor: [Double], alpha: Double) -> Double {
    rows.sum { row in
      // (y − μ)²/V = u²/I for the score u and the expected information I of a row.
      let point = family.point(outcome[row], predictor[row], alpha: alpha)
      return point.expected > 0 ? weight(row) * (point.score * point.score / point.expected) : 0
    }
  }
}
