internal import LinearAlgebra

// y_it − y_is = (x_it − x_is)·b + (u_it − u_is), s the row before t in the unit: what is constant of a unit drops out. Consistent under
// strict exogeneity; efficient where u is a random walk. An intercept of the formula stays one: it is a trend of the levels, as plm has
// it; without one (`- 1`) the equation is linearmodels' and Stata's.
//
// Gaps of unbalanced panels: `spanned` differences neighbouring rows however far apart (plm), `skipped` neighbouring periods alone
// (linearmodels, Stata). A period that no unit has a row in is no gap. Clusters and periods are those of the later row.
//
// Source: Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, 2nd ed., §10.6.

/// The regression of changes from each row of a unit to its next.
public struct FirstDifferences: Sendable {
  /// What is done where a unit has no row in a period.
  public enum Gaps: String, Sendable, CaseIterable {
    case spanned = "span"
    case skipped = "skip"
  }

  public var gaps: Gaps
  public var covariance: CovarianceKind
  public var profile: Profile
  /// Of the confidence intervals, between 0 and 1.
  public var confidence: Double

  public init(
    gaps: Gaps = .spanned, covariance: CovarianceKind = .iid, profile: Profile = .fixest,
    confidence: Double = 0.95
  ) {
    precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
    self.gaps = gaps
    self.covariance = covariance
    self.profile = profile
    self.confidence = confidence
  }

  /// The fit; its rows are the differences, by unit and time. Groupings of the covariance have a code for each row of the data.
  ///
  /// Throws what `LeastSquares.fit` throws, `.weightsNotOfEstimator`, and `.noDifferences` where no unit has two rows. O(n·k²).
  public func fit(_ data: RegressionData, panel: PanelRows) throws(RegressionError) -> PanelFit {
    let sample = try RegressionSample.ofPanel(data, panel, estimator: "first-difference")
    let pairs = panel.neighbours(spanningGaps: gaps == .spanned)
    guard !pairs.rows.isEmpty else { throw .noDifferences(unit: panel.unit.name) }
    let intercept = data.intercept
    let columns = data.matrix.columns.enumerated().map { position, column -> TallColumn in
      if case .constant = column { return .constant(position == intercept ? 1 : 0) }
      return .real(
        zip(pairs.rows, pairs.previous).map { row, before in
          (column[row] - column[before]) + (column.low(row) - column.low(before))
        })
    }
    let fit = try LeastSquares(
      covariance: covariance.selecting(rows: pairs.rows), profile: profile, confidence: confidence
    ).fit(
      RegressionData(
        matrix: TallMatrix(rows: pairs.rows.count, columns: columns), names: data.names,
        outcome: .real(zip(pairs.rows, pairs.previous).map { sample.outcome[$0] - sample.outcome[$1] }),
        outcomeName: "diff(\(data.outcomeName))"))
    let means = UnitMeans(panel, columns: data.matrix.columns, outcome: sample.outcome)
    // The intercept is a trend there and no constant of the levels.
    let levels = fit.kept.indices.filter { fit.kept[$0] != intercept }
    let tests = try PanelSerialTests.differences(
      residuals: fit.residuals, rows: pairs.rows, previous: pairs.previous, unit: panel.unit)
    let skipped = pairs.gaps == 0 || gaps == .spanned ? 0 : pairs.gaps
    return PanelFit(
      fit: fit, panel: panel,
      determination: PanelDetermination(
        means, kept: levels.map { fit.kept[$0] }, intercept: nil, levels.map { fit.coefficients[$0] }),
      tests: tests,
      warnings: pairs.gaps == 0
        ? []
        : [
          skipped > 0
            ? "\(skipped) differences over gaps in time are left out"
            : "\(pairs.gaps) differences are over gaps in time, taken as any other; leave them out with gaps 'skip'"
        ])
  }
}
