/// Whether clusters are many and alike enough for a clustered covariance with its t distribution.
///
/// With sizes N_g the number of clusters that equal ones would stand for is G/(1 + CV²), CV the coefficient of variation of the
/// sizes: Carter, Schnepel & Steigerwald (2017), Review of Economics and Statistics 99, for a design that is the same in all.
enum ClusterBalance {
  /// Below this many a warning is given; MacKinnon, Nielsen & Webb (2023, J. Econometrics 232) find CR1 misleading there.
  private static let fewest = 20.0

  static func effectiveCount(_ grouping: Grouping) -> Double {
    let sizes = grouping.sizes.map(Double.init)
    let mean = sizes.reduce(0, +) / Double(sizes.count)
    let variance = sizes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(sizes.count)
    return Double(sizes.count) / (1 + variance / (mean * mean))
  }

  /// Below this many drawn groups the sign vectors are so few that p-values come in coarse steps.
  private static let fewestDrawn = 10
  /// Equal clusters that unequal ones must stand for, as a share of their number; half is half of the information lost.
  private static let leastShare = 0.5

  /// What to say of a wild bootstrap of these clusters.
  static func warnings(_ bootstrap: WildBootstrap, _ clusters: [Grouping], _ drawn: Grouping) -> [String] {
    var warnings: [String] = []
    if drawn.count < fewestDrawn, bootstrap.weights == .rademacher || bootstrap.weights == .mammen {
      warnings.append(
        "'\(drawn.name)' has \(drawn.count) groups, which have only \(1 << drawn.count) vectors of signs: p-values come in steps of "
          + "\(2.0 / Double(1 << drawn.count)); compare --bootstrap-weights webb, --bootstrap-by with finer groups, or --randomisation "
          + "for a treatment of whole clusters")
    }
    for cluster in clusters {
      let effective = effectiveCount(cluster)
      guard effective < leastShare * Double(cluster.count), !bootstrap.variant.leavesOut else { continue }
      warnings.append(
        "the \(cluster.count) clusters of '\(cluster.name)' are as unequal as \(Int(effective)) equal ones: the bootstrap may reject too "
          + "often; compare --bootstrap-variant 31 or 33, --bootstrap-by with finer groups")
    }
    return warnings
  }

  /// What to say of a covariance clustered on these.
  static func warnings(_ kind: CovarianceKind) -> [String] {
    guard case .cluster(let groupings) = kind else { return [] }
    return groupings.compactMap { grouping in
      let effective = effectiveCount(grouping)
      guard effective < fewest else { return nil }
      let count =
        Double(grouping.count) < fewest
        ? "\(grouping.count) clusters"
        : "\(grouping.count) clusters as unequal as \(Int(effective)) equal ones"
      return
        "'\(grouping.name)' has \(count): errors from so few are often too small; compare cr2:\(grouping.name) "
        + "or a wild cluster bootstrap"
    }
  }
}
