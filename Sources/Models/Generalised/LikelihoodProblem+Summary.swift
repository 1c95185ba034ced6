internal import Distributions
internal import Kernels

extension LikelihoodProblem {
  /// The log-likelihood with all its constants; of the gamma at the shape that makes it largest, or at that of the
  /// mean deviance. `observations`: N.
  func logLikelihood(
    _ predictor: [Double], alpha: Double, observations: Int, weightKind: ObservationWeights.Kind?
  ) -> Double {
    switch family {
    case .gamma, .gaussian:
      return logLikelihood(
        predictor, kernel: 0, deviance: deviance(predictor, alpha: alpha), alpha: alpha,
        observations: observations, weightKind: weightKind)
    default:
      return logLikelihood(
        predictor, kernel: kernel(predictor, alpha: alpha), deviance: 0, alpha: alpha,
        observations: observations, weightKind: weightKind)
    }
  }

  /// The same where what its families need of them is known: the sum without constants, and the deviance.
  private func logLikelihood(
    _ predictor: [Double], kernel: Double, deviance: Double, alpha: Double, observations: Int,
    weightKind: ObservationWeights.Kind?
  ) -> Double {
    switch family {
    case .logit, .probit, .cloglog, .fractional: return kernel
    case .poisson, .negbin:
      var constant = -logFactorials
      if alpha > 0 {
        let sums = NegativeBinomialSums(alpha: alpha, largest: largestCount)
        constant += rows.sum { weight($0) * sums.constant(outcome[$0]) }
      }
      return kernel + constant
    case .gamma:
      var (total, sum) = (CompensatedSum(), CompensatedSum())
      for row in outcome.indices { total.add(weight(row)) }
      let mean = deviance / total.value
      guard mean > 1e-14 else { return .infinity }
      let shape = takesShapeOfDeviance ? 1 / mean : GammaShape.maximum(meanDeviance: mean)
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
      return FitStatistics.logLikelihood(deviance, observations, logDeterminant: logWeights.value)
    }
  }

  /// How often each outcome is there, found once.
  var counts: OutcomeCounts {
    knownCounts.withLock { known in
      if let known { return known }
      let found = OutcomeCounts(outcome, weighted: weights != nil, rows)
      known = found
      return found
    }
  }

  /// Σ w·f(y): by the values of the outcome where it has few.
  func sumOfOutcomes(_ value: @Sendable (Double) -> Double) -> Double {
    let counts = counts
    guard !counts.isComplete else { return counts.sum(value) }
    let table = (0..<OutcomeCounts.size).map { value(Double($0)) }
    return rows.sum { row in
      let own = outcome[row]
      return weight(row) * (OutcomeCounts.place(own).map { table[$0] } ?? value(own))
    }
  }

  /// Σ w·log y!.
  private var logFactorials: Double { sumOfOutcomes { logGamma($0 + 1) } }

  /// Twice Σ w(y·log y − y) less Σ w(yη − μ), the kernel: the whole of which the outcome alone tells the first. Where they are nearly
  /// one, term by term.
  func poissonDeviance(_ predictor: [Double], kernel: Double) -> Double {
    let saturated = sumOfOutcomes { $0 > 0 ? $0 * RealPower.logarithm($0) - $0 : 0 }
    let size = sumOfOutcomes { $0 > 0 ? $0 * abs(RealPower.logarithm($0)) + $0 : 0 }
    let value = 2 * (saturated - kernel)
    return value > 0.01 * size ? value : deviance(predictor, alpha: 0)
  }

  /// What a fit says of its rows.
  struct Summary {
    /// μ, one a row.
    let fitted: [Double]
    let logLikelihood: Double
    let deviance: Double
    /// Σ w(y − μ)²/V(μ).
    let pearsonChiSquared: Double
  }

  /// One walk over the rows.
  func summary(
    _ predictor: [Double], alpha: Double, observations: Int, weightKind: ObservationWeights.Kind?
  ) -> Summary {
    let sums = rowSums(predictor, alpha: alpha)
    let kernel = sums.kernel.isFinite ? sums.kernel : -.infinity
    let value = logLikelihood(
      predictor, kernel: kernel, deviance: max(0, sums.deviance), alpha: alpha, observations: observations,
      weightKind: weightKind)
    let deviance: Double
    switch family {
    case .logit, .probit, .cloglog: deviance = -2 * value
    default: deviance = sums.deviance
    }
    return Summary(
      fitted: sums.fitted, logLikelihood: value, deviance: max(0, deviance), pearsonChiSquared: sums.pearson)
  }

  /// The same where every row has one predictor: by the value of the outcome where that is a small whole number.
  func summary(constant predictor: Double, observations: Int, weightKind: ObservationWeights.Kind?)
    -> (logLikelihood: Double, deviance: Double)
  {
    guard family != .gamma, family != .gaussian, family != .fractional else {
      let found = summary(
        [Double](repeating: predictor, count: outcome.count), alpha: 0, observations: observations,
        weightKind: weightKind)
      return (found.logLikelihood, found.deviance)
    }
    let (family, mean) = (family, family.slope(predictor).mean)
    var value = sumOfOutcomes { family.kernel($0, predictor, alpha: 0) }
    guard family == .poisson else { return (value, max(0, -2 * value)) }
    value -= logFactorials
    return (value, max(0, sumOfOutcomes { family.deviance($0, predictor, mean: mean, alpha: 0) }))
  }

  func deviance(_ predictor: [Double], alpha: Double) -> Double {
    max(
      0,
      rows.sum { row in
        let mean = family.slope(predictor[row]).mean
        return weight(row) * family.deviance(outcome[row], predictor[row], mean: mean, alpha: alpha)
      })
  }
}
