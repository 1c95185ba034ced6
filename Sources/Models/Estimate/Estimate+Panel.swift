extension Estimate {
  /// What an estimate of a panel says of its units.
  public struct Panel: Sendable {
    public let units: Int
    /// Nil where no period was named.
    public let periods: Int?
    /// Fewest, mean and most rows of a unit.
    public let rowsPerUnit: (least: Int, mean: Double, most: Int)
    public let determination: PanelDetermination
    public let components: VarianceComponents?
    /// How the variances of random effects were estimated.
    public let method: RandomEffects.Method?
    /// Least, median and largest θ_i of random effects.
    public let shares: (least: Double, median: Double, most: Double)?
    public let tests: [PanelTest]

    public var isBalanced: Bool { rowsPerUnit.least == rowsPerUnit.most }
  }

  /// The summary of an estimator of panels.
  init(
    _ found: PanelFit, estimator: Estimator, method: RandomEffects.Method, formula: Formula,
    sample: EstimationSample, warnings: [String]
  ) throws(RegressionError) {
    try self.init(
      found.fit, estimator: estimator.rawValue, formula: formula, sample: sample,
      warnings: warnings + found.warnings)
    rSquared = found.rSquared
    let total = Double(observations - (found.fit.hasIntercept ? 1 : 0))
    adjustedRSquared = 1 - (1 - found.rSquared) * total / Double(residualDegrees)
    convergence = found.convergence
    let counts = found.panel.counts.sorted()
    let shares = found.shares.map { $0.sorted() }
    panel = Panel(
      units: counts.count, periods: found.panel.time?.count,
      rowsPerUnit: (
        counts.first ?? 0, Double(found.panel.rows) / Double(counts.count), counts.last ?? 0
      ),
      determination: found.determination, components: found.components,
      method: found.components == nil ? nil : method,
      shares: shares.map { sorted in
        let middle = sorted.count / 2
        let median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
        return (sorted[0], median, sorted[sorted.count - 1])
      },
      tests: found.tests)
  }
}
