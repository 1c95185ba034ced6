internal import Kernels

extension Grouping {
  /// Groups of equal whole numbers, codes in their order; nil is missing.
  ///
  /// Throws `RegressionError.missingGroup` with how many are. O(n log n) for n rows.
  public static func ordering(name: String, _ values: [Int?]) throws(RegressionError) -> Grouping {
    let present = values.compactMap { $0 }
    guard present.count == values.count else {
      throw .missingGroup(
        name: name, rows: values.count - present.count, first: (values.firstIndex { $0 == nil } ?? 0) + 1)
    }
    let sorted = Array(Set(present)).sorted()
    var codes: [Int: UInt32] = [:]
    codes.reserveCapacity(sorted.count)
    for (code, value) in sorted.enumerated() { codes[value] = UInt32(code) }
    return Grouping(name: name, codes: present.map { codes[$0, default: 0] }, count: sorted.count)
  }

  /// The groups of some rows, in the order given; groups without a row there are gone, the order of the others stays.
  public func selecting(rows: [Int]) -> Grouping {
    let own = codes.gathered(rows)
    var present = [Bool](repeating: false, count: count)
    present.withUnsafeMutableBufferPointer { present in
      for code in own { present[Int(code)] = true }
    }
    var renamed = [UInt32](repeating: 0, count: count)
    var next: UInt32 = 0
    for code in 0..<count where present[code] {
      renamed[code] = next
      next += 1
    }
    if Int(next) == count { return Grouping(name: name, codes: own, count: count) }
    let numbers = renamed
    return Grouping(name: name, codes: own.map { numbers[Int($0)] }, count: Int(next))
  }

  /// Rows that are in the same group of each of them, numbered by the first row of each.
  static func intersection(_ groupings: [Grouping]) -> Grouping {
    precondition(!groupings.isEmpty, "an intersection of no grouping")
    guard groupings.count > 1 else { return groupings[0] }
    let last = groupings[groupings.count - 1]
    let first = intersection(Array(groupings.dropLast()))
    precondition(
      first.codes.count == last.codes.count, "\(first.codes.count) and \(last.codes.count) codes combined")
    var numbers: [UInt64: UInt32] = [:]
    var codes = [UInt32](repeating: 0, count: first.codes.count)
    for row in first.codes.indices {
      let key = UInt64(first.codes[row]) << 32 | UInt64(last.codes[row])
      if let number = numbers[key] {
        codes[row] = number
      } else {
        codes[row] = UInt32(numbers.count)
        numbers[key] = codes[row]
      }
    }
    return Grouping(name: "\(first.name)^\(last.name)", codes: codes, count: numbers.count)
  }

  /// Whether each group lies within one group of the other: a person's rows all in one region.
  public func isNested(in other: Grouping) -> Bool {
    precondition(codes.count == other.codes.count, "\(codes.count) codes and \(other.codes.count)")
    if codes == other.codes { return true }
    let none = UInt32.max
    var outer = [UInt32](repeating: none, count: count)
    return outer.withUnsafeMutableBufferPointer { outer in
      codes.withUnsafeBufferPointer { codes in
        other.codes.withUnsafeBufferPointer { others in
          for row in codes.indices {
            let known = outer[Int(codes[row])]
            if known == others[row] { continue }
            if known != none { return false }
            outer[Int(codes[row])] = others[row]
          }
          return true
        }
      }
    }
  }

  /// Rows in the order of their groups, and where each group starts in it (`count` + 1 positions). Rows of a group keep
  /// their order. O(n).
  func rowsByGroup() -> (rows: [Int], starts: [Int]) {
    var starts = [Int](repeating: 0, count: count + 1)
    for code in codes { starts[Int(code) + 1] += 1 }
    for group in 0..<count { starts[group + 1] += starts[group] }
    var next = starts
    var rows = [Int](repeating: 0, count: codes.count)
    for row in codes.indices {
      let group = Int(codes[row])
      rows[next[group]] = row
      next[group] += 1
    }
    return (rows, starts)
  }
}
