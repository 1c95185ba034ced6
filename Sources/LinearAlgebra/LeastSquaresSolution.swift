/// The least-squares coefficients of a tall matrix, and what inference needs of it.
public struct LeastSquaresSolution: Sendable {
  /// Columns that are in the fit, in the matrix's order.
  public let kept: [Int]
  /// Columns that are linear combinations of columns before them.
  public let dropped: [Int]
  /// One for each kept column.
  public let coefficients: [Double]
  /// (XᵀWX)⁻¹ of the kept columns.
  public let inverseGram: Matrix
  /// y − X·b, one a row, not weighted.
  public let residuals: [Double]
  /// Σ w·e².
  public let residualSumOfSquares: Double

  package init(
    kept: [Int], dropped: [Int], coefficients: [Double], inverseGram: Matrix, residuals: [Double],
    residualSumOfSquares: Double
  ) {
    self.kept = kept
    self.dropped = dropped
    self.coefficients = coefficients
    self.inverseGram = inverseGram
    self.residuals = residuals
    self.residualSumOfSquares = residualSumOfSquares
  }
}
