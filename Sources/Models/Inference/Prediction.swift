public import LinearAlgebra

/// What a model gives for new rows.
public struct Prediction: Sendable, Equatable {
  public let mean: Double
  /// Of the mean.
  public let standardError: Double
  /// Interval of the mean.
  public let confidenceLow: Double
  public let confidenceHigh: Double
  /// Interval of a new observation.
  public let predictionLow: Double
  public let predictionHigh: Double
}

extension LinearFit {
  /// The mean xᵀb, its interval with √(xᵀVx), and the interval of a new observation with √(xᵀVx + σ²/w).
  ///
  /// `rows`: a design of the columns that the model was given, dropped ones included, in their order. `weights`: of the new
  /// observations where the model has analytic ones, one a row (one each if nil). `offset`: added to the mean.
  public func predict(
    _ rows: TallMatrix, weights: [Double]? = nil, offset: [Double]? = nil, confidence: Double? = nil
  ) throws(RegressionError) -> [Prediction] {
    precondition(
      rows.width == data.names.count, "\(rows.width) columns for a model of \(data.names.count)")
    let design = rows.selecting(columns: kept)
    let means = design.times(coefficients)
    let variances = design.quadraticForms(covariance.matrix)
    let level = confidence ?? self.confidence
    var shared: Double?
    if case .satterthwaite = covariance.reference {
    } else {
      shared = covariance.reference.halfWidth(level, covariance.reference.degrees(0))
    }
    var result: [Prediction] = []
    for row in means.indices {
      let width: Double
      if let shared {
        width = shared
      } else {
        let degrees = try degrees(ofCombination: design.columns.map { $0[row] })
        width = covariance.reference.halfWidth(level, degrees)
      }
      let mean = means[row] + (offset?[row] ?? 0)
      let spread = max(0, variances[row])
      let own = (spread + sigma * sigma / (weights?[row] ?? 1)).squareRoot()
      let error = spread.squareRoot()
      result.append(
        Prediction(
          mean: mean, standardError: error, confidenceLow: mean - width * error,
          confidenceHigh: mean + width * error, predictionLow: mean - width * own,
          predictionHigh: mean + width * own))
    }
    return result
  }
}
