internal import LinearAlgebra

/// The state of Wolfe's method: a support and its positive weights, of sum one.
struct SimplexCorral {
  var support: [Int]
  var weights: [Double]
}

extension SimplexProblem {
  /// Prices within this of the value, as a share of ‖x‖ + ρ·max w, are equal to it but for rounding.
  static let priceTolerance = 1e-14

  /// The corral of the single point nearest to the origin.
  func nearestCorner() -> SimplexCorral {
    var best = (index: 0, length: Double.infinity)
    for column in 0..<count {
      var sum = 0.0
      for row in 0..<rows {
        let value = points.elements[row + column * rows]
        sum += value * value
      }
      if sum < best.length { best = (column, sum) }
    }
    return SimplexCorral(support: [best.index], weights: [1])
  }

  /// Wolfe's method from a corral. The support at the end is optimal, its weights polished. `steps` counts changes of the support.
  func activeSet(from start: SimplexCorral, steps: inout Int) throws(LinearAlgebraError) -> SimplexCorral {
    var corral = start
    try descend(&corral, steps: &steps)
    // Each round lowers the value or ends the search, so that no support returns; the bound is a guard against rounding.
    var last = Double.infinity
    for _ in 0..<(20 * (count + rows) + 100) {
      var weights = [Double](repeating: 0, count: count)
      for (position, index) in corral.support.enumerated() { weights[index] = corral.weights[position] }
      let point = self.point(weights)
      var value = 0.0
      for entry in point { value += entry * entry }
      let length = value.squareRoot()
      var largest = 0.0
      for weight in corral.weights {
        value += ridge * weight * weight
        largest = max(largest, weight)
      }
      guard value < last else { break }
      last = value
      let prices = points.transposedTimes(point)
      var entering = (index: -1, price: Double.infinity)
      for index in 0..<count where weights[index] == 0 && prices[index] < entering.price {
        entering = (index, prices[index])
      }
      let tolerance = SimplexProblem.priceTolerance * (length + ridge * largest)
      guard entering.index >= 0, entering.price < value - tolerance else { break }
      let before = corral
      corral.support.append(entering.index)
      corral.weights.append(0)
      try descend(&corral, steps: &steps)
      if corral.support == before.support { break }
    }
    if case .minimum(let weights) = try affineMinimum(
      corral.support, anchor: anchor(corral.weights), polish: true), weights.allSatisfy({ $0 > 0 })
    {
      corral.weights = weights
    }
    return corral
  }

  private func anchor(_ weights: [Double]) -> Int {
    var best = 0
    for index in weights.indices where weights[index] > weights[best] { best = index }
    return best
  }

  /// Moves towards the nearest point of the affine hull and drops what reaches zero, until that point is inside.
  private func descend(_ corral: inout SimplexCorral, steps: inout Int) throws(LinearAlgebraError) {
    while corral.support.count > 1 {
      steps += 1
      let change: [Double]
      var isFull = false
      switch try affineMinimum(corral.support, anchor: anchor(corral.weights), polish: false) {
      case .minimum(let weights):
        change = zip(weights, corral.weights).map { $0 - $1 }
        isFull = weights.allSatisfy { $0 > 0 }
      case .direction(let direction):
        change = direction
      }
      if isFull {
        for index in change.indices { corral.weights[index] += change[index] }
        return
      }
      var share = Double.infinity
      var leaving = -1
      for index in change.indices where change[index] < 0 {
        let reached = corral.weights[index] / -change[index]
        if reached < share { (share, leaving) = (reached, index) }
      }
      guard leaving >= 0 else { return }
      for index in change.indices { corral.weights[index] += share * change[index] }
      corral.weights[leaving] = 0
      let kept = corral.weights.indices.filter { corral.weights[$0] > 0 }
      corral.support = kept.map { corral.support[$0] }
      corral.weights = kept.map { corral.weights[$0] }
    }
    corral.weights = corral.support.count == 1 ? [1] : corral.weights
  }
}
