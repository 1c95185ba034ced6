internal import LinearAlgebra

/// The weighted regression of a step that the next one corrects: from a Gram matrix in doubles, which takes a fraction of the time
/// of one in double-doubles.
struct QuickStep {
  let coefficients: [Double]
  /// (XᵀWX)⁻¹.
  let bread: Matrix
  /// root · rootᵀ = bread, upper triangular.
  let root: Matrix
  /// Of the scaled columns.
  let condition: Double

  /// The largest condition number of columns scaled to equal length: with it a step is off by some 10⁻⁸ of itself.
  private static let largestCondition = 1e4

  /// Nil where the columns are too nearly dependent.
  init?(_ design: TallMatrix, _ outcome: [Double], weights: [Double], threads: Int) {
    let width = design.width
    guard width > 0 else { return nil }
    let gram = TallMatrix(rows: design.rows, columns: design.columns + [.real(outcome)])
      .plainGram(weights: weights, threads: threads)
    let scales = (0..<width).map { gram[$0, $0] > 0 ? 1 / gram[$0, $0].squareRoot() : 0 }
    guard scales.allSatisfy({ $0 > 0 && $0 < .infinity }) else { return nil }
    let kept = Array(0..<width)
    let scaled = gram.selecting(rows: kept, columns: kept).scalingRows(scales).transposed.scalingRows(scales)
    guard let cholesky = try? Cholesky(of: scaled),
      let reciprocal = try? cholesky.reciprocalCondition(),
      reciprocal * QuickStep.largestCondition * QuickStep.largestCondition >= 1,
      let solved = try? cholesky.solve(kept.map { scales[$0] * gram[$0, width] })
    else { return nil }
    coefficients = zip(solved, scales).map { $0 * $1 }
    root = QuickStep.inverse(cholesky.factor).scalingRows(scales)
    bread = root * root.transposed
    condition = (1 / reciprocal).squareRoot()
  }

  /// R⁻¹ of an upper triangular R.
  private static func inverse(_ factor: Matrix) -> Matrix {
    let size = factor.rows
    var result = Matrix(rows: size, columns: size)
    for column in 0..<size {
      result[column, column] = 1 / factor[column, column]
      for row in stride(from: column - 1, through: 0, by: -1) {
        var sum = 0.0
        for k in row + 1...column { sum += factor[row, k] * result[k, column] }
        result[row, column] = -sum / factor[row, row]
      }
    }
    return result
  }
}
