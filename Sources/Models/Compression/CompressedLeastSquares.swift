public import Absorption
internal import LinearAlgebra

// Rows that are equal in all regressors, effects and clusters have one fitted value x·b. With n_c rows in cell c, mean ȳ_c and
// S_c = Σ(y − ȳ_c)² within it, b is that of the means with frequencies n_c, and
//   Σe² = Σ n_c(ȳ_c − x_c·b)² + Σ S_c           iid, σ, R², the likelihood
//   Σ e²·f(h)·xxᵀ = Σ (n_c(ȳ_c − x_c·b)² + S_c)·f(h_c)·x_c·x_cᵀ      every HC: equal rows have equal leverages
//   Σ e·x over a cluster = Σ n_c(ȳ_c − x_c·b)·x_c over its cells      clusters, CR2, CR3, periods
// exactly: sums alone are made in another order. Newey–West and distances need rows, and so do weights other than frequencies, whose
// scores are weighted twice.
//
// Source: Wong, Forsell, Lewis, Mao & Wardrop (2021), You Only Compress Once: optimal data compression for estimating
// linear models, arXiv:2102.11297.

/// Least squares, with absorbed effects or without, on cells of equal rows.
public struct CompressedLeastSquares: Sendable {
  /// A fit of cells.
  public struct Result: Sendable {
    /// Its rows are the cells: residuals and fitted values are those of their means. Everything else is that of all rows.
    public let fit: LinearFit
    public let cells: Int
    /// Of what was given, the rows used; nil for all.
    public let rows: [Int]?
  }

  public var covariance: CovarianceKind
  public var profile: Profile
  public var singletons: SingletonRule?
  public var confidence: Double
  public var absorption: AbsorptionOptions
  /// More cells than this share of the rows are not worth it, between 0 and 1.
  public var largestShare: Double

  public init(
    covariance: CovarianceKind = .iid, profile: Profile = .fixest, singletons: SingletonRule? = nil,
    confidence: Double = 0.95, absorption: AbsorptionOptions = AbsorptionOptions(),
    largestShare: Double = 0.25
  ) {
    precondition(largestShare > 0 && largestShare <= 1, "a share of \(largestShare)")
    self.covariance = covariance
    self.profile = profile
    self.singletons = singletons
    self.confidence = confidence
    self.absorption = absorption
    self.largestShare = largestShare
  }

  /// Whether cells say all that a covariance with these weights needs.
  public static func allows(_ covariance: CovarianceKind, weights: ObservationWeights.Kind?) -> Bool {
    switch weights {
    case .analytic, .probability: return false
    case .frequency, nil: break
    }
    return switch covariance {
    case .neweyWest, .conley: false
    case .iid, .hc0, .hc1, .hc2, .hc3, .hc4, .hc4m, .hc5, .cluster, .cr2, .cr3, .jackknife, .driscollKraay:
      true
    }
  }

  /// The fit, or nil where the covariance, the weights or the number of cells do not allow it, or where the means alone have no
  /// answer that the rows might have.
  ///
  /// Throws what `RegressionSample` finds wrong with the rows. O(n·s) for s different columns of codes and values, and a fit of the cells.
  public func fit(_ data: RegressionData, effects: [FixedEffect] = []) throws(RegressionError) -> Result? {
    guard CompressedLeastSquares.allows(covariance, weights: data.weights?.kind),
      data.weights?.values.contains(0) != true
    else { return nil }
    guard
      let cells = RowCells(
        data, effects: effects, groupings: covariance.groupings, largestShare: largestShare)
    else { return nil }
    let sample = try RegressionSample(data)
    let sums = CellSums(cells, sample.outcome, frequencies: data.weights?.values)
    let means = RegressionData(
      matrix: data.matrix.selecting(rows: cells.firstRows), names: data.names, outcome: .real(sums.means),
      outcomeName: data.outcomeName, weights: ObservationWeights(.frequency, values: sums.counts))
    let kind = covariance.selecting(rows: cells.firstRows)
    let estimator = FixedEffectsLeastSquares(
      covariance: .iid, profile: profile, singletons: singletons, confidence: confidence,
      absorption: absorption)
    let base: LinearFit
    do {
      base = try estimator.fit(means, effects: effects.map { $0.cells(cells.firstRows) })
    } catch {
      // The means may be fitted exactly where the rows are not.
      return nil
    }
    return Result(
      fit: try whole(base, sums, kind), cells: cells.count, rows: CompressedLeastSquares.used(base, cells))
  }

  /// The fit of the means with what varies within cells.
  private func whole(
    _ base: LinearFit, _ sums: CellSums, _ kind: CovarianceKind
  ) throws(RegressionError) -> LinearFit {
    let squares = base.rows.map { rows in rows.map { sums.squares[$0] } } ?? sums.squares
    var added = CompensatedSum()
    for value in squares { added.add(value) }
    let context = try base.context.adding(cellSquares: squares, sum: added.value)
    let statistics = base.statistics
    return LinearFit(
      data: base.data, rows: base.rows, kept: base.kept,
      dropped: base.data.names.indices.filter { !base.kept.contains($0) }, coefficients: base.coefficients,
      residuals: base.context.rowResiduals, context: context,
      covariance: try context.covariance(
        base.rows.map { kind.selecting(rows: $0) } ?? kind, profile: profile),
      statistics: FitStatistics(
        hasIntercept: statistics.hasIntercept,
        totalSumOfSquares: statistics.totalSumOfSquares + added.value,
        withinSumOfSquares: statistics.withinSumOfSquares.map { $0 + added.value },
        logLikelihood: FitStatistics.logLikelihood(
          context.residualSumOfSquares, base.observations, logDeterminant: 0)),
      confidence: confidence, absorption: base.absorption)
  }

  /// The rows of the cells that were kept; nil for all.
  private static func used(_ base: LinearFit, _ cells: RowCells) -> [Int]? {
    guard let kept = base.rows else { return nil }
    var isKept = [Bool](repeating: false, count: cells.count)
    for cell in kept { isKept[cell] = true }
    return cells.codes.indices.filter { isKept[Int(cells.codes[$0])] }
  }
}

/// Rows, mean and sum of squares of the outcome in each cell.
private struct CellSums {
  let counts: [Double]
  let means: [Double]
  let squares: [Double]

  /// Two passes: deviations from a mean that is right to rounding.
  init(_ cells: RowCells, _ values: [Double], frequencies: [Double]?) {
    var counts = [Double](repeating: 0, count: cells.count)
    var sums = counts
    for row in values.indices {
      let (cell, weight) = (Int(cells.codes[row]), frequencies?[row] ?? 1)
      counts[cell] += weight
      sums[cell] += weight * values[row]
    }
    var means = zip(sums, counts).map { $0 / $1 }
    var rests = [Double](repeating: 0, count: cells.count)
    var squares = rests
    for row in values.indices {
      let (cell, weight) = (Int(cells.codes[row]), frequencies?[row] ?? 1)
      let gap = values[row] - means[cell]
      rests[cell] += weight * gap
      squares[cell] += weight * gap * gap
    }
    for cell in means.indices {
      means[cell] += rests[cell] / counts[cell]
      squares[cell] = max(0, squares[cell] - rests[cell] * rests[cell] / counts[cell])
    }
    self.counts = counts
    self.means = means
    self.squares = squares
  }
}

extension FixedEffect {
  /// The effect of cells, whose first rows are given: every group has one.
  fileprivate func cells(_ firstRows: [Int]) -> FixedEffect {
    FixedEffect(
      name: name,
      grouping: Grouping(
        name: grouping.name, codes: firstRows.map { grouping.codes[$0] }, count: grouping.count),
      slope: slope?.selecting(rows: firstRows))
  }
}
