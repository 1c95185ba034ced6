internal import LinearAlgebra

// Clustered on one variable: A (Σ_g s_g s_gᵀ) A, s_g the sum of a cluster's scores (Liang & Zeger 1986, Biometrika 73(1)).
// On several: the signed sum over the non-empty sets S of variables, (−1)^{|S|+1} times that of the intersections
// (Cameron, Gelbach & Miller 2011, J. Business & Econ. Statistics 29(2)).

extension CovarianceContext {
  func clustered(_ groupings: [Grouping], _ kind: CovarianceKind, _ profile: Profile)
    throws(RegressionError) -> CoefficientCovariance
  {
    precondition(!groupings.isEmpty, "a clustered covariance without a cluster variable")
    let scores = scoreDesign()
    let factors = scoreFactors
    let fewest = groupings.map(\.count).min() ?? 0
    var sum = Matrix(rows: design.width, columns: design.width)
    for set in 1..<(1 << groupings.count) {
      let members = groupings.indices.filter { set & (1 << $0) != 0 }
      let cells = Grouping.intersection(members.map { groupings[$0] })
      let part = scores.groupSums(factors, groups: cells.codes, count: cells.count)
      let own =
        profile.takesFewestClusters
        ? 1.0 : profile.clusterFactor(count, groupings, groups: cells.count).value
      sum = sum + (members.count % 2 == 1 ? own : -own) * outerProduct(part)
    }
    let factor = profile.clusterFactor(
      count, groupings, groups: profile.takesFewestClusters ? fewest : groupings[0].count)
    var matrix = profile.takesFewestClusters ? factor.value * sum : sum
    var adjustments: [CovarianceAdjustment] = []
    if groupings.count > 1 { (matrix, adjustments) = try matrix.semidefinite(profile.semidefiniteRule) }
    let reference: ReferenceDistribution
    if profile == .clubsandwich, groupings.count == 1 {
      let whole = try expanded(for: kind)
      reference = .satterthwaite(
        try whole.clusterAdjustment(groupings[0], .none, contrasts: whole.contrasts(of: design.width)).degrees
      )
    } else {
      reference = profile.clusteredReference(count, groups: fewest)
    }
    return CoefficientCovariance(
      matrix: matrix, kind: kind, profile: profile, reference: reference, factor: factor.value,
      parameters: factor.parameters, clusters: CovarianceContext.counts(groupings), lags: nil,
      adjustments: adjustments)
  }

  /// CR2, CR3 and the jackknife over one cluster variable.
  func adjusted(_ grouping: Grouping, _ kind: CovarianceKind, _ profile: Profile)
    throws(RegressionError) -> CoefficientCovariance
  {
    let groups = Double(grouping.count)
    var rule = ClusterResidualRule.inverse
    var factor = CovarianceFactor(
      value: 1, parameters: profile.clusteredParameters(count, [grouping]))
    var satterthwaite = profile == .clubsandwich
    var centred = false
    switch kind {
    case .cr2:
      rule = .inverseRoot
      satterthwaite = true
    case .jackknife:
      factor = CovarianceFactor(value: (groups - 1) / groups, parameters: factor.parameters)
      centred = profile == .stata
    default: factor = profile.cr3Factor(count, grouping)
    }
    let whole = try expanded(for: kind)
    let adjustment = try whole.clusterAdjustment(
      grouping, rule, contrasts: satterthwaite ? whole.contrasts(of: design.width) : nil)
    let all = adjustment.covariance(root: whole.root, centredOver: centred ? grouping.count : nil)
    let own = Array(0..<design.width)
    let reference: ReferenceDistribution =
      satterthwaite
      ? .satterthwaite(adjustment.degrees)
      : profile.clusteredReference(count, groups: grouping.count)
    return CoefficientCovariance(
      matrix: factor.value * all.selecting(rows: own, columns: own),
      kind: kind, profile: profile, reference: reference, factor: factor.value,
      parameters: factor.parameters, clusters: CovarianceContext.counts([grouping]), lags: nil,
      adjustments: adjustment.leverageOneClusters > 0
        ? [.leverageOneClusters(adjustment.leverageOneClusters)] : [])
  }
}
