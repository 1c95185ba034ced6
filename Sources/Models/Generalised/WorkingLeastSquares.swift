package import Absorption
internal import Kernels
package import LinearAlgebra

// A Newton step of a generalised linear model is a weighted least-squares problem: u/W on X with weights W, u the rows' scores and
// W their curvatures (Green 1984, J. Royal Stat. Soc. B 46); its fit is what the predictor changes by. Who solves it decides what
// the linear predictor is made of: columns alone, or columns and absorbed effects.

/// What solves the weighted least-squares problem of a step.
package protocol WorkingLeastSquares: Sendable {
  /// The fit of a working outcome; weights are not below zero. `last`: an earlier step's solution, nil at first. `precision`:
  /// the relative error that the solution may have where it is not found at once.
  func solve(
    _ outcome: [Double], weights: [Double], from last: WorkingSolution?, precision: Double
  ) throws(RegressionError) -> WorkingSolution
  /// Effects in the predictor that are no columns.
  var effects: [AbsorbedEffect] { get }
}

/// A step's solution.
package struct WorkingSolution: Sendable {
  /// Of the columns, all of them.
  package let coefficients: [Double]
  /// What the columns and the effects give for each row.
  package let predictor: [Double]
  /// What scores are summed over: X, or what the effects leave of it under these weights.
  package let design: TallMatrix
  /// (XᵀWX)⁻¹ of that design.
  package let bread: Matrix
  /// root · rootᵀ = bread.
  package let root: Matrix
  /// Of the design's columns, scaled to equal length.
  package let condition: Double
  /// That which was asked for; zero where there is nothing to iterate.
  package let precision: Double
  /// How effects were absorbed.
  package let absorption: AbsorbedColumns?

  package init(
    coefficients: [Double], predictor: [Double], design: TallMatrix, bread: Matrix, root: Matrix,
    condition: Double, precision: Double = 0, absorption: AbsorbedColumns? = nil
  ) {
    self.precision = precision
    self.absorption = absorption
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
  var threads = Parallel.cores
  var effects: [AbsorbedEffect] { [] }

  /// Throws `.weightsDegenerate` where the weights have become so unequal that the columns are no longer independent.
  func solve(
    _ outcome: [Double], weights: [Double], from last: WorkingSolution?, precision: Double
  ) throws(RegressionError) -> WorkingSolution {
    let solution: LeastSquaresSolution
    do {
      solution = try design.leastSquares(
        .real(outcome), weights: weights, tolerance: 0, refines: false, threads: threads)
    } catch { throw .algebra(error) }
    guard solution.dropped.isEmpty else { throw .weightsDegenerate }
    return WorkingSolution(
      coefficients: solution.coefficients, predictor: design.times(solution.coefficients, threads: threads),
      design: design, bread: solution.inverseGram, root: solution.inverseFactor.rounded,
      condition: solution.condition)
  }
}
