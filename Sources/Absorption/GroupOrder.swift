internal import Kernels

/// Rows in the order of their groups.
enum GroupOrder {
  /// Rows of a group keep their order; `starts` has `count` + 1 positions. O(n).
  static func rowsByGroup(_ codes: [UInt32], count: Int) -> (rows: [UInt32], starts: [Int]) {
    let starts = starts(codes, count: count)
    var next = starts
    var rows = [UInt32](repeating: 0, count: codes.count)
    next.withUnsafeMutableBufferPointer { next in
      rows.withUnsafeMutableBufferPointer { rows in
        codes.withUnsafeBufferPointer { codes in
          for row in codes.indices {
            let group = Int(codes[row])
            rows[next[group]] = UInt32(truncatingIfNeeded: row)
            next[group] &+= 1
          }
        }
      }
    }
    return (rows, starts)
  }

  static func starts(_ codes: [UInt32], count: Int) -> [Int] {
    var starts = [Int](repeating: 0, count: count + 1)
    starts.withUnsafeMutableBufferPointer { starts in
      codes.withUnsafeBufferPointer { codes in
        for code in codes { starts[Int(code) + 1] &+= 1 }
        for group in 0..<count { starts[group + 1] &+= starts[group] }
      }
    }
    return starts
  }

  /// Where each group starts in codes that rise; nil where they do not.
  static func startsIfSorted(_ codes: [UInt32], count: Int, threads: Int) -> [Int]? {
    let size = 65536
    let pieces = (codes.count + size - 1) / size
    let areSorted = Locked(true)
    let starts = [Int](unsafeUninitializedCapacity: count + 1) { starts, filled in
      filled = count + 1
      guard let base = starts.baseAddress.map({ SharedPointer($0) }) else { return }
      codes.withUnsafeBufferPointer { codes in
        guard let given = codes.baseAddress.map({ ReadablePointer($0) }) else {
          for group in 0...count { base.pointer[group] = 0 }
          return
        }
        let total = codes.count
        Parallel.forEach(pieces, threads: threads) { piece in
          var isSorted = true
          let codes = given.pointer
          // Every group after that of the row before and up to this row's starts here.
          for row in piece * size..<min(total, (piece + 1) * size) {
            let next = row == 0 ? 0 : Int(codes[row - 1]) + 1
            let own = Int(codes[row])
            if own >= next {
              for group in next...own { base.pointer[group] = row }
            } else if own + 1 != next {
              isSorted = false
              break
            }
          }
          if !isSorted { areSorted.withLock { $0 = false } }
        }
        for group in Int(given.pointer[total - 1]) + 1...max(count, Int(given.pointer[total - 1]) + 1)
        where group <= count { base.pointer[group] = total }
      }
    }
    return areSorted.withLock { $0 } ? starts : nil
  }
}
