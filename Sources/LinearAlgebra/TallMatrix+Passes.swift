internal import CTallPasses
public import Kernels

// Each pass goes over the rows once, in pieces of fixed blocks; sums are double-doubles in eight lanes (CTallPasses.h),
// added in order of the pieces, and rounded once at the end.

extension TallMatrix {
  /// XᵀWX for a weight a row, or XᵀX: `width` × `width`, rounded once from some 95 bits of the
  /// product of the columns' lengths. O(rows · width²).
  public func gram(weights: [Double]? = nil, threads: Int = Parallel.cores) -> Matrix {
    extendedGram(weights: weights, threads: threads).rounded
  }

  /// The same before it is rounded.
  public func extendedGram(weights: [Double]? = nil, threads: Int = Parallel.cores) -> ExtendedMatrix {
    extendedGram(appending: [], weights: weights, rotation: nil, threads: threads)
  }

  /// The Gram matrix of the columns and `extras`, or of X·T and `extras` for an upper triangular `rotation` T.
  func extendedGram(
    appending extras: [TallColumn], weights: [Double]?, rotation: ExtendedMatrix?, threads: Int
  ) -> ExtendedMatrix {
    check(weights)
    let all = width + extras.count
    let sums = sumPieces(
      with: extras + (weights.map { [.real($0)] } ?? []), rotation: rotation, count: all * (all + 1) / 2,
      threads: threads
    ) { reader, sums in
      let (highs, lows, sizes) = (reader.highs, reader.lows, reader.sizes)
      let weighted = BlockColumn()
      while reader.next() {
        let count = reader.count
        reader.measure(all)
        var target = sums.base
        for column in 0..<all {
          if weights != nil {
            ctp_scale(highs[all], highs[column], lows[column], count, weighted.high, weighted.low, 0)
            ctp_products(
              weighted.high, weighted.low, weighted.size(count), highs, lows, sizes, column + 1, count,
              target, 0)
          } else {
            ctp_products(
              highs[column], lows[column], sizes[column], highs, lows, sizes, column + 1, count, target, 0)
          }
          target += 16 * (column + 1)
        }
      }
    }
    return ExtendedMatrix(packedUpper: sums, size: all)
  }

  /// Xᵀ · v for a value a row: `width` elements, rounded once. O(rows · width).
  public func transposedTimes(_ vector: [Double], threads: Int = Parallel.cores) -> [Double] {
    precondition(vector.count == rows, "\(vector.count) values for \(rows) rows")
    let size = width
    return sumPieces(with: [.real(vector)], count: size, threads: threads) { reader, sums in
      while reader.next() {
        reader.measure(size + 1)
        ctp_products(
          reader.highs[size], nil, reader.sizes[size], reader.highs, reader.lows, reader.sizes, size,
          reader.count, sums.base, 0)
      }
    }.map(\.value)
  }

  /// X · b for a coefficient a column: `rows` elements, each rounded once. O(rows · width).
  public func times(_ coefficients: [Double], threads: Int = Parallel.cores) -> [Double] {
    precondition(coefficients.count == width, "\(coefficients.count) coefficients for \(width) columns")
    let size = width
    return fillRows(with: [], threads: threads) { reader, target in
      ctp_combine(nil, nil, reader.highs, reader.lows, size, reader.count, coefficients, nil, target, nil, 0)
    }
  }

  /// xᵢᵀ · M · xᵢ for each row xᵢ and a symmetric M of `width` × `width`: variances of fitted values. O(rows · width²).
  ///
  /// In doubles: relative to the largest terms right to about `width` · 2⁻⁵³. Leverages are better taken by
  /// `LeastSquaresSolution.leverages`, where nothing cancels.
  public func quadraticForms(_ matrix: Matrix, threads: Int = Parallel.cores) -> [Double] {
    precondition(
      matrix.rows == width && matrix.columns == width,
      "a \(matrix.rows) × \(matrix.columns) form of \(width) columns")
    let size = width
    return fillRows(with: [], threads: threads) { reader, target in
      ctp_forms(reader.highs, size, reader.count, matrix.elements, target, 0)
    }
  }

  /// As many values as there are rows, block after block by `body`.
  func fillRows(
    with extras: [TallColumn], rotation: ExtendedMatrix? = nil, threads: Int,
    _ body: @Sendable (BlockReader, UnsafeMutablePointer<Double>) -> Void
  ) -> [Double] {
    [Double](unsafeUninitializedCapacity: rows) { buffer, filled in
      filled = rows
      guard let base = buffer.baseAddress else { return }
      let target = SharedPointer(base)
      _ = mapPieces(with: extras, rotation: rotation, threads: threads) { reader in
        while reader.next() { body(reader, target.pointer + reader.rows.lowerBound) }
        return 0
      }
    }
  }

  func check(_ weights: [Double]?) {
    if let weights { precondition(weights.count == rows, "\(weights.count) weights for \(rows) rows") }
  }
}
