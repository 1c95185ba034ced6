internal import LinearAlgebra

// What fixest's ssc(), linearmodels' group_debias and sandwich's type and cadjust say of robust covariances, apart from one another: with
// C the bare sandwich (for several cluster variables one for each set S of them, of sign (−1)^{|S|+1}),
//   V = a·Σ ± g_S·C_S,   a = (N − 1)/(N − K) for clusters and periods, N/(N − K) for rows, or 1,   g = G/(G − 1) or 1.
// linearmodels' group_debias is its profile with g of the fewest clusters; plm's vcovHC (HC0) is a = g = 1.

/// The finite-sample factor of a robust covariance, part by part; what is nil is as the profile has it.
public struct SmallSampleRule: Sendable, Equatable {
  /// K.
  public enum Parameters: String, Sendable, CaseIterable {
    /// Of absorbed effects none (slopes are).
    case none
    /// Effects that lie within clusters count as one.
    case nested
    case full
  }

  /// G/(G − 1).
  public enum Clusters: String, Sendable, CaseIterable {
    case none
    /// Of the fewest clusters, for all terms of several cluster variables.
    case fewest
    /// Each term its own.
    case own
  }

  public var parameters: Parameters?
  public var clusters: Clusters?
  /// Whether there is a factor of N and K.
  public var countsParameters: Bool?

  public init(
    parameters: Parameters? = nil, clusters: Clusters? = nil, countsParameters: Bool? = nil
  ) {
    self.parameters = parameters
    self.clusters = clusters
    self.countsParameters = countsParameters
  }
}

extension LinearFit {
  /// The same fit with a robust covariance under other finite-sample rules than its profile's; what coefficients are compared with
  /// stays the profile's.
  ///
  /// Throws `.covarianceNotOfEstimator` for a covariance that is no bare sandwich times a factor (`iid`, leverages, distances), and what
  /// the covariance throws.
  public func covariance(
    _ kind: CovarianceKind, profile: Profile, rule: SmallSampleRule
  ) throws(RegressionError) -> LinearFit {
    let fit = try covariance(kind, profile: profile)
    let count = context.count(for: profile)
    let all = Double(count.observations)
    let groups: [Grouping]
    var clustered = true
    switch fit.covariance.kind {
    case .hc0, .hc1:
      groups = []
      clustered = false
    case .cluster(let own): groups = own
    case .neweyWest(_, let order): groups = [order.time] + (order.unit.map { [$0] } ?? [])
    case .driscollKraay(_, let time): groups = [time]
    case .iid, .hc2, .hc3, .hc4, .hc4m, .hc5, .cr2, .cr3, .jackknife, .conley:
      throw .covarianceNotOfEstimator(
        covariance: kind.description, estimator: "a rule for small samples", instead: "hc1 or cluster")
    }
    let parameters =
      switch rule.parameters {
      case nil: clustered ? profile.clusteredParameters(count, groups) : count.parameters
      case .none?: count.regressors + count.effects.reduce(0) { $0 + ($1.isSlope ? $1.levels : 0) }
      case .nested?: clustered ? count.parametersNested(in: groups) : count.parameters
      case .full?: count.parameters
      }
    let isCounted = rule.countsParameters ?? (fit.covariance.kind != .hc0)
    // linearmodels takes N where it has no factor for the number of clusters.
    let lessOne = clustered && !(profile == .linearmodels && rule.clusters == nil)
    let scale = isCounted ? (lessOne ? all - 1 : all) / (all - Double(parameters)) : 1
    let fewest: Int
    switch fit.covariance.kind {
    case .neweyWest(_, let order): fewest = order.time.count
    default: fewest = groups.map(\.count).min() ?? 0
    }
    let asked =
      rule.clusters ?? (profile.takesFewestClusters ? .fewest : profile == .linearmodels ? .none : .own)
    let matrix: Matrix
    let factor: Double
    if clustered, groups.count > 1, asked == .own, case .cluster = fit.covariance.kind {
      // sandwich's convention: each term its own clusters, all parameters counted.
      let own = try context.counting(for: .fixest).covariance(fit.covariance.kind, profile: .statsmodels)
      let theirs = (all - 1) / (all - Double(own.parameters))
      factor = scale * own.factor / theirs
      matrix = (scale / theirs) * own.matrix
    } else {
      let ofClusters =
        clustered && asked != .none ? Double(fewest) / Double(fewest - 1) : 1
      factor = scale * ofClusters
      let base = try covariance(kind, profile: .fixest).covariance
      matrix = (factor / base.factor) * base.matrix
    }
    let old = fit.covariance
    return replacing(
      CoefficientCovariance(
        matrix: matrix, kind: old.kind, profile: profile, reference: old.reference, factor: factor,
        parameters: parameters, clusters: old.clusters, lags: old.lags, adjustments: old.adjustments))
  }
}
