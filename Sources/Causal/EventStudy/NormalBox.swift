internal import Distributions
internal import Kernels
package import LinearAlgebra

// P(l ≤ Z ≤ u) for Z ~ N(0, R), by the separation of variables of Genz (1992, J. Computational and Graphical Statistics 1,
// 141): with R = LLᵀ the integral over a box becomes one over the unit cube, each coordinate given those before it, and is
// averaged over a lattice of √primes with the baker's transformation (Genz & Bretz 2009, Computation of Multivariate Normal
// and t Probabilities, §4.2.2). The lattice and its shift are fixed, so that the answer is the same every time. Errors are
// some 10⁻⁴ for tens of dimensions, far below what the interval's own estimated covariance is off by.
//
// R may be singular: a coordinate without a variance of its own, given those before it, is in its interval or is not.

/// Probabilities of boxes under a normal distribution with unit variances.
package struct NormalBox: Sendable {
  package let dimension: Int
  /// L by rows, lower triangle.
  private let factor: [Double]
  private let points: Int

  /// Below it the conditional variance of a coordinate is rounding.
  private static let rankTolerance = 1e-9

  /// - Parameters:
  ///   - correlation: symmetric, positive semi-definite, ones on the diagonal.
  ///   - points: of the lattice.
  package init(correlation: Matrix, points: Int) {
    let size = correlation.rows
    dimension = size
    self.points = points
    var factor = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      for column in 0...row {
        var sum = correlation[row, column]
        for inner in 0..<column { sum -= factor[row * size + inner] * factor[column * size + inner] }
        if column == row {
          factor[row * size + row] = sum > NormalBox.rankTolerance ? sum.squareRoot() : 0
        } else {
          let pivot = factor[column * size + column]
          factor[row * size + column] = pivot > 0 ? sum / pivot : 0
        }
      }
    }
    self.factor = factor
  }

  /// The probability that every coordinate is within its interval; O(points · k²).
  package func probability(lower: [Double], upper: [Double]) -> Double {
    precondition(lower.count == dimension && upper.count == dimension, "intervals of another dimension")
    guard dimension > 0 else { return 1 }
    let normal = Normal()
    if dimension == 1 { return max(0, normal.lower(upper[0]) - normal.lower(lower[0])) }
    let steps = NormalBox.primes(dimension - 1).map { Double($0).squareRoot() }
    var generator = PCG64(seed: 1992, stream: 141)
    let shifts = steps.map { _ in generator.nextUnit() }
    var drawn = [Double](repeating: 0, count: dimension)
    var total = 0.0
    for point in 1...points {
      var value = 1.0
      for row in 0..<dimension {
        var mean = 0.0
        for column in 0..<row { mean += factor[row * dimension + column] * drawn[column] }
        let scale = factor[row * dimension + row]
        guard scale > 0 else {
          drawn[row] = 0
          let slack = 1e-9 * (1 + abs(mean))
          if mean < lower[row] - slack || mean > upper[row] + slack { value = 0 }
          if value == 0 { break }
          continue
        }
        let low = normal.lower((lower[row] - mean) / scale)
        let high = normal.lower((upper[row] - mean) / scale)
        value *= max(0, high - low)
        guard value > 0 else { break }
        guard row < dimension - 1 else { continue }
        let turn = Double(point) * steps[row] + shifts[row]
        let uniform = abs(2 * (turn - turn.rounded(.down)) - 1)
        let place = min(max(low + uniform * (high - low), 0x1p-1000), 1 - 0x1p-53)
        drawn[row] = normal.quantile(at: .lower(place))
      }
      total += value
    }
    return total / Double(points)
  }

  /// The first primes.
  private static func primes(_ count: Int) -> [Int] {
    var found: [Int] = []
    var candidate = 2
    while found.count < count {
      if found.allSatisfy({ candidate % $0 != 0 }) { found.append(candidate) }
      candidate += 1
    }
    return found
  }
}
