internal import Kernels

/// How a least-squares problem was solved.
public enum LeastSquaresMethod: String, Sendable {
  /// The Gram matrix and its Cholesky factor.
  case gram
  /// X = Q·R, by orthogonalising once more what the Gram matrix' factor leaves.
  case qr
}

/// The least-squares coefficients of a tall matrix, and what inference needs of it.
public struct LeastSquaresSolution: Sendable {
  /// Columns that are in the fit, in the matrix's order.
  public let kept: [Int]
  /// Columns that are linear combinations of columns before them.
  public let dropped: [Int]
  /// One for each kept column.
  public let coefficients: [Double]
  /// What rounding left out of the coefficients; with it they are right to more digits than a double holds.
  public let coefficientRemainders: [Double]
  /// (XᵀWX)⁻¹ of the kept columns.
  public let inverseGram: Matrix
  /// R⁻¹ of the kept columns, upper triangular, XᵀWX = RᵀR: `inverseGram` is its product with its transpose. Where the
  /// matrix is badly conditioned, what is made from it (leverages, a sandwich) keeps digits that `inverseGram` loses.
  public let inverseFactor: ExtendedMatrix
  /// Σ w·e².
  public let residualSumOfSquares: Double
  /// Σ w·(y − ȳ)² around the weighted mean where a kept column is `TallColumn.constant`, else Σ w·y².
  public let totalSumOfSquares: Double
  /// √Σ w·x² of each of the matrix's columns and √Σ w·y², as they are summed before anything is scaled; not finite or zero where
  /// squares leave the range of doubles. The largest value of n is between length/√n and length, weights apart.
  public let lengths: [Double]
  public let method: LeastSquaresMethod
  /// An estimate of the condition number of the kept columns scaled to equal length: ‖R‖₁·‖R⁻¹‖₁.
  public let condition: Double
  /// Corrections of the coefficients by residuals in double-doubles; none where a bound of the error of the Gram matrix says
  /// that they would be too small to show.
  public let refinements: Int
  /// Whether the last correction, or the bound, was below a unit in the last place of every coefficient.
  public let converged: Bool
  /// (XᵀWX)⁻¹ · Σ wᵢ²eᵢ²xᵢxᵢᵀ · (XᵀWX)⁻¹, the covariance HC0, where it was asked for. But where the matrix is well conditioned
  /// it is made of orthogonal columns and keeps its digits.
  public let robustSandwich: Matrix?

  private let source: ResidualSource

  init(
    kept: [Int], dropped: [Int], coefficients: [DoubleDouble], inverseFactor: ExtendedMatrix,
    residualSumOfSquares: Double, totalSumOfSquares: Double, lengths: [Double], method: LeastSquaresMethod,
    condition: Double,
    refinements: Int,
    converged: Bool, robustSandwich: Matrix?, source: ResidualSource
  ) {
    self.kept = kept
    self.dropped = dropped
    self.coefficients = coefficients.map(\.high)
    coefficientRemainders = coefficients.map(\.low)
    inverseGram = inverseFactor.triangularTimesTransposed().rounded
    self.inverseFactor = inverseFactor
    self.residualSumOfSquares = residualSumOfSquares
    self.totalSumOfSquares = totalSumOfSquares
    self.lengths = lengths
    self.method = method
    self.condition = condition
    self.refinements = refinements
    self.converged = converged
    self.robustSandwich = robustSandwich
    self.source = source
  }

  /// y − X·b, one a row, not weighted: worked out when first asked for and then kept (8 bytes a row).
  public var residuals: [Double] { source.residuals(coefficients, coefficientRemainders) }
}

/// Where residuals come from when they are asked for.
final class ResidualSource: Sendable {
  private let design: TallMatrix
  private let outcome: TallColumn
  private let threads: Int
  private let known = Locked<[Double]?>(nil)

  init(design: TallMatrix, outcome: TallColumn, threads: Int) {
    self.design = design
    self.outcome = outcome
    self.threads = threads
  }

  func residuals(_ coefficients: [Double], _ remainders: [Double]) -> [Double] {
    known.withLock { known in
      if let known { return known }
      let values = design.residuals(
        outcome, coefficients: coefficients, remainders: remainders, threads: threads)
      known = values
      return values
    }
  }
}
