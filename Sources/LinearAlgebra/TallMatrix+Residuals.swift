internal import CTallPasses
public import Kernels

extension TallMatrix {
  /// y − X·b, one a row: worked out in double-doubles, rounded once. `remainders` are added to the coefficients.
  public func residuals(
    _ outcome: TallColumn, coefficients: [Double], remainders: [Double]? = nil, threads: Int = Parallel.cores
  ) -> [Double] {
    let (high, low) = negated(coefficients, remainders)
    let size = width
    return fillRows(with: [outcome], threads: threads) { reader, target in
      ctp_combine(
        reader.highs[size], reader.lows[size], reader.highs, reader.lows, size, reader.count, high, low,
        target, nil, 0)
    }
  }

  /// XᵀWe and eᵀWe of e = y − X·b, at some 100 bits, without keeping e.
  func gradient(
    _ outcome: TallColumn, coefficients: [DoubleDouble], weights: [Double]?, threads: Int
  ) -> (products: [DoubleDouble], sumOfSquares: DoubleDouble) {
    let (high, low) = negated(coefficients.map(\.high), coefficients.map(\.low))
    let size = width
    var sums = sumPieces(
      with: [outcome] + (weights.map { [.real($0)] } ?? []), count: size + 1, threads: threads
    ) { reader, sums in
      let scratch = Scratch<Double>(4 * BlockReader.size, zero: 0)
      let residual = scratch.base
      let residualLow = residual + BlockReader.size
      let weighted = residual + 2 * BlockReader.size
      let weightedLow = residual + 3 * BlockReader.size
      var own: UnsafePointer<Double>? = UnsafePointer(residual)
      var ownLow: UnsafePointer<Double>? = UnsafePointer(residualLow)
      while reader.next() {
        let count = reader.count
        ctp_combine(
          reader.highs[size], reader.lows[size], reader.highs, reader.lows, size, count, high, low, residual,
          residualLow, 0)
        var (left, leftLow) = (residual, residualLow)
        if weights != nil {
          ctp_scale(reader.highs[size + 1], residual, residualLow, count, weighted, weightedLow, 0)
          (left, leftLow) = (weighted, weightedLow)
        }
        ctp_products(left, leftLow, reader.highs, reader.lows, size, count, sums.base, 0)
        ctp_products(left, leftLow, &own, &ownLow, 1, count, sums.base + 16 * size, 0)
      }
    }
    let sumOfSquares = sums.removeLast()
    return (sums, sumOfSquares)
  }

  func negated(_ coefficients: [Double], _ remainders: [Double]?) -> ([Double], [Double]) {
    precondition(coefficients.count == width, "\(coefficients.count) coefficients for \(width) columns")
    let remainders = remainders ?? Array(repeating: 0, count: width)
    precondition(remainders.count == width, "\(remainders.count) remainders for \(width) columns")
    return (coefficients.map { -$0 }, remainders.map { -$0 })
  }
}
