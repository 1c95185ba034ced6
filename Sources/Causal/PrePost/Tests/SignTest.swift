internal import Distributions

// The number of positive differences among those that are not zero is binomial with ½ under a median difference of zero. The
// estimate is the median difference (zeros in), its interval between the order statistics that the binomial leaves.
//
// Source: Dixon & Mood (1946), J. American Statistical Association 41; Conover (1999), Practical Nonparametric Statistics, ch. 3.
extension PairedSamples {
  func sign(_ options: TestOptions) throws(PrePostError) -> TestOutcome {
    let differences = roundedDifferences
    let positive = differences.count { $0 > 0 }
    let unequal = differences.count { $0 != 0 }
    guard unequal > 0 else { throw .constant(test: "sign_test", what: "all differences are zero") }
    let law = Binomial(trials: unequal, probability: 0.5)
    var outcome = TestOutcome(.sign)
    outcome.statistic = Double(positive)
    outcome.count = unequal
    outcome.pValue = options.alternative.pValue(lower: law.lower(positive), upper: law.upper(positive - 1))
    let order = OrderStatistics(differences)
    outcome.estimate = order.median
    // The k-th order statistics from both ends leave at most the tail outside: P(X ≤ k − 1) ≤ tail.
    let all = Binomial(trials: count, probability: 0.5)
    var k = Int(all.quantile(at: .lower(options.tail)))
    while k > 0, all.lower(k - 1) > options.tail { k -= 1 }
    if k >= 1 { outcome.setRankInterval(k, of: count, options.alternative) { order.sorted[$0 - 1] } }
    var notes = ["\(positive) of \(unequal) positive"]
    if unequal < count { notes.append("\(count - unequal) zero differences left out") }
    if k < 1 { notes.append("too few pairs for an interval") }
    outcome.note = notes.joined(separator: "; ")
    return outcome
  }
}
