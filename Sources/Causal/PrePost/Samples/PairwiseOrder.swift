/// Order statistics of all sums or differences of pairs, without listing them.
///
/// The k-th is the smallest double t such that at least k of the pairs are at most t, found by halving the ordered set of
/// doubles; rounding to nearest is monotone, so the count is exact for the rounded values of the pairs. 64 counts of O(n).
enum PairwiseOrder {
  /// The k-th smallest (from 1) of (xᵢ + xⱼ)/2 over i ≤ j; `sorted` rises.
  static func walsh(_ k: Int, _ sorted: [Double]) -> Double {
    search(k) { limit in
      var count = 0
      var high = sorted.count - 1
      for low in sorted.indices {
        while high >= low, (sorted[low] + sorted[high]) / 2 > limit { high -= 1 }
        if high < low { break }
        count += high - low + 1
      }
      return count
    }
  }

  /// The k-th smallest (from 1) of xᵢ − yⱼ; both rise.
  static func difference(_ k: Int, _ x: [Double], _ y: [Double]) -> Double {
    search(k) { limit in
      var count = 0
      var from = 0
      for value in x {
        while from < y.count, value - y[from] > limit { from += 1 }
        count += y.count - from
      }
      return count
    }
  }

  /// The mean of the middle one or two of `total` order statistics.
  static func median(of total: Int, _ statistic: (Int) -> Double) -> Double {
    total % 2 == 1
      ? statistic((total + 1) / 2) : (statistic(total / 2) + statistic(total / 2 + 1)) / 2
  }

  private static func search(_ k: Int, _ count: (Double) -> Int) -> Double {
    var low = key(-Double.greatestFiniteMagnitude)
    var high = key(Double.greatestFiniteMagnitude)
    while low < high {
      let middle = low + Int64(truncatingIfNeeded: UInt64(bitPattern: high &- low) / 2)
      if count(value(middle)) >= k { high = middle } else { low = middle + 1 }
    }
    return value(low)
  }

  /// Whole numbers in the order of the doubles.
  private static func key(_ value: Double) -> Int64 {
    let bits = Int64(bitPattern: value.bitPattern)
    return bits >= 0 ? bits : Int64.min &- bits
  }

  private static func value(_ key: Int64) -> Double {
    Double(bitPattern: UInt64(bitPattern: key >= 0 ? key : Int64.min &- key))
  }
}
