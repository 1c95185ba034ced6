internal import Absorption
internal import LinearAlgebra

// Covariances of maximum-likelihood estimates. The score of a row is w·u·x; the bread is the inverse of the information:
//   expected, Σ w·(∂μ/∂η)²/V(μ)·xxᵀ, or observed, −∂²ℓ/∂b∂bᵀ. They are one for the natural links.
// Which is taken differs between tools, see `Profile.information`. For what needs leverages the rows are those of the weighted
// regression at the maximum, √W·x with residuals w·u/√W (Pregibon 1981, Annals of Statistics 9), which makes HC2, HC3, CR2 and CR3
// one-step approximations, and the working model of CR2 that of the likelihood.
//
// With the negative binomial's observed information α is a coefficient beside the others: its scores and derivatives are in
// the bread and the meat, and the covariance is the coefficients' part of the whole.
//
// Absorbed effects are swept out of both; those of the weighted regression are slopes of √W, whose leverage is theirs in it.

/// Whether the curvature is that of this outcome or what is expected of it.
enum Information { case expected, observed }

extension Profile {
  /// Stata's maximum likelihood takes the observed information, R's `glm` and what follows it the expected one; fixest's fenegbin
  /// is a maximum likelihood of its own. statsmodels' Probit and NegativeBinomial are of the first kind, its GLM (cloglog,
  /// gamma) of the second with the observed information in robust covariances.
  func information(_ family: Family, _ kind: CovarianceKind) -> Information {
    switch self {
    case .fixest, .pyfixest: family == .negbin ? .observed : .expected
    case .sandwich, .clubsandwich: .expected
    case .stata, .reghdfe, .linearmodels: .observed
    case .statsmodels:
      family == .probit || family == .negbin || kind != .iid ? .observed : .expected
    }
  }
}

extension CovarianceKind {
  /// Whether it is made of leverages, or of the working model's variances.
  func needsWorkingRows(_ profile: Profile) -> Bool {
    switch self {
    case .hc2, .hc3, .hc4, .hc4m, .hc5, .cr2, .cr3, .jackknife: true
    case .cluster(let groupings): profile == .clubsandwich && groupings.count == 1
    case .iid, .hc0, .hc1, .neweyWest, .driscollKraay, .conley: false
    }
  }
}

/// What covariances of a fit are made of.
package struct LikelihoodCurvature: Sendable {
  let problem: LikelihoodProblem
  let solver: any WorkingLeastSquares
  let weights: ObservationWeights?
  /// At the maximum, with the offset.
  let predictor: [Double]
  let alpha: Double
  /// φ of a likelihood, SSR of least squares: what `iid` is in units of.
  let scale: Double
  let count: SmallSampleCount
  /// By the observed information.
  let solution: WorkingSolution
  /// Effects that were swept out of the design.
  var swept: AbsorbedDesign?

  /// The count by a profile's rule for absorbed effects.
  func count(for profile: Profile) -> SmallSampleCount {
    var result = count
    if let swept, profile.countsEffectsExactly { result.absorbed = swept.degrees.count }
    return result
  }

  /// The coefficients' covariance, and α's variance where α is estimated.
  func covariance(_ kind: CovarianceKind, _ profile: Profile) throws(RegressionError)
    -> (coefficients: CoefficientCovariance, alphaVariance: Double?)
  {
    guard problem.family == .negbin, alpha > 0 else {
      return (try context(kind, profile).covariance(kind, profile: profile), nil)
    }
    let means = predictor.map { RealPower.exponential($0) }
    let own = -problem.alphaDerivatives(means, alpha: alpha).second
    guard profile.information(.negbin, kind) == .observed else {
      return (try context(kind, profile).covariance(kind, profile: profile), 1 / own)
    }
    guard !kind.needsWorkingRows(profile) else {
      throw .covarianceNotOfFamily(
        covariance: kind.description, family: "negbin under profile \(profile.rawValue)",
        instead: "hc1, cluster or profile sandwich")
    }
    let whole = try jointContext(means, own, profile).covariance(kind, profile: profile)
    let kept = Array(0..<solution.coefficients.count)
    return (
      whole.replacing(matrix: whole.matrix.selecting(rows: kept, columns: kept)),
      whole.matrix[kept.count, kept.count]
    )
  }

  func context(_ kind: CovarianceKind, _ profile: Profile) throws(RegressionError) -> CovarianceContext {
    try rows(kind, profile).context
  }

  /// What a covariance is a sum over.
  struct Rows {
    let context: CovarianceContext
    /// X, or what the effects leave of it.
    let design: TallMatrix
    /// What the context's rows are multiplied with; nil for one.
    let roots: [Double]?
  }

  func rows(_ kind: CovarianceKind, _ profile: Profile) throws(RegressionError) -> Rows {
    let information = profile.information(problem.family, kind)
    var solution = solution
    if information == .expected, !problem.family.isCanonical {
      let state = problem.state(predictor, alpha: alpha, expected: true)
      solution = try solver.solve(
        state.shift, weights: state.curvature, from: solution, precision: .exact)
    }
    guard kind.needsWorkingRows(profile) else {
      let context = try CovarianceContext(
        design: solution.design,
        residuals: problem.scores(predictor, alpha: alpha),
        weights: weights, bread: solution.bread, root: solution.root, residualSumOfSquares: scale,
        count: count, effects: swept, condition: solution.condition)
      return Rows(context: context, design: solution.design, roots: nil)
    }
    let points = problem.outcome.indices.map {
      problem.family.point(problem.outcome[$0], predictor[$0], alpha: alpha)
    }
    // Frequencies stay: they repeat the row of the regression.
    let repeats = weights?.kind == .frequency
    var (roots, residuals) = ([Double](), [Double]())
    for (row, point) in points.enumerated() {
      let own = repeats ? 1 : problem.weight(row)
      let curvature = own * (information == .expected ? point.expected : point.observed)
      let root = curvature.squareRoot()
      roots.append(root)
      residuals.append(root > 0 ? own * point.score / root : 0)
    }
    let kept = repeats ? weights : nil
    let context = try CovarianceContext(
      design: solution.design.scalingRows(roots), residuals: residuals, weights: kept, bread: solution.bread,
      root: solution.root, residualSumOfSquares: scale, count: count,
      effects: swept?.scaled(by: roots, weights: kept), condition: solution.condition)
    return Rows(context: context, design: solution.design, roots: roots)
  }

  /// α beside the coefficients, with the absorbed effects partialled out of it.
  struct DispersionPart {
    /// ∂²ℓ/∂η∂α of each row, negative and times its weight.
    let crossFactors: [Double]
    /// ∂ℓ/∂α of each row, less what the effects have of it.
    let scores: [Double]
    /// −∂²ℓ/∂α² with the effects at their maximum for each α.
    let own: Double
  }

  /// What the effects have of α is their part of r = crossFactor/W, the regression of its cross-derivatives under the curvatures W.
  func dispersionPart(_ means: [Double], _ own: Double) -> DispersionPart {
    let sums = NegativeBinomialSums(alpha: alpha, largest: problem.largestCount)
    var (alphaScores, crossFactors) = ([Double](), [Double]())
    for row in means.indices {
      let (outcome, mean) = (problem.outcome[row], means[row])
      let spread = 1 + alpha * mean
      alphaScores.append(sums.derivatives(outcome, mean: mean).first)
      crossFactors.append(problem.weight(row) * (outcome - mean) * mean / (spread * spread))
    }
    guard let swept else { return DispersionPart(crossFactors: crossFactors, scores: alphaScores, own: own) }
    let curvatures = problem.state(predictor, alpha: alpha).curvature
    let ratios = crossFactors.indices.map { curvatures[$0] > 0 ? crossFactors[$0] / curvatures[$0] : 0 }
    let left = swept.space.reweighted(curvatures).absorb(
      [ratios], options: AbsorptionOptions(tolerance: 1e-11), byLength: [true], findsCoefficients: false
    ).columns[0]
    var absorbed = CompensatedSum()
    for row in means.indices {
      let fitted = ratios[row] - left[row]
      let score = (problem.outcome[row] - means[row]) / (1 + alpha * means[row])
      alphaScores[row] -= fitted * score
      absorbed.add(crossFactors[row] * fitted)
    }
    return DispersionPart(crossFactors: crossFactors, scores: alphaScores, own: own - absorbed.value)
  }

  /// Of the coefficients and α: rows are scores, and the inverse of the whole information is put together from its blocks.
  private func jointContext(_ means: [Double], _ own: Double, _ profile: Profile) throws(RegressionError)
    -> CovarianceContext
  {
    let part = dispersionPart(means, own)
    let scores = means.indices.map { (problem.outcome[$0] - means[$0]) / (1 + alpha * means[$0]) }
    let size = solution.coefficients.count
    let cross = solution.design.transposedTimes(part.crossFactors)
    let image = solution.bread.times(cross)
    let rest = part.own - zip(cross, image).reduce(0) { $0 + $1.0 * $1.1 }
    guard rest > 0 else {
      throw .algebra(.notPositiveDefinite(routine: "information", minor: size + 1, size: size + 1))
    }
    var bread = Matrix(rows: size + 1, columns: size + 1)
    var root = Matrix(rows: size + 1, columns: size + 1)
    for row in 0..<size {
      for column in 0..<size {
        bread[row, column] = solution.bread[row, column] + image[row] * image[column] / rest
        root[row, column] = solution.root[row, column]
      }
      bread[row, size] = -image[row] / rest
      bread[size, row] = -image[row] / rest
      root[row, size] = -image[row] / rest.squareRoot()
    }
    bread[size, size] = 1 / rest
    root[size, size] = 1 / rest.squareRoot()
    let columns = solution.design.scalingRows(scores).columns
    // statsmodels counts α among the parameters.
    let counted =
      profile == .statsmodels
      ? SmallSampleCount(
        observations: count.observations, regressors: count.regressors + 1, effects: count.effects,
        absorbed: count.absorbed, theory: count.theory) : count
    return try CovarianceContext(
      design: TallMatrix(rows: scores.count, columns: columns + [.real(part.scores)]),
      residuals: [Double](repeating: 1, count: scores.count), weights: weights, bread: bread, root: root,
      residualSumOfSquares: scale, count: counted, effects: swept, condition: solution.condition)
  }
}

extension CoefficientCovariance {
  func replacing(matrix: Matrix) -> CoefficientCovariance {
    CoefficientCovariance(
      matrix: matrix, kind: kind, profile: profile, reference: reference, factor: factor,
      parameters: parameters, clusters: clusters, lags: lags, adjustments: adjustments)
  }
}

extension TallMatrix {
  /// Each row times its factor.
  func scalingRows(_ factors: [Double]) -> TallMatrix {
    TallMatrix(
      rows: rows, columns: columns.map { column in .real(factors.indices.map { factors[$0] * column[$0] }) })
  }
}
