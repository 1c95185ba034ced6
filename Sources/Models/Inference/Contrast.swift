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
      let restriction = Matrix(rows: 1, columns: weights.count, columnMajor: weights)
      return try satterthwaiteAdjustment(restriction, keepingMoments: false)?.degrees[0]
    }
  }

  /// The clusters of a Satterthwaite covariance for the restrictions' rows.
  func satterthwaiteAdjustment(_ restrictions: Matrix, keepingMoments: Bool) throws(RegressionError)
    -> ClusterAdjustment?
  {
    let grouping: Grouping
    let rule: ClusterResidualRule
    switch covariance.kind {
    case .cluster(let groupings): (grouping, rule) = (groupings[0], .none)
    case .cr2(let own): (grouping, rule) = (own, .inverseRoot)
    case .cr3(let own), .jackknife(let own): (grouping, rule) = (own, .inverse)
    default: return nil
    }
    let whole = try context.expanded(for: covariance.kind)
    // Absorbed effects that had to be spelled out come after the terms, in no restriction.
    let padding = Matrix(rows: restrictions.rows, columns: whole.design.width - restrictions.columns)
    return try whole.clusterAdjustment(
      grouping, rule, contrasts: (restrictions.beside(padding) * whole.root).transposed,
      keepingMoments: keepingMoments)
  }
}
