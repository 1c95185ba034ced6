internal import Kernels
internal import LinearAlgebra

/// Rows in blocks on threads.
struct RowBlocks: Sendable {
  static let size = 8192

  let count: Int
  let threads: Int

  var blocks: Int { (count + RowBlocks.size - 1) / RowBlocks.size }

  func range(_ block: Int) -> Range<Int> {
    block * RowBlocks.size..<min(count, (block + 1) * RowBlocks.size)
  }

  /// A value a row.
  @inline(__always)
  func fill(_ value: @Sendable (Int) -> Double) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = count
      guard let target = buffer.baseAddress.map({ SharedPointer($0) }) else { return }
      Parallel.forEach(blocks, threads: threads) { block in
        for row in range(block) { target.pointer[row] = value(row) }
      }
    }
  }

  /// Σ of a value a row; four sums in turn, which do not wait for each other.
  @inline(__always)
  func sum(_ value: @Sendable (Int) -> Double) -> Double {
    let parts = Parallel.map(blocks, threads: threads) { block in
      let range = range(block)
      var (a, b, c, d) = (CompensatedSum(), CompensatedSum(), CompensatedSum(), CompensatedSum())
      var row = range.lowerBound
      while row + 4 <= range.upperBound {
        a.add(value(row))
        b.add(value(row + 1))
        c.add(value(row + 2))
        d.add(value(row + 3))
        row += 4
      }
      while row < range.upperBound {
        a.add(value(row))
        row += 1
      }
      for other in [b, c, d] { a.add(other) }
      return a
    }
    return RowBlocks.total(parts)
  }

  /// Pieces of a block that are worked on from the nearest cache.
  static func chunks(_ range: Range<Int>) -> some Sequence<Range<Int>> {
    let size = RowFunctions.logitRows
    return stride(from: range.lowerBound, to: range.upperBound, by: size).lazy
      .map { $0..<min(range.upperBound, $0 + size) }
  }

  /// Σ of a value a row of a few hundred: four plain sums in turn, then of these.
  @inline(__always)
  static func plainSum(_ count: Int, _ value: (Int) -> Double) -> Double {
    var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0)
    var row = 0
    while row &+ 4 <= count {
      a += value(row)
      b += value(row &+ 1)
      c += value(row &+ 2)
      d += value(row &+ 3)
      row &+= 4
    }
    while row < count {
      a += value(row)
      row &+= 1
    }
    return (a + b) + (c + d)
  }

  /// Factors times columns of `count` values, added up row by row in their order.
  func sum(_ terms: [(factor: Double, column: [Double])]) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = count
      guard let target = buffer.baseAddress.map({ SharedPointer($0) }) else { return }
      Parallel.forEach(blocks, threads: threads) { block in
        let range = range(block)
        let own = target.pointer + range.lowerBound
        for (position, term) in terms.enumerated() {
          term.column.withUnsafeBufferPointer { column in
            let values = column[range]
            let factor = term.factor
            if position == 0 {
              for (index, value) in values.enumerated() { own[index] = factor * value }
            } else {
              for (index, value) in values.enumerated() { own[index] += factor * value }
            }
          }
        }
      }
    }
  }

  static func total(_ parts: [CompensatedSum]) -> Double {
    var sum = CompensatedSum()
    for part in parts { sum.add(part) }
    return sum.value
  }
}

extension RowBlocks {
  /// A column that `body` fills.
  static func column(_ count: Int, _ body: (SharedPointer<Double>) -> Void) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = count
      if let base = buffer.baseAddress { body(SharedPointer(base)) }
    }
  }

  /// The same, or a column that there is already, which `body` is told by nil.
  static func column(_ count: Int, or known: [Double]?, _ body: (SharedPointer<Double>?) -> Void)
    -> [Double]
  {
    if let known {
      body(nil)
      return known
    }
    return column(count) { body($0) }
  }
}
