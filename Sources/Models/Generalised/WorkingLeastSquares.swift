package import LinearAlgebra

// A Newton step of a generalised linear model is a weighted least-squares problem: z = η − offset + u/W on X with weights W, u the
// rows' scores and W their curvatures (Green 1984, J. Royal Stat. Soc. B 46). Who solves it decides what the linear predictor is
// made of: columns alone, or columns and absorbed effects.

/// What solves the weighted least-squares problem of a step.
package protocol WorkingLeastSquares: Sendable {
  /// The fit of a working outcome; weights are not below zero.
  func solve(_ outcome: [Double], weights: [Double]) throws(RegressionError) -> WorkingSolution
  /// Effects in the predictor that are no columns.
  var effects: [AbsorbedEffect] { get }
  /// Parameters of the effects where their redundancies were counted; see `SmallSampleCount.absorbed`.
  var absorbed: Int? { get }
}

/// A step's solution.
package struct WorkingSolution: Sendable {
  /// Of the columns, all of them.
  package let coefficients: [Double]
  /// Xb and the effects, without the offset; one a row.
  package let predictor: [Double]
  /// What scores are summed over: X, or what the effects leave of it under these weights.
  package let design: TallMatrix
  /// (XᵀWX)⁻¹ of that design.
  package let bread: Matrix
  /// root · rootᵀ = bread.
  package let root: Matrix
  /// Of the design's columns, scaled to equal length.
  package let condition: Double

  package init(
    coefficients: [Double], predictor: [Double], design: TallMatrix, bread: Matrix, root: Matrix,
    condition: Double
  ) {
    self.coefficients = coefficients
    self.predictor = predictor
    self.design = design
    self.bread = bread
    self.root = root
    self.condition = condition
  }
}

/// Steps on columns alone.
struct ColumnLeastSquares: WorkingLeastSquares {
  let design: TallMatrix
  let effects: [AbsorbedEffect] = []
  let absorbed: Int? = nil

  /// Throws `.weightsDegenerate` where the weights have become so unequal that the columns are no longer independent.
  func solve(_ outcome: [Double], weights: [Double]) throws(RegressionError) -> WorkingSolution {
    let solution: LeastSquaresSolution
    do {
      solution = try design.leastSquares(.real(outcome), weights: weights, tolerance: 0)
    } catch { throw .algebra(error) }
    guard solution.dropped.isEmpty else { throw .weightsDegenerate }
    return WorkingSolution(
      coefficients: solution.coefficients, predictor: design.times(solution.coefficients), design: design,
      bread: solution.inverseGram, root: solution.inverseFactor.rounded, condition: solution.condition)
  }
}
