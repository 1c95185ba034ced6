internal import CTallPasses
internal import Kernels

// The rows of a tall matrix as the passes of CTallPasses want them: a pointer a column to the rows of one block. Columns
// of doubles are read where they are; the others are spelled out for one block at a time, so that a pass needs
// CTP_ROWS doubles for each of them and nothing that grows with the rows.

/// Where a column is while a pass goes over it.
struct StoredColumn: @unchecked Sendable {
  var high: UnsafePointer<Double>?
  var low: UnsafePointer<Double>?
  var codes: UnsafePointer<UInt32>?
  var level: UInt32 = 0
  var constant = 0.0

  var isDirect: Bool { high != nil && codes == nil }
}

/// A walk over some rows, block after block.
final class BlockReader {
  /// For each column its rows in the block, and what their rounding left out where there is such a thing. Where there is
  /// a rotation T the leading columns are those of X·T.
  let highs: UnsafeMutablePointer<UnsafePointer<Double>?>
  let lows: UnsafeMutablePointer<UnsafePointer<Double>?>
  /// A power of two above each column's values in the block, once `measure` has been called.
  let sizes: UnsafeMutablePointer<Double>
  /// The rows of the block.
  private(set) var rows: Range<Int>
  private let end: Int
  private let columns: [StoredColumn]
  /// Columns as they are stored, before any rotation.
  let storedHighs: UnsafeMutablePointer<UnsafePointer<Double>?>
  let storedLows: UnsafeMutablePointer<UnsafePointer<Double>?>
  private let rotation: (width: Int, factors: [Double], remainders: [Double])?
  private let spelledOut: Scratch<Double>
  private let rotated: Scratch<Double>

  static let size = Int(CTP_ROWS)

  init(_ columns: [StoredColumn], rows: Range<Int>, rotation: ExtendedMatrix? = nil) {
    self.columns = columns
    self.rows = rows.lowerBound..<rows.lowerBound
    end = rows.upperBound
    self.rotation = rotation.map { ($0.columns, $0.elements.map(\.high), $0.elements.map(\.low)) }
    highs = BlockReader.pointers(columns.count)
    lows = BlockReader.pointers(columns.count)
    sizes = .allocate(capacity: max(1, columns.count))
    sizes.initialize(repeating: 0, count: max(1, columns.count))
    storedHighs = rotation == nil ? highs : BlockReader.pointers(columns.count)
    storedLows = rotation == nil ? lows : BlockReader.pointers(columns.count)
    spelledOut = Scratch(columns.count { !$0.isDirect } * BlockReader.size, zero: 0)
    rotated = Scratch((rotation?.columns ?? 0) * 2 * BlockReader.size, zero: 0)
    var used = 0
    for (position, column) in columns.enumerated() where !column.isDirect {
      let target = spelledOut.base + used
      target.update(repeating: column.constant, count: BlockReader.size)
      storedHighs[position] = UnsafePointer(target)
      used += BlockReader.size
    }
  }

  deinit {
    highs.deallocate()
    lows.deallocate()
    sizes.deallocate()
    if rotation != nil {
      storedHighs.deallocate()
      storedLows.deallocate()
    }
  }

  private static func pointers(_ count: Int) -> UnsafeMutablePointer<UnsafePointer<Double>?> {
    let result = UnsafeMutablePointer<UnsafePointer<Double>?>.allocate(capacity: max(1, count))
    result.initialize(repeating: nil, count: max(1, count))
    return result
  }

  var count: Int { rows.count }

  /// The codes of a column of indicators in the block.
  func codes(_ position: Int) -> UnsafePointer<UInt32>? {
    columns[position].codes.map { $0 + rows.lowerBound }
  }

  /// Goes to the next block; false after the last.
  func next() -> Bool {
    let start = rows.upperBound
    guard start < end else { return false }
    rows = start..<min(end, start + BlockReader.size)
    for (position, column) in columns.enumerated() {
      if let codes = column.codes, let source = storedHighs[position] {
        let target = UnsafeMutablePointer(mutating: source)
        let codes = codes + start
        let level = column.level
        if let values = column.high {
          for row in 0..<rows.count { target[row] = codes[row] == level ? values[start + row] : 0 }
        } else {
          for row in 0..<rows.count { target[row] = codes[row] == level ? 1 : 0 }
        }
      } else if let high = column.high {
        storedHighs[position] = high + start
        storedLows[position] = column.low.map { $0 + start }
      }
    }
    if let rotation { rotate(rotation.width, rotation.factors, rotation.remainders) }
    return true
  }

  /// Sets the sizes of the first `count` columns.
  func measure(_ count: Int) { ctp_sizes(highs, count, self.count, sizes, 0) }

  private func rotate(_ width: Int, _ factors: [Double], _ remainders: [Double]) {
    factors.withUnsafeBufferPointer { factors in
      remainders.withUnsafeBufferPointer { remainders in
        guard let factor = factors.baseAddress, let remainder = remainders.baseAddress else { return }
        for column in 0..<width {
          let target = rotated.base + 2 * column * BlockReader.size
          ctp_combine(
            nil, nil, storedHighs, storedLows, column + 1, count, factor + column * width,
            remainder + column * width, target, target + BlockReader.size, 0)
          highs[column] = UnsafePointer(target)
          lows[column] = UnsafePointer(target + BlockReader.size)
        }
      }
    }
    for column in width..<columns.count {
      highs[column] = storedHighs[column]
      lows[column] = storedLows[column]
    }
  }
}

/// A column of a block that a pass makes itself: a double-double a row.
final class BlockColumn {
  private let scratch = Scratch<Double>(2 * BlockReader.size, zero: 0)
  var high: UnsafeMutablePointer<Double> { scratch.base }
  var low: UnsafeMutablePointer<Double> { scratch.base + BlockReader.size }

  /// A power of two above its first `count` values.
  func size(_ count: Int) -> Double {
    var column: UnsafePointer<Double>? = UnsafePointer(high)
    var size = 0.0
    ctp_sizes(&column, 1, count, &size, 0)
    return size
  }
}

/// Sums in lanes, sixteen doubles each, all zero at first.
final class LaneSums {
  let base: UnsafeMutablePointer<Double>
  private let count: Int

  init(_ count: Int) {
    self.count = count
    base = .allocate(capacity: max(1, 16 * count))
    base.initialize(repeating: 0, count: max(1, 16 * count))
  }

  deinit { base.deallocate() }

  /// The lanes of each sum together, in their order.
  var totals: [DoubleDouble] {
    (0..<count).map { index in
      var total = DoubleDouble.zero
      for lane in 0..<8 {
        total += DoubleDouble.sum(base[16 * index + lane], base[16 * index + 8 + lane])
      }
      return total
    }
  }
}

extension TallMatrix {
  /// The value of `body` for each piece of `blockRows` rows, in order. Its reader has the matrix's columns, or those of
  /// X·T for an upper triangular `rotation` T, then the `extras`.
  func mapPieces<Value: Sendable>(
    with extras: [TallColumn], rotation: ExtendedMatrix? = nil, threads: Int,
    _ body: @Sendable (BlockReader) -> Value
  ) -> [Value] {
    var stored: [StoredColumn] = []
    return TallMatrix.withStorage((columns + extras)[...], &stored) { stored in
      Parallel.map(pieces, threads: threads) { index in
        body(BlockReader(stored, rows: piece(index), rotation: rotation))
      }
    }
  }

  /// One walk over all rows, on this thread.
  func walk(with extras: [TallColumn], _ body: (BlockReader) -> Void) {
    var stored: [StoredColumn] = []
    TallMatrix.withStorage((columns + extras)[...], &stored) { stored in
      body(BlockReader(stored, rows: 0..<rows))
    }
  }

  /// The same where each piece gives as many numbers: their sums, in order of the pieces.
  func sumPieces(
    with extras: [TallColumn], rotation: ExtendedMatrix? = nil, count: Int, threads: Int,
    _ body: @Sendable (BlockReader, LaneSums) -> Void
  ) -> [DoubleDouble] {
    var result = [DoubleDouble](repeating: .zero, count: count)
    let parts = mapPieces(with: extras, rotation: rotation, threads: threads) { reader in
      let sums = LaneSums(count)
      body(reader, sums)
      return sums.totals
    }
    for part in parts {
      for index in 0..<count { result[index] += part[index] }
    }
    return result
  }

  private static func withStorage<Value>(
    _ columns: ArraySlice<TallColumn>, _ stored: inout [StoredColumn], _ body: ([StoredColumn]) -> Value
  ) -> Value {
    guard let column = columns.first else { return body(stored) }
    let rest = columns.dropFirst()
    switch column {
    case .constant(let value):
      stored.append(StoredColumn(constant: value))
      return withStorage(rest, &stored, body)
    case .real(let values):
      return values.withUnsafeBufferPointer {
        stored.append(StoredColumn(high: $0.baseAddress))
        return withStorage(rest, &stored, body)
      }
    case .extended(let high, let low):
      return high.withUnsafeBufferPointer { high in
        low.withUnsafeBufferPointer { low in
          stored.append(StoredColumn(high: high.baseAddress, low: low.baseAddress))
          return withStorage(rest, &stored, body)
        }
      }
    case .indicator(let codes, let level):
      return codes.withUnsafeBufferPointer {
        stored.append(StoredColumn(codes: $0.baseAddress, level: level))
        return withStorage(rest, &stored, body)
      }
    case .scaledIndicator(let codes, let level, let values):
      return codes.withUnsafeBufferPointer { codes in
        values.withUnsafeBufferPointer { values in
          stored.append(StoredColumn(high: values.baseAddress, codes: codes.baseAddress, level: level))
          return withStorage(rest, &stored, body)
        }
      }
    }
  }
}
