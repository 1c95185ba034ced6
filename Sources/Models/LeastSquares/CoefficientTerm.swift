/// One line of a regression table.
public struct CoefficientTerm: Sendable, Equatable {
  public let name: String
  public let estimate: Double
  public let standardError: Double
  /// estimate / standardError.
  public let statistic: Double
  /// Of Student's t; nil where the statistic is compared with the normal.
  public let degreesOfFreedom: Double?
}

extension LinearFit {
  /// The lines of the table, in the order of the design.
  public var terms: [CoefficientTerm] {
    let errors = standardErrors
    return names.indices.map { position in
      CoefficientTerm(
        name: names[position], estimate: coefficients[position], standardError: errors[position],
        statistic: coefficients[position] / errors[position],
        degreesOfFreedom: covariance.reference.degrees(position))
    }
  }
}
