internal import Distributions

// Pairs that were in one state before and in the other after: b = n₁₂ and c = n₂₁. Under equal margins b is binomial with b + c trials
// and ½. χ² = (b − c)²/(b + c), with correction (|b − c| − 1)²/(b + c) (not below zero); exact: the two-sided binomial; mid-p: the same
// with half of the chance of b itself.
//
// The estimate is the odds ratio b/c. Its interval comes from that of b/(b + c) that inverts the test: Wilson's score interval for
// χ², Wilson's with correction for the corrected, Clopper and Pearson's for the exact test, and mid-p's own.
//
// Source: McNemar (1947), Psychometrika 12; Edwards (1948), Psychometrika 13; Fagerland, Lydersen & Laake (2013), BMC Medical Research
// Methodology 13:91.
extension ContingencyTable {
  func mcNemar(_ test: PrePostTest, _ options: TestOptions) throws(PrePostError) -> TestOutcome {
    try checkTwoByTwo(test)
    let (b, c) = (self[0, 1], self[1, 0])
    let discordant = b + c
    guard discordant > 0 else {
      throw .constant(test: test.rawValue, what: "no pair changed between the occasions")
    }
    var outcome = TestOutcome(test)
    outcome.count = total
    outcome.estimate = c > 0 ? Double(b) / Double(c) : nil
    if c == 0 {
      outcome.note = "the odds ratio is infinite: no pair changed from the second state to the first"
    }
    let share = Proportion(valid: b, of: discordant)
    let law = Binomial(trials: discordant, probability: 0.5)
    let gap = abs(b - c)
    let interval: Proportion.Interval
    switch test {
    case .mcNemarExact:
      outcome.statistic = Double(b)
      outcome.pValue = options.alternative.pValue(lower: law.lower(b), upper: law.upper(b - 1))
      interval = share.clopperPearson(options)
    case .mcNemarMidP:
      outcome.statistic = Double(b)
      let half = law.mass(b) / 2
      outcome.pValue = options.alternative.pValue(lower: law.lower(b) - half, upper: law.upper(b) + half)
      interval = share.midP(options)
    default:
      let corrected = test != .mcNemarUncorrected
      let distance = Double(corrected ? max(0, gap - 1) : gap)
      let value = distance * distance / Double(discordant)
      outcome.setChiSquared(value, 1)
      if options.alternative != .twoSided {
        let z = (b < c ? -1 : 1) * value.squareRoot()
        outcome.pValue = options.alternative.pValue(z, Normal())
      }
      interval = corrected ? share.wilsonCorrected(options) : share.wilson(options)
    }
    func odds(_ p: Double) -> Double? { p < 1 ? p / (1 - p) : nil }
    outcome.confidenceLow = interval.low.flatMap(odds)
    outcome.confidenceHigh = interval.high.flatMap(odds)
    return outcome
  }
}
