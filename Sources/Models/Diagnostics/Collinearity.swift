internal import LinearAlgebra

// The condition number of X is the ratio of its largest to its smallest singular value. With X·root orthonormal it is that of
// the root, so that nothing is squared. Scaled: columns brought to length one first (Belsley, Kuh & Welsch 1980, Regression
// Diagnostics, ch. 3; over 30 is trouble). A variance inflation factor is 1/(1 − R²) of a column on the others.

extension LinearFit {
  /// Of the design as it is, which depends on the columns' units, or of its columns scaled to length one.
  public func conditionNumber(scaled: Bool = true) throws(RegressionError) -> Double {
    var root = context.root
    if scaled {
      let gram = context.design.gram(weights: context.weights?.values)
      root = root.scalingRows(gram.diagonal.map { $0.squareRoot() })
    }
    let singular: SingularValues
    do { singular = try SingularValues(of: root) } catch { throw .algebra(error) }
    return (singular.values.first ?? 1) / (singular.values.last ?? 1)
  }

  /// Variance inflation factors of all terms but the intercept, by name: A_jj·Σ w(x_j − x̄_j)², around zero where
  /// there is no intercept.
  public var varianceInflation: [(name: String, factor: Double)] {
    let intercept = hasIntercept ? data.intercept : nil
    var result: [(name: String, factor: Double)] = []
    for (position, column) in kept.enumerated() where column != intercept {
      let values = (0..<data.rows).map { context.design.columns[position][$0] }
      let statistics = FitStatistics(
        outcome: values, weights: context.weights, hasIntercept: hasIntercept, residualSumOfSquares: 1,
        observations: observations)
      result.append(
        (names[position], context.bread[position, position] * statistics.totalSumOfSquares))
    }
    return result
  }
}
