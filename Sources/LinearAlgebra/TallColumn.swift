internal import Kernels

/// One column of a tall matrix, as it is kept: what has structure is not spelled out in doubles.
public enum TallColumn: Sendable {
  /// The same value in every row: the intercept.
  case constant(Double)
  /// A double a row.
  case real([Double])
  /// A double-double a row: powers and products that no double holds exactly.
  case extended(high: [Double], low: [Double])
  /// One where the code of the row is `level`, else zero.
  case indicator(codes: [UInt32], level: UInt32)
  /// The row's value where its code is `level`, else zero.
  case scaledIndicator(codes: [UInt32], level: UInt32, values: [Double])

  /// Rows, where the storage says; nil for a constant.
  public var rows: Int? {
    switch self {
    case .constant: nil
    case .real(let values), .extended(let values, _): values.count
    case .indicator(let codes, _), .scaledIndicator(let codes, _, _): codes.count
    }
  }

  /// The value in a row, rounded to a double.
  public subscript(_ row: Int) -> Double {
    switch self {
    case .constant(let value): value
    case .real(let values), .extended(let values, _): values[row]
    case .indicator(let codes, let level): codes[row] == level ? 1 : 0
    case .scaledIndicator(let codes, let level, let values): codes[row] == level ? values[row] : 0
    }
  }

  /// What the rounding to a double leaves out in a row.
  public func low(_ row: Int) -> Double {
    if case .extended(_, let low) = self { low[row] } else { 0 }
  }

  /// Its `count` values, rounded to doubles.
  func doubles(_ count: Int) -> [Double] {
    switch self {
    case .constant(let value): Array(repeating: value, count: count)
    case .real(let values), .extended(let values, _): values
    case .indicator(let codes, let level): codes.map { $0 == level ? 1 : 0 }
    case .scaledIndicator(let codes, let level, let values):
      zip(codes, values).map { $0 == level ? $1 : 0 }
    }
  }

  /// The values of the given rows, in that order.
  public func selecting(rows: [Int]) -> TallColumn {
    switch self {
    case .constant: self
    case .real(let values): .real(values.gathered(rows))
    case .extended(let high, let low): .extended(high: high.gathered(rows), low: low.gathered(rows))
    case .indicator(let codes, let level): .indicator(codes: codes.gathered(rows), level: level)
    case .scaledIndicator(let codes, let level, let values):
      .scaledIndicator(codes: codes.gathered(rows), level: level, values: values.gathered(rows))
    }
  }
}
