internal import LinearAlgebra

// The k × k sums that variances of random effects need, in the basis X·R in which the pooled columns are orthonormal, R the fit's
// root: no unit of a column then decides how much rounding costs.

/// Between and within sums of the columns and the outcome of a pooled regression.
struct PanelMoments: Sendable {
  /// T_i.
  let counts: [Double]
  /// Of the pooled residuals: Σ(e_it − ē_i)², and Σ T_i·ē_i².
  let within: Double
  let between: Double
  /// RᵀXᵀ·P·X·R = Σ T_i x̄x̄ᵀ, P the means of units.
  let betweenGram: Matrix
  /// Σ T_i² x̄x̄ᵀ, that is RᵀXᵀZZᵀXR for the indicators Z of the units.
  let unitGram: Matrix
  let parameters: Int

  /// `pooled` has the rows of the panel as they are. O(n·k + N·k²).
  init(_ pooled: LinearFit, _ panel: PanelRows) {
    let root = pooled.context.root
    let residuals = pooled.residuals
    let means = UnitMeans(panel, columns: pooled.context.design.columns, outcome: residuals)
    counts = panel.counts.map(Double.init)
    let inner = means.outcome(less: [Double](repeating: 1, count: panel.unit.count))
    var within = CompensatedSum()
    for value in inner { within.add(value * value) }
    var between = CompensatedSum()
    for (count, mean) in zip(counts, means.outcome) { between.add(count * mean * mean) }
    self.within = within.value
    self.between = between.value
    let matrix = means.matrix(Array(pooled.context.design.columns.indices))
    let rotated = TallMatrix(
      rows: matrix.rows, columns: (0..<root.columns).map { .real(matrix.times(root.column($0))) })
    betweenGram = rotated.gram(weights: counts)
    unitGram = rotated.gram(weights: counts.map { $0 * $0 })
    parameters = root.columns
  }
}
