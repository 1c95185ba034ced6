internal import Distributions

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

// Independence of rows and columns, or one law for all groups: X² = Σ (O − E)²/E and G = 2 Σ O log(O/E), both χ² with (r − 1)(c − 1)
// degrees for large counts. Yates's correction for 2×2 takes min(½, |O − E|) off each distance. Two proportions: the same χ² of
// their table, with the interval p₁ − p₂ ± z√(Σ p(1 − p)/n), widened by min(½, |p₁ − p₂|/Σ(1/n))·Σ(1/n) with the correction.
// Cramér's V = √(X²/(n·min(r − 1, c − 1))).
//
// Source: Pearson (1900), Philosophical Magazine 50; Yates (1934), J. Royal Stat. Soc. Suppl. 1; Agresti (2013), Categorical Data
// Analysis, 3rd ed., § 3.2; Fleiss, Levin & Paik (2003), Statistical Methods for Rates and Proportions, § 3.1.
extension ContingencyTable {
  private var degrees: Double { Double((rows - 1) * (columns - 1)) }

  func statistic(yates: Bool) -> Double {
    let expected = self.expected
    let nearest = zip(counts, expected).map { abs(Double($0) - $1) }.min() ?? 0
    let gap = yates ? min(0.5, nearest) : 0
    // The four distances of 2×2 are one number, and the correction takes all of it.
    if yates, nearest <= 0.5 { return 0 }
    return zip(counts, expected).reduce(0) { sum, cell in
      let distance = abs(Double(cell.0) - cell.1) - gap
      return sum + distance * distance / cell.1
    }
  }

  func chiSquared(_ test: PrePostTest) throws(PrePostError) -> TestOutcome {
    try checkMargins(test)
    if test == .chiSquaredYates { try checkTwoByTwo(test) }
    let isCorrected = test == .chiSquaredYates || (test == .chiSquared && isTwoByTwo)
    var outcome = TestOutcome(test)
    outcome.setChiSquared(statistic(yates: isCorrected), degrees)
    outcome.count = total
    var notes: [String] = isCorrected ? ["Yates's correction"] : []
    let small = expected.count { $0 < 5 }
    if small > 0 { notes.append("\(small) of \(counts.count) expected counts are below 5") }
    outcome.note = notes.isEmpty ? nil : notes.joined(separator: "; ")
    return outcome
  }

  func likelihoodRatio() throws(PrePostError) -> TestOutcome {
    try checkMargins(.gTest)
    var sum = 0.0
    for (count, expected) in zip(counts, expected) where count > 0 {
      sum += Double(count) * log(Double(count) / expected)
    }
    var outcome = TestOutcome(.gTest)
    outcome.setChiSquared(2 * sum, degrees)
    outcome.count = total
    return outcome
  }

  var cramerV: Double? {
    guard total > 0, !rowTotals.contains(0), !columnTotals.contains(0) else { return nil }
    return (statistic(yates: false) / (Double(total) * Double(min(rows, columns) - 1))).squareRoot()
  }

  func twoProportions(_ test: PrePostTest, _ options: TestOptions) throws(PrePostError) -> TestOutcome {
    try checkTwoByTwo(test)
    let sizes = rowTotals
    if let row = sizes.firstIndex(of: 0) {
      throw .emptyMargin(test: test.rawValue, row: row + 1, column: nil)
    }
    let difference = ProportionDifference(
      first: Proportion(valid: self[0, 0], of: sizes[0]), second: Proportion(valid: self[1, 0], of: sizes[1]))
    let corrected = test == .twoProportions
    var outcome = TestOutcome(test)
    outcome.estimate = difference.estimate
    outcome.count = total
    let interval = difference.wald(options, corrected: corrected)
    (outcome.confidenceLow, outcome.confidenceHigh) = interval
    outcome.standardError = difference.waldError
    guard !columnTotals.contains(0) else {
      outcome.note = "both proportions are \(self[0, 0] == 0 ? 0 : 1): no test"
      return outcome
    }
    // R takes the same share off each cell: min(½, smallest distance).
    let statistic = self.statistic(yates: corrected)
    if options.alternative == .twoSided {
      outcome.setChiSquared(statistic, 1)
    } else {
      let z = statistic.squareRoot() * (difference.estimate < 0 ? -1 : 1)
      outcome.statistic = statistic
      outcome.degreesOfFreedom = 1
      outcome.pValue = options.alternative.pValue(z, Normal())
    }
    return outcome
  }
}
