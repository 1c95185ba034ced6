internal import Distributions

// The log-likelihood ℓ(y, η) of a row of unit weight and dispersion, as far as it depends on η, and its derivatives. Each is
// concave in η, for the negative binomial at given α: Newton's method with steps that are halved where they overshoot finds
// the maximum from anywhere, where there is one.

/// A row's mean and the derivatives of its log-likelihood by the linear predictor.
struct FamilyPoint {
  let mean: Double
  /// ∂ℓ/∂η.
  let score: Double
  /// (∂μ/∂η)²/V(μ), the expected value of −∂²ℓ/∂η².
  let expected: Double
  /// −∂²ℓ/∂η².
  let observed: Double
}

extension Family {
  /// `alpha`: of the negative binomial.
  func point(_ outcome: Double, _ predictor: Double, alpha: Double) -> FamilyPoint {
    switch self {
    case .gaussian:
      return FamilyPoint(mean: predictor, score: outcome - predictor, expected: 1, observed: 1)
    case .logit, .fractional:
      let (p, q) = Family.logistic(predictor)
      return FamilyPoint(
        mean: p, score: outcome * q - (1 - outcome) * p, expected: p * q, observed: p * q)
    case .probit:
      let tails = Normal().tails(predictor)
      let logDensity = Normal().logDensity(predictor)
      let above = RealPower.exponential(logDensity - tails.logLower)
      let below = RealPower.exponential(logDensity - tails.logUpper)
      return FamilyPoint(
        mean: tails.lower, score: outcome * above - (1 - outcome) * below, expected: above * below,
        observed: outcome * above * (above + predictor) + (1 - outcome) * below * (below - predictor))
    case .cloglog:
      // Far beyond where the outcome 1 is certain in doubles; without it 0·∞.
      let hazard = min(RealPower.exponential(predictor), 1e260)
      let ratio = Family.exponentialRatio(hazard)
      return FamilyPoint(
        mean: -RealPower.exponentialLessOne(-hazard), score: outcome * ratio - (1 - outcome) * hazard,
        expected: hazard * ratio,
        observed: outcome * ratio * Family.ratioExcess(hazard, ratio) + (1 - outcome) * hazard)
    case .poisson:
      let mean = RealPower.exponential(predictor)
      return FamilyPoint(mean: mean, score: outcome - mean, expected: mean, observed: mean)
    case .negbin:
      let mean = RealPower.exponential(predictor)
      let spread = 1 + alpha * mean
      return FamilyPoint(
        mean: mean, score: (outcome - mean) / spread, expected: mean / spread,
        observed: mean / spread * ((1 + alpha * outcome) / spread))
    case .gamma:
      let mean = RealPower.exponential(predictor)
      return FamilyPoint(
        mean: mean, score: (outcome - mean) / mean, expected: 1, observed: outcome / mean)
    }
  }

  /// ℓ(y, η) without what does not depend on η.
  func kernel(_ outcome: Double, _ predictor: Double, alpha: Double) -> Double {
    switch self {
    case .gaussian: return -(outcome - predictor) * (outcome - predictor) / 2
    case .logit, .fractional:
      let (logP, logQ) = Family.logLogistic(predictor)
      return Family.mixed(outcome, logP, logQ)
    case .probit:
      let tails = Normal().tails(predictor)
      return Family.mixed(outcome, tails.logLower, tails.logUpper)
    case .cloglog:
      let hazard = RealPower.exponential(predictor)
      return Family.mixed(
        outcome, RealPower.logarithm(-RealPower.exponentialLessOne(-hazard)), -hazard)
    case .poisson: return Family.product(outcome, predictor) - RealPower.exponential(predictor)
    case .negbin:
      let mean = RealPower.exponential(predictor)
      if alpha == 0 { return Family.product(outcome, predictor) - mean }
      return Family.product(outcome, predictor)
        - (outcome + 1 / alpha) * RealPower.logarithmOfOnePlus(alpha * mean)
    case .gamma: return -outcome * RealPower.exponential(-predictor) - predictor
    }
  }

  /// Twice what ℓ lacks of that at μ = y.
  func deviance(_ outcome: Double, _ predictor: Double, mean: Double, alpha: Double) -> Double {
    switch self {
    case .gaussian: return (outcome - predictor) * (outcome - predictor)
    case .logit, .probit, .cloglog, .fractional:
      let saturated =
        Family.product(outcome, RealPower.logarithm(outcome))
        + Family.product(1 - outcome, RealPower.logarithm(1 - outcome))
      return 2 * (saturated - kernel(outcome, predictor, alpha: alpha))
    case .poisson:
      return 2 * (Family.logRatio(outcome, mean) - (outcome - mean))
    case .negbin:
      if alpha == 0 { return 2 * (Family.logRatio(outcome, mean) - (outcome - mean)) }
      let spread = RealPower.logarithmOfOnePlus(alpha * (outcome - mean) / (1 + alpha * mean))
      return 2 * (Family.logRatio(outcome, mean) - (outcome + 1 / alpha) * spread)
    case .gamma:
      let excess = (outcome - mean) / mean
      return 2 * (excess - RealPower.logarithmOfOnePlus(excess))
    }
  }

  /// The η to start from: that of the outcome drawn towards the overall mean.
  func startingPredictor(_ outcome: Double, overall: Double) -> Double {
    switch self {
    case .gaussian: outcome
    case .logit, .probit, .cloglog, .fractional: link((outcome + 0.5) / 2)
    case .poisson, .negbin, .gamma: link((outcome + overall) / 2)
    }
  }

  /// η of a mean inside the range.
  func link(_ mean: Double) -> Double {
    switch self {
    case .gaussian: mean
    case .logit, .fractional: RealPower.logarithm(mean / (1 - mean))
    case .probit: normalQuantile(mean)
    case .cloglog: RealPower.logarithm(-RealPower.logarithmOfOnePlus(-mean))
    case .poisson, .negbin, .gamma: RealPower.logarithm(mean)
    }
  }

  // MARK: Pieces

  /// p and 1 − p, each to its own precision.
  static func logistic(_ predictor: Double) -> (Double, Double) {
    let small = RealPower.exponential(-abs(predictor))
    let (rest, share) = (1 / (1 + small), small / (1 + small))
    return predictor >= 0 ? (rest, share) : (share, rest)
  }

  private static func logLogistic(_ predictor: Double) -> (Double, Double) {
    let small = RealPower.logarithmOfOnePlus(RealPower.exponential(-abs(predictor)))
    return predictor >= 0 ? (-small, -predictor - small) : (predictor - small, -small)
  }

  /// 0 where the first factor is zero, whatever the second is.
  private static func product(_ factor: Double, _ value: Double) -> Double {
    factor == 0 ? 0 : factor * value
  }

  private static func mixed(_ outcome: Double, _ logP: Double, _ logQ: Double) -> Double {
    product(outcome, logP) + product(1 - outcome, logQ)
  }

  /// y·log(y/μ).
  private static func logRatio(_ outcome: Double, _ mean: Double) -> Double {
    guard outcome > 0 else { return 0 }
    let excess = (outcome - mean) / mean
    return outcome
      * (abs(excess) < 0.5
        ? RealPower.logarithmOfOnePlus(excess) : RealPower.logarithm(outcome / mean))
  }

  /// g = t/(e^t − 1).
  private static func exponentialRatio(_ value: Double) -> Double {
    value < 1e-300 ? 1 : value > 700 ? 0 : value / RealPower.exponentialLessOne(value)
  }

  /// t + g − 1.
  private static func ratioExcess(_ value: Double, _ ratio: Double) -> Double {
    guard value < 0.02 else { return value + ratio - 1 }
    let square = value * value
    return value / 2 + square / 12 - square * square / 720 + square * square * square / 30240
  }
}
