public import LinearAlgebra

/// What a generalised linear model gives for new rows.
public struct GeneralisedPrediction: Sendable, Equatable {
  /// η.
  public let predictor: Double
  public let predictorError: Double
  /// μ.
  public let mean: Double
  /// |∂μ/∂η| times that of η.
  public let standardError: Double
  /// Interval of η taken to the mean's scale, so that it stays within the family's range.
  public let confidenceLow: Double
  public let confidenceHigh: Double
}

extension GeneralisedFit {
  /// The mean at rows of a design, with its error and interval.
  ///
  /// `rows`: of the columns that the model was given, dropped ones included, in their order. `offset`: added to the predictor.
  public func predict(_ rows: TallMatrix, offset: [Double]? = nil, confidence: Double? = nil)
    -> [GeneralisedPrediction]
  {
    precondition(
      rows.width == data.names.count, "\(rows.width) columns for a model of \(data.names.count)")
    precondition(
      offset.map { $0.count == rows.rows } ?? true, "an offset of \(offset?.count ?? 0) for \(rows.rows) rows"
    )
    let design = rows.selecting(columns: kept)
    let predictors = design.times(coefficients)
    let variances = design.quadraticForms(covariance.matrix)
    var degrees = covariance.reference.degrees(0)
    if case .satterthwaite(let all) = covariance.reference { degrees = all.min() }
    let width = covariance.reference.halfWidth(confidence ?? self.confidence, degrees)
    return predictors.indices.map { row in
      let predictor = predictors[row] + (offset?[row] ?? 0)
      let error = max(0, variances[row]).squareRoot()
      let slope = family.slope(predictor)
      return GeneralisedPrediction(
        predictor: predictor, predictorError: error, mean: slope.mean, standardError: slope.slope * error,
        confidenceLow: family.slope(predictor - width * error).mean,
        confidenceHigh: family.slope(predictor + width * error).mean)
    }
  }
}
