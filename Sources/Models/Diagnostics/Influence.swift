// Which rows carry a fit. h leverage, e residual, σ the fit's, p the number of coefficients:
//   standardised  r = √w·e/(σ·√(1 − h)),   studentised  t = r·√((N − p − 1)/(N − p − r²)),   Cook's  D = r²·h/((1 − h)·p).
// Source: Cook & Weisberg (1982), Residuals and Influence in Regression, ch. 2–3.

/// Leverage and influence, one value a row of the fit.
public struct InfluenceMeasures: Sendable {
  public let leverage: [Double]
  /// Residuals over their own standard error; not a number for a row of leverage one.
  public let standardised: [Double]
  /// The same with a σ from the other rows: t distributed with N − p − 1 degrees.
  public let studentised: [Double]
  public let cooksDistance: [Double]
  /// Rows of leverage one.
  public let leverageOneRows: Int
}

extension LinearFit {
  /// Leverage, standardised and studentised residuals, Cook's distance. A frequency weight's row stands for each of its
  /// equal rows. Throws `.effectsTooLarge` where the leverage of absorbed effects is out of reach.
  public func influence() throws(RegressionError) -> InfluenceMeasures {
    let leverage = try context.leverages()
    let precision = context.precisionWeights
    let parameters = Double(context.count.parameters)
    let degrees = Double(residualDegrees)
    var ones = 0
    var standardised: [Double] = []
    var studentised: [Double] = []
    var distances: [Double] = []
    for row in leverage.indices {
      let rest = 1 - leverage[row]
      guard rest > CovarianceContext.leverageTolerance else {
        ones += 1
        standardised.append(.nan)
        studentised.append(.nan)
        distances.append(.nan)
        continue
      }
      let error = context.residuals[row] * (precision?[row].squareRoot() ?? 1)
      let value = error / (sigma * rest.squareRoot())
      standardised.append(value)
      studentised.append(value * ((degrees - 1) / (degrees - value * value)).squareRoot())
      distances.append(value * value * leverage[row] / (rest * parameters))
    }
    return InfluenceMeasures(
      leverage: leverage, standardised: standardised, studentised: studentised, cooksDistance: distances,
      leverageOneRows: ones)
  }
}
