internal import LinearAlgebra

/// What the points of a support give when signs are ignored.
enum AffineStep {
  /// Weights, of sum one, of the point of their affine hull nearest to the origin.
  case minimum([Double])
  /// The points are affinely dependent: a change of weights, of sum zero, that moves nothing.
  case direction([Double])
}

extension SimplexProblem {
  /// Below this share of the largest, a diagonal element of R is rounding.
  static let dependence = 1e-13

  /// The nearest point of the support's affine hull by QR of the differences to one of its points; for supports not much
  /// larger than the rows. O((m + s)s²).
  func affineMinimum(_ support: [Int], anchor: Int, polish: Bool) throws(LinearAlgebraError) -> AffineStep {
    let size = support.count
    guard size > 1 else { return .minimum([1]) }
    let others = (0..<size).filter { $0 != anchor }
    let root = ridge.squareRoot()
    let height = rows + (ridge > 0 ? size : 0)
    var differences = Matrix(rows: height, columns: size - 1)
    var right = Matrix(rows: height, columns: 1)
    let origin = support[anchor] * rows
    for row in 0..<rows { right[row, 0] = -points.elements[origin + row] }
    if ridge > 0 { right[rows + anchor, 0] = -root }
    for (column, other) in others.enumerated() {
      let base = support[other] * rows
      for row in 0..<rows {
        differences[row, column] = points.elements[base + row] - points.elements[origin + row]
      }
      if ridge > 0 {
        differences[rows + other, column] = root
        differences[rows + anchor, column] = -root
      }
    }
    let factorisation = try PivotedQR(of: differences)
    let rank = factorisation.rank(tolerance: SimplexProblem.dependence)
    if rank < size - 1 { return .direction(try nullDirection(factorisation, rank, others, anchor, size)) }
    let rotated = try factorisation.applyQ(right, transposed: true)
    let top = Matrix(rows: rank, columns: 1, columnMajor: Array(rotated.elements[..<rank]))
    var weights = spread(
      try factorisation.solveTriangle(top, rank: rank, transposed: false).elements, factorisation, others,
      anchor, size,
      total: 1)
    guard polish else { return .minimum(weights) }
    for _ in 0..<2 {
      let prices = priceDifferences(support, weights, anchor: anchor)
      var gradient = Matrix(rows: rank, columns: 1)
      for (position, column) in factorisation.permutation.enumerated() {
        gradient[position, 0] = -prices[others[column]]
      }
      let half = try factorisation.solveTriangle(gradient, rank: rank, transposed: true)
      let step = try factorisation.solveTriangle(half, rank: rank, transposed: false).elements
      let change = spread(step, factorisation, others, anchor, size, total: 0)
      for index in weights.indices { weights[index] += change[index] }
    }
    return .minimum(weights)
  }

  /// A solution in the order of the factorisation as weights of the support, the anchor taking the rest of `total`.
  private func spread(
    _ solution: [Double], _ factorisation: PivotedQR, _ others: [Int], _ anchor: Int, _ size: Int,
    total: Double
  ) -> [Double] {
    var weights = [Double](repeating: 0, count: size)
    var sum = 0.0
    for (position, value) in solution.enumerated() {
      weights[others[factorisation.permutation[position]]] = value
      sum += value
    }
    weights[anchor] = total - sum
    return weights
  }

  private func nullDirection(
    _ factorisation: PivotedQR, _ rank: Int, _ others: [Int], _ anchor: Int, _ size: Int
  ) throws(LinearAlgebraError) -> [Double] {
    var solution = [Double](repeating: 0, count: rank + 1)
    solution[rank] = 1
    if rank > 0 {
      let factor = factorisation.factor
      var right = Matrix(rows: rank, columns: 1)
      for row in 0..<rank { right[row, 0] = -factor[row, rank] }
      let leading = try factorisation.solveTriangle(right, rank: rank, transposed: false)
      for row in 0..<rank { solution[row] = leading[row, 0] }
    }
    return spread(solution, factorisation, others, anchor, size, total: 0)
  }

  /// The same point from the dual: y with (C̃C̃ᵀ + ρI)y = −c̄ and w = 1/s + C̃ᵀy, C̃ the support's points less their mean c̄;
  /// for supports of any size, ρ > 0. O(m²s). Nil where the matrix is not positive definite in doubles.
  func affineDual(_ support: [Int], polish: Bool) -> (weights: [Double], dual: [Double])? {
    let size = support.count
    var centred = gathered(support).elements
    var mean = [Double](repeating: 0, count: rows)
    for column in 0..<size {
      for row in 0..<rows { mean[row] += centred[row + column * rows] }
    }
    for row in 0..<rows { mean[row] /= Double(size) }
    for column in 0..<size {
      for row in 0..<rows { centred[row + column * rows] -= mean[row] }
    }
    let matrix = Matrix(rows: rows, columns: size, columnMajor: centred)
    var gram = matrix.productTransposed(matrix)
    for row in 0..<rows { gram[row, row] += ridge }
    guard let factor = try? Cholesky(of: gram), let solved = try? factor.solve(mean.map { -$0 }) else {
      return nil
    }
    var dual = solved
    var weights = matrix.transposedTimes(dual).map { $0 + 1 / Double(size) }
    guard polish else { return (weights, dual) }
    for _ in 0..<2 {
      let left = dualResidual(support, weights, dual)
      guard let step = try? factor.solve(left.map { -$0 }) else { return nil }
      for row in 0..<rows { dual[row] += step[row] }
      let change = matrix.transposedTimes(step)
      for index in weights.indices { weights[index] += change[index] }
    }
    return (weights, dual)
  }
}
