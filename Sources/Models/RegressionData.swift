public import LinearAlgebra

/// What an estimator works on: rows without any missing value, whatever table or formula they came from.
public struct RegressionData: Sendable {
  public let matrix: TallMatrix
  /// Of the matrix's columns.
  public let names: [String]
  public let outcome: TallColumn
  public let outcomeName: String
  public let weights: ObservationWeights?
  /// Added to the linear predictor with coefficient one.
  public let offset: [Double]?

  public init(
    matrix: TallMatrix, names: [String], outcome: TallColumn, outcomeName: String = "y",
    weights: ObservationWeights? = nil, offset: [Double]? = nil
  ) {
    precondition(names.count == matrix.width, "\(names.count) names for \(matrix.width) columns")
    precondition(
      outcome.rows.map { $0 == matrix.rows } ?? true,
      "an outcome of \(outcome.rows ?? 0) rows for \(matrix.rows)")
    precondition(
      weights.map { $0.values.count == matrix.rows } ?? true, "weights of other rows than the matrix")
    precondition(offset.map { $0.count == matrix.rows } ?? true, "an offset of other rows than the matrix")
    self.matrix = matrix
    self.names = names
    self.outcome = outcome
    self.outcomeName = outcomeName
    self.weights = weights
    self.offset = offset
  }

  public var rows: Int { matrix.rows }

  /// Position of the column that is one in every row, where there is one.
  public var intercept: Int? {
    matrix.columns.firstIndex { if case .constant(let value) = $0 { value != 0 } else { false } }
  }
}
