// A regression with one row a unit takes clusters of units.

extension CovarianceKind {
  /// The covariance over units in place of their rows.
  ///
  /// Throws `.groupWithinUnits` where a cluster does not hold whole units, `.covarianceNotOfEstimator` for what needs periods, and for
  /// distances between units that move.
  func ofUnits(_ panel: PanelRows, estimator: String) throws(RegressionError) -> CovarianceKind {
    switch self {
    case .iid, .hc0, .hc1, .hc2, .hc3, .hc4, .hc4m, .hc5: return self
    case .neweyWest, .driscollKraay:
      throw .covarianceNotOfEstimator(
        covariance: description, estimator: estimator, instead: "hc1 or a cluster of units")
    case .conley(let cutoff):
      for row in 0..<panel.rows {
        let first = panel.order[panel.starts[Int(panel.unit.codes[row])]]
        guard cutoff.latitude[row] == cutoff.latitude[first], cutoff.longitude[row] == cutoff.longitude[first]
        else {
          throw .covarianceNotOfEstimator(
            covariance: description, estimator: estimator, instead: "one place for each unit")
        }
      }
    case .cluster, .cr2, .cr3, .jackknife:
      for grouping in groupings where !panel.unit.isNested(in: grouping) {
        throw .groupWithinUnits(group: grouping.name, unit: panel.unit.name, estimator: estimator)
      }
    }
    return selecting(rows: panel.firstRows)
  }
}
