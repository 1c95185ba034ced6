public import LinearAlgebra

/// A regression of which some regressors are related to the errors, with the instruments for them.
public struct InstrumentedData: Sendable {
  /// The outcome, the exogenous regressors (none is allowed), weights and offset.
  public let regression: RegressionData
  /// Regressors that are related to the errors, with a name each.
  public let endogenous: TallMatrix
  public let endogenousNames: [String]
  /// What is left out of the equation, related to the endogenous regressors and not to the errors.
  public let instruments: TallMatrix
  public let instrumentNames: [String]

  public init(
    regression: RegressionData, endogenous: TallMatrix, endogenousNames: [String], instruments: TallMatrix,
    instrumentNames: [String]
  ) {
    precondition(
      endogenous.rows == regression.rows && instruments.rows == regression.rows,
      "\(endogenous.rows) and \(instruments.rows) rows beside \(regression.rows)")
    precondition(
      endogenous.width == endogenousNames.count && instruments.width == instrumentNames.count,
      "names of other columns")
    self.regression = regression
    self.endogenous = endogenous
    self.endogenousNames = endogenousNames
    self.instruments = instruments
    self.instrumentNames = instrumentNames
  }

  /// Of a design with a third part; nil where it has none.
  public init?(_ design: Design) {
    guard let endogenous = design.endogenous, let instruments = design.instruments else { return nil }
    self.init(
      regression: design.data, endogenous: endogenous.matrix, endogenousNames: endogenous.names,
      instruments: instruments.matrix, instrumentNames: instruments.names)
  }

  /// All columns as those of one regression: exogenous, endogenous, instruments.
  package var combined: RegressionData {
    RegressionData(
      matrix: TallMatrix(
        rows: regression.rows, columns: regression.matrix.columns + endogenous.columns + instruments.columns),
      names: regression.names + endogenousNames + instrumentNames, outcome: regression.outcome,
      outcomeName: regression.outcomeName, weights: regression.weights, offset: regression.offset)
  }
}
