internal import Distributions

// x̄₁ − x̄₂ of two independent groups. Pooled: one variance, n₁ + n₂ − 2 degrees, exact for normal groups. Welch: the error
// √(s₁²/n₁ + s₂²/n₂) with Satterthwaite's degrees, whatever the variances.
//
// F of variances: s₁²/s₂² against F(n₁ − 1, n₂ − 1), exact for normal groups and sensitive to other laws.
//
// Source: Student (1908), Biometrika 6; Welch (1947), Biometrika 34; Satterthwaite (1946), Biometrics Bulletin 2.
extension IndependentSamples {
  func studentT(_ test: PrePostTest, _ options: TestOptions) throws(PrePostError) -> TestOutcome {
    let (first, second) = try pair(test, least: test == .welchT ? 2 : 1)
    guard count > 2 else { throw .tooFew(test: test.rawValue, needs: 3, found: count, of: "values") }
    let (a, b) = (SampleMoments(first), SampleMoments(second))
    let (n, m) = (Double(first.count), Double(second.count))
    let error: Double
    let degrees: Double
    if test == .pooledT {
      degrees = n + m - 2
      error = ((a.squares + b.squares) / degrees * (1 / n + 1 / m)).squareRoot()
    } else {
      let (u, v) = (a.variance / n, b.variance / m)
      error = (u + v).squareRoot()
      // In shares, so that the scale of the values does not matter.
      let share = u / (u + v)
      degrees = 1 / (share * share / (n - 1) + (1 - share) * (1 - share) / (m - 1))
    }
    guard error > 10 * Double.ulpOfOne * max(abs(a.mean), abs(b.mean)) else {
      throw .constant(test: test.rawValue, what: "no group varies")
    }
    var outcome = TestOutcome(test)
    outcome.setDifference(
      a.mean - b.mean, error, StudentT(degreesOfFreedom: degrees), degrees, options)
    outcome.count = count
    return outcome
  }

  func varianceRatio(_ options: TestOptions) throws(PrePostError) -> TestOutcome {
    let (first, second) = try pair(.varianceRatio, least: 2)
    let (a, b) = (SampleMoments(first), SampleMoments(second))
    guard !a.isConstant, !b.isConstant else {
      throw .constant(test: "variance_f", what: "a group does not vary")
    }
    let law = FisherF(numerator: Double(first.count - 1), denominator: Double(second.count - 1))
    let ratio = a.variance / b.variance
    var outcome = TestOutcome(.varianceRatio)
    outcome.estimate = ratio
    outcome.statistic = ratio
    outcome.degreesOfFreedom = law.numerator
    outcome.denominatorDegrees = law.denominator
    outcome.pValue = options.alternative.pValue(ratio, law)
    if options.alternative != .less { outcome.confidenceLow = ratio / law.quantile(at: .upper(options.tail)) }
    if options.alternative != .greater {
      outcome.confidenceHigh = ratio / law.quantile(at: .lower(options.tail))
    }
    outcome.count = count
    return outcome
  }
}
