// Thresholds that cut a population's scores into shares: the threshold of a share p is the smallest score up to which at least p of the
// weight lies, the inverse of the weighted distribution function (Hyndman & Fan 1996, American Statistician 50, definition 1).

/// Bands of scores between the quantiles of a weighted sample: the tramos of a registry cut where a survey says.
public struct ScoreBands: Sendable, Equatable {
  /// Of the weight at or below each threshold, rising, between 0 and 1.
  public let shares: [Double]
  /// Upper bounds of the bands but the last, inclusive.
  public let thresholds: [Double]

  /// The bands of a sample's scores; `weights` are none below zero and nil for one each. O(n log n).
  public init(scores: [Double], weights: [Double]? = nil, shares: [Double]) {
    precondition(!scores.isEmpty, "no scores to cut")
    precondition(weights.map { $0.count == scores.count } ?? true, "weights of other rows than the scores")
    precondition(
      shares.allSatisfy { $0 > 0 && $0 < 1 } && zip(shares, shares.dropFirst()).allSatisfy { $0 < $1 },
      "shares rise between 0 and 1")
    let order = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
    var total = CompensatedSum()
    for row in order { total.add(weights?[row] ?? 1) }
    // A share is a decimal: what its product with the total rounds away is not to move a threshold by a row.
    let wanted = shares.map { $0 * total.value * (1 - 1e-12) }
    var sum = CompensatedSum()
    var thresholds: [Double] = []
    for row in order {
      sum.add(weights?[row] ?? 1)
      while thresholds.count < wanted.count, sum.value >= wanted[thresholds.count] {
        thresholds.append(scores[row])
      }
    }
    self.shares = shares
    self.thresholds = thresholds
  }

  /// The band of a score, from 1.
  public func band(_ score: Double) -> Int {
    var (low, high) = (0, thresholds.count)
    while low < high {
      let middle = (low + high) / 2
      if score <= thresholds[middle] { high = middle } else { low = middle + 1 }
    }
    return low + 1
  }
}
