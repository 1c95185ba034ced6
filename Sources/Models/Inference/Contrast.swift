internal import LinearAlgebra

extension LinearFit {
  /// The linear combination Σ weightᵢ·bᵢ with its standard error, test against `null` and interval.
  ///
  /// `weights`: by term. Under CR2 the degrees are Satterthwaite's of this combination. Throws `.unknownTerm`.
  public func contrast(_ name: String, _ weights: [String: Double], null: Double = 0)
    throws(RegressionError) -> CoefficientTerm
  {
    let hypothesis = try LinearHypothesis([weights], in: names)
    return try contrast(name, hypothesis.restrictions.elements, null: null)
  }

  /// The same with a weight for each term, in their order.
  package func contrast(_ name: String, _ weights: [Double], null: Double = 0) throws(RegressionError)
    -> CoefficientTerm
  {
    precondition(weights.count == coefficients.count, "\(weights.count) weights, \(coefficients.count) terms")
    let estimate = zip(weights, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
    let image = covariance.matrix.times(weights)
    let variance = zip(weights, image).reduce(0) { $0 + $1.0 * $1.1 }
    return CoefficientTerm(
      name: name, estimate: estimate, standardError: variance.squareRoot(), null: null,
      degrees: try degrees(ofCombination: weights), reference: covariance.reference, confidence: confidence)
  }

  /// Degrees of freedom for a combination of the coefficients; nil for the normal.
  func degrees(ofCombination weights: [Double]) throws(RegressionError) -> Double? {
    switch covariance.reference {
    case .normal: return nil
    case .studentT(let degrees): return degrees
    case .satterthwaite:
      let contrasts = Matrix(
        rows: context.root.columns, columns: 1, columnMajor: context.root.transposedTimes(weights))
      return try satterthwaiteAdjustment(contrasts, keepingMoments: false)?.degrees[0]
    }
  }

  /// The clusters of a Satterthwaite covariance, with these contrasts in the basis of the root.
  func satterthwaiteAdjustment(_ contrasts: Matrix, keepingMoments: Bool) throws(RegressionError)
    -> ClusterAdjustment?
  {
    switch covariance.kind {
    case .cluster(let groupings):
      try context.clusterAdjustment(groupings[0], .none, contrasts: contrasts, keepingMoments: keepingMoments)
    case .cr2(let grouping):
      try context.clusterAdjustment(
        grouping, .inverseRoot, contrasts: contrasts, keepingMoments: keepingMoments)
    case .cr3(let grouping), .jackknife(let grouping):
      try context.clusterAdjustment(grouping, .inverse, contrasts: contrasts, keepingMoments: keepingMoments)
    default: nil
    }
  }
}
