internal import Absorption
package import LinearAlgebra

// What every sandwich is made of, whichever estimator it comes from: a design of k columns (demeaned where effects were
// absorbed, projected for instruments), the residuals that belong to it, weights, a bread and a count of parameters.
// The score of row i is wᵢ·eᵢ·xᵢ. A generalized linear model passes its working weights and working residuals.

package struct CovarianceContext: Sendable {
  /// n × k.
  package let design: TallMatrix
  package let rowResiduals: RowResiduals
  package let weights: ObservationWeights?
  /// A, k × k: (XᵀWX)⁻¹, or N(NᵀXᵀWXN)⁻¹Nᵀ where restrictions leave the directions N.
  package let bread: Matrix
  /// k × p with root · rootᵀ = bread: X · root has orthonormal columns in the metric of the weights.
  package let root: Matrix
  /// Σ w·e².
  package let residualSumOfSquares: Double
  package let count: SmallSampleCount
  /// What was swept out of the design; nil where nothing was.
  package let effects: AbsorbedDesign?
  /// Of the design's columns scaled to equal length.
  let condition: Double
  /// HC0, where it is known already.
  let robustSandwich: Matrix?
  /// Of rows that are means of cells: Σ(y − ȳ)² within each; nil where rows are rows.
  let cellSquares: [Double]?
  /// Where they are not those of this design.
  var givenLeverages: [Double]?

  package init(
    design: TallMatrix, residuals: RowResiduals, weights: ObservationWeights?, bread: Matrix,
    root: Matrix? = nil,
    residualSumOfSquares: Double, count: SmallSampleCount, effects: AbsorbedDesign? = nil,
    condition: Double = 1, robustSandwich: Matrix? = nil, cellSquares: [Double]? = nil
  ) throws(RegressionError) {
    self.cellSquares = cellSquares
    self.design = design
    rowResiduals = residuals
    self.weights = weights
    self.bread = bread
    if let root {
      self.root = root
    } else {
      do { self.root = try Cholesky(of: bread).factor.transposed } catch { throw .algebra(error) }
    }
    self.residualSumOfSquares = residualSumOfSquares
    self.count = count
    self.effects = effects
    self.condition = condition
    self.robustSandwich = robustSandwich
  }

  /// The count by a profile's rule for absorbed effects.
  package func count(for profile: Profile) -> SmallSampleCount {
    var result = count
    if let effects, profile.countsEffectsExactly { result.absorbed = effects.degrees.count }
    return result
  }

  /// The same context with the count of a profile.
  func counting(for profile: Profile) throws(RegressionError) -> CovarianceContext {
    guard effects != nil else { return self }
    var result = try CovarianceContext(
      design: design, residuals: rowResiduals, weights: weights, bread: bread, root: root,
      residualSumOfSquares: residualSumOfSquares, count: count(for: profile), effects: effects,
      condition: condition, robustSandwich: robustSandwich, cellSquares: cellSquares)
    result.givenLeverages = givenLeverages
    return result
  }

  /// The same of rows that are cells, with the sums of squares within them, `sum` in all.
  func adding(cellSquares: [Double], sum: Double) throws(RegressionError) -> CovarianceContext {
    precondition(cellSquares.count == design.rows, "\(cellSquares.count) cells for \(design.rows) rows")
    return try CovarianceContext(
      design: design, residuals: rowResiduals, weights: weights, bread: bread, root: root,
      residualSumOfSquares: residualSumOfSquares + sum, count: count, effects: effects,
      condition: condition, cellSquares: cellSquares)
  }

  package init(
    design: TallMatrix, residuals: [Double], weights: ObservationWeights?, bread: Matrix, root: Matrix? = nil,
    residualSumOfSquares: Double, count: SmallSampleCount, effects: AbsorbedDesign? = nil,
    condition: Double = 1
  ) throws(RegressionError) {
    try self.init(
      design: design, residuals: .values(residuals), weights: weights, bread: bread, root: root,
      residualSumOfSquares: residualSumOfSquares, count: count, effects: effects,
      condition: condition)
  }

  package var residuals: [Double] { rowResiduals.all }

  /// Of columns scaled to equal length: its square times the rounding of a double is below 10⁻¹¹.
  private static let largestCondition = 200.0

  /// What scores are summed over: the design, or X · root where the design's columns are nearly dependent, made anew each time.
  /// Sums of products of such columns cancel in A·M·A with the square of their condition number, those of orthonormal ones do not.
  func scoreDesign() -> TallMatrix {
    guard condition > CovarianceContext.largestCondition else { return design }
    return TallMatrix(
      rows: design.rows, columns: (0..<root.columns).map { .real(design.times(root.column($0))) })
  }

  /// A, or the root for X · root.
  private var scoreBread: Matrix { condition > CovarianceContext.largestCondition ? root : bread }

  /// wᵢ·eᵢ: times xᵢ, the score of a row.
  package var scoreFactors: [Double] {
    guard let weights else { return residuals }
    return zip(weights.values, residuals).map { $0 * $1 }
  }

  /// Weights that are part of a row's error variance; frequencies only repeat the row.
  var precisionWeights: [Double]? {
    guard let weights, weights.kind != .frequency else { return nil }
    return weights.values
  }

  /// hᵢ = wᵢ·xᵢᵀAxᵢ and that of absorbed effects; for frequencies that of each of the equal rows, without wᵢ.
  ///
  /// Throws `.effectsTooLarge`.
  package func leverages() throws(RegressionError) -> [Double] {
    if let givenLeverages { return givenLeverages }
    var values = [Double](repeating: 0, count: design.rows)
    for column in 0..<root.columns {
      let rotated = design.times(root.column(column))
      for row in values.indices { values[row] += rotated[row] * rotated[row] }
    }
    if let precision = precisionWeights {
      for row in values.indices { values[row] *= precision[row] }
    }
    guard let effects else { return values }
    let others = try effects.leverages()
    for row in values.indices { values[row] += others[row] }
    return values
  }

  /// A · M · A for sums over `scoreDesign`, symmetric to the last bit.
  func sandwich(_ meat: Matrix) -> Matrix { (scoreBread * meat).productTransposed(scoreBread).symmetrised() }

  /// Σ_g (A·s_g)(A·s_g)ᵀ for sums of scores over `scoreDesign`, a row a group.
  func outerProduct(_ sums: Matrix) -> Matrix { sums.productTransposed(scoreBread).crossProduct() }
}

extension Matrix {
  /// (M + Mᵀ)/2.
  func symmetrised() -> Matrix {
    var result = self
    for j in 0..<columns {
      for i in 0..<j {
        let mean = (self[i, j] + self[j, i]) / 2
        result[i, j] = mean
        result[j, i] = mean
      }
    }
    return result
  }
}
