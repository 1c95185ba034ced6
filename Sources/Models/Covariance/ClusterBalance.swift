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
