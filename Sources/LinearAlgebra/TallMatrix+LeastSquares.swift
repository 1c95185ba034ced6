public import Kernels

extension TallMatrix {
  /// The coefficients b that make Σ wᵢ(yᵢ − xᵢb)² smallest.
  ///
  /// `outcome`: a value a row; `weights`: a weight a row, none below zero. A column is dropped where what the columns before it leave of it
  /// is below `tolerance` of its own sum of squares.
  public func leastSquares(
    _ outcome: TallColumn, weights: [Double]? = nil, tolerance: Double = 1e-10, threads: Int = Parallel.cores
  ) throws(LinearAlgebraError) -> LeastSquaresSolution {
    let gram = gram(weights: weights, threads: threads)
    let kept = gram.independentColumns(tolerance: tolerance)
    let dropped = (0..<width).filter { !kept.contains($0) }
    let design = selecting(columns: kept)
    var target = [Double](repeating: 0, count: rows)
    for row in 0..<rows { target[row] = outcome[row] }
    let weighted = weights.map { weights in zip(weights, target).map { $0 * $1 } } ?? target
    let cholesky = try Cholesky(of: gram.selecting(rows: kept, columns: kept))
    let coefficients = try cholesky.solve(design.transposedTimes(weighted, threads: threads))
    let fitted = design.times(coefficients, threads: threads)
    let residuals = zip(target, fitted).map { $0 - $1 }
    var sum = 0.0
    for row in 0..<rows { sum += (weights?[row] ?? 1) * residuals[row] * residuals[row] }
    return LeastSquaresSolution(
      kept: kept, dropped: dropped, coefficients: coefficients, inverseGram: try cholesky.inverse(),
      residuals: residuals, residualSumOfSquares: sum)
  }
}

extension Matrix {
  /// Columns of a Gram matrix that are not combinations of columns before them: by Cholesky in the order given, where a
  /// pivot below `tolerance` of its diagonal element drops the column.
  func independentColumns(tolerance: Double) -> [Int] {
    var kept: [Int] = []
    var factors: [[Double]] = []
    for column in 0..<columns {
      var row: [Double] = []
      for (position, other) in kept.enumerated() {
        var value = self[other, column]
        for inner in 0..<position { value -= factors[position][inner] * row[inner] }
        row.append(value / factors[position][position])
      }
      let rest = row.reduce(self[column, column]) { $0 - $1 * $1 }
      guard rest > tolerance * self[column, column] else { continue }
      row.append(rest.squareRoot())
      kept.append(column)
      factors.append(row)
    }
    return kept
  }
}
