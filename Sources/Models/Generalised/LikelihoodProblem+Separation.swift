internal import Kernels
internal import LinearAlgebra

extension LikelihoodProblem {
  /// The rows that a direction separates: the step, where it meets no resistance; the way since an earlier step; the predictor
  /// itself, which does where every outcome is on its side of zero.
  func separation(
    _ state: LikelihoodState, _ change: [Double], since milestone: [Double]?, largest: Double, alpha: Double,
    _ solver: some WorkingLeastSquares
  ) throws(RegressionError) -> Separated? {
    guard family != .gaussian, family != .gamma else { return nil }
    if let found = certificate(change, tolerance: 1e-6, largest: largest) {
      let row = found.furthest
      let point = family.point(outcome[row], state.predictor[row], alpha: alpha)
      // The row goes as far as it would by itself.
      if point.observed * found.distance > 0.1 * abs(point.score) {
        return try separated(change, found, solver)
      }
    }
    let offset = offset
    let fitted = rows.fill { state.predictor[$0] + change[$0] - (offset?[$0] ?? 0) }
    if let found = certificate(fitted, tolerance: 0, largest: 0) {
      return try separated(fitted, found, solver)
    }
    if let milestone {
      let way = rows.fill { state.predictor[$0] + change[$0] - milestone[$0] }
      let longest = way.reduce(0) { max($0, abs($1)) }
      if let found = certificate(way, tolerance: 1e-6, largest: longest), found.distance > 1 {
        return try separated(way, found, solver)
      }
    }
    return nil
  }

  /// What a direction that separates does.
  private struct Certificate {
    var furthest: Int
    var distance: Double
    /// Moves up to here are none.
    var limit: Double
  }

  /// Whether a direction moves rows only to where their outcome is sure: the furthest of them and its distance. `largest`: no less
  /// than any |move|.
  private func certificate(_ direction: [Double], tolerance: Double, largest: Double) -> Certificate? {
    // Mostly a row among the first contradicts.
    let surely = tolerance * largest
    for row in direction.indices {
      let free = family.freeDirection(outcome[row])
      guard free == 0 ? abs(direction[row]) <= surely : free * direction[row] >= -surely else { return nil }
    }
    var (furthest, distance) = (0, 0.0)
    for row in direction.indices {
      let move = family.freeDirection(outcome[row]) * direction[row]
      if move > distance { (furthest, distance) = (row, move) }
    }
    guard distance > 0 else { return nil }
    let limit = tolerance * distance
    for row in direction.indices {
      let free = family.freeDirection(outcome[row])
      guard free == 0 ? abs(direction[row]) <= limit : free * direction[row] >= -limit else { return nil }
    }
    return Certificate(furthest: furthest, distance: distance, limit: limit)
  }

  /// The rows that it moves and the columns whose combination it is; the intercept only where it is alone.
  private func separated(_ direction: [Double], _ found: Certificate, _ solver: some WorkingLeastSquares)
    throws(RegressionError) -> Separated
  {
    let rows = direction.indices.filter {
      family.freeDirection(outcome[$0]) * direction[$0] > found.limit
    }
    let solution = try solver.solve(
      direction, weights: [Double](repeating: 1, count: direction.count), from: nil, precision: .exact)
    let largest = direction.reduce(0) { max($0, abs($1)) }
    var terms: [String] = []
    for (column, coefficient) in solution.coefficients.enumerated() {
      let values = solution.design.columns[column]
      if case .constant = values { continue }
      let length = (0..<solution.design.rows).reduce(0) { max($0, abs(values[$1])) }
      if abs(coefficient) * length > 1e-3 * largest { terms.append(names[column]) }
    }
    return Separated(rows: rows, terms: terms)
  }

  /// The error that names the columns, or the effects where there is none.
  func error(_ found: Separated, _ solver: some WorkingLeastSquares) -> RegressionError {
    let others = solver.effects.isEmpty ? names : solver.effects.map(\.grouping.name)
    return .separation(
      family: family.rawValue, terms: found.terms.isEmpty ? others : found.terms, rows: found.rows.count,
      of: outcome.count)
  }
}
