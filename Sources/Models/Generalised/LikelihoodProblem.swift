internal import Absorption
internal import Kernels
internal import LinearAlgebra

// Newton's method with steps halved while the log-likelihood falls. A step is the weighted regression of the rows' scores over
// their curvatures (Green 1984, J. Royal Stat. Soc. B 46), which need not be exact while the way ahead is long (Dembo, Eisenstat &
// Steihaug 1982, SIAM J. Numerical Analysis 19). Convergence is that of the score, not of the deviance: a step
// changes the predictor by δ = X(XᵀWX)⁻¹Xᵀu, so that √(Σ Wδ²/Σ W(1 + η²)) is the length of the score in its own metric, as a
// share of the predictor. It is zero but for rounding at the maximum and free of every unit.
//
// Separation: where some direction moves rows only to where their outcome is surer (up where y = 1, down where y = 0) and no
// other row at all, the likelihood has no maximum (Albert & Anderson 1984, Biometrika 71; Santos Silva & Tenreyro 2010, Economics
// Letters 107; Correia, Guimarães & Zylkin 2021, arXiv:1903.01633). The weights of those rows then go to zero with every step and
// Newton's direction becomes such a direction itself: it is the weighted regression of what moves them on the columns, by which
// the last of these papers finds it (the iterative rectifier, whose weight on the other rows grows by e a step). So the
// direction is checked, row by row. Which rows are separated, and whether any is, is then settled by the cone of all directions
// (`SeparationCone`), or where there are too many effects for that by a direction that does not move the others at all. The tails of
// the probit and of the complementary log-log vanish so fast that Newton's steps end before they show a direction: where a
// maximum leaves rows without any doubt the cone is asked as well.

/// The likelihood of given rows.
struct LikelihoodProblem {
  let family: Family
  let outcome: [Double]
  let offset: [Double]?
  /// Of the rows in the likelihood.
  let weights: [Double]?
  /// Of the design's columns that are in the predictor.
  let names: [String]
  var threads = Parallel.cores
  /// Whether rows that a direction separates are told instead of thrown.
  var tellsSeparated = false
  /// Whether the shape of a gamma outcome is one over its mean deviance, as R's `logLik` of a `glm` has it, not the most likely one.
  var takesShapeOfDeviance = false
  /// Absorbed intercepts of a Poisson outcome, which each state puts right; none elsewhere.
  var levels: [PoissonLevels] = []
  /// The columns of the predictor, effects as indicators, for the cone of separating directions; nil where they are too many.
  var spelled: (@Sendable () -> TallMatrix)?
  let knownCounts = Locked<OutcomeCounts?>(nil)

  /// The score's length below which a fit has converged.
  static let tolerance = 1e-12
  /// The same where it no longer falls: the rounding of an ill-conditioned design.
  static let roundingTolerance = 1e-9
  static let mostSteps = 100

  struct Maximum {
    /// With the offset.
    var predictor: [Double]
    /// Of the columns.
    var coefficients: [Double]
    /// Of the last step.
    var solution: WorkingSolution
    var steps: Int
    /// Of the last step, as a share of the predictor.
    var length: Double
    var isConverged: Bool
    /// Rows that a direction separates, where these are told; then there is no maximum.
    var separated: Separated?

    /// The largest of what effects have left: of the columns as a share of each, and of the last step as a share of the predictor.
    var residual: Double {
      guard let progress = solution.absorption?.progress, let step = progress.first else { return 0 }
      return progress.dropFirst().reduce(step.residual * length) { max($0, $1.residual) }
    }

    /// Whether the columns are free of effects, and the step's scores as far as rounding allows.
    var isAbsorbed: Bool {
      guard let progress = solution.absorption?.progress, let step = progress.first else { return true }
      return progress.dropFirst().allSatisfy(\.converged)
        && step.residual * length <= LikelihoodProblem.tolerance
    }
  }

  /// Rows whose outcome a direction makes sure.
  struct Separated {
    var rows: [Int]
    /// The columns that take part in the direction; none where it is of effects alone.
    var terms: [String]
  }

  func weight(_ row: Int) -> Double { weights?[row] ?? 1 }

  /// Σ w·ℓ without constants.
  func kernel(_ predictor: [Double], alpha: Double) -> Double {
    let value = rows.sum { weight($0) * family.kernel(outcome[$0], predictor[$0], alpha: alpha) }
    return value.isFinite ? value : -.infinity
  }

  private func withOffset(_ predictor: [Double]) -> [Double] {
    guard let offset else { return predictor }
    return rows.fill { predictor[$0] + offset[$0] }
  }

  /// The weighted mean of the outcome.
  var overallMean: Double {
    guard let weights else { return rows.sum { outcome[$0] } / Double(outcome.count) }
    return rows.sum { weights[$0] * outcome[$0] } / rows.sum { weights[$0] }
  }

  /// The maximum over the coefficients at given α, from another maximum or from the outcome.
  func maximum(_ solver: some WorkingLeastSquares, alpha: Double = 0, from start: Maximum? = nil)
    throws(RegressionError) -> Maximum
  {
    var steps = 0
    var coefficients: [Double]
    var state: LikelihoodState
    var known: WorkingSolution?
    if let start {
      coefficients = start.coefficients
      known = start.solution
      state = self.state(start.predictor, alpha: alpha)
    } else if !levels.isEmpty {
      coefficients = names.map { _ in 0 }
      state = self.state(withOffset([Double](repeating: 0, count: outcome.count)), alpha: alpha)
    } else {
      let first = try firstStep(solver, alpha: alpha)
      coefficients = first.coefficients
      known = first
      steps = 1
      state = self.state(withOffset(first.predictor), alpha: alpha)
      if state.kernel == -.infinity {
        coefficients = coefficients.map { _ in 0 }
        state = self.state(withOffset([Double](repeating: 0, count: outcome.count)), alpha: alpha)
      }
    }
    guard state.kernel > -.infinity else { throw .predictorOutOfRange }
    var last = Double.infinity
    // A step's length over the square of the one before.
    var growth = 1.0
    var milestone: [Double]?
    // Whether it is known that no direction separates.
    var isSettled = start != nil
    while true {
      guard state.isCurved else { throw .weightsDegenerate }
      // A likelihood without a maximum shows in exact steps alone.
      let precision = steps > 7 ? StepPrecision.exact : .expecting(min(1, growth * last * last))
      let solution = try solver.solve(
        state.shift, weights: state.curvature, from: known, precision: precision)
      known = solution
      steps += 1
      let change = solution.predictor
      let measure = measure(change, at: state)
      let length = (measure.change / measure.size).squareRoot()
      let isDone =
        length <= Self.tolerance || (length <= Self.roundingTolerance && length > last / 2)
      if isDone, solution.precision <= StepPrecision.fine {
        if !isSettled, hasCertainRows(state.predictor), let found = try separated(solver) {
          guard tellsSeparated else { throw error(found, solver) }
          var own = maximum(state, coefficients, solution, steps, length, isConverged: false)
          own.separated = found
          return own
        }
        return maximum(state, coefficients, solution, steps, length, isConverged: true)
      }
      if steps > 4, length > 1e-10, !isSettled {
        let found = try separation(
          state, change, since: milestone, largest: measure.largest, alpha: alpha, solver)
        if spelled != nil, found != nil, found?.rows.isEmpty == true { isSettled = true }
        if let found, !found.rows.isEmpty {
          guard tellsSeparated else { throw error(found, solver) }
          var own = maximum(state, coefficients, solution, steps, length, isConverged: false)
          own.separated = found
          return own
        }
        if steps & (steps - 1) == 0 {
          let reached = state.predictor
          milestone = rows.fill { reached[$0] + change[$0] }
        }
      }
      guard steps < Self.mostSteps else {
        return maximum(state, coefficients, solution, steps, length, isConverged: false)
      }
      if last.isFinite { growth = min(1e3, max(1, length / (last * last))) }
      last = length
      var share = 1.0
      var candidate = self.state(state.predictor, moved: change, alpha: alpha)
      while length > 1e-5, !(candidate.kernel >= state.kernel), share > 1e-12 {
        share /= 2
        candidate = self.state(state.predictor, moved: change, by: share, alpha: alpha)
      }
      guard length <= 1e-5 || candidate.kernel >= state.kernel else {
        return Maximum(
          predictor: state.predictor, coefficients: coefficients, solution: solution, steps: steps,
          length: length, isConverged: false)
      }
      for index in coefficients.indices { coefficients[index] += share * solution.coefficients[index] }
      state = candidate
    }
  }

  /// A state with its last step taken.
  private func maximum(
    _ state: LikelihoodState, _ coefficients: [Double], _ solution: WorkingSolution, _ steps: Int,
    _ length: Double, isConverged: Bool
  ) -> Maximum {
    Maximum(
      predictor: rows.fill { state.predictor[$0] + solution.predictor[$0] },
      coefficients: zip(coefficients, solution.coefficients).map { $0 + $1 }, solution: solution,
      steps: steps, length: length, isConverged: isConverged)
  }

  /// The regression of the working outcome where the predictor is that of the outcome drawn towards its mean.
  private func firstStep(_ solver: some WorkingLeastSquares, alpha: Double) throws(RegressionError)
    -> WorkingSolution
  {
    let mean = overallMean
    // Of few different outcomes there are few starts.
    let known =
      counts.isComplete
      ? (0..<OutcomeCounts.size).map { family.startingPredictor(Double($0), overall: mean) } : []
    let start = rows.fill { row in
      known.isEmpty ? family.startingPredictor(outcome[row], overall: mean) : known[Int(outcome[row])]
    }
    let state = self.state(start, alpha: alpha, expected: true)
    let offset = offset
    let working = rows.fill { start[$0] - (offset?[$0] ?? 0) + state.shift[$0] }
    return try solver.solve(working, weights: state.curvature, from: nil, precision: .far)
  }
}
