internal import Models

// What no estimator of the family can answer, whatever its own rules.

extension DifferencesRequest {
  /// Throws where clusters are so few that their errors would be zero but for rounding.
  func check(_ panel: TreatmentPanel) throws(DifferencesError) {
    // Synthetic estimates have no clusters and say so themselves.
    let isSynthetic = estimator == .syntheticDifferences || estimator == .syntheticControl
    if let cluster = panel.cluster, !isSynthetic { try DifferencesRequest.check(cluster, panel) }
  }

  /// One cluster has no other to differ from; with one treated and one untreated cluster the effect is fitted to their difference, and
  /// each sums to zero.
  static func check(_ cluster: Grouping, _ panel: TreatmentPanel) throws(DifferencesError) {
    guard cluster.count > 1 else { throw .regression(.singleCluster(name: cluster.name)) }
    guard cluster.count == 2 else { return }
    var (holdsTreated, holdsOthers) = ([false, false], [false, false])
    for unit in 0..<panel.units {
      let rows = panel.rows(ofUnit: unit)
      guard !rows.isEmpty else { continue }
      let code = Int(cluster.codes[rows.lowerBound])
      let isTreated = !panel.isNeverTreated(unit) || rows.contains { panel.isTreated[$0] }
      if isTreated { holdsTreated[code] = true } else { holdsOthers[code] = true }
    }
    if holdsTreated != holdsOthers, holdsTreated.count(where: { $0 }) == 1,
      holdsOthers.count(where: { $0 }) == 1
    {
      throw .oneClusterEach(cluster.name)
    }
  }
}
