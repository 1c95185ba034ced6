internal import Kernels

/// How many rows have each small whole number for their outcome: what is summed over rows of a function of the outcome alone is
/// then summed over its values.
struct OutcomeCounts: Sendable {
  /// Numbers below this are counted.
  static let size = 1024

  /// Rows of each number.
  let rows: [Int]
  /// Whether every row's outcome is counted and no row weighs other than one.
  let isComplete: Bool

  /// Which number an outcome is, where it is counted.
  @inline(__always)
  static func place(_ outcome: Double) -> Int? {
    guard outcome >= 0, outcome < Double(size) else { return nil }
    let place = Int(outcome)
    return Double(place) == outcome ? place : nil
  }

  /// O(n), where there are weights nothing.
  init(_ outcome: [Double], weighted: Bool, _ blocks: RowBlocks) {
    guard !weighted else {
      rows = []
      isComplete = false
      return
    }
    let parts = max(1, min(16, outcome.count / 65536))
    let tables = Parallel.map(parts, threads: blocks.threads) { part -> [Int] in
      var table = [Int](repeating: 0, count: OutcomeCounts.size + 1)
      table.withUnsafeMutableBufferPointer { table in
        for value in outcome[outcome.count * part / parts..<outcome.count * (part + 1) / parts] {
          table[OutcomeCounts.place(value) ?? OutcomeCounts.size] += 1
        }
      }
      return table
    }
    let total = tables.dropFirst().reduce(tables[0]) { zip($0, $1).map { $0 + $1 } }
    rows = Array(total.dropLast())
    isComplete = total[OutcomeCounts.size] == 0
  }

  /// Σ f(y) where the counts are complete.
  func sum(_ value: (Double) -> Double) -> Double {
    var sum = CompensatedSum()
    for (number, rows) in rows.enumerated() where rows > 0 { sum.add(Double(rows) * value(Double(number))) }
    return sum.value
  }
}
