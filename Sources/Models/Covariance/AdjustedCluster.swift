internal import LinearAlgebra

/// One cluster's rows of the orthonormal design Z, with what CR2, CR3 and Satterthwaite's degrees need of it.
struct AdjustedCluster {
  /// s* and, for each contrast, t_g and a vector of the length of a_g.
  struct Adjusted {
    let score: [Double]
    /// A column a contrast; products of two columns are those of their a_g.
    let images: Matrix
    /// A column a contrast: t_g.
    let vectors: Matrix
    let leverageOne: Bool
  }

  /// n_g × p.
  let design: Matrix
  let residuals: [Double]
  let weights: [Double]?
  let frequencies: Bool
  /// ZᵀW²Z over all clusters, where weights are no frequencies.
  let squares: Matrix

  /// `contrasts`: p × m.
  func adjust(_ rule: ClusterResidualRule, contrasts: Matrix) throws(LinearAlgebraError) -> Adjusted {
    if let weights, !frequencies {
      return try rule == .inverseRoot
        ? weightedRoot(weights, contrasts) : weightedInverse(weights, rule, contrasts)
    }
    return try plain(rule, contrasts)
  }

  /// Without weights; w equal rows are one row times √w.
  private func plain(_ rule: ClusterResidualRule, _ contrasts: Matrix) throws(LinearAlgebraError) -> Adjusted
  {
    var rows = design
    var errors = residuals
    if let weights {
      let roots = weights.map { $0.squareRoot() }
      rows = rows.scalingRows(roots)
      for row in errors.indices { errors[row] *= roots[row] }
    }
    let raw = rows.transposedTimes(errors)
    if rule == .none, contrasts.columns == 0 {
      return Adjusted(
        score: raw, images: Matrix(rows: 0, columns: 0), vectors: Matrix(rows: design.columns, columns: 0),
        leverageOne: false)
    }
    // `factor` is r × p with factorᵀ·factor = M and factor·factorᵀ = diag(λ), from the smaller of ZᵀZ and ZZᵀ.
    let values: [Double]
    let factor: Matrix
    var score = raw
    if rows.rows >= rows.columns {
      let system = try SymmetricEigensystem(of: rows.crossProduct())
      values = system.values.map { min(max(0, $0), 1) }
      factor = system.vectors.transposed.scalingRows(values.map { $0.squareRoot() })
      let along = system.vectors.transposedTimes(raw)
      score = system.vectors.times(zip(along, values).map { $0 * rule.factor($1) })
    } else {
      let system = try SymmetricEigensystem(of: rows.productTransposed(rows))
      values = system.values.map { min(max(0, $0), 1) }
      factor = system.vectors.transposedProduct(rows)
      let along = factor.times(raw)
      let change = factor.transposedTimes(zip(along, values).map { $0 * rule.excess($1) })
      for column in score.indices { score[column] += change[column] }
    }
    let images = (factor * contrasts).scalingRows(values.map { rule.factor($0) })
    return Adjusted(
      score: score, images: images, vectors: factor.transposedProduct(images),
      leverageOne: (values.last ?? 0) > 1 - CovarianceContext.leverageTolerance)
  }

  /// With precision weights, where a_g = W_gZ_g(I − M)⁻¹c or W_gZ_gc.
  private func weightedInverse(
    _ weights: [Double], _ rule: ClusterResidualRule, _ contrasts: Matrix
  ) throws(LinearAlgebraError) -> Adjusted {
    let weightedRows = design.scalingRows(weights)
    let raw = weightedRows.transposedTimes(residuals)
    let system = try SymmetricEigensystem(
      of: design.scalingRows(weights.map { $0.squareRoot() }).crossProduct())
    let function = system.applying { rule.factor(min(max(0, $0), 1)) }
    let images = weightedRows * (function * contrasts)
    return Adjusted(
      score: function.times(raw), images: images,
      vectors: design.transposedProduct(images).stacked(on: weightedRows.transposedProduct(images)),
      leverageOne: (system.values.last ?? 0) > 1 - CovarianceContext.leverageTolerance)
  }

  /// With precision weights and CR2: a_g = B^{-1/2}W_gZ_gc, B = I − ZZᵀW − WZZᵀ + ZQZᵀ = I + U·C·Uᵀ with U = (Z, WZ): the identity
  /// outside the 2p columns of U, so that a thin QR of U leaves an eigenproblem of order 2p at most.
  private func weightedRoot(_ weights: [Double], _ contrasts: Matrix) throws(LinearAlgebraError) -> Adjusted {
    let weightedRows = design.scalingRows(weights)
    let function: (Double) -> Double = {
      $0 > CovarianceContext.leverageTolerance ? 1 / $0.squareRoot() : 0
    }
    let smallest: Double
    let images: Matrix
    if design.rows <= 2 * design.columns {
      let cross = design.productTransposed(weightedRows)
      let system = try SymmetricEigensystem(
        of: (Matrix.identity(design.rows) - cross - cross.transposed
          + (design * squares).productTransposed(design)).symmetrised())
      smallest = system.values.first ?? 1
      images = system.applying(function) * weightedRows
    } else {
      // Both halves of U on one scale, so that the rank is judged fairly.
      let balance = (weights.reduce(0, +) / Double(weights.count)).squareRoot()
      let qr = try PivotedQR(of: (balance * design).beside((1 / balance) * weightedRows))
      let rank = qr.rank(tolerance: 1e-12)
      var triangle = Matrix(rows: rank, columns: 2 * design.columns)
      let permuted = qr.factor
      for column in 0..<2 * design.columns {
        for row in 0..<rank { triangle[row, qr.permutation[column]] = permuted[row, column] }
      }
      let form = SatterthwaiteForm.block((1 / (balance * balance)) * squares)
      let system = try SymmetricEigensystem(
        of: (Matrix.identity(rank) + (triangle * form).productTransposed(triangle)).symmetrised())
      smallest = system.values.first ?? 1
      let along = try qr.applyQ(weightedRows, transposed: true)
      let leading = along.selecting(rows: Array(0..<rank), columns: Array(0..<design.columns))
      let change = system.applying { function($0) - 1 } * leading
      var padded = Matrix(rows: design.rows, columns: design.columns)
      for column in 0..<design.columns {
        for row in 0..<rank { padded[row, column] = change[row, column] }
      }
      images = weightedRows + (try qr.applyQ(padded, transposed: false))
    }
    let wanted = images * contrasts
    return Adjusted(
      score: images.transposedTimes(residuals), images: wanted,
      vectors: design.transposedProduct(wanted).stacked(on: weightedRows.transposedProduct(wanted)),
      leverageOne: smallest < CovarianceContext.leverageTolerance)
  }
}
