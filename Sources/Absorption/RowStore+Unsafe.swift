internal import Kernels

/// The rows in the order of the base's groups, with the codes of the other blocks.
final class RowStore: @unchecked Sendable {
  let rows: Int
  let groups: Int
  /// Rows in order; nil where they came so.
  let order: UnsafeMutablePointer<UInt32>?
  /// Where each group starts in the order; one more than groups.
  let starts: UnsafeMutablePointer<Int>
  /// For each place in the order the coefficient's position of each other block, one block beside the other.
  let codes: UnsafeMutablePointer<UInt32>
  /// Other blocks.
  let width: Int
  /// By row, not by place.
  let weights: UnsafeMutablePointer<Double>?
  /// 1/Σw of each group, zero where that is zero.
  let inverses: UnsafeMutablePointer<Double>
  let largestGroup: Int
  private let threads: Int
  /// Whose order, starts and codes these are, where they are another's.
  private let structure: RowStore?

  init(base: EffectBlock, rest: [EffectBlock], offsets: [Int], weights given: [Double]?, threads: Int) {
    let n = base.codes.count
    rows = n
    groups = base.count
    width = rest.count
    self.threads = threads
    structure = nil
    starts = .allocate(capacity: base.count + 1)
    if let begins = GroupOrder.startsIfSorted(base.codes, count: base.count, threads: threads) {
      order = nil
      starts.update(from: begins, count: base.count + 1)
    } else {
      let (sorted, begins) = GroupOrder.rowsByGroup(base.codes, count: base.count)
      order = .allocate(capacity: max(1, n))
      order?.update(from: sorted, count: n)
      starts.update(from: begins, count: base.count + 1)
    }
    var largest = 0
    for group in 0..<base.count { largest = max(largest, starts[group + 1] - starts[group]) }
    largestGroup = largest
    codes = .allocate(capacity: max(1, n * rest.count))
    let (width, order, target) = (rest.count, order.map { ReadablePointer($0) }, SharedPointer(codes))
    for (position, block) in rest.enumerated() {
      let offset = UInt32(offsets[position])
      let functions = UInt32(block.functions)
      block.codes.withUnsafeBufferPointer { codes in
        guard let codes = codes.baseAddress.map({ ReadablePointer($0) }) else { return }
        RowStore.forRanges(n, threads: threads) { range in
          let (codes, target) = (codes.pointer, target.pointer)
          for place in range {
            let row = order.map { Int($0.pointer[place]) } ?? place
            target[place &* width &+ position] = codes[row] &* functions &+ offset
          }
        }
      }
    }
    if let given {
      weights = .allocate(capacity: max(1, n))
      weights?.update(from: given, count: n)
    } else {
      weights = nil
    }
    inverses = RowStore.inverses(
      groups: base.count, starts: starts, order: self.order, weights: weights, threads: threads)
  }

  /// The same rows and groups under other weights. O(n).
  init(_ other: RowStore, weights given: [Double]) {
    let structure = other.structure ?? other
    self.structure = structure
    rows = other.rows
    groups = other.groups
    width = other.width
    threads = other.threads
    largestGroup = other.largestGroup
    order = structure.order
    starts = structure.starts
    codes = structure.codes
    let copy = RowStore.copy(of: given, threads: other.threads)
    weights = copy
    inverses = RowStore.inverses(
      groups: groups, starts: starts, order: order, weights: copy, threads: threads)
  }

  private static func copy(of given: [Double], threads: Int) -> UnsafeMutablePointer<Double> {
    let copy = UnsafeMutablePointer<Double>.allocate(capacity: max(1, given.count))
    let target = SharedPointer(copy)
    given.withUnsafeBufferPointer { given in
      guard let source = given.baseAddress.map({ ReadablePointer($0) }) else { return }
      RowStore.forRanges(given.count, threads: threads) { range in
        (target.pointer + range.lowerBound).update(
          from: source.pointer + range.lowerBound, count: range.count)
      }
    }
    return copy
  }

  /// 1/Σw of each group.
  private static func inverses(
    groups: Int, starts: UnsafeMutablePointer<Int>, order: UnsafeMutablePointer<UInt32>?,
    weights: UnsafeMutablePointer<Double>?, threads: Int
  ) -> UnsafeMutablePointer<Double> {
    let inverses = UnsafeMutablePointer<Double>.allocate(capacity: max(1, groups))
    let (begins, shares) = (ReadablePointer(starts), SharedPointer(inverses))
    let (order, weights) = (order.map { ReadablePointer($0) }, weights.map { ReadablePointer($0) })
    RowStore.forRanges(groups, threads: threads, size: 8192) { range in
      for group in range {
        let (low, high) = (begins.pointer[group], begins.pointer[group + 1])
        var sum = Double(high - low)
        if let weights {
          sum = 0
          if let order {
            for place in low..<high { sum += weights.pointer[Int(order.pointer[place])] }
          } else {
            for place in low..<high { sum += weights.pointer[place] }
          }
        }
        shares.pointer[group] = sum > 0 ? 1 / sum : 0
      }
    }
    return inverses
  }

  deinit {
    if structure == nil {
      order?.deallocate()
      starts.deallocate()
      codes.deallocate()
    }
    weights?.deallocate()
    inverses.deallocate()
  }

  @inline(__always)
  func row(_ place: Int) -> Int {
    if let order { Int(order[place]) } else { place }
  }

  @inline(__always)
  func weight(_ row: Int) -> Double {
    if let weights { weights[row] } else { 1 }
  }

  /// Bounds of `parts` runs of groups with about as many rows each.
  func runs(_ parts: Int) -> [Int] { RowStore.runs(starts, groups: groups, parts: parts) }

  static func runs(_ starts: UnsafePointer<Int>, groups: Int, parts: Int) -> [Int] {
    var bounds = [0]
    let total = starts[groups]
    for part in 1..<max(1, parts) {
      let wanted = total * part / parts
      var low = bounds[bounds.count - 1]
      var high = groups
      while low < high {
        let middle = (low + high) / 2
        if starts[middle] < wanted { low = middle + 1 } else { high = middle }
      }
      bounds.append(low)
    }
    bounds.append(groups)
    return bounds
  }

  /// Ranges of some ten thousand, each on one thread.
  static func forRanges(
    _ count: Int, threads: Int, size: Int = 65536, _ body: @Sendable (Range<Int>) -> Void
  ) {
    Parallel.forEach((count + size - 1) / size, threads: threads) { piece in
      body(piece * size..<min(count, (piece + 1) * size))
    }
  }
}
