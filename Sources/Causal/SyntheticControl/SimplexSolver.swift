internal import LinearAlgebra

/// Which method when: the dual first, with a ridge that falls to the one asked for; the active set where that is next to nothing.
struct SimplexSolver {
  struct Found {
    var weights: [Double]
    var violation: Double
    var iterations: Int
    var isUnique: Bool
  }

  let problem: SimplexProblem
  /// Mean squared distance of the points from their mean: what a ridge is large or small against.
  private let spread: Double

  /// Ridges at least this share of the spread are solved in the dual at once.
  static let largeRidge = 1e-6
  /// What is accepted as optimal, as a share of the longest ‖aⱼ − b‖².
  static let accepted = 1e-12

  init(_ matrix: Matrix, target: [Double], ridge: Double) throws(LinearAlgebraError) {
    self.init(try SimplexProblem(matrix, target: target, ridge: ridge))
  }

  private init(_ problem: SimplexProblem) {
    self.problem = problem
    let count = Double(problem.count)
    var total = 0.0
    for row in 0..<problem.rows {
      var sum = 0.0
      for column in 0..<problem.count { sum += problem.points.elements[row + column * problem.rows] }
      let mean = sum / count
      for column in 0..<problem.count {
        let value = problem.points.elements[row + column * problem.rows] - mean
        total += value * value
      }
    }
    spread = total / count
  }

  func solve() throws(LinearAlgebraError) -> Found {
    let count = problem.count
    if count == 1 { return Found(weights: [1], violation: 0, iterations: 0, isUnique: true) }
    // Points that are one point (but for rounding): the ridge alone decides, or, without one, the rule of least ‖w‖.
    guard spread > 1e-30 else {
      return Found(
        weights: [Double](repeating: 1 / Double(count), count: count), violation: 0, iterations: 0,
        isUnique: problem.ridge > 0)
    }
    var steps = 0
    let start = SimplexDualPoint(
      dual: [Double](repeating: 0, count: problem.rows), products: [Double](repeating: 0, count: count))
    if problem.ridge >= SimplexSolver.largeRidge * spread {
      if let point = problem.dualNewton(from: start, limit: 100, steps: &steps),
        let found = polished(point, problem, steps)
      {
        return found
      }
      return try active(from: problem.nearestCorner(), steps)
    }
    let warm = falling(from: start, steps: &steps)
    if problem.ridge > 0, count > problem.rows, let warm {
      let scaled = SimplexDualPoint(
        dual: warm.point.dual.map { $0 * warm.ridge / problem.ridge },
        products: warm.point.products.map { $0 * warm.ridge / problem.ridge })
      // Where the fit has no error y stays bounded and is a better start than its multiple.
      for first in [warm.point, scaled] {
        if let point = problem.dualNewton(from: first, limit: 40, steps: &steps),
          let found = polished(point, problem, steps)
        {
          return found
        }
      }
    }
    let corral = warm.map { SimplexCorral(support: $0.point.support, weights: $0.point.weights) }
    let found = try active(from: corral ?? problem.nearestCorner(), steps)
    return problem.ridge > 0 ? found : try leastNorm(found)
  }

  /// The dual at ridges of 10⁻², 10⁻⁴ … of the spread, as far as it goes.
  private func falling(from start: SimplexDualPoint, steps: inout Int) -> (
    point: SimplexDualPoint, ridge: Double
  )? {
    var best: (point: SimplexDualPoint, ridge: Double)?
    for share in [1e-2, 1e-4, 1e-6, 1e-8] where share * spread > problem.ridge {
      let ridge = share * spread
      let eased = SimplexProblem(points: problem.points, ridge: ridge, scale: problem.scale)
      guard
        let point = eased.dualNewton(from: best?.point ?? start, limit: 40, steps: &steps)
      else { break }
      best = (point, ridge)
    }
    return best
  }

  /// The weights of a support found by the dual, corrected and checked; nil where it is not optimal.
  private func polished(_ point: SimplexDualPoint, _ problem: SimplexProblem, _ steps: Int) -> Found? {
    guard let solved = problem.affineDual(point.support, polish: true), solved.weights.allSatisfy({ $0 > 0 })
    else { return nil }
    var weights = [Double](repeating: 0, count: problem.count)
    for (position, index) in point.support.enumerated() { weights[index] = solved.weights[position] }
    let direct = problem.point(weights)
    var apart = 0.0
    for row in direct.indices { apart = max(apart, abs(direct[row] + problem.ridge * solved.dual[row])) }
    let violation = problem.violation(weights, point: solved.dual.map { -problem.ridge * $0 })
    guard max(apart, violation) <= SimplexSolver.accepted else { return nil }
    return Found(weights: weights, violation: violation, iterations: steps, isUnique: true)
  }

  private func active(from corral: SimplexCorral, _ steps: Int) throws(LinearAlgebraError) -> Found {
    var steps = steps
    let end = try problem.activeSet(from: corral, steps: &steps)
    var weights = [Double](repeating: 0, count: problem.count)
    for (position, index) in end.support.enumerated() { weights[index] = end.weights[position] }
    let violation = problem.violation(weights, point: problem.point(weights))
    return Found(weights: weights, violation: violation, iterations: steps, isUnique: true)
  }

  /// Of all weights that give the same nearest point, those of least norm: the same problem around that point, where the fit has
  /// no error, with a ridge that is next to nothing.
  private func leastNorm(_ found: Found) throws(LinearAlgebraError) -> Found {
    let point = problem.point(found.weights)
    let prices = problem.points.transposedTimes(point)
    var value = 0.0
    for entry in point { value += entry * entry }
    let tolerance = 1e-11 * (value + value.squareRoot())
    let face = prices.indices.filter { found.weights[$0] > 0 || prices[$0] <= value + max(tolerance, 1e-14) }
    guard face.count > 1 else { return found }
    var shifted = problem.gathered(face)
    for column in 0..<face.count {
      for row in 0..<problem.rows { shifted[row, column] -= point[row] }
    }
    let singular = try PivotedQR(of: shifted)
    var result = found
    // The points of the face span, with the nearest point as origin, one dimension less than there are of them, or are dependent.
    guard singular.rank(tolerance: 1e-10) < face.count - 1 else { return result }
    result.isUnique = false
    var rounds = 0
    let around = SimplexSolver(SimplexProblem(points: shifted, ridge: 1e-13, scale: 1))
    let start = SimplexDualPoint(
      dual: [Double](repeating: 0, count: problem.rows), products: [Double](repeating: 0, count: face.count))
    guard around.spread > 1e-30 else { return result }
    let warm = around.falling(from: start, steps: &rounds)
    guard
      let end = around.problem.dualNewton(from: warm?.point ?? start, limit: 100, steps: &rounds),
      let least = around.polished(end, around.problem, rounds)
    else { return result }
    var weights = [Double](repeating: 0, count: problem.count)
    for (position, index) in face.enumerated() { weights[index] = least.weights[position] }
    let violation = problem.violation(weights, point: point)
    guard violation <= SimplexSolver.accepted else { return result }
    result.weights = weights
    result.violation = violation
    result.iterations += rounds
    return result
  }
}
