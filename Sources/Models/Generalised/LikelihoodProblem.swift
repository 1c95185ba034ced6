internal import LinearAlgebra

// Newton's method with steps halved while the log-likelihood falls. Convergence is that of the score, not of the deviance: a step
// changes the predictor by δ = X(XᵀWX)⁻¹Xᵀu, so that √(Σ Wδ²/Σ W(1 + η²)) is the length of the score in its own metric, as a
// share of the predictor. It is zero but for rounding at the maximum and free of every unit.
//
// Separation: where some direction moves rows only to where their outcome is surer (up where y = 1, down where y = 0) and no
// other row at all, the likelihood has no maximum (Albert & Anderson 1984, Biometrika 71; Santos Silva & Tenreyro 2010, Economics
// Letters 107; Correia, Guimarães & Zylkin 2021, arXiv:1903.01633). The weights of those rows then go to zero with every step and
// Newton's direction becomes such a direction itself: it is the weighted regression of what moves them on the columns, by which
// the last of these papers finds it. So the direction is checked, row by row.

/// The likelihood of given rows.
struct LikelihoodProblem {
  let family: Family
  let outcome: [Double]
  let offset: [Double]?
  /// Of the rows in the likelihood.
  let weights: [Double]?
  /// Of the design's columns that are in the predictor.
  let names: [String]

  /// The score's length below which a fit has converged.
  static let tolerance = 1e-12
  /// The same where it no longer falls: the rounding of an ill-conditioned design.
  static let roundingTolerance = 1e-9
  static let mostSteps = 100

  struct Maximum {
    /// With the offset.
    var predictor: [Double]
    /// Of the last step.
    var solution: WorkingSolution
    var steps: Int
    var isConverged: Bool
  }

  func weight(_ row: Int) -> Double { weights?[row] ?? 1 }

  /// Σ w·ℓ without constants.
  func kernel(_ predictor: [Double], alpha: Double) -> Double {
    var sum = CompensatedSum()
    for row in outcome.indices {
      let value = family.kernel(outcome[row], predictor[row], alpha: alpha)
      guard value.isFinite else { return -.infinity }
      sum.add(weight(row) * value)
    }
    return sum.value
  }

  private func withOffset(_ predictor: [Double]) -> [Double] {
    guard let offset else { return predictor }
    return zip(predictor, offset).map { $0 + $1 }
  }

  /// The weighted mean of the outcome.
  var overallMean: Double {
    var (sum, total) = (CompensatedSum(), CompensatedSum())
    for row in outcome.indices {
      sum.add(weight(row) * outcome[row])
      total.add(weight(row))
    }
    return sum.value / total.value
  }

  /// A step's working outcome and weights at a predictor, with the second derivative's weights or their expected value.
  func step(_ predictor: [Double], alpha: Double, expected: Bool) -> (outcome: [Double], weights: [Double]) {
    var working = predictor
    var curvature = predictor
    for row in predictor.indices {
      let point = family.point(outcome[row], predictor[row], alpha: alpha)
      let own = expected ? point.expected : point.observed
      curvature[row] = weight(row) * own
      let shift = own > 0 ? point.score / own : 0
      working[row] = predictor[row] - (offset?[row] ?? 0) + (shift.isFinite ? shift : 0)
    }
    return (working, curvature)
  }

  /// The maximum over the coefficients at given α, from a predictor or from the outcome.
  func maximum(_ solver: some WorkingLeastSquares, alpha: Double = 0, from start: [Double]? = nil)
    throws(RegressionError) -> Maximum
  {
    var steps = 0
    var predictor: [Double]
    if let start {
      predictor = start
    } else {
      let mean = overallMean
      let first = step(
        outcome.map { family.startingPredictor($0, overall: mean) }, alpha: alpha, expected: true)
      predictor = withOffset(try solver.solve(first.outcome, weights: first.weights).predictor)
      steps = 1
      if kernel(predictor, alpha: alpha) == -.infinity {
        predictor = withOffset([Double](repeating: 0, count: outcome.count))
      }
    }
    var value = kernel(predictor, alpha: alpha)
    guard value > -.infinity else { throw .predictorOutOfRange }
    var last = Double.infinity
    var milestone: [Double]?
    while true {
      let working = step(predictor, alpha: alpha, expected: false)
      guard working.weights.contains(where: { $0 > 0 }) else { throw .weightsDegenerate }
      let solution = try solver.solve(working.outcome, weights: working.weights)
      steps += 1
      let next = withOffset(solution.predictor)
      let length = stepLength(predictor, next, working.weights)
      if length <= LikelihoodProblem.tolerance
        || (length <= LikelihoodProblem.roundingTolerance && length > last / 2)
      {
        return Maximum(predictor: next, solution: solution, steps: steps, isConverged: true)
      }
      if steps > 4 {
        try checkSeparation(
          predictor, next, since: milestone, fitted: solution.predictor, alpha: alpha, solver)
        if steps & (steps - 1) == 0 { milestone = next }
      }
      guard steps < LikelihoodProblem.mostSteps else {
        return Maximum(predictor: next, solution: solution, steps: steps, isConverged: false)
      }
      last = length
      guard length > 1e-5 else {
        predictor = next
        value = kernel(next, alpha: alpha)
        continue
      }
      var share = 1.0
      var candidate = next
      var found = kernel(candidate, alpha: alpha)
      while !(found >= value), share > 1e-12 {
        share /= 2
        candidate = zip(predictor, next).map { $0 + share * ($1 - $0) }
        found = kernel(candidate, alpha: alpha)
      }
      guard found >= value else {
        return Maximum(predictor: predictor, solution: solution, steps: steps, isConverged: false)
      }
      predictor = candidate
      value = found
    }
  }

  private func stepLength(_ predictor: [Double], _ next: [Double], _ curvature: [Double]) -> Double {
    var (change, size) = (0.0, 0.0)
    for row in predictor.indices where curvature[row] > 0 {
      let difference = next[row] - predictor[row]
      change += curvature[row] * difference * difference
      size += curvature[row] * (1 + predictor[row] * predictor[row])
    }
    return (change / size).squareRoot()
  }

  /// Throws `.separation` where a direction separates: the step, where it meets no resistance; the way since an earlier step;
  /// the coefficients themselves, which do where every outcome is on its side of zero.
  private func checkSeparation(
    _ predictor: [Double], _ next: [Double], since milestone: [Double]?, fitted: [Double], alpha: Double,
    _ solver: some WorkingLeastSquares
  ) throws(RegressionError) {
    guard family != .gaussian, family != .gamma else { return }
    let step = zip(next, predictor).map { $0 - $1 }
    if let found = separated(along: step, tolerance: 1e-6) {
      let point = family.point(outcome[found.furthest], predictor[found.furthest], alpha: alpha)
      // The row goes as far as it would by itself.
      if point.observed * found.distance > 0.1 * abs(point.score) {
        throw try separation(step, rows: found.rows, solver)
      }
    }
    if let found = separated(along: fitted, tolerance: 0) {
      throw try separation(fitted, rows: found.rows, solver)
    }
    if let milestone {
      let way = zip(next, milestone).map { $0 - $1 }
      if let found = separated(along: way, tolerance: 1e-6), found.distance > 1 {
        throw try separation(way, rows: found.rows, solver)
      }
    }
  }

  /// Rows that a direction moves to where their outcome is sure, where there are some and it moves no others; the furthest
  /// of them and its distance.
  private func separated(along direction: [Double], tolerance: Double)
    -> (rows: Int, furthest: Int, distance: Double)?
  {
    var (furthest, distance) = (0, 0.0)
    for row in direction.indices {
      let move = family.freeDirection(outcome[row]) * direction[row]
      if move > distance { (furthest, distance) = (row, move) }
    }
    guard distance > 0 else { return nil }
    let limit = tolerance * distance
    var rows = 0
    for row in direction.indices {
      let free = family.freeDirection(outcome[row])
      guard free == 0 ? abs(direction[row]) <= limit : free * direction[row] >= -limit else { return nil }
      if free * direction[row] > limit { rows += 1 }
    }
    return (rows, furthest, distance)
  }

  /// The error that names the columns whose combination the direction is; the intercept only where it is alone.
  private func separation(_ direction: [Double], rows: Int, _ solver: some WorkingLeastSquares)
    throws(RegressionError) -> RegressionError
  {
    let solution = try solver.solve(direction, weights: [Double](repeating: 1, count: direction.count))
    let largest = direction.reduce(0) { max($0, abs($1)) }
    var terms: [String] = []
    for (column, coefficient) in solution.coefficients.enumerated() {
      let values = solution.design.columns[column]
      if case .constant = values { continue }
      let length = (0..<solution.design.rows).reduce(0) { max($0, abs(values[$1])) }
      if abs(coefficient) * length > 1e-3 * largest { terms.append(names[column]) }
    }
    return .separation(
      family: family.rawValue, terms: terms.isEmpty ? names : terms, rows: rows, of: outcome.count)
  }
}
