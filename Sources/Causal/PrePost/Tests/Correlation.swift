internal import Distributions

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

// Pearson: r√((n − 2)/(1 − r²)) against Student's t with n − 2 degrees; interval tanh(artanh r ± z/√(n − 3)) (Fisher 1921).
// Spearman: the same of midranks, interval with the error √((1 + r²/2)/(n − 3)) (Bonett & Wright 2000, Psychometrika 65).
// Kendall: S = Σ sign(xᵢ − xⱼ)·sign(yᵢ − yⱼ) over i < j; τ-b = S/√((n₀ − n₁)(n₀ − n₂)); z = S/√Var S with the variance of ties
// (Kendall 1970, Rank Correlation Methods, ch. 4–5), no continuity correction; interval with the error √(0.437/(n − 4)). Exact:
// inversions of a random permutation, by convolution. S is counted in O(n log n) (Knight 1966, J. ASA 61).

/// How two measures of the same units go together.
struct Correlation {
  let x: [Double]
  let y: [Double]

  init(_ x: [Double], _ y: [Double]) {
    self.x = x
    self.y = y
  }

  var coefficient: Double {
    let (a, b) = (SampleMoments(x), SampleMoments(y))
    let r = SampleMoments.crossProduct(x, y) / (a.squares.squareRoot() * b.squares.squareRoot())
    return min(1, max(-1, r))
  }

  private func check(_ test: PrePostTest, needs: Int) throws(PrePostError) {
    guard x.count >= needs else {
      throw .tooFew(test: test.rawValue, needs: needs, found: x.count, of: "pairs")
    }
    guard !SampleMoments(x).isConstant, !SampleMoments(y).isConstant else {
      throw .constant(test: test.rawValue, what: "one of the measures does not vary")
    }
  }

  func pearson(_ options: TestOptions) throws(PrePostError) -> TestOutcome {
    try check(.pearson, needs: 3)
    return product(.pearson, coefficient, factor: 1, options)
  }

  func spearman(_ options: TestOptions) throws(PrePostError) -> TestOutcome {
    try check(.spearman, needs: 3)
    let ranks = Correlation(MidRanks(x).doubled.map(Double.init), MidRanks(y).doubled.map(Double.init))
    let r = ranks.coefficient
    return product(.spearman, r, factor: 1 + r * r / 2, options)
  }

  private func product(
    _ test: PrePostTest, _ r: Double, factor: Double, _ options: TestOptions
  ) -> TestOutcome {
    let n = Double(x.count)
    var outcome = TestOutcome(test)
    outcome.estimate = r
    outcome.count = x.count
    outcome.degreesOfFreedom = n - 2
    let t = r * ((n - 2) / ((1 - r) * (1 + r))).squareRoot()
    outcome.statistic = t.isFinite ? t : nil
    outcome.pValue = t.isFinite ? options.alternative.pValue(t, StudentT(degreesOfFreedom: n - 2)) : 0
    if n > 3 { outcome.setFisherInterval(r, error: (factor / (n - 3)).squareRoot(), options) }
    return outcome
  }

  func kendall(_ options: TestOptions) throws(PrePostError) -> TestOutcome {
    try check(.kendall, needs: 2)
    let n = Double(x.count)
    let (first, second) = (TieSums(x), TieSums(y))
    let score = Double(concordance)
    let pairs = n * (n - 1) / 2
    let tau = score / ((pairs - first.pairs).squareRoot() * (pairs - second.pairs).squareRoot())
    var variance = (n * (n - 1) * (2 * n + 5) - first.weighted - second.weighted) / 18
    if x.count > 2 { variance += first.triples * second.triples / (9 * n * (n - 1) * (n - 2)) }
    variance += 2 * first.pairs * second.pairs / (n * (n - 1))
    let z = score / variance.squareRoot()
    var outcome = TestOutcome(.kendall)
    outcome.estimate = tau
    outcome.statistic = z
    outcome.count = x.count
    outcome.pValue = options.alternative.pValue(z, Normal())
    if n > 4 { outcome.setFisherInterval(tau, error: (0.437 / (n - 4)).squareRoot(), options) }
    return outcome
  }

  /// Pairs up to which the exact law is worked out; its smallest probability, 1/n!, is still a double.
  static let exactLimit = 170

  func kendallExact(_ options: TestOptions) throws(PrePostError) -> TestOutcome {
    let test = PrePostTest.kendallExact
    try check(test, needs: 2)
    let n = x.count
    guard TieSums(x).pairs == 0, TieSums(y).pairs == 0 else { throw .ties(test: test.rawValue) }
    guard n <= Correlation.exactLimit else {
      throw .exactTooLarge(test: test.rawValue, size: n, limit: Correlation.exactLimit)
    }
    // Concordant pairs T: those of a permutation without inversion.
    let pairs = n * (n - 1) / 2
    var mass = [Double](repeating: 0, count: pairs + 1)
    mass[0] = 1
    for size in stride(from: 2, through: n, by: 1) {
      var next = [Double](repeating: 0, count: pairs + 1)
      for total in 0...(size * (size - 1) / 2) {
        var sum = 0.0
        for step in 0..<size where total >= step { sum += mass[total - step] }
        next[total] = sum / Double(size)
      }
      mass = next
    }
    let concordant = (concordance + pairs) / 2
    var outcome = TestOutcome(test)
    outcome.estimate = Double(concordance) / Double(pairs)
    outcome.statistic = Double(concordant)
    outcome.count = n
    outcome.pValue = options.alternative.pValue(
      lower: mass[...concordant].reduce(0, +), upper: mass[concordant...].reversed().reduce(0, +))
    outcome.note = "exact"
    return outcome
  }

  /// Concordant less discordant pairs: exchanges of a merge sort of y in the order of x.
  private var concordance: Int {
    let n = x.count
    let order = x.indices.sorted { (x[$0], y[$0]) < (x[$1], y[$1]) }
    var values = order.map { y[$0] }
    var joint = 0
    var start = 0
    while start < n {
      var end = start + 1
      while end < n, x[order[end]] == x[order[start]], values[end] == values[start] { end += 1 }
      joint += (end - start) * (end - start - 1) / 2
      start = end
    }
    let discordant = Correlation.exchanges(&values)
    let pairs = n * (n - 1) / 2
    let ties = Int(TieSums(x).pairs) + Int(TieSums(y).pairs) - joint
    return pairs - ties - 2 * discordant
  }

  private static func exchanges(_ values: inout [Double]) -> Int {
    var count = 0
    var width = 1
    var merged = values
    while width < values.count {
      var low = 0
      while low < values.count {
        let (middle, high) = (min(low + width, values.count), min(low + 2 * width, values.count))
        var (left, right, to) = (low, middle, low)
        while left < middle || right < high {
          if right >= high || (left < middle && values[left] <= values[right]) {
            merged[to] = values[left]
            left += 1
          } else {
            merged[to] = values[right]
            count += middle - left
            right += 1
          }
          to += 1
        }
        low += 2 * width
      }
      swap(&values, &merged)
      width *= 2
    }
    return count
  }
}

/// Sums over sets of equal values that the variance of Kendall's S needs.
private struct TieSums {
  /// Σ t(t − 1)/2.
  var pairs = 0.0
  /// Σ t(t − 1)(2t + 5).
  var weighted = 0.0
  /// Σ t(t − 1)(t − 2).
  var triples = 0.0

  init(_ values: [Double]) {
    let sorted = values.sorted()
    var start = 0
    while start < sorted.count {
      var end = start + 1
      while end < sorted.count, sorted[end] == sorted[start] { end += 1 }
      let t = Double(end - start)
      pairs += t * (t - 1) / 2
      weighted += t * (t - 1) * (2 * t + 5)
      triples += t * (t - 1) * (t - 2)
      start = end
    }
  }
}

extension TestOutcome {
  /// tanh(artanh r ± z · error).
  mutating func setFisherInterval(_ r: Double, error: Double, _ options: TestOptions) {
    guard abs(r) < 1 else { return }
    let ends = options.alternative.interval(atanh(r), error, Normal(), confidence: options.confidence)
    confidenceLow = ends.low.map { tanh($0) } ?? -1
    confidenceHigh = ends.high.map { tanh($0) } ?? 1
  }
}
