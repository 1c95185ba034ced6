internal import LinearAlgebra

extension EstimateRequest {
  /// Throws for what only least squares has.
  func checkExtras() throws(EstimateError) {
    if smallSample != nil, family != .gaussian {
      throw .choicesTogether("a rule for small samples", "the family \(family.rawValue)")
    }
    if smallSample != nil, design.formula.instruments != nil {
      throw .notOfEstimator(part: "a rule for small samples", estimator: "instruments")
    }
    if recoversEffects, design.formula.fixedEffects == nil {
      throw .notOfEstimator(part: "effects by level", estimator: "a formula without fixed effects")
    }
  }

  /// The fit with the finite-sample rule that was asked for; `kind` has a code for each row that was given to it.
  func ruled(_ fit: LinearFit, _ kind: CovarianceKind) throws(RegressionError) -> LinearFit {
    guard let smallSample else { return fit }
    return try fit.covariance(kind, profile: profile, rule: smallSample)
  }

  /// Least squares on cells of equal rows: always where it can be had, or where there are many rows, few cells, and work that grows
  /// with the rows.
  public enum Compression: String, Sendable, CaseIterable {
    case automatic = "auto"
    case always = "yes"
    case never = "no"
  }

  /// Rows from which cells are looked for unasked.
  private static let manyRows = 200_000
  /// Columns from which the sums of products cost more than cells.
  private static let manyColumns = 6

  /// The fit of cells; nil where rows are to be used: where more is asked than their sums tell, or cells are not fewer.
  func compressed(
    _ built: Design, _ kind: CovarianceKind
  ) throws(RegressionError) -> CompressedLeastSquares.Result? {
    guard compression != .never, smallSample == nil, !recoversEffects, bootstrap == nil,
      randomisation == nil
    else { return nil }
    if compression == .automatic {
      let isLong = built.data.rows >= Self.manyRows
      let isWide = built.data.matrix.width >= Self.manyColumns
      guard isLong, isWide || !built.fixedEffects.isEmpty || !kind.groupings.isEmpty else { return nil }
    }
    return try CompressedLeastSquares(
      covariance: kind, profile: profile, singletons: singletons, confidence: confidence,
      largestShare: compression == .always ? 1 : 0.1
    ).fit(built.data, effects: built.fixedEffects)
  }
}

extension EstimationSample {
  /// The sample of some of its rows; nil for all.
  func keeping(_ rows: [Int]?, reason: Reason) -> EstimationSample {
    guard let rows else { return self }
    return keeping(rows, reason: reason)
  }
}
