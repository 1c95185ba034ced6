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
    let context = try curvature.context(kind, profile)
    let within = context.design
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
    for position in names.indices {
      var direction = within.transposedTimes(slopes[position])
      direction[position] += directs[position]
      let own = within.times(context.bread.times(direction))
      let (ratio, rest) = (ratios[position], left[position])
      columns.append(.real(rows.fill { own[$0] + ratio[$0] - rest[$0] }))
    }
    let design = TallMatrix(rows: rows.count, columns: columns)
    var identity = Matrix(rows: names.count, columns: names.count)
    for index in names.indices { identity[index, index] = 1 }
    let found = try CovarianceContext(
      design: design, residuals: context.residuals, weights: context.weights,
      bread: kind == .iid && data.weights?.kind != .probability ? design.gram(weights: curvatures) : identity,
      root: identity, residualSumOfSquares: context.residualSumOfSquares, count: context.count,
      effects: context.effects
    ).covariance(kind, profile: profile)
    let errors = found.standardErrors
    let intercept = hasIntercept ? data.intercept : nil
    return names.indices.filter { kept[$0] != intercept }.map { position in
      CoefficientTerm(
        name: names[position], estimate: values[position], standardError: errors[position],
        degrees: found.reference.degrees(position), reference: found.reference, confidence: confidence)
    }
  }
}
