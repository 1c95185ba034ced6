internal import LinearAlgebra

extension LinearFit {
  /// The log-likelihood as the covariance's profile reports it. fixest takes the residuals of a weighted regression with absorbed
  /// effects without their weights; everything else is `logLikelihood`.
  public var reportedLogLikelihood: Double {
    let isOfFixest = covariance.profile == .fixest || covariance.profile == .pyfixest
    guard absorption != nil, isOfFixest, let weights = data.weights, weights.kind != .frequency else {
      return logLikelihood
    }
    return FitStatistics.logLikelihood(
      KClass.sumOfSquares(residuals, nil), observations, logDeterminant: 0)
  }
}
