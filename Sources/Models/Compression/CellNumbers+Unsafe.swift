/// Numbers for rows that are equal in all that has been looked at so far, in the order in which they are first met.
struct CellNumbers {
  /// A number a row.
  private(set) var codes: [UInt32]
  private(set) var count: Int

  /// Cells of a table that is addressed directly, at most: 16 MB of it.
  private static let direct = 1 << 22

  /// All rows in one cell.
  init(rows: Int) {
    codes = [UInt32](repeating: 0, count: rows)
    count = rows > 0 ? 1 : 0
  }

  /// Splits cells by a code a row, each below `others`. False, and of no use any more, where there are more than `limit`. O(n).
  mutating func split(_ other: [UInt32], others: Int, limit: Int) -> Bool {
    precondition(other.count == codes.count, "\(other.count) codes for \(codes.count) rows")
    guard others > 1 else { return true }
    let size = count.multipliedReportingOverflow(by: others)
    if !size.overflow, size.partialValue <= Self.direct {
      return splitDirectly(other, width: UInt32(others), size: size.partialValue, limit: limit)
    }
    let found: Int? = codes.withUnsafeMutableBufferPointer { codes in
      other.withUnsafeBufferPointer { other in
        Self.number(codes, limit: limit) { UInt64(codes[$0]) << 32 | UInt64(other[$0]) }
      }
    }
    guard let found else { return false }
    count = found
    return true
  }

  /// Splits cells by a number a row, zeros of both signs equal.
  mutating func split(_ values: [Double], limit: Int) -> Bool {
    precondition(values.count == codes.count, "\(values.count) values for \(codes.count) rows")
    var own = CellNumbers(rows: values.count)
    let found: Int? = own.codes.withUnsafeMutableBufferPointer { codes in
      values.withUnsafeBufferPointer { values in
        Self.number(codes, limit: limit) { (values[$0] + 0).bitPattern }
      }
    }
    guard let found else { return false }
    return split(own.codes, others: found, limit: limit)
  }

  private mutating func splitDirectly(_ other: [UInt32], width: UInt32, size: Int, limit: Int) -> Bool {
    var table = [UInt32](repeating: .max, count: size)
    var next: UInt32 = 0
    let fits: Bool = codes.withUnsafeMutableBufferPointer { codes -> Bool in
      other.withUnsafeBufferPointer { other -> Bool in
        table.withUnsafeMutableBufferPointer { table -> Bool in
          for row in codes.indices {
            let key = Int(codes[row] * width + other[row])
            var code = table[key]
            if code == .max {
              if Int(next) >= limit { return false }
              code = next
              table[key] = code
              next += 1
            }
            codes[row] = code
          }
          return true
        }
      }
    }
    count = Int(next)
    return fits
  }

  /// Writes a number for each row's key; how many there are, nil beyond the limit. Open addressing, at most half full.
  @inline(__always)
  private static func number(
    _ codes: UnsafeMutableBufferPointer<UInt32>, limit: Int, key: (Int) -> UInt64
  ) -> Int? {
    var bits: UInt64 = 12
    var keys = [UInt64](repeating: 0, count: 1 << bits)
    var slots = [UInt32](repeating: .max, count: 1 << bits)
    var distinct: [UInt64] = []
    for row in codes.indices {
      let value = key(row)
      var place = Int(truncatingIfNeeded: spread(value) >> (64 - bits))
      let mask = (1 << Int(bits)) - 1
      while slots[place] != .max, keys[place] != value { place = (place + 1) & mask }
      if slots[place] == .max {
        if distinct.count >= limit { return nil }
        keys[place] = value
        slots[place] = UInt32(distinct.count)
        codes[row] = slots[place]
        distinct.append(value)
        if distinct.count * 2 > mask {
          bits += 1
          (keys, slots) = table(distinct, bits)
        }
      } else {
        codes[row] = slots[place]
      }
    }
    return distinct.count
  }

  private static func table(_ distinct: [UInt64], _ bits: UInt64) -> ([UInt64], [UInt32]) {
    var keys = [UInt64](repeating: 0, count: 1 << bits)
    var slots = [UInt32](repeating: .max, count: 1 << bits)
    let mask = (1 << Int(bits)) - 1
    for (code, value) in distinct.enumerated() {
      var place = Int(truncatingIfNeeded: spread(value) >> (64 - bits))
      while slots[place] != .max { place = (place + 1) & mask }
      keys[place] = value
      slots[place] = UInt32(code)
    }
    return (keys, slots)
  }

  /// The upper bits of a product with 2⁶⁴/φ, both halves mixed in before (Knuth, The Art of Computer Programming 3, §6.4).
  @inline(__always)
  private static func spread(_ value: UInt64) -> UInt64 {
    let mixed = value ^ (value >> 32)
    return mixed &* 0x9E37_79B9_7F4A_7C15
  }
}
