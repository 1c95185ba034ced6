// What each tool multiplies a sandwich with. N observations, k columns, K parameters counted, G clusters, T periods.
// Sources: the tools' documentation and their results on the reference cases of the tests.

/// The scalar factor of a covariance and the parameters that it counted.
struct CovarianceFactor: Equatable {
  let value: Double
  let parameters: Int
}

extension Profile {
  /// (N − 1)/(N − K).
  private static func lessOne(_ count: SmallSampleCount, _ parameters: Int) -> Double {
    Double(count.observations - 1) / Double(count.observations - parameters)
  }

  /// N/(N − K).
  private static func whole(_ count: SmallSampleCount, _ parameters: Int) -> Double {
    Double(count.observations) / Double(count.observations - parameters)
  }

  private static func ofClusters(_ groups: Int) -> Double { Double(groups) / Double(groups - 1) }

  /// Of SSR·A: 1/(N − K). Of the inverse information of a likelihood: 1, or fixest's (N − 1)/(N − K) of the likelihoods that it has.
  func iidFactor(_ count: SmallSampleCount) -> CovarianceFactor {
    if count.theory != .leastSquares {
      return CovarianceFactor(
        value: (self == .fixest || self == .pyfixest) && count.theory != .choice
          ? Profile.lessOne(count, count.parameters) : 1,
        parameters: count.parameters)
    }
    return CovarianceFactor(value: 1 / Double(count.residualDegrees), parameters: count.parameters)
  }

  /// Whether parameters are not counted, as Stata counts none for maximum likelihood; linearmodels and reghdfe, which have no
  /// likelihoods, follow it.
  private func isOfLikelihoodAlone(_ count: SmallSampleCount) -> Bool {
    guard count.theory != .leastSquares else { return false }
    return switch self {
    case .stata, .reghdfe, .linearmodels: true
    case .fixest, .pyfixest, .statsmodels, .sandwich, .clubsandwich: false
    }
  }

  /// Of Σ e²·f(h)·xxᵀ. HC1 is N/(N − K) (for likelihoods N/(N − 1) in Stata and 1 in statsmodels); pyfixest gives it to HC2 and HC3 as well.
  func robustFactor(_ kind: CovarianceKind, _ count: SmallSampleCount) -> CovarianceFactor {
    let parameters = count.parameters
    if kind == .hc1, isOfLikelihoodAlone(count) {
      let observations = Double(count.observations)
      return CovarianceFactor(value: observations / (observations - 1), parameters: parameters)
    }
    if kind == .hc1, self == .statsmodels, count.theory != .leastSquares {
      return CovarianceFactor(value: 1, parameters: parameters)
    }
    let scaled: Bool =
      switch kind {
      case .hc1: true
      case .hc2, .hc3: self == .pyfixest
      default: false
      }
    return CovarianceFactor(value: scaled ? Profile.whole(count, parameters) : 1, parameters: parameters)
  }

  /// K of a covariance clustered on these groupings.
  func clusteredParameters(_ count: SmallSampleCount, _ groupings: [Grouping]) -> Int {
    switch self {
    case .fixest, .pyfixest: count.parametersNested(in: groupings)
    case .reghdfe: count.parametersDroppingNested(in: groupings)
    case .linearmodels: count.parametersDroppingSingle(in: groupings)
    case .stata, .statsmodels, .sandwich, .clubsandwich: count.parameters
    }
  }

  /// Whether a multi-way sum has one factor of the fewest clusters instead of one for each of its terms.
  var takesFewestClusters: Bool {
    switch self {
    case .fixest, .pyfixest, .reghdfe, .stata: true
    case .statsmodels, .linearmodels, .sandwich, .clubsandwich: false
    }
  }

  /// What is done with a sum that is not positive semi-definite.
  var semidefiniteRule: SemidefiniteRule {
    switch self {
    case .fixest: .whereVarianceIsNegative(floor: 1e-10)
    case .reghdfe: .always
    case .pyfixest, .stata, .statsmodels, .linearmodels, .sandwich, .clubsandwich: .never
    }
  }

  /// Whether a lag within a unit is so many rows of it back, over years in which it was not seen, instead of so many
  /// periods of the panel.
  var lagsCountRows: Bool { self == .pyfixest || self == .statsmodels }

  /// Of Σ s_g s_gᵀ over G clusters (for a multi-way sum with one factor, the fewest).
  func clusterFactor(_ count: SmallSampleCount, _ groupings: [Grouping], groups: Int) -> CovarianceFactor {
    let parameters = clusteredParameters(count, groupings)
    // vcovCL's default is HC1 for lm and HC0 for everything else.
    if isOfLikelihoodAlone(count) || (self == .sandwich && count.theory != .leastSquares) {
      return CovarianceFactor(value: Profile.ofClusters(groups), parameters: parameters)
    }
    let value =
      switch self {
      case .linearmodels: Profile.whole(count, parameters)
      default: Profile.lessOne(count, parameters) * Profile.ofClusters(groups)
      }
    return CovarianceFactor(value: value, parameters: parameters)
  }

  /// Of J = Σ (b₍g₎ − b)(b₍g₎ − b)ᵀ asked for as `cr3`.
  func cr3Factor(_ count: SmallSampleCount, _ grouping: Grouping) -> CovarianceFactor {
    let parameters = clusteredParameters(count, [grouping])
    let value =
      switch self {
      case .pyfixest: Profile.lessOne(count, parameters) * Profile.ofClusters(grouping.count)
      case .statsmodels: 1 / Profile.ofClusters(grouping.count)
      default: 1.0
      }
    return CovarianceFactor(value: value, parameters: parameters)
  }

  /// Of the Bartlett sum of a series (`panel` false) or within units.
  func neweyWestFactor(_ count: SmallSampleCount, _ order: PanelOrder) -> CovarianceFactor {
    let groupings = [order.time] + (order.unit.map { [$0] } ?? [])
    switch self {
    case .fixest, .reghdfe:
      let parameters = count.parametersNested(in: groupings)
      return CovarianceFactor(
        value: Profile.lessOne(count, parameters) * Profile.ofClusters(order.time.count),
        parameters: parameters)
    case .pyfixest:
      let parameters = count.parameters
      return CovarianceFactor(
        value: Profile.lessOne(count, parameters) * Profile.ofClusters(order.time.count),
        parameters: parameters)
    case .stata, .linearmodels, .clubsandwich:
      return CovarianceFactor(
        value: Profile.whole(count, count.parameters), parameters: count.parameters)
    case .sandwich:
      // NeweyWest() has no correction by default, vcovPL() within units has n/(n − k).
      return CovarianceFactor(
        value: order.unit == nil ? 1 : Profile.whole(count, count.parameters), parameters: count.parameters)
    case .statsmodels:
      return CovarianceFactor(value: 1, parameters: count.parameters)
    }
  }

  /// Of the Bartlett sum over T periods of the scores' sums.
  func driscollKraayFactor(_ count: SmallSampleCount, _ time: Grouping) -> CovarianceFactor {
    switch self {
    case .fixest, .reghdfe:
      let parameters = count.parametersNested(in: [time])
      return CovarianceFactor(
        value: Profile.lessOne(count, parameters) * Profile.ofClusters(time.count), parameters: parameters)
    case .pyfixest:
      return CovarianceFactor(
        value: Profile.lessOne(count, count.parameters) * Profile.ofClusters(time.count),
        parameters: count.parameters)
    case .linearmodels, .sandwich, .clubsandwich, .stata:
      return CovarianceFactor(
        value: Profile.whole(count, count.parameters), parameters: count.parameters)
    case .statsmodels:
      return CovarianceFactor(value: 1, parameters: count.parameters)
    }
  }

  /// Of the sum over pairs of near rows: (N − 1)/(N − K) in fixest, whose rule the others share.
  func conleyFactor(_ count: SmallSampleCount) -> CovarianceFactor {
    CovarianceFactor(value: Profile.lessOne(count, count.parameters), parameters: count.parameters)
  }

  /// Lags of the Bartlett kernel where none are given: ⌊T^¼⌋, or Newey & West's (1994) ⌊4(T/100)^{2/9}⌋.
  func defaultLags(periods: Int) -> Int {
    switch self {
    case .statsmodels, .linearmodels:
      Profile.floorOfRoot(periods, numerator: 2, denominator: 9, scale: 4, base: 100)
    default:
      Profile.floorOfRoot(periods, numerator: 1, denominator: 4, scale: 1, base: 1)
    }
  }

  /// The largest whole L with L ≤ scale·(T/base)^{numerator/denominator}, in integers: no rounding decides it.
  private static func floorOfRoot(
    _ periods: Int, numerator: Int, denominator: Int, scale: Double, base: Double
  ) -> Int {
    var lags = 0
    let right = power(Double(periods) / base, numerator)
    while power(Double(lags + 1) / scale, denominator) <= right { lags += 1 }
    return lags
  }

  private static func power(_ value: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1.0) { product, _ in product * value }
  }
}
