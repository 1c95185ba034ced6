public import Kernels

// Each pass goes over the rows once, in blocks; the blocks' sums are added in block order.

extension TallMatrix {
  /// XᵀWX for a weight a row, or XᵀX: `width` × `width`. O(rows · width²).
  public func gram(weights: [Double]? = nil, threads: Int = Parallel.cores) -> Matrix {
    let size = width
    var result = Matrix(rows: size, columns: size)
    for part in mapBlocks(
      threads: threads,
      { range, block in
        var sums = [Double](repeating: 0, count: size * size)
        let count = range.count
        for j in 0..<size {
          for i in 0...j {
            var sum = 0.0
            for row in 0..<count {
              let term = block[i * count + row] * block[j * count + row]
              sum += weights.map { $0[range.lowerBound + row] * term } ?? term
            }
            sums[i + j * size] = sum
          }
        }
        return sums
      })
    {
      for position in 0..<size * size { result.elements[position] += part[position] }
    }
    result.copyUpperToLower()
    return result
  }

  /// Xᵀ · v for a value a row: `width` elements. O(rows · width).
  public func transposedTimes(_ vector: [Double], threads: Int = Parallel.cores) -> [Double] {
    precondition(vector.count == rows, "\(vector.count) values for \(rows) rows")
    let size = width
    var result = [Double](repeating: 0, count: size)
    for part in mapBlocks(
      threads: threads,
      { range, block in
        let count = range.count
        return (0..<size).map { column in
          var sum = 0.0
          for row in 0..<count { sum += block[column * count + row] * vector[range.lowerBound + row] }
          return sum
        }
      })
    {
      for position in 0..<size { result[position] += part[position] }
    }
    return result
  }

  /// X · b for a coefficient a column: `rows` elements. O(rows · width).
  public func times(_ coefficients: [Double], threads: Int = Parallel.cores) -> [Double] {
    precondition(coefficients.count == width, "\(coefficients.count) coefficients for \(width) columns")
    let size = width
    return mapBlocks(threads: threads) { range, block in
      let count = range.count
      var sums = [Double](repeating: 0, count: count)
      for column in 0..<size {
        for row in 0..<count { sums[row] += block[column * count + row] * coefficients[column] }
      }
      return sums
    }.flatMap { $0 }
  }

  /// xᵢᵀ · M · xᵢ for each row xᵢ and a symmetric M of `width` × `width`: leverages, variances of fitted values.
  public func quadraticForms(_ matrix: Matrix, threads: Int = Parallel.cores) -> [Double] {
    precondition(
      matrix.rows == width && matrix.columns == width,
      "a \(matrix.rows) × \(matrix.columns) form of \(width) columns")
    let size = width
    return mapBlocks(threads: threads) { range, block in
      let count = range.count
      var sums = [Double](repeating: 0, count: count)
      for j in 0..<size {
        for i in 0...j {
          let factor = (i == j ? 1 : 2) * matrix[i, j]
          for row in 0..<count { sums[row] += factor * block[i * count + row] * block[j * count + row] }
        }
      }
      return sums
    }.flatMap { $0 }
  }

  /// Σ vᵢ · xᵢᵀ over the rows of each group: `count` × `width`, row g for code g.
  ///
  /// Scores summed by cluster, by period, by unit. Rows are added in their order. O(rows · width).
  public func groupSums(_ vector: [Double], groups: [UInt32], count groupCount: Int) -> Matrix {
    precondition(
      vector.count == rows && groups.count == rows,
      "\(vector.count) values, \(groups.count) codes, \(rows) rows")
    var result = Matrix(rows: groupCount, columns: width)
    for (position, column) in columns.enumerated() {
      let offset = position * groupCount
      for row in 0..<rows { result.elements[offset + Int(groups[row])] += vector[row] * column[row] }
    }
    return result
  }

  /// The value of `body` for each block: its rows, and its columns one after the other in doubles.
  func mapBlocks<Value: Sendable>(
    threads: Int, _ body: @Sendable (Range<Int>, UnsafePointer<Double>) -> Value
  ) -> [Value] {
    Parallel.map(blocks, threads: threads) { index in
      let range = block(index)
      let buffer = Scratch<Double>(max(1, range.count * width), zero: 0)
      for (position, column) in columns.enumerated() {
        column.fill(range, into: buffer.base + position * range.count)
      }
      return body(range, UnsafePointer(buffer.base))
    }
  }
}
