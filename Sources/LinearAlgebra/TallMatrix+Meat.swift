internal import CTallPasses
public import Kernels

// The middle of a sandwich, Σ s² · xxᵀ, in one pass. Sums of squares do not cancel, so they are doubles in eight lanes; the
// residuals under them are worked out in double-doubles, block by block, and never kept.

extension TallMatrix {
  /// Σ sᵢ² · xᵢxᵢᵀ for a score a row: `width` × `width`. O(rows · width²).
  public func meat(scores: [Double], threads: Int = Parallel.cores) -> Matrix {
    precondition(scores.count == rows, "\(scores.count) scores for \(rows) rows")
    let size = width
    return plainGram(with: [.real(scores)], threads: threads) { reader, factors in
      guard let score = reader.highs[size] else { return }
      for row in 0..<reader.count { factors[row] = score[row] * score[row] }
    }
  }

  /// Σ wᵢ²eᵢ² · xᵢxᵢᵀ of the residuals e = y − X·b, which are not kept: the meat of White's covariance (HC0, HC1; White
  /// 1980, Econometrica 48). O(rows · width²), one pass.
  ///
  /// `remainders` are what rounding left out of the coefficients (`LeastSquaresSolution.coefficientRemainders`).
  public func robustMeat(
    outcome: TallColumn, coefficients: [Double], remainders: [Double]? = nil, weights: [Double]? = nil,
    threads: Int = Parallel.cores
  ) -> Matrix {
    check(weights)
    let (high, low) = negated(coefficients, remainders)
    let size = width
    return plainGram(
      with: [outcome] + (weights.map { [.real($0)] } ?? []), threads: threads
    ) { reader, factors in
      let count = reader.count
      ctp_combine(
        reader.highs[size], reader.lows[size], reader.highs, reader.lows, size, count, high, low, factors,
        nil, 0)
      if weights != nil, let weight = reader.highs[size + 1] {
        for row in 0..<count { factors[row] *= weight[row] }
      }
      for row in 0..<count { factors[row] *= factors[row] }
    }
  }

  /// Leverages wᵢ · xᵢᵀ(XᵀWX)⁻¹xᵢ, one a row, by the inverse factor of the solution for these columns: a sum of squares,
  /// in which nothing cancels. O(rows · width²).
  public func leverages(
    inverseFactor: ExtendedMatrix, weights: [Double]? = nil, threads: Int = Parallel.cores
  ) -> [Double] {
    check(weights)
    precondition(
      inverseFactor.rows == width && inverseFactor.columns == width,
      "a factor of \(inverseFactor.rows) × \(inverseFactor.columns) for \(width) columns")
    let size = width
    return fillRows(with: weights.map { [.real($0)] } ?? [], rotation: inverseFactor, threads: threads) {
      reader, target in
      for row in 0..<reader.count { target[row] = 0 }
      for column in 0..<size {
        guard let rotated = reader.highs[column] else { continue }
        for row in 0..<reader.count { target[row] += rotated[row] * rotated[row] }
      }
      if weights != nil, let weight = reader.highs[size] {
        for row in 0..<reader.count { target[row] *= weight[row] }
      }
    }
  }

  /// Σ f · xxᵀ, the factors f of a block's rows by `fill`.
  private func plainGram(
    with extras: [TallColumn], threads: Int,
    _ fill: @Sendable (BlockReader, UnsafeMutablePointer<Double>) -> Void
  ) -> Matrix {
    let size = width
    let pairs = size * (size + 1) / 2
    let parts = mapPieces(with: extras, threads: threads) { reader in
      let lanes = Scratch<Double>(8 * pairs, zero: 0)
      let scratch = Scratch<Double>(2 * BlockReader.size, zero: 0)
      let factors = scratch.base
      let scaled = factors + BlockReader.size
      while reader.next() {
        let count = reader.count
        fill(reader, factors)
        var index = 0
        for column in 0..<size {
          if let values = reader.highs[column] {
            for row in 0..<count { scaled[row] = factors[row] * values[row] }
          }
          ctp_plain_products(scaled, reader.highs, column + 1, count, lanes.base + 8 * index, 0)
          index += column + 1
        }
      }
      return (0..<pairs).map { pair in
        var sum = 0.0
        for lane in 0..<8 { sum += lanes.base[8 * pair + lane] }
        return sum
      }
    }
    var result = Matrix(rows: size, columns: size)
    for part in parts {
      var index = 0
      for column in 0..<size {
        for row in 0...column {
          result.elements[row + column * size] += part[index]
          index += 1
        }
      }
    }
    result.copyUpperToLower()
    return result
  }
}
