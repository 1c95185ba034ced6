internal import Kernels

// Values that are not numbers, and numbers whose squares leave the range of a double.

extension TallMatrix {
  /// The powers of two between which sums of squares lie for a fit as it is: products' errors and sums are then exact.
  private static let safe = -800...800

  /// The weights, times the square of a power of two where the largest is far from one, and that power. Throws where one is
  /// negative or not finite.
  func usableWeights(
    _ weights: [Double]?
  ) throws(LinearAlgebraError) -> (weights: [Double]?, root: Double) {
    guard let weights else { return (nil, 1) }
    check(weights)
    var largest = 0.0
    // A count, and no condition on the way: the compiler takes several at once.
    var invalid = 0
    weights.withUnsafeBufferPointer { weights in
      for weight in weights {
        invalid &+= weight >= 0 && weight < .infinity ? 0 : 1
        largest = weight > largest ? weight : largest
      }
    }
    if invalid > 0, let row = weights.firstIndex(where: { !($0 >= 0 && $0 < .infinity) }) {
      throw .invalidWeight(row: row)
    }
    guard largest > 0, !(-200...200).contains(Int(largest.exponent)) else { return (weights, 1) }
    let root = Double(sign: .plus, exponent: -(Int(largest.exponent) >> 1), significand: 1)
    return (weights.map { $0 * root * root }, root)
  }

  /// Powers of two for the columns and the outcome where sums of squares are outside of the safe range, else nil. Throws
  /// where a value is not finite.
  func scales(_ gram: ExtendedMatrix, outcome: TallColumn?) throws(LinearAlgebraError) -> [Double]? {
    var scales = [Double](repeating: 1, count: width + 1)
    var needed = false
    for (position, column) in (columns + (outcome.map { [$0] } ?? [])).enumerated() {
      let square = gram[position, position].high
      if square.isFinite, TallMatrix.safe.contains(Int(square.exponent)), square != 0 { continue }
      var largest = 0.0
      for row in 0..<rows {
        let value = column[row]
        guard value.isFinite else { throw .notFinite(column: position < width ? position : nil, row: row) }
        largest = max(largest, abs(value))
      }
      guard largest > 0, !(-300...300).contains(Int(largest.exponent)) || !square.isFinite else { continue }
      let exponent = min(max(-Int(largest.exponent), -1000), 1000)
      scales[position] = Double(sign: .plus, exponent: exponent, significand: 1)
      needed = true
    }
    return needed ? scales : nil
  }
}

extension TallColumn {
  /// Each value times a power of two.
  func scaled(_ factor: Double) -> TallColumn {
    if factor == 1 { return self }
    switch self {
    case .constant(let value): return .constant(value * factor)
    case .real(let values): return .real(values.map { $0 * factor })
    case .extended(let high, let low):
      return .extended(high: high.map { $0 * factor }, low: low.map { $0 * factor })
    case .indicator: return self
    case .scaledIndicator(let codes, let level, let values):
      return .scaledIndicator(codes: codes, level: level, values: values.map { $0 * factor })
    }
  }
}

extension DoubleDouble {
  /// Times a power of two.
  func scaled(_ factor: Double) -> DoubleDouble { DoubleDouble(high: high * factor, low: low * factor) }
}
