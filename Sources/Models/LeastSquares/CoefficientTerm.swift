/// One line of a regression table: an estimate or a contrast, its error, test against zero and interval.
public struct CoefficientTerm: Sendable, Equatable {
  public let name: String
  public let estimate: Double
  public let standardError: Double
  /// (estimate − null) / standardError.
  public let statistic: Double
  /// Of Student's t; nil where the statistic is compared with the normal.
  public let degreesOfFreedom: Double?
  /// Two-sided.
  public let pValue: Double
  public let confidenceLow: Double
  public let confidenceHigh: Double

  init(
    name: String, estimate: Double, standardError: Double, null: Double = 0, degrees: Double?,
    reference: ReferenceDistribution, confidence: Double
  ) {
    self.name = name
    self.estimate = estimate
    self.standardError = standardError
    statistic = (estimate - null) / standardError
    degreesOfFreedom = degrees
    pValue = reference.twoSided(statistic, degrees)
    let half = reference.halfWidth(confidence, degrees) * standardError
    confidenceLow = estimate - half
    confidenceHigh = estimate + half
  }
}

extension LinearFit {
  /// The lines of the table, in the order of the design.
  public var terms: [CoefficientTerm] {
    let errors = standardErrors
    return names.indices.map { position in
      CoefficientTerm(
        name: names[position], estimate: coefficients[position], standardError: errors[position],
        degrees: covariance.reference.degrees(position), reference: covariance.reference,
        confidence: confidence)
    }
  }
}
