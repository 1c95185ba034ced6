internal import LinearAlgebra

extension CovarianceContext {
  /// The covariance of this kind by the convention of this profile.
  ///
  /// Throws `RegressionError.noDegreesOfFreedom`, `.singleCluster`, `.duplicatePeriod`, `.singlePeriod`, `.frequencyWeightsInSeries`,
  /// `.coordinate`, `.effectsTooLarge`.
  package func covariance(_ asked: CovarianceKind, profile: Profile) throws(RegressionError)
    -> CoefficientCovariance
  {
    try counting(for: profile).counted(asked, profile: profile)
  }

  private func counted(_ asked: CovarianceKind, profile: Profile) throws(RegressionError)
    -> CoefficientCovariance
  {
    var adjustments: [CovarianceAdjustment] = []
    var kind = asked
    if kind == .iid, weights?.kind == .probability {
      kind = .hc1
      adjustments.append(.robustForProbabilityWeights)
    }
    for grouping in kind.groupings {
      precondition(
        grouping.codes.count == design.rows,
        "\(grouping.name) has \(grouping.codes.count) codes for \(design.rows) rows")
    }
    for grouping in kind.clusters where grouping.count < 2 { throw .singleCluster(name: grouping.name) }
    guard count.residualDegrees > 0 else {
      throw .noDegreesOfFreedom(
        what: "the variance of the errors", rows: count.observations, parameters: count.parameters)
    }
    switch kind {
    case .iid:
      let factor = profile.iidFactor(count)
      return CoefficientCovariance(
        matrix: residualSumOfSquares * factor.value * bread, kind: kind, profile: profile,
        reference: profile.plainReference(kind, count), factor: factor.value, parameters: factor.parameters,
        clusters: [], lags: nil, adjustments: adjustments)
    case .hc0, .hc1, .hc2, .hc3, .hc4, .hc4m, .hc5:
      let robust = try robustSandwich(kind)
      if robust.leverageOneRows > 0 { adjustments.append(.leverageOneRows(robust.leverageOneRows)) }
      let factor = profile.robustFactor(kind, count)
      return CoefficientCovariance(
        matrix: factor.value * robust.matrix, kind: kind, profile: profile,
        reference: profile.plainReference(kind, count), factor: factor.value, parameters: factor.parameters,
        clusters: [], lags: nil, adjustments: adjustments)
    case .cluster(let groupings): return try clustered(groupings, kind, profile)
    case .cr2(let grouping), .cr3(let grouping), .jackknife(let grouping):
      return try adjusted(grouping, kind, profile)
    case .neweyWest(let lags, let order): return try neweyWest(lags, order, kind, profile)
    case .driscollKraay(let lags, let time): return try driscollKraay(lags, time, kind, profile)
    case .conley(let cutoff):
      let factor = profile.conleyFactor(count)
      let (matrix, adjustments) = try (factor.value * sandwich(try conleyMeat(cutoff)))
        .semidefinite(profile.semidefiniteRule)
      return CoefficientCovariance(
        matrix: matrix, kind: kind, profile: profile,
        reference: profile.plainReference(kind, count), factor: factor.value, parameters: factor.parameters,
        clusters: [], lags: nil, adjustments: adjustments)
    }
  }

  private func neweyWest(
    _ lags: Int?, _ order: PanelOrder, _ kind: CovarianceKind, _ profile: Profile
  ) throws(RegressionError) -> CoefficientCovariance {
    let used = try usableLags(lags, order.time, profile)
    let meat = try neweyWestMeat(lags: used, order, countingRows: profile.lagsCountRows)
    let factor = profile.neweyWestFactor(count, order)
    let (matrix, adjustments) = try (factor.value * sandwich(meat)).semidefinite(profile.semidefiniteRule)
    return CoefficientCovariance(
      matrix: matrix, kind: kind, profile: profile,
      reference: profile.serialReference(count, periods: order.time.count), factor: factor.value,
      parameters: factor.parameters, clusters: CovarianceContext.counts(kind.groupings), lags: used,
      adjustments: adjustments)
  }

  private func driscollKraay(
    _ lags: Int?, _ time: Grouping, _ kind: CovarianceKind, _ profile: Profile
  ) throws(RegressionError) -> CoefficientCovariance {
    guard time.count > 1 else { throw .singlePeriod(name: time.name) }
    let used = try usableLags(lags, time, profile)
    let sums = scoreDesign().groupSums(scoreFactors, groups: time.codes, count: time.count)
    let factor = profile.driscollKraayFactor(count, time)
    return CoefficientCovariance(
      matrix: factor.value * sandwich(CovarianceContext.bartlettSum(sums, lags: used)), kind: kind,
      profile: profile, reference: profile.serialReference(count, periods: time.count), factor: factor.value,
      parameters: factor.parameters, clusters: CovarianceContext.counts([time]), lags: used, adjustments: [])
  }

  /// The lags given, fewer than the periods, or the profile's.
  private func usableLags(_ lags: Int?, _ time: Grouping, _ profile: Profile) throws(RegressionError) -> Int {
    guard let lags else { return profile.defaultLags(periods: time.count) }
    guard time.count <= 1 || lags < time.count else {
      throw .lagsBeyondPeriods(name: time.name, lags: lags, periods: time.count)
    }
    return lags
  }

  static func counts(_ groupings: [Grouping]) -> [ClusterCount] {
    groupings.map { ClusterCount(name: $0.name, count: $0.count) }
  }
}
