/// Why a matrix computation has no answer; LAPACK's `info` in words.
public enum LinearAlgebraError: Error, Equatable, CustomStringConvertible {
  /// An operation that needs a square matrix got rows × columns.
  case notSquare(rows: Int, columns: Int)
  /// The matrix is singular: the routine met a zero pivot at this position (from 1).
  case singular(routine: String, pivot: Int, size: Int)
  /// A matrix that should be positive definite is not: its leading minor of this order is not positive.
  case notPositiveDefinite(routine: String, minor: Int, size: Int)
  /// The iteration of the routine did not converge for a matrix of that size.
  case notConverged(routine: String, size: Int)
  /// The routine refused its argument of that number: a fault of this library.
  case invalidArgument(routine: String, argument: Int)
  /// A value that is no finite number, in a column of the matrix (from 0; nil for the outcome) and a row (from 0).
  case notFinite(column: Int?, row: Int)
  /// A weight that is negative or no finite number.
  case invalidWeight(row: Int)

  public var description: String {
    switch self {
    case .notSquare(let rows, let columns): "a square matrix is needed, this one is \(rows) × \(columns)"
    case .singular(let routine, let pivot, let size):
      "\(routine): the \(size) × \(size) matrix is singular (pivot \(pivot))"
    case .notPositiveDefinite(let routine, let minor, let size):
      "\(routine): the \(size) × \(size) matrix is not positive definite (leading minor \(minor))"
    case .notConverged(let routine, let size):
      "\(routine): no convergence for the \(size) × \(size) matrix"
    case .invalidArgument(let routine, let argument): "\(routine): argument \(argument) refused"
    case .notFinite(let column, let row):
      "\(column.map { "column \($0)" } ?? "the outcome"), row \(row) (both from 0): a finite number is needed"
    case .invalidWeight(let row): "the weight of row \(row) (from 0) is negative or not finite"
    }
  }
}
