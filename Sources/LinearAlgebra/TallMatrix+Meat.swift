internal import CTallPasses
public import Kernels

// The middle of a sandwich, Σ s² · xxᵀ, in one pass. Sums of squares do not cancel, so they are doubles in eight lanes; the
// residuals under them are worked out in double-doubles, block by block, and never kept.

extension TallMatrix {
  /// Σ sᵢ² · xᵢxᵢᵀ for a score a row: `width` × `width`. O(rows · width²).
  ///
  /// With a `rotation` T, upper triangular, that of the rows Tᵀxᵢ. Where X is badly conditioned a sandwich
  /// (XᵀWX)⁻¹·M·(XᵀWX)⁻¹ cancels; T·M'·Tᵀ with T the solution's `inverseFactor` and M' its rotated meat is the same and
  /// does not (`ExtendedMatrix.sandwich`).
  public func meat(
    scores: [Double], rotation: ExtendedMatrix? = nil, threads: Int = Parallel.cores
  ) -> Matrix {
    precondition(scores.count == rows, "\(scores.count) scores for \(rows) rows")
    let size = width
    return plainGram(with: [.real(scores)], rotation: rotation, threads: threads) { reader, factors in
      ctp_scale(reader.highs[size], reader.highs[size], nil, reader.count, factors, nil, 0)
    }
  }

  /// Σ wᵢ²eᵢ² · xᵢxᵢᵀ of the residuals e = y − X·b, which are not kept: the meat of White's covariance (HC0, HC1; White
  /// 1980, Econometrica 48). O(rows · width²), one pass.
  ///
  /// `remainders` are what rounding left out of the coefficients (`LeastSquaresSolution.coefficientRemainders`); `rotation`
  /// as in `meat`.
  public func robustMeat(
    outcome: TallColumn, coefficients: [Double], remainders: [Double]? = nil, weights: [Double]? = nil,
    rotation: ExtendedMatrix? = nil, threads: Int = Parallel.cores
  ) -> Matrix {
    check(weights)
    let (high, low) = negated(coefficients, remainders)
    let size = width
    return plainGram(
      with: [outcome] + (weights.map { [.real($0)] } ?? []), rotation: rotation, threads: threads
    ) { reader, factors in
      let count = reader.count
      ctp_combine(
        reader.highs[size], reader.lows[size], reader.storedHighs, reader.storedLows, size, count, high, low,
        factors, nil, 0)
      if weights != nil { ctp_scale(reader.highs[size + 1], factors, nil, count, factors, nil, 0) }
      ctp_scale(factors, factors, nil, count, factors, nil, 0)
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

  /// XᵀWX in doubles in eight lanes: relative to the product of two columns' lengths right to some n/8 units of rounding at worst,
  /// and much quicker than `gram`. For a step of an iteration that the next one corrects. O(rows · width²).
  public func plainGram(weights: [Double], threads: Int = Parallel.cores) -> Matrix {
    precondition(weights.count == rows, "\(weights.count) weights for \(rows) rows")
    let size = width
    return plainGram(with: [.real(weights)], threads: threads) { reader, factors in
      if let weights = reader.highs[size] { factors.update(from: weights, count: reader.count) }
    }
  }

  /// Σ f · xxᵀ, the factors f of a block's rows by `fill`.
  private func plainGram(
    with extras: [TallColumn], rotation: ExtendedMatrix? = nil, threads: Int,
    _ fill: @Sendable (BlockReader, UnsafeMutablePointer<Double>) -> Void
  ) -> Matrix {
    precondition(rotation.map { $0.columns == width } ?? true, "a rotation of other columns than \(width)")
    let size = width
    let parts = mapPieces(with: extras, rotation: rotation, threads: threads) { reader in
      let sums = PlainGramSums(size)
      while reader.next() {
        fill(reader, sums.factors)
        sums.add(reader)
      }
      return sums.totals
    }
    return PlainGramSums.matrix(parts, size: size)
  }
}

/// Σ f · xxᵀ of some rows, block after block, in eight lanes of doubles.
final class PlainGramSums {
  /// The factors of the block that is added next.
  let factors: UnsafeMutablePointer<Double>
  private let size: Int
  private let lanes: Scratch<Double>
  private let scratch = Scratch<Double>(BlockReader.size, zero: 0)

  init(_ size: Int) {
    self.size = size
    lanes = Scratch(4 * size * (size + 1), zero: 0)
    factors = scratch.base
  }

  func add(_ reader: BlockReader) { ctp_meat(factors, reader.highs, size, reader.count, lanes.base, 0) }

  /// The lanes of each sum together: the upper triangle, column after column.
  var totals: [Double] {
    (0..<size * (size + 1) / 2).map { pair in
      var sum = 0.0
      for lane in 0..<8 { sum += lanes.base[8 * pair + lane] }
      return sum
    }
  }

  /// The sums of pieces, in their order, as a symmetric matrix.
  static func matrix(_ parts: [[Double]], size: Int) -> Matrix {
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
