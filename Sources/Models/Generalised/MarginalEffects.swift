internal import LinearAlgebra

// ∂E[y]/∂x_j = μ′(η)·b_j, averaged over the rows (AME) or at the mean row (MEM), with errors by the delta method from the fit's
// covariance. For an indicator the difference of the means at one and at zero can be taken in its place (Greene 2018, §17.3).
// Every column is an effect of its own: where the formula has a square or a product of a variable, its whole effect
// is that of the columns together.

extension GeneralisedFit {
  /// Mean effects over the rows, weighted as the fit; a term a column, the intercept left out.
  ///
  /// `discrete`: names of indicators whose effect is the difference of the means at one and at zero. Throws `.unknownTerm`.
  public func averageMarginalEffects(discrete: Set<String> = []) throws(RegressionError) -> [CoefficientTerm]
  {
    for name in discrete { _ = try position(of: name) }
    guard absorption == nil else { return try averageEffectsWithAbsorbed(discrete: discrete) }
    let design = data.matrix.selecting(columns: kept)
    return try marginalEffects(
      design, predictor: linearPredictor, weights: data.weights?.values, discrete: discrete)
  }

  /// Effects at the mean row of the design (and the mean offset), else as `averageMarginalEffects`; none where effects are absorbed,
  /// which have no mean level.
  public func marginalEffectsAtMeans(discrete: Set<String> = []) throws(RegressionError) -> [CoefficientTerm]
  {
    guard absorption == nil else { return [] }
    let design = data.matrix.selecting(columns: kept)
    let weights = data.weights?.values ?? [Double](repeating: 1, count: data.rows)
    let total = weights.reduce(0, +)
    let means = design.transposedTimes(weights).map { $0 / total }
    var predictor = zip(means, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
    if let offset = data.offset {
      predictor += zip(offset, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
    }
    return try marginalEffects(
      TallMatrix(Matrix(rows: 1, columns: means.count, columnMajor: means)), predictor: [predictor],
      weights: nil, discrete: discrete)
  }

  private func marginalEffects(
    _ design: TallMatrix, predictor: [Double], weights: [Double]?, discrete: Set<String>
  ) throws(RegressionError) -> [CoefficientTerm] {
    for name in discrete { _ = try position(of: name) }
    let shares: [Double]
    if let weights {
      let total = weights.reduce(0, +)
      shares = weights.map { $0 / total }
    } else {
      shares = [Double](repeating: 1 / Double(predictor.count), count: predictor.count)
    }
    let rows = RowBlocks(count: predictor.count, threads: curvature.problem.threads)
    let family = family
    let meanSlope = rows.sum { shares[$0] * family.slope(predictor[$0]).slope }
    let bends = design.transposedTimes(rows.fill { shares[$0] * family.slope(predictor[$0]).bend })
    let intercept = hasIntercept ? data.intercept : nil
    var terms: [CoefficientTerm] = []
    for position in kept.indices where kept[position] != intercept {
      let own = coefficients[position]
      var effect = own * meanSlope
      var gradient = bends.map { own * $0 }
      gradient[position] += meanSlope
      if discrete.contains(names[position]) {
        (effect, gradient) = difference(design, predictor, shares, position)
      }
      let image = covariance.matrix.times(gradient)
      let variance = zip(gradient, image).reduce(0) { $0 + $1.0 * $1.1 }
      terms.append(
        CoefficientTerm(
          name: names[position], estimate: effect, standardError: variance.squareRoot(),
          degrees: covariance.reference.degrees(position), reference: covariance.reference,
          confidence: confidence))
    }
    return terms
  }

  /// Mean of μ with the column at one less that with it at zero, and its gradient by the coefficients.
  private func difference(
    _ design: TallMatrix, _ predictor: [Double], _ shares: [Double], _ position: Int
  ) -> (Double, [Double]) {
    let column = design.columns[position]
    let own = coefficients[position]
    var effect = 0.0
    var (change, above) = ([Double](), 0.0)
    for row in predictor.indices {
      let rest = predictor[row] - own * column[row]
      let (one, zero) = (family.slope(rest + own), family.slope(rest))
      effect += shares[row] * (one.mean - zero.mean)
      change.append(shares[row] * (one.slope - zero.slope))
      above += shares[row] * one.slope
    }
    var gradient = design.transposedTimes(change)
    gradient[position] = above
    return (effect, gradient)
  }
}
