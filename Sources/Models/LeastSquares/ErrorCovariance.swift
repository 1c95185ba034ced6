public import LinearAlgebra

/// The covariance Ω of a model's errors, known up to a factor: Var(u) = σ²·Ω.
public enum ErrorCovariance: Sendable {
  /// The variances on the diagonal, one a row, all above zero.
  case diagonal([Double])
  /// n × n, symmetric positive definite.
  case dense(Matrix)
  /// One block a group of rows, in the order of the codes; a group's rows are in their order. Errors of different
  /// groups are uncorrelated. Σ n_g² numbers.
  case blocks(Grouping, [Matrix])
}

/// Ω^{-1/2}: what makes the errors uncorrelated and of one variance.
struct Whitening {
  private let blocks: [(rows: [Int], factor: Cholesky)]
  private let scales: [Double]
  /// log |Ω|.
  let logDeterminant: Double

  /// Throws `RegressionError.algebra(.notPositiveDefinite)`, or `.notFinite` for a variance that is not a number above zero.
  init(_ covariance: ErrorCovariance, rows count: Int) throws(RegressionError) {
    switch covariance {
    case .diagonal(let variances):
      precondition(variances.count == count, "\(variances.count) variances for \(count) rows")
      if let row = variances.firstIndex(where: { !($0 > 0 && $0.isFinite) }) {
        throw .notFinite(column: "the variance \(variances[row])", row: row + 1)
      }
      blocks = []
      scales = variances.map { 1 / $0.squareRoot() }
      logDeterminant = variances.reduce(0) { $0 + RealPower.logarithm($1) }
    case .dense(let matrix):
      precondition(
        matrix.rows == count && matrix.columns == count,
        "a covariance of \(matrix.rows) × \(matrix.columns) for \(count) rows")
      let factor = try Whitening.factor(matrix)
      blocks = [(Array(0..<count), factor)]
      scales = []
      logDeterminant = factor.logDeterminant
    case .blocks(let grouping, let matrices):
      precondition(grouping.codes.count == count, "\(grouping.codes.count) codes for \(count) rows")
      precondition(
        matrices.count == grouping.count, "\(matrices.count) blocks for \(grouping.count) groups")
      let (rows, starts) = grouping.rowsByGroup()
      var found: [(rows: [Int], factor: Cholesky)] = []
      var sum = 0.0
      for (group, matrix) in matrices.enumerated() {
        let members = Array(rows[starts[group]..<starts[group + 1]])
        precondition(
          matrix.rows == members.count && matrix.columns == members.count,
          "block \(group) of \(matrix.rows) × \(matrix.columns) for \(members.count) rows")
        let factor = try Whitening.factor(matrix)
        sum += factor.logDeterminant
        found.append((members, factor))
      }
      blocks = found
      scales = []
      logDeterminant = sum
    }
  }

  private static func factor(_ matrix: Matrix) throws(RegressionError) -> Cholesky {
    do { return try Cholesky(of: matrix) } catch { throw .algebra(error) }
  }

  /// R⁻ᵀ · values for Ω = RᵀR, a column.
  func apply(_ values: [Double]) throws(RegressionError) -> [Double] {
    if blocks.isEmpty { return zip(values, scales).map { $0 * $1 } }
    var result = values
    for block in blocks {
      let factor = block.factor.factor
      // Forward substitution with Rᵀ.
      for (position, row) in block.rows.enumerated() {
        var value = result[row]
        for before in 0..<position { value -= factor[before, position] * result[block.rows[before]] }
        result[row] = value / factor[position, position]
      }
    }
    return result
  }
}
