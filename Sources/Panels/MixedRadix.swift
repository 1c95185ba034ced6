/// Addresses of rows by any number of categories, each with its members and one more for missing: numbers in mixed radix, which
/// are exchanged for the positions of those that occur before they outgrow a word.
struct MixedRadix {
  private(set) var addresses: [Int]
  /// Addresses are below this.
  private(set) var size = 1
  /// Codes of the categories that were exchanged, by the position that stands for them.
  private var exchanged: [[UInt16]] = [[]]
  /// Radices of the categories since then.
  private var radices: [Int] = []

  init(rows: Int) { addresses = Array(repeating: 0, count: rows) }

  /// Adds a category of so many codes; `code` gives that of a row.
  mutating func add(radix: Int, _ code: (Int) -> Int) {
    if size.multipliedReportingOverflow(by: radix).overflow { exchange() }
    for row in addresses.indices { addresses[row] = addresses[row] &* radix &+ code(row) }
    size *= radix
    radices.append(radix)
  }

  /// The code of each category at an address.
  func codes(of address: Int) -> [UInt16] {
    var rest = address
    var codes = [UInt16](repeating: 0, count: radices.count)
    for index in radices.indices.reversed() {
      codes[index] = UInt16(rest % radices[index])
      rest /= radices[index]
    }
    return exchanged[rest] + codes
  }

  private mutating func exchange() {
    var positions: [Int: Int] = [:]
    var occurring: [[UInt16]] = []
    for row in addresses.indices {
      if let known = positions[addresses[row]] {
        addresses[row] = known
        continue
      }
      positions[addresses[row]] = occurring.count
      occurring.append(codes(of: addresses[row]))
      addresses[row] = occurring.count - 1
    }
    exchanged = occurring
    size = max(1, occurring.count)
    radices = []
  }
}
