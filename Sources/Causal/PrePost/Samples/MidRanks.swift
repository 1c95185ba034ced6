/// Ranks of values, equal ones sharing the mean of their ranks; doubled, so that they are whole numbers.
struct MidRanks: Sendable {
  /// 2 · rank, in the order of the values.
  let doubled: [Int]
  /// Σ (t³ − t) over sets of t equal values.
  let tieSum: Double
  var hasTies: Bool { tieSum > 0 }

  /// O(n log n).
  init(_ values: [Double]) {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Int](repeating: 0, count: values.count)
    var ties = 0.0
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for position in start..<end { ranks[order[position]] = start + 1 + end }
      let t = Double(end - start)
      ties += t * t * t - t
      start = end
    }
    doubled = ranks
    tieSum = ties
  }

  /// A value to ten decimals: differences of decimal numbers that are equal on paper are equal then.
  static func rounded(_ value: Double) -> Double {
    let scaled = value * 1e10
    // Beyond 2⁵³ there is nothing to round.
    return abs(scaled) < 0x1p53 ? scaled.rounded() / 1e10 : value
  }
}
