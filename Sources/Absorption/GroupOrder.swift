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

  static func isSorted(_ codes: [UInt32]) -> Bool {
    codes.withUnsafeBufferPointer { codes in
      guard var last = codes.first else { return true }
      for code in codes {
        if code < last { return false }
        last = code
      }
      return true
    }
  }
}
