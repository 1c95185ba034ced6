internal import Kernels
internal import LinearAlgebra

/// A number a row, as a double or, where rounding would lose something, as a double-double; NaN is missing.
struct NumberValues: Sendable {
  var high: [Double]
  /// What the doubles leave out; nil where they leave out nothing.
  var low: [Double]?
  /// Whether these are zeros and ones of a condition.
  var isLogical = false

  init(_ high: [Double], low: [Double]? = nil, isLogical: Bool = false) {
    self.high = high
    self.low = low
    self.isLogical = isLogical
  }

  /// A value for each of `count` rows. Low parts that are all zero, or stand beside no finite number, are not kept.
  init(count: Int, _ body: (Int) -> DoubleDouble) {
    var high = [Double](repeating: 0, count: count)
    var low = [Double](repeating: 0, count: count)
    var isExact = true
    for row in 0..<count {
      let value = body(row)
      high[row] = value.high
      if value.low != 0, value.low.isFinite, value.high.isFinite {
        low[row] = value.low
        isExact = false
      }
    }
    self.init(high, low: isExact ? nil : low)
  }

  var count: Int { high.count }

  subscript(_ row: Int) -> DoubleDouble {
    if let low { DoubleDouble(high: high[row], low: low[row]) } else { DoubleDouble(high[row]) }
  }

  /// The values of some rows; nil for all of them, without a copy.
  func gathering(_ rows: [Int]?) -> NumberValues {
    guard let rows else { return self }
    return NumberValues(
      rows.map { high[$0] }, low: low.map { low in rows.map { low[$0] } }, isLogical: isLogical)
  }

  /// The exact product, as far as double-doubles go.
  func times(_ other: NumberValues) -> NumberValues {
    if low == nil, other.low == nil {
      return NumberValues(count: count) { DoubleDouble.product(high[$0], other.high[$0]) }
    }
    return NumberValues(count: count) { ExpressionEvaluator.product(self[$0], other[$0]) }
  }

  var column: TallColumn { low.map { .extended(high: high, low: $0) } ?? .real(high) }
}
