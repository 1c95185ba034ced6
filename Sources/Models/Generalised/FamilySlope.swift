internal import Distributions

/// The mean as a function of η, with its first two derivatives.
struct FamilySlope {
  let mean: Double
  /// ∂μ/∂η.
  let slope: Double
  /// ∂²μ/∂η².
  let bend: Double
}

extension Family {
  func slope(_ predictor: Double) -> FamilySlope {
    switch self {
    case .gaussian: return FamilySlope(mean: predictor, slope: 1, bend: 0)
    case .logit, .fractional:
      let (p, q) = Family.logistic(predictor)
      return FamilySlope(mean: p, slope: p * q, bend: p * q * (q - p))
    case .probit:
      let density = Normal().density(predictor)
      return FamilySlope(mean: Normal().lower(predictor), slope: density, bend: -predictor * density)
    case .cloglog:
      let hazard = RealPower.exponential(predictor)
      let slope = RealPower.exponential(predictor - hazard)
      return FamilySlope(
        mean: -RealPower.exponentialLessOne(-hazard), slope: slope, bend: slope * (1 - hazard))
    case .poisson, .negbin, .gamma:
      let mean = RealPower.exponential(predictor)
      return FamilySlope(mean: mean, slope: mean, bend: mean)
    }
  }
}
