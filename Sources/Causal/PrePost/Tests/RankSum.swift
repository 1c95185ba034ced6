internal import Distributions

// W = rank sum of the first group less n₁(n₁ + 1)/2, midranks: the pairs in which the first is larger, ties half. If both groups
// have one law, E W = n₁n₂/2 and Var W = n₁n₂/12·(N + 1 − Σ(t³ − t)/(N(N − 1))); the exact law given the midranks is that of the sum of
// n₁ of them drawn without replacement, by convolution over doubled ranks.
//
// The estimate is the median of the differences xᵢ − yⱼ (Hodges & Lehmann 1963), its interval between the order statistics of them
// that the law of W leaves in each tail.
//
// Source: Wilcoxon (1945), Biometrics Bulletin 1; Mann & Whitney (1947), Ann. Math. Stat. 18; Hollander, Wolfe & Chicken (2014),
// Nonparametric Statistical Methods, 3rd ed., ch. 4.
extension IndependentSamples {
  /// Additions up to which the exact law is worked out.
  static let exactLimit = 4_000_000_000

  func rankSum(_ test: PrePostTest, _ asked: RankLaw, _ options: TestOptions) throws(PrePostError)
    -> TestOutcome
  {
    let (first, second) = try pair(test)
    let (n, m) = (first.count, second.count)
    let ranks = MidRanks(first + second)
    let doubledSum = ranks.doubled[..<n].reduce(0, +)
    let doubledW = doubledSum - n * (n + 1)
    let w = Double(doubledW) / 2
    let law = asked != .automatic ? asked : n < 50 && m < 50 && !ranks.hasTies ? .exact : .normalCorrected
    var outcome = TestOutcome(test)
    outcome.statistic = w
    outcome.count = n + m
    let (a, b) = (Double(n), Double(m))
    let mean = a * b / 2
    let rank: Int
    switch law {
    case .exact:
      let (steps, isTooMany) = RankSumLaw.steps(n, m)
      guard !isTooMany, steps <= IndependentSamples.exactLimit else {
        throw .exactTooLarge(test: test.rawValue, size: steps, limit: IndependentSamples.exactLimit)
      }
      let exact = RankSumLaw(ranks.doubled, drawn: n)
      outcome.pValue = options.alternative.pValue(
        lower: exact.lower(doubledSum), upper: exact.upper(doubledSum))
      rank = (exact.quantile(options.tail) - n * (n + 1)) / 2
      outcome.note = ranks.hasTies ? "exact given the midranks" : "exact"
    case .normal, .normalCorrected, .automatic:
      let total = a + b
      let variance = a * b / 12 * (total + 1 - ranks.tieSum / (total * (total - 1)))
      guard variance > 0 else { throw .constant(test: test.rawValue, what: "all values are the same") }
      let corrected = law != .normal
      let z = RankLaw.deviate(w - mean, variance.squareRoot(), corrected: corrected, options.alternative)
      outcome.deviate = z
      outcome.pValue = options.alternative.pValue(z, Normal())
      let reach =
        Normal().quantile(at: .upper(options.tail)) * variance.squareRoot() + (corrected ? 0.5 : 0)
      rank = Int((mean - reach).rounded(.down)) + 1
      outcome.note = corrected ? "normal with continuity correction" : "normal"
    }
    let (x, y) = (first.sorted(), second.sorted())
    outcome.estimate = PairwiseOrder.median(of: n * m) { PairwiseOrder.difference($0, x, y) }
    // The widest interval is missed on each side by the one order of n₁ + n₂ values in C(n₁ + n₂, n₁) that lies beyond it.
    let orders = (0..<min(n, m)).reduce(1.0) { $0 * Double(n + m - $1) / Double($1 + 1) }
    if RankLaw.hasInterval(rank: rank, leastTail: 1 / orders, options) {
      outcome.setRankInterval(rank, of: n * m, options.alternative) { PairwiseOrder.difference($0, x, y) }
    } else {
      outcome.note = [outcome.note, "too few values for an interval"].compactMap { $0 }.joined(
        separator: "; ")
    }
    return outcome
  }
}

/// The law of the sum of some of the ranks, drawn without replacement; ranks doubled.
struct RankSumLaw {
  /// Probability of each sum.
  private let mass: [Double]

  /// Additions of the convolution, about; and whether that is beyond whole numbers or its chances beyond doubles.
  static func steps(_ n: Int, _ m: Int) -> (steps: Int, isTooMany: Bool) {
    let total = n + m
    // C(1000, 500) is below the largest double.
    guard total <= 1000 else { return (.max, true) }
    return (total * min(n, m) * total * (total + 1) / 2, false)
  }

  /// O(N · k · Σ r) with k the size of the smaller group.
  init(_ doubled: [Int], drawn: Int) {
    let total = doubled.reduce(0, +)
    let size = min(drawn, doubled.count - drawn)
    // The smaller group is drawn; the sum of the other one is what is left.
    var ways = [Double](repeating: 0, count: (size + 1) * (total + 1))
    ways[0] = 1
    var reach = 0
    for (item, rank) in doubled.enumerated() {
      reach += rank
      var chosen = min(size, item + 1)
      while chosen >= 1 {
        let (row, above) = (chosen * (total + 1), (chosen - 1) * (total + 1))
        var sum = reach
        while sum >= rank {
          ways[row + sum] += ways[above + sum - rank]
          sum -= 1
        }
        chosen -= 1
      }
    }
    let row = Array(ways[(size * (total + 1))...])
    let all = row.reduce(0, +)
    let chances = row.map { $0 / all }
    mass = size == drawn ? chances : Array(chances.reversed())
  }

  func lower(_ sum: Int) -> Double { sum < 0 ? 0 : mass[...min(sum, mass.count - 1)].reduce(0, +) }

  func upper(_ sum: Int) -> Double { mass[max(0, sum)...].reversed().reduce(0, +) }

  /// The smallest sum with P(S ≤ s) ≥ p.
  func quantile(_ p: Double) -> Int {
    var total = 0.0
    for (sum, chance) in mass.enumerated() {
      total += chance
      if total >= p { return sum }
    }
    return mass.count - 1
  }
}
