internal import Kernels
internal import LinearAlgebra
internal import Models

// Y_it(0) = αᵢ + λ_t + x_it·δ + ε_it, fitted by weighted least squares on the rows that are not treated yet. Units are
// eliminated, periods solved for once (`PeriodSystem`), covariates swept of both (Frisch & Waugh 1933); one further step on the
// residuals takes the rounding of the solution out.
//
// What would have been of a treated row is known only where its unit and its period are in one connected component of the
// untreated rows: the others cannot be imputed by any estimator of this model, and are counted.
//
// O(n·(1 + p)) and T³ for T periods and p covariates; memory O(n·p + T²).

/// The model of untreated outcomes, fitted.
struct UntreatedModel: Sendable {
  let rows: UntreatedRows
  let system: PeriodSystem
  /// The covariates that were estimated, each less its own effects of units and periods, a value a row.
  let covariates: [[Double]]
  /// For each its effects of units and of periods.
  let covariateEffects: [(units: [Double], periods: [Double])]
  let covariateNames: [String]
  /// δ.
  let slopes: [Double]
  /// (X̃ᵀWX̃)⁻¹ of the covariates on the fitted rows.
  let covariateInverse: Matrix
  /// Names of covariates that effects or other covariates give already.
  let dropped: [String]
  /// y − α − λ − xδ in every row: residuals where fitted, effects of treatment elsewhere.
  let gaps: [Double]
  /// Whether the untreated outcome of each unit's period can be told.
  private let unitComponents: [Int32]

  /// What effects leave of a column, as a share of its length around its mean, below which they give it.
  private static let absorbedShare = 1e-9

  /// - Parameter isUntreated: which rows are fitted; those without weight are not.
  init(
    _ panel: TreatmentPanel, isUntreated: [Bool], threads: Int = Parallel.cores
  ) throws(DifferencesError) {
    var isFitted = isUntreated
    if let weights = panel.weights {
      for row in isFitted.indices where !(weights[row] > 0) { isFitted[row] = false }
    }
    let rows = UntreatedRows(
      starts: panel.unitStarts, period: panel.period, periods: panel.periods.count, weights: panel.weights,
      isFitted: isFitted, threads: threads)
    self.rows = rows
    let components = rows.components()
    guard components.contains(where: { $0 >= 0 }) else {
      throw .alwaysTreated(units: panel.units)
    }
    system = try PeriodSystem(complement: rows.complement(), components: components)
    unitComponents = rows.unitComponents(components)
    let fit = try UntreatedModel.project(panel.outcome, rows, system)
    var columns: [[Double]] = []
    var effects: [(units: [Double], periods: [Double])] = []
    var names: [String] = []
    var dropped: [String] = []
    if let given = panel.covariates {
      for (name, column) in zip(given.names, given.matrix.columns) {
        if case .constant = column { continue }
        let values: [Double] =
          if case .real(let values) = column { values } else { (0..<panel.rows).map { column[$0] } }
        let own = try UntreatedModel.project(values, rows, system)
        guard UntreatedModel.remains(values, own.residuals, rows) else {
          dropped.append(name)
          continue
        }
        columns.append(own.residuals)
        effects.append((own.units, own.periods))
        names.append(name)
      }
    }
    guard !columns.isEmpty else {
      covariates = []
      covariateEffects = []
      covariateNames = []
      slopes = []
      covariateInverse = Matrix(rows: 0, columns: 0)
      self.dropped = dropped
      gaps = fit.residuals
      return
    }
    let used = isFitted.indices.filter { isFitted[$0] }
    let solution: LeastSquaresSolution
    do {
      solution = try TallMatrix(rows: panel.rows, columns: columns.map { .real($0) })
        .selecting(rows: used)
        .leastSquares(
          .real(used.map { fit.residuals[$0] }),
          weights: panel.weights.map { weights in used.map { weights[$0] } })
    } catch { throw .regression(.algebra(error)) }
    dropped += columns.indices.filter { !solution.kept.contains($0) }.map { names[$0] }
    covariates = solution.kept.map { columns[$0] }
    covariateEffects = solution.kept.map { effects[$0] }
    covariateNames = solution.kept.map { names[$0] }
    slopes = solution.coefficients
    covariateInverse = solution.inverseGram
    self.dropped = dropped
    var gaps = fit.residuals
    for (slope, position) in zip(solution.coefficients, solution.kept) {
      let column = columns[position]
      for row in gaps.indices { gaps[row] -= slope * column[row] }
    }
    self.gaps = gaps
  }

  /// Whether the untreated outcome of a unit in a period can be told from the fitted rows.
  func isKnown(unit: Int, period: Int) -> Bool {
    unitComponents[unit] >= 0 && unitComponents[unit] == system.components[period]
  }

  /// What is left of a column, and its effects.
  private static func project(_ column: [Double], _ rows: UntreatedRows, _ system: PeriodSystem)
    throws(DifferencesError) -> (residuals: [Double], units: [Double], periods: [Double])
  {
    var periods = [Double](repeating: 0, count: rows.periods)
    var units: [Double] = []
    // The second time on what the first leaves.
    for _ in 0..<2 {
      units = rows.unitMeans(column, less: periods)
      let sums = rows.periodSums(column, less: units, periods)
      let step = try system.solve(Matrix(rows: rows.periods, columns: 1, columnMajor: sums))
      for period in periods.indices { periods[period] += step[period, 0] }
    }
    units = rows.unitMeans(column, less: periods)
    return (rows.residuals(column, units, periods), units, periods)
  }

  /// Whether effects leave more of a column than rounding.
  private static func remains(_ given: [Double], _ left: [Double], _ rows: UntreatedRows) -> Bool {
    var (total, sum, squares, rest) = (0.0, 0.0, 0.0, 0.0)
    for row in given.indices where rows.isFitted[row] {
      let weight = rows.weights?[row] ?? 1
      total += weight
      sum += weight * given[row]
    }
    let mean = sum / total
    for row in given.indices where rows.isFitted[row] {
      let weight = rows.weights?[row] ?? 1
      squares += weight * (given[row] - mean) * (given[row] - mean)
      rest += weight * left[row] * left[row]
    }
    return rest.squareRoot() > absorbedShare * squares.squareRoot()
  }
}
