/// Rows of numbers modulo the prime 2³¹ − 1, in one block.
///
/// The numbers of people that make up a system of counts are small whole numbers, so that arithmetic modulo a large prime is exact: a row is a
/// combination of others modulo the prime where it is one over the rationals, and the other way round but for an accident of one in 10⁹: a
/// determinant that the prime divides.
struct ModularRows {
  static let prime: UInt64 = 2_147_483_647

  let columns: Int
  private var values: [UInt32] = []

  init(columns: Int) { self.columns = columns }

  var count: Int { columns == 0 ? 0 : values.count / columns }

  subscript(row: Int, column: Int) -> UInt64 { UInt64(values[row * columns + column]) }

  mutating func append(_ row: [Int]) {
    precondition(row.count == columns, "\(row.count) numbers for \(columns) columns")
    let prime = Int(ModularRows.prime)
    for value in row {
      let rest = value % prime
      values.append(UInt32(rest < 0 ? rest + prime : rest))
    }
  }

  mutating func removeLast() { values.removeLast(columns) }

  /// Position of the first number of a row that is not zero.
  func lead(of row: Int) -> Int? {
    values.withUnsafeBufferPointer { all in
      let start = row * columns
      return (0..<columns).first { all[start + $0] != 0 }
    }
  }

  /// Subtracts the multiple of `base` that makes `row` zero in a column, where `base` is not. O(columns).
  mutating func clear(_ row: Int, at column: Int, by base: Int) {
    let own = self[row, column]
    if own == 0 { return }
    let factor = ModularRows.product(ModularRows.prime - own, ModularRows.inverse(self[base, column]))
    let width = columns
    values.withUnsafeMutableBufferPointer { all in
      let target = row * width
      let source = base * width
      for place in 0..<width {
        // Below 2⁶² + 2³¹: two foldings leave less than the prime and one.
        var sum = UInt64(all[target + place]) &+ factor &* UInt64(all[source + place])
        sum = (sum & ModularRows.prime) &+ (sum >> 31)
        sum = (sum & ModularRows.prime) &+ (sum >> 31)
        all[target + place] = UInt32(
          truncatingIfNeeded: sum >= ModularRows.prime ? sum &- ModularRows.prime : sum)
      }
    }
  }

  static func product(_ a: UInt64, _ b: UInt64) -> UInt64 { a * b % prime }

  /// By Fermat: a^(p − 2).
  static func inverse(_ value: UInt64) -> UInt64 {
    var (result, base, exponent) = (UInt64(1), value % prime, prime - 2)
    while exponent > 0 {
      if exponent & 1 == 1 { result = product(result, base) }
      base = product(base, base)
      exponent >>= 1
    }
    return result
  }
}
