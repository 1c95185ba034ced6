internal import Distributions

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

// Several independent groups. One-way analysis of variance: F = MS(between)/MS(within). Welch's: weights nᵢ/sᵢ², for variances that
// differ (Welch 1951, Biometrika 38). Kruskal & Wallis (1952, J. ASA 47): the same of midranks, χ² with the correction for ties.
// Bartlett (1937, Proc. Royal Society A 160): likelihood ratio of one variance, for normal groups. Levene (1960) and Brown &
// Forsythe (1974, J. ASA 69): analysis of variance of the distances from the group's mean or median.
extension IndependentSamples {
  /// Sums of squares between and within groups with their degrees.
  private static func sums(_ groups: [[Double]]) -> (
    between: Double, within: Double, df1: Double, df2: Double
  ) {
    let whole = SampleMoments(Array(groups.joined()))
    let moments = groups.map { SampleMoments($0) }
    var (between, within) = (0.0, 0.0)
    for group in moments {
      between += Double(group.count) * (group.mean - whole.mean) * (group.mean - whole.mean)
      within += group.squares
    }
    return (between, within, Double(groups.count - 1), Double(whole.count - groups.count))
  }

  /// Shares of the variance that the groups account for: η², ω², ε² of one-way analysis.
  var variancesExplained: (eta: Double, omega: Double, epsilon: Double)? {
    let sums = IndependentSamples.sums(groups)
    let total = sums.between + sums.within
    guard total > 0, sums.df2 > 0 else { return nil }
    let error = sums.within / sums.df2
    return (
      sums.between / total, (sums.between - sums.df1 * error) / (total + error),
      (sums.between - sums.df1 * error) / total
    )
  }

  func anova(_ test: PrePostTest) throws(PrePostError) -> TestOutcome {
    try analysis(test, groups)
  }

  private func analysis(_ test: PrePostTest, _ values: [[Double]]) throws(PrePostError) -> TestOutcome {
    let sums = IndependentSamples.sums(values)
    guard sums.df2 >= 1 else {
      throw .tooFew(test: test.rawValue, needs: groups.count + 1, found: count, of: "values")
    }
    let scale = SampleMoments(Array(values.joined())).mean
    guard sums.within > 1e-28 * max(sums.between, scale * scale * Double(count)) else {
      throw .constant(test: test.rawValue, what: "no group varies")
    }
    var outcome = TestOutcome(test)
    outcome.setF(sums.between / sums.df1 / (sums.within / sums.df2), sums.df1, sums.df2)
    outcome.count = count
    return outcome
  }

  func spreadTest(_ test: PrePostTest) throws(PrePostError) -> TestOutcome {
    try check(test, least: 2)
    return try analysis(
      test,
      groups.map { values in
        let centre = test == .levene ? SampleMoments(values).mean : OrderStatistics(values).median
        return values.map { abs($0 - centre) }
      })
  }

  private func variances(_ test: PrePostTest) throws(PrePostError) -> [SampleMoments] {
    try check(test, least: 2)
    let moments = groups.map { SampleMoments($0) }
    guard !moments.contains(where: \.isConstant) else {
      throw .constant(test: test.rawValue, what: "a group does not vary")
    }
    return moments
  }

  func welchAnova() throws(PrePostError) -> TestOutcome {
    let moments = try variances(.welchAnova)
    let k = Double(groups.count)
    let weights = moments.map { Double($0.count) / $0.variance }
    let total = weights.reduce(0, +)
    let mean = zip(weights, moments).reduce(0) { $0 + $1.0 * $1.1.mean } / total
    let between = zip(weights, moments).reduce(0) { $0 + $1.0 * ($1.1.mean - mean) * ($1.1.mean - mean) }
    var lack = 0.0
    for (weight, group) in zip(weights, moments) {
      let share = 1 - weight / total
      lack += share * share / Double(group.count - 1)
    }
    lack /= k * k - 1
    var outcome = TestOutcome(.welchAnova)
    outcome.setF(between / (k - 1) / (1 + 2 * (k - 2) * lack), k - 1, 1 / (3 * lack))
    outcome.count = count
    return outcome
  }

  func kruskalWallis() throws(PrePostError) -> TestOutcome {
    let ranks = MidRanks(Array(groups.joined()))
    let n = Double(count)
    var at = 0
    var sum = 0.0
    for group in groups {
      let total = ranks.doubled[at..<at + group.count].reduce(0, +)
      let distance = Double(total) / 2 - Double(group.count) * (n + 1) / 2
      sum += distance * distance / Double(group.count)
      at += group.count
    }
    let ties = 1 - ranks.tieSum / (n * n * n - n)
    guard ties > 0 else { throw .constant(test: "kruskal_wallis", what: "all values are the same") }
    var outcome = TestOutcome(.kruskalWallis)
    outcome.setChiSquared(12 / (n * (n + 1)) * sum / ties, Double(groups.count - 1))
    outcome.count = count
    return outcome
  }

  func bartlett() throws(PrePostError) -> TestOutcome {
    let moments = try variances(.bartlett)
    let (n, k) = (Double(count), Double(groups.count))
    let pooled = moments.reduce(0) { $0 + $1.squares } / (n - k)
    var (logs, inverses) = (0.0, 0.0)
    for group in moments {
      logs += Double(group.count - 1) * log(group.variance)
      inverses += 1 / Double(group.count - 1)
    }
    let statistic = ((n - k) * log(pooled) - logs) / (1 + (inverses - 1 / (n - k)) / (3 * (k - 1)))
    var outcome = TestOutcome(.bartlett)
    outcome.setChiSquared(statistic, k - 1)
    outcome.count = count
    return outcome
  }
}
