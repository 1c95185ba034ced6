import BigInt
import Kernels

/// Least squares in rational numbers: the oracle for problems of any condition.
enum ExactLeastSquares {
  static func exact(_ value: Double) -> Exact {
    if value == 0 { return .zero }
    let exponent = Int(value.exponent) - 52
    let digits = BigInt(value.sign == .minus ? -1 : 1) * BigInt(Int64(value.significand * 0x1p52))
    return exponent >= 0 ? Exact(digits << exponent, 1) : Exact(digits, BigInt(1) << -exponent)
  }

  struct Solution {
    /// b.
    let coefficients: [Exact]
    /// (XᵀWX)⁻¹.
    let inverse: [[Exact]]
  }

  /// Columns in exact numbers.
  static func solve(columns: [[Exact]], outcome: [Double], weights: [Double]?) -> Solution? {
    let size = columns.count
    let y = outcome.map(exact)
    let w = weights?.map(exact)
    func product(_ a: [Exact], _ b: [Exact]) -> Exact {
      var sum = Exact.zero
      for row in a.indices { sum = sum + a[row] * b[row] * (w?[row] ?? .one) }
      return sum
    }
    // [XᵀWX | I | XᵀWy] to [I | inverse | b] by Gauss and Jordan.
    var table = (0..<size).map { i in
      (0..<size).map { product(columns[i], columns[$0]) } + (0..<size).map { $0 == i ? Exact.one : .zero }
        + [product(columns[i], y)]
    }
    for pivot in 0..<size {
      guard let found = (pivot..<size).first(where: { !table[$0][pivot].isZero }) else { return nil }
      table.swapAt(pivot, found)
      let divisor = table[pivot][pivot]
      table[pivot] = table[pivot].map { ($0 / divisor)! }
      for row in 0..<size where row != pivot && !table[row][pivot].isZero {
        let factor = table[row][pivot]
        table[row] = zip(table[row], table[pivot]).map { $0 + -(factor * $1) }
      }
    }
    return Solution(
      coefficients: table.map { $0[2 * size] }, inverse: table.map { Array($0[size..<2 * size]) })
  }

  /// The diagonal of (XᵀX)⁻¹ Σ e²xxᵀ (XᵀX)⁻¹.
  static func robustVariances(_ solution: Solution, columns: [[Exact]], outcome: [Double]) -> [Double] {
    let rows = outcome.indices.map { row in columns.map { $0[row] } }
    func product(_ a: [Exact], _ b: [Exact]) -> Exact { zip(a, b).reduce(.zero) { $0 + $1.0 * $1.1 } }
    let residuals = zip(rows, outcome).map { exact($1) + -product($0, solution.coefficients) }
    return solution.inverse.map { line in
      zip(rows, residuals).reduce(Exact.zero) { sum, row in
        let image = product(line, row.0) * row.1
        return sum + image * image
      }.double
    }
  }

  /// Σ w·e² and Σ w·y².
  static func sumsOfSquares(
    _ solution: Solution, columns: [[Exact]], outcome: [Double], weights: [Double]?
  ) -> (residual: Double, total: Double) {
    var residual = Exact.zero
    var total = Exact.zero
    for row in outcome.indices {
      let y = exact(outcome[row])
      let fitted = zip(columns, solution.coefficients).reduce(Exact.zero) { $0 + $1.0[row] * $1.1 }
      let rest = y + -fitted
      let weight = weights.map { exact($0[row]) } ?? .one
      residual = residual + weight * rest * rest
      total = total + weight * y * y
    }
    return (residual.double, total.double)
  }
}
