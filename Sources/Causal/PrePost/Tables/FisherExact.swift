// Independence of rows and columns given the margins. 2×2: the law of `ConditionalTable`. More rows or columns: `TableNetwork`.
//
// Source: Fisher (1935), J. Royal Stat. Soc. 98; Freeman & Halton (1951), Biometrika 38.
extension ContingencyTable {
  /// The law of n₁₁ given the margins; nil for other tables than 2×2.
  public var conditional: ConditionalTable? { isTwoByTwo ? ConditionalTable(self) : nil }

  func fisher(_ options: TestOptions) throws(PrePostError) -> TestOutcome {
    guard isTwoByTwo else { return try freemanHalton(options) }
    let law = ConditionalTable(self)
    var outcome = TestOutcome(.fisher)
    outcome.count = total
    guard law.low < law.high else {
      outcome.pValue = 1
      outcome.note = "the margins allow this table alone"
      return outcome
    }
    let chances = law.probabilities
    switch options.alternative {
    case .twoSided: outcome.pValue = chances.twoSided
    case .less: outcome.pValue = chances.lower
    case .greater: outcome.pValue = chances.upper
    }
    let odds = law.oddsRatio
    outcome.estimate = odds.isFinite ? odds : nil
    if !odds.isFinite { outcome.note = "the odds ratio is infinite" }
    let ends = law.interval(tail: options.tail)
    outcome.confidenceLow = options.alternative == .less ? 0 : ends.low
    outcome.confidenceHigh = options.alternative == .greater || !ends.high.isFinite ? nil : ends.high
    return outcome
  }
}
