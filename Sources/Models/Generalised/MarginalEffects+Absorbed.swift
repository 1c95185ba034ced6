internal import Absorption
internal import LinearAlgebra

// Average marginal effects where effects are absorbed. They depend on the effects' own estimates as on the coefficients, so the
// delta method is that of the whole model. A small change of the scores u moves the predictor by dη = P(u/ω), P the projection on
// columns and effects under the curvatures W = wω, and db = A·X̃ᵀ(wu) with X̃ what the effects leave of X and A = (X̃ᵀWX̃)⁻¹. With
// g = ∂AME/∂η and c = ∂AME/∂b at given η that makes dAME = Σ q·wu for
//
//     q = X̃·A(c + X̃ᵀg) + P_Z(g/W),
//
// P_Z the projection on the effects alone: one regressor of its own for each effect, whose sandwich has the identity as bread.

extension GeneralisedFit {
  func averageEffectsWithAbsorbed(discrete: Set<String>) throws(RegressionError) -> [CoefficientTerm] {
    guard let absorption else { return [] }
    let (kind, profile) = (covariance.kind, covariance.profile)
    let problem = curvature.problem
    let rows = problem.rows
    let information = profile.information(family, kind)
    let state = problem.state(linearPredictor, alpha: curvature.alpha, expected: information == .expected)
    let used = try curvature.rows(kind, profile)
    let (context, within) = (used.context, used.design)
    let (family, predictor, weights) = (family, linearPredictor, data.weights?.values)
    let total = weights.map { weights in rows.sum { weights[$0] } } ?? Double(rows.count)
    var (values, directs, slopes) = ([Double](), [Double](), [[Double]]())
    for (position, name) in names.enumerated() {
      let own = coefficients[position]
      if discrete.contains(name) {
        let column = data.matrix.columns[kept[position]]
        @Sendable func points(_ row: Int) -> (one: FamilySlope, zero: FamilySlope, x: Double, share: Double) {
          let rest = predictor[row] - own * column[row]
          return (family.slope(rest + own), family.slope(rest), column[row], (weights?[row] ?? 1) / total)
        }
        values.append(rows.sum { points($0).share * (points($0).one.mean - points($0).zero.mean) })
        directs.append(
          rows.sum { row in
            let at = points(row)
            return at.share * (at.one.slope * (1 - at.x) + at.zero.slope * at.x)
          })
        slopes.append(rows.fill { points($0).share * (points($0).one.slope - points($0).zero.slope) })
      } else {
        let mean = rows.sum { (weights?[$0] ?? 1) / total * family.slope(predictor[$0]).slope }
        values.append(own * mean)
        directs.append(mean)
        slopes.append(rows.fill { own * (weights?[$0] ?? 1) / total * family.slope(predictor[$0]).bend })
      }
    }
    let curvatures = state.curvature
    let ratios = slopes.map { slope in rows.fill { curvatures[$0] > 0 ? slope[$0] / curvatures[$0] : 0 } }
    let left = absorption.swept.space.reweighted(curvatures).absorb(
      ratios, options: AbsorptionOptions(tolerance: 1e-11), byLength: ratios.map { _ in true },
      findsCoefficients: false
    ).columns
    var columns: [TallColumn] = []
    var gradients: [(direct: Double, slopes: [Double])] = []
    for position in names.indices {
      var direction = within.transposedTimes(slopes[position])
      direction[position] += directs[position]
      let own = within.times(context.bread.times(direction))
      let (ratio, rest) = (ratios[position], left[position])
      columns.append(.real(rows.fill { own[$0] + ratio[$0] - rest[$0] }))
      gradients.append((directs[position], slopes[position]))
    }
    let found = try effectCovariance(
      TallMatrix(rows: rows.count, columns: columns), used, gradients, curvatures: curvatures)
    guard let found else { return [] }
    let errors = (0..<names.count).map { found[$0, $0].squareRoot() }
    let reference = covariance.reference
    let intercept = hasIntercept ? data.intercept : nil
    return names.indices.filter { kept[$0] != intercept }.map { position in
      CoefficientTerm(
        name: names[position], estimate: values[position], standardError: errors[position],
        degrees: reference.degrees(position), reference: reference, confidence: confidence)
    }
  }

  /// The covariance of averages that are sums of q·wu over the rows; nil for one by clusters whose adjustment would need the indicators
  /// of too many levels.
  private func effectCovariance(
    _ design: TallMatrix, _ used: LikelihoodCurvature.Rows, _ gradients: [(direct: Double, slopes: [Double])],
    curvatures: [Double]
  ) throws(RegressionError) -> Matrix? {
    let (kind, profile) = (covariance.kind, covariance.profile)
    let context = used.context
    var identity = Matrix(rows: names.count, columns: names.count)
    for index in names.indices { identity[index, index] = 1 }
    let isModel = kind == .iid && data.weights?.kind != .probability
    if kind.needsWorkingRows(profile), !kind.groupings.isEmpty {
      return try adjustedEffectCovariance(used, gradients)
    }
    if let dispersion = dispersionShift(design, used) {
      let scores = context.residuals
      let columns = design.columns.indices.map { position -> TallColumn in
        let (q, shift) = (design.columns[position], dispersion.shifts[position])
        return .real(scores.indices.map { q[$0] * scores[$0] - shift * dispersion.scores[$0] })
      }
      var bread = identity
      if isModel {
        bread = design.gram(weights: curvatures)
        for i in names.indices {
          for j in names.indices {
            bread[i, j] += dispersion.shifts[i] * dispersion.shifts[j] * dispersion.rest
          }
        }
      }
      return try CovarianceContext(
        design: TallMatrix(rows: design.rows, columns: columns),
        residuals: [Double](repeating: 1, count: design.rows), weights: context.weights, bread: bread,
        root: identity, residualSumOfSquares: context.residualSumOfSquares, count: context.count,
        effects: context.effects
      ).covariance(kind, profile: profile).matrix
    }
    var own = try CovarianceContext(
      design: used.roots.map { design.scalingRows($0) } ?? design, residuals: context.residuals,
      weights: context.weights, bread: isModel ? design.gram(weights: curvatures) : identity, root: identity,
      residualSumOfSquares: context.residualSumOfSquares, count: context.count, effects: context.effects)
    if used.roots != nil { own.givenLeverages = try context.leverages() }
    return try own.covariance(kind, profile: profile).matrix
  }

  /// What α, estimated beside the rest, adds: an average moves by −shift·(score of α), the score free of columns and effects.
  private func dispersionShift(_ design: TallMatrix, _ used: LikelihoodCurvature.Rows)
    -> (shifts: [Double], scores: [Double], rest: Double)?
  {
    let alpha = curvature.alpha
    guard family == .negbin, alpha > 0,
      covariance.profile.information(.negbin, covariance.kind) == .observed
    else { return nil }
    let part = curvature.dispersionPart(
      fitted, -curvature.problem.alphaDerivatives(fitted, alpha: alpha).second)
    let cross = used.design.transposedTimes(part.crossFactors)
    let image = used.context.bread.times(cross)
    let rest = part.own - zip(cross, image).reduce(0) { $0 + $1.0 * $1.1 }
    guard rest > 0 else { return nil }
    let along = used.design.times(image)
    let residuals = used.context.residuals
    return (
      design.transposedTimes(part.crossFactors).map { $0 / rest },
      residuals.indices.map { part.scores[$0] - along[$0] * residuals[$0] }, rest
    )
  }

  /// With residuals adjusted by cluster, which takes the whole design: the effects as columns.
  private func adjustedEffectCovariance(
    _ used: LikelihoodCurvature.Rows, _ gradients: [(direct: Double, slopes: [Double])]
  ) throws(RegressionError) -> Matrix? {
    guard let swept = absorption?.swept, let roots = used.roots,
      let full = swept.expandedColumns()
    else { return nil }
    let context = used.context
    let solution: LeastSquaresSolution
    do {
      solution = try full.scalingRows(roots).leastSquares(
        .real(context.residuals), weights: context.weights?.values,
        tolerance: ColumnDependence.tolerance)
    } catch { throw .algebra(error) }
    guard solution.kept.prefix(names.count).elementsEqual(names.indices) else { return nil }
    let whole = try CovarianceContext(
      design: full.scalingRows(roots).selecting(columns: solution.kept), residuals: context.residuals,
      weights: context.weights, bread: solution.inverseGram, root: solution.inverseFactor.rounded,
      residualSumOfSquares: context.residualSumOfSquares,
      count: curvature.count(for: covariance.profile), condition: solution.condition
    ).covariance(covariance.kind, profile: covariance.profile)
    let kept = full.selecting(columns: solution.kept)
    var result = Matrix(rows: names.count, columns: names.count)
    for position in names.indices {
      var gradient = kept.transposedTimes(gradients[position].slopes)
      gradient[position] += gradients[position].direct
      result[position, position] = zip(gradient, whole.matrix.times(gradient)).reduce(0) {
        $0 + $1.0 * $1.1
      }
    }
    return result
  }
}
