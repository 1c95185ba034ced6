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

  /// What one pass makes of the residuals e = y − X·b without keeping them.
  struct ResidualSums: Sendable {
    /// XᵀWe.
    var products: [DoubleDouble]
    /// eᵀWe.
    var sumOfSquares = DoubleDouble.zero
  }

  func residualSums(
    _ outcome: TallColumn, coefficients: [DoubleDouble], weights: [Double]?, threads: Int
  ) -> ResidualSums {
    let (high, low) = negated(coefficients.map(\.high), coefficients.map(\.low))
    let size = width
    let parts = mapPieces(
      with: [outcome] + (weights.map { [.real($0)] } ?? []), threads: threads
    ) { reader in
      let sums = LaneSums(size + 1)
      let residual = BlockColumn()
      let weighted = BlockColumn()
      var own: UnsafePointer<Double>? = UnsafePointer(residual.high)
      var ownLow: UnsafePointer<Double>? = UnsafePointer(residual.low)
      while reader.next() {
        let count = reader.count
        ctp_combine(
          reader.highs[size], reader.lows[size], reader.highs, reader.lows, size, count, high, low,
          residual.high, residual.low, 0)
        if weights != nil {
          ctp_scale(
            reader.highs[size + 1], residual.high, residual.low, count, weighted.high, weighted.low, 0)
        }
        let left = weights == nil ? residual : weighted
        reader.measure(size)
        let leftSize = left.size(count)
        ctp_products(
          left.high, left.low, leftSize, reader.highs, reader.lows, reader.sizes, size, count, sums.base, 0)
        var ownSize = residual.size(count)
        ctp_products(
          left.high, left.low, leftSize, &own, &ownLow, &ownSize, 1, count, sums.base + 16 * size, 0)
      }
      return sums.totals
    }
    var result = ResidualSums(products: Array(repeating: .zero, count: size))
    for sums in parts {
      for index in 0..<size { result.products[index] += sums[index] }
      result.sumOfSquares += sums[size]
    }
    return result
  }

  func negated(_ coefficients: [Double], _ remainders: [Double]?) -> ([Double], [Double]) {
    precondition(coefficients.count == width, "\(coefficients.count) coefficients for \(width) columns")
    let remainders = remainders ?? Array(repeating: 0, count: width)
    precondition(remainders.count == width, "\(remainders.count) remainders for \(width) columns")
    return (coefficients.map { -$0 }, remainders.map { -$0 })
  }
}
