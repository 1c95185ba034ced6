package import Absorption
internal import Kernels
package import LinearAlgebra

// A Newton step of a generalised linear model is a weighted least-squares problem: u/W on X with weights W, u the rows' scores and
// W their curvatures (Green 1984, J. Royal Stat. Soc. B 46); its fit is what the predictor changes by. Who solves it decides what
// the linear predictor is made of: columns alone, or columns and absorbed effects.

/// What solves the weighted least-squares problem of a step.
package protocol WorkingLeastSquares: Sendable {
  /// The fit of a working outcome; weights are not below zero. `last`: an earlier step's solution, nil at first. `precision`:
  /// how far the solution may be away where it is not found at once.
  func solve(
    _ outcome: [Double], weights: [Double], from last: WorkingSolution?, precision: StepPrecision
  ) throws(RegressionError) -> WorkingSolution
  /// Effects in the predictor that are no columns.
  var effects: [AbsorbedEffect] { get }
}

/// The relative errors that a step may have, of what is swept out of its working outcome and of its columns.
package struct StepPrecision: Sendable {
  package var outcome: Double
  package var columns: Double

  package init(outcome: Double, columns: Double) {
    self.outcome = outcome
    self.columns = columns
  }

  /// Of a step whose own length will be about as expected, as a share of the predictor.
  ///
  /// Newton's method leaves the square of that to the next; an error of a tenth of the length more than that is lost on it. The
  /// outcome need not be better than what rounding leaves of the whole; the columns are wanted as they are at the maximum.
  static func expecting(_ length: Double) -> StepPrecision {
    func bounded(_ value: Double) -> Double { min(coarse, max(fine, value)) }
    return StepPrecision(
      outcome: bounded(max(0.1 * length, rounding / max(length, rounding))),
      columns: length <= 1e-9 ? fine : bounded(0.1 * length))
  }

  static let exact = StepPrecision(outcome: fine, columns: fine)
  static let far = StepPrecision(outcome: coarse, columns: coarse)

  static let coarse = 1e-3
  static let fine = 1e-11
  private static let rounding = 1e-15
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
  /// That which was asked for of the columns; zero where there is nothing to iterate.
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
    _ outcome: [Double], weights: [Double], from last: WorkingSolution?, precision: StepPrecision
  ) throws(RegressionError) -> WorkingSolution {
    if precision.columns > StepPrecision.fine,
      let quick = QuickStep(design, outcome, weights: weights, threads: threads)
    {
      return WorkingSolution(
        coefficients: quick.coefficients, predictor: design.times(quick.coefficients, threads: threads),
        design: design, bread: quick.bread, root: quick.root, condition: quick.condition,
        precision: precision.columns)
    }
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
