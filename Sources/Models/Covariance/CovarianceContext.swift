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
  /// Leverage a row where it is not xᵢᵀAxᵢ of the design alone: absorbed effects add theirs.
  package let leverageOfEffects: [Double]?
  /// HC0, where it is known already.
  let robustSandwich: Matrix?

  package init(
    design: TallMatrix, residuals: RowResiduals, weights: ObservationWeights?, bread: Matrix,
    root: Matrix? = nil,
    residualSumOfSquares: Double, count: SmallSampleCount, leverageOfEffects: [Double]? = nil,
    robustSandwich: Matrix? = nil
  ) throws(RegressionError) {
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
    self.leverageOfEffects = leverageOfEffects
    self.robustSandwich = robustSandwich
  }

  package init(
    design: TallMatrix, residuals: [Double], weights: ObservationWeights?, bread: Matrix, root: Matrix? = nil,
    residualSumOfSquares: Double, count: SmallSampleCount, leverageOfEffects: [Double]? = nil
  ) throws(RegressionError) {
    try self.init(
      design: design, residuals: .values(residuals), weights: weights, bread: bread, root: root,
      residualSumOfSquares: residualSumOfSquares, count: count, leverageOfEffects: leverageOfEffects)
  }

  package var residuals: [Double] { rowResiduals.all }

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

  /// hᵢ = wᵢ·xᵢᵀAxᵢ; for frequencies that of each of the equal rows, without wᵢ.
  package func leverages() -> [Double] {
    var values = design.quadraticForms(bread)
    if let precision = precisionWeights {
      for row in values.indices { values[row] *= precision[row] }
    }
    if let leverageOfEffects {
      for row in values.indices { values[row] += leverageOfEffects[row] }
    }
    return values
  }

  /// A · M · A, symmetric to the last bit.
  func sandwich(_ meat: Matrix) -> Matrix { (bread * meat * bread).symmetrised() }
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
