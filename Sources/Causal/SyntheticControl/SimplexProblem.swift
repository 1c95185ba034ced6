internal import Kernels
internal import LinearAlgebra

/// The hull of points c₁…cₙ, scaled to a longest length of one, and the ridge in that scale.
struct SimplexProblem {
  /// rows × columns; a point is a column.
  let points: Matrix
  /// ρ over the square of `scale`.
  let ridge: Double
  /// Length of the longest aⱼ − b.
  let scale: Double

  var rows: Int { points.rows }
  var count: Int { points.columns }

  init(points: Matrix, ridge: Double, scale: Double) {
    self.points = points
    self.ridge = ridge
    self.scale = scale
  }

  /// aⱼ − b, divided by the longest of them.
  init(_ matrix: Matrix, target: [Double], ridge: Double) throws(LinearAlgebraError) {
    let rows = matrix.rows
    let columns = matrix.columns
    var elements = [Double](repeating: 0, count: rows * columns)
    var longest = 0.0
    for column in 0..<columns {
      var sum = 0.0
      for row in 0..<rows {
        let value = matrix.elements[row + column * rows] - target[row]
        elements[row + column * rows] = value
        sum += value * value
      }
      guard sum.isFinite else {
        let row = (0..<rows).first { !elements[$0 + column * rows].isFinite } ?? 0
        throw .notFinite(column: column, row: row)
      }
      longest = max(longest, sum)
    }
    let scale = longest > 0 ? longest.squareRoot() : 1
    for index in elements.indices { elements[index] /= scale }
    let points = Matrix(rows: rows, columns: columns, columnMajor: elements)
    self.init(
      points: rows > 2 * columns ? try SimplexProblem.compressed(points) : points,
      ridge: ridge / (scale * scale), scale: scale)
  }

  /// R of the points' QR, in the order of the points: lengths and products stay what they are.
  private static func compressed(_ points: Matrix) throws(LinearAlgebraError) -> Matrix {
    let factorisation = try PivotedQR(of: points)
    let factor = factorisation.factor
    var result = Matrix(rows: factor.rows, columns: factor.columns)
    for (position, column) in factorisation.permutation.enumerated() {
      for row in 0..<factor.rows { result[row, column] = factor[row, position] }
    }
    return result
  }

  /// ‖Cw‖² in the units of the data.
  func squaredLength(_ weights: [Double]) -> Double {
    let point = self.point(weights)
    var sum = 0.0
    for value in point { sum += value * value }
    return sum * scale * scale
  }

  /// Cw.
  func point(_ weights: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: rows)
    for column in weights.indices where weights[column] != 0 {
      let weight = weights[column]
      let base = column * rows
      for row in 0..<rows { result[row] += weight * points.elements[base + row] }
    }
    return result
  }

  /// The points of `support` as a matrix.
  func gathered(_ support: [Int]) -> Matrix {
    guard support.count < count else { return points }
    var elements: [Double] = []
    elements.reserveCapacity(rows * support.count)
    points.elements.withUnsafeBufferPointer { all in
      for column in support { elements.append(contentsOf: all[column * rows..<(column + 1) * rows]) }
    }
    return Matrix(rows: rows, columns: support.count, columnMajor: elements)
  }

  /// Largest violation of the optimality conditions: how far a price is below the value, and how unequal the prices of the
  /// support are. `point` is Cw, given since the dual knows it better than the sum where the fit has no error.
  func violation(_ weights: [Double], point: [Double]) -> Double {
    let prices = points.transposedTimes(point)
    var value = 0.0
    for index in weights.indices { value += weights[index] * (prices[index] + ridge * weights[index]) }
    var worst = 0.0
    for index in weights.indices {
      let price = prices[index] + ridge * weights[index]
      worst = max(worst, weights[index] > 0 ? abs(price - value) : value - price)
    }
    return worst
  }

  /// Cw + ρy in double-doubles, rounded: what is left of the dual's equations.
  func dualResidual(_ support: [Int], _ weights: [Double], _ dual: [Double]) -> [Double] {
    var sums = dual.map { DoubleDouble.product(ridge, $0) }
    for (position, column) in support.enumerated() {
      let weight = weights[position]
      let base = column * rows
      for row in 0..<rows { sums[row] += DoubleDouble.product(weight, points.elements[base + row]) }
    }
    return sums.map(\.value)
  }

  /// Prices Cᵀ(Cw) + ρw of the support less their first, in double-doubles, rounded.
  func priceDifferences(_ support: [Int], _ weights: [Double], anchor: Int) -> [Double] {
    var point = [DoubleDouble](repeating: .zero, count: rows)
    for (position, column) in support.enumerated() {
      let base = column * rows
      for row in 0..<rows {
        point[row] += DoubleDouble.product(weights[position], points.elements[base + row])
      }
    }
    let prices = support.enumerated().map { position, column in
      var sum = DoubleDouble.product(ridge, weights[position])
      let base = column * rows
      for row in 0..<rows { sum += point[row] * points.elements[base + row] }
      return sum
    }
    return prices.map { ($0 - prices[anchor]).value }
  }
}
