internal import Distributions

extension LikelihoodProblem {
  /// The log-likelihood with all its constants; of the gamma at the shape that makes it largest. `observations`: N.
  func logLikelihood(
    _ predictor: [Double], alpha: Double, observations: Int, weightKind: ObservationWeights.Kind?
  ) -> Double {
    switch family {
    case .logit, .probit, .cloglog, .fractional: return kernel(predictor, alpha: 0)
    case .poisson, .negbin:
      let sums = alpha > 0 ? NegativeBinomialSums(alpha: alpha, largest: largestCount) : nil
      let constant = rows.sum { row in
        weight(row) * ((sums?.constant(outcome[row]) ?? 0) - logGamma(outcome[row] + 1))
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
