internal import LinearAlgebra

/// Systems of a few equations inside a draw.
enum SmallSystem {
  /// x with A·x = b for a symmetric positive definite A; not a number where it is not.
  static func solve(_ matrix: Matrix, _ right: [Double]) -> [Double] {
    do { return try Cholesky(of: matrix).solve(right) } catch {
      return [Double](repeating: .nan, count: right.count)
    }
  }
}
