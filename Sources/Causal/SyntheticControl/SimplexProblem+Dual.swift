internal import LinearAlgebra

/// A point of the dual: y, Cᵀy, and the weights max(0, Cᵀy − τ) that it stands for.
struct SimplexDualPoint {
  var dual: [Double]
  /// Cᵀy.
  var products: [Double]
  var threshold: Double
  /// Columns of positive weight, rising.
  var support: [Int]

  /// The projection of Cᵀy on the simplex (Michelot 1986, *A finite algorithm for finding the projection of a point onto the
  /// canonical simplex of ℝⁿ*, J. Optimization Theory and Applications 50, 195–200). O(n) a round.
  init(dual: [Double], products: [Double]) {
    self.dual = dual
    self.products = products
    var kept = Array(products.indices)
    var threshold = 0.0
    while true {
      var sum = 0.0
      for index in kept { sum += products[index] }
      threshold = (sum - 1) / Double(kept.count)
      let next = kept.filter { products[$0] > threshold }
      // Rounding alone can leave none: the largest stays.
      if next.isEmpty || next.count == kept.count { break }
      kept = next
    }
    self.threshold = threshold
    support = kept
  }

  var weights: [Double] { support.map { products[$0] - threshold } }

  /// ½‖w‖² + ½ρ‖y‖² + τ, convex in y; its gradient is Cw + ρy.
  func value(ridge: Double) -> Double {
    var squares = 0.0
    for index in support {
      let weight = products[index] - threshold
      squares += weight * weight
    }
    var length = 0.0
    for value in dual { length += value * value }
    return 0.5 * squares + 0.5 * ridge * length + threshold
  }
}

extension SimplexProblem {
  /// Newton's method on the dual from a point, until the support of a full step is the one it was made from. Nil where it does not
  /// get there in `limit` steps; `steps` counts them.
  func dualNewton(from start: SimplexDualPoint, limit: Int, steps: inout Int) -> SimplexDualPoint? {
    var current = start
    for _ in 0..<limit {
      steps += 1
      guard let target = affineDual(current.support, polish: false) else { return nil }
      let products = points.transposedTimes(target.dual)
      let full = SimplexDualPoint(dual: target.dual, products: products)
      if full.support == current.support { return full }
      let next = lineSearch(current, toward: full)
      guard let next else { return nil }
      current = next
    }
    return nil
  }

  /// The first of 1, ½, ¼, … of the way that lowers the dual function enough (Armijo).
  private func lineSearch(_ current: SimplexDualPoint, toward full: SimplexDualPoint) -> SimplexDualPoint? {
    var weights = [Double](repeating: 0, count: count)
    for (position, index) in current.support.enumerated() { weights[index] = current.weights[position] }
    let point = self.point(weights)
    var slope = 0.0
    for row in 0..<rows {
      slope += (point[row] + ridge * current.dual[row]) * (full.dual[row] - current.dual[row])
    }
    guard slope < 0 else { return nil }
    let value = current.value(ridge: ridge)
    if full.value(ridge: ridge) <= value + 1e-4 * slope { return full }
    var share = 0.5
    while share > 1e-8 {
      let dual = zip(current.dual, full.dual).map { $0 + share * ($1 - $0) }
      let products = zip(current.products, full.products).map { $0 + share * ($1 - $0) }
      let trial = SimplexDualPoint(dual: dual, products: products)
      if trial.value(ridge: ridge) <= value + 1e-4 * share * slope { return trial }
      share /= 2
    }
    return nil
  }
}
