internal import Kernels
internal import LinearAlgebra

extension LikelihoodProblem {
  /// The rows that directions separate, once a direction shows that there may be some: the step, where it meets no resistance; the way
  /// since an earlier step; the predictor itself, which does where every outcome is on its side of zero. Nil where nothing shows, no row
  /// where it turns out that none is separated.
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
        return try confirmed(change, found, solver)
      }
    }
    let offset = offset
    let fitted = rows.fill { state.predictor[$0] + change[$0] - (offset?[$0] ?? 0) }
    if let found = certificate(fitted, tolerance: 0, largest: 0) {
      return try confirmed(fitted, found, solver)
    }
    if let milestone {
      let way = rows.fill { state.predictor[$0] + change[$0] - milestone[$0] }
      let longest = way.reduce(0) { max($0, abs($1)) }
      if let found = certificate(way, tolerance: 1e-6, largest: longest), found.distance > 1 {
        return try confirmed(way, found, solver)
      }
    }
    return nil
  }

  /// Whether a predictor leaves rows without any doubt: less than 10⁻⁸ of the probability of another outcome, or of the mean.
  func hasCertainRows(_ predictor: [Double]) -> Bool {
    let (upper, lower): (Double, Double)
    switch family {
    case .logit, .fractional: (upper, lower) = (18, -18)
    case .probit: (upper, lower) = (5.6, -5.6)
    case .cloglog: (upper, lower) = (2.9, -18)
    case .poisson, .negbin: (upper, lower) = (.infinity, family.link(max(overallMean, 1e-300)) - 18)
    case .gaussian, .gamma: return false
    }
    return predictor.indices.contains { row in
      let free = family.freeDirection(outcome[row])
      return free > 0 && predictor[row] > upper || free < 0 && predictor[row] < lower
    }
  }

  /// All rows that some direction separates; nil where there is none, or the columns are too many to know.
  func separated(_ solver: some WorkingLeastSquares) throws(RegressionError) -> Separated? {
    guard let spelled, let cone = try SeparationCone(spelled(), free: outcome.map(family.freeDirection))
    else { return nil }
    return Separated(rows: cone.rows, terms: try terms(cone.direction, solver))
  }

  /// The rows that are separated where a direction shows that there may be some: all of them where the columns can be spelled out,
  /// else those that this direction separates.
  private func confirmed(_ direction: [Double], _ found: Certificate, _ solver: some WorkingLeastSquares)
    throws(RegressionError) -> Separated
  {
    if spelled != nil { return try separated(solver) ?? Separated(rows: [], terms: []) }
    guard let clean = try cleaned(direction, found, solver) else { return Separated(rows: [], terms: []) }
    return Separated(rows: clean.rows, terms: try terms(clean.direction, solver))
  }

  /// A direction that does not move the rows it does not separate, near the given one: what the columns and effects fit of its moves in
  /// those is taken away, with next to no weight on the others. Rows that do not move surely are not separated by it, and the rest is
  /// asked again until none is left or all of them do.
  private func cleaned(_ direction: [Double], _ found: Certificate, _ solver: some WorkingLeastSquares)
    throws(RegressionError) -> (rows: [Int], direction: [Double])?
  {
    let free = outcome.map(family.freeDirection)
    var moves = direction
    var isMoved = moves.indices.map { free[$0] * moves[$0] > found.limit }
    for _ in 0..<30 {
      let rest = moves.indices.map { isMoved[$0] ? 0 : moves[$0] }
      if rest.contains(where: { $0 != 0 }) {
        let weights = isMoved.map { $0 ? 1e-8 : 1 }
        let fitted = try solver.solve(rest, weights: weights, from: nil, precision: .exact).predictor
        for row in moves.indices { moves[row] -= fitted[row] }
      }
      let furthest = moves.indices.reduce(0) { isMoved[$1] ? max($0, free[$1] * moves[$1]) : $0 }
      guard furthest > 0, moves.indices.allSatisfy({ isMoved[$0] || abs(moves[$0]) <= 1e-7 * furthest })
      else { return nil }
      let sure = moves.indices.map { isMoved[$0] && free[$0] * moves[$0] > 1e-4 * furthest }
      guard sure != isMoved else {
        return (
          moves.indices.filter { sure[$0] }, moves.indices.map { sure[$0] ? moves[$0] : 0 }
        )
      }
      isMoved = sure
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

  /// The columns whose combination a direction is; the intercept only where it is alone.
  private func terms(_ direction: [Double], _ solver: some WorkingLeastSquares)
    throws(RegressionError) -> [String]
  {
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
    return terms
  }

  /// The error that names the columns, or the effects where there is none.
  func error(_ found: Separated, _ solver: some WorkingLeastSquares) -> RegressionError {
    let others = solver.effects.isEmpty ? names : solver.effects.map(\.grouping.name)
    return .separation(
      family: family.rawValue, terms: found.terms.isEmpty ? others : found.terms, rows: found.rows.count,
      of: outcome.count)
  }
}
