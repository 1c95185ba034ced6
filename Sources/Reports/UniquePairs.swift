/// Pairs of things that fit each other, told only where everything has its one partner.
package enum UniquePairs {
  /// Pairs of indices below `count`, the lower first; nil where one of them fits none of the others, or more than one. O(count²).
  package static func of(_ count: Int, where fit: (Int, Int) -> Bool) -> [(first: Int, second: Int)]? {
    guard count >= 2, count.isMultiple(of: 2) else { return nil }
    var partner: [Int?] = Array(repeating: nil, count: count)
    for first in 0..<count {
      for second in (first + 1)..<count where fit(first, second) {
        guard partner[first] == nil, partner[second] == nil else { return nil }
        partner[first] = second
        partner[second] = first
      }
    }
    var pairs: [(first: Int, second: Int)] = []
    for (index, other) in partner.enumerated() {
      guard let other else { return nil }
      if index < other { pairs.append((index, other)) }
    }
    return pairs
  }
}
