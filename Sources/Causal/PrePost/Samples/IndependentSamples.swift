/// Two or more groups of different units.
///
///     let groups = try IndependentSamples([treated, control], names: ["treated", "control"])
///     let t = try groups.test(.welchT)    // treated − control
public struct IndependentSamples: Sendable, Equatable {
  public let groups: [[Double]]
  public let names: [String]

  /// Throws where there are fewer than two groups, one is empty, a value is not finite, or products would leave the range of doubles.
  public init(_ groups: [[Double]], names: [String]? = nil) throws(PrePostError) {
    precondition(names.map { $0.count == groups.count } ?? true, "names of other groups")
    guard groups.count >= 2 else {
      throw .groups(test: "a comparison", needs: "two or more", found: groups.count)
    }
    let names = names ?? groups.indices.map { "group \($0 + 1)" }
    for (name, values) in zip(names, groups) {
      guard !values.isEmpty else {
        throw .tooFew(test: "a comparison", needs: 1, found: 0, of: "values of the group '\(name)'")
      }
      try SampleRange.check(values, name)
    }
    self.groups = groups
    self.names = names
  }

  public var count: Int { groups.reduce(0) { $0 + $1.count } }

  /// One test of the design "independent groups of numbers"; of two groups the estimate is that of first − second. Throws
  /// `PrePostError` where it has no answer.
  public func test(_ test: PrePostTest, _ options: TestOptions = TestOptions()) throws(PrePostError)
    -> TestOutcome
  {
    switch test {
    case .welchT, .pooledT: return try studentT(test, options)
    case .rankSum: return try rankSum(test, .automatic, options)
    case .rankSumExact: return try rankSum(test, .exact, options)
    case .rankSumNormal: return try rankSum(test, .normal, options)
    case .rankSumCorrected: return try rankSum(test, .normalCorrected, options)
    case .kolmogorovSmirnov, .kolmogorovSmirnovExact, .kolmogorovSmirnovAsymptotic,
      .kolmogorovSmirnovEffective:
      return try kolmogorovSmirnov(test, options)
    case .varianceRatio: return try varianceRatio(options)
    case .bartlett: return try bartlett()
    case .levene, .brownForsythe: return try spreadTest(test)
    case .anova: return try anova(test)
    case .welchAnova: return try welchAnova()
    case .kruskalWallis: return try kruskalWallis()
    default: throw .notOfDesign(test: test.rawValue, design: ComparisonDesign.independentNumeric.words)
    }
  }

  /// The two groups, each with at least so many values.
  func pair(_ test: PrePostTest, least: Int = 1) throws(PrePostError) -> (first: [Double], second: [Double]) {
    guard groups.count == 2 else { throw .groups(test: test.rawValue, needs: "two", found: groups.count) }
    try check(test, least: least)
    return (groups[0], groups[1])
  }

  func check(_ test: PrePostTest, least: Int) throws(PrePostError) {
    for (name, values) in zip(names, groups) where values.count < least {
      throw .tooFew(
        test: test.rawValue, needs: least, found: values.count, of: "values of the group '\(name)'")
    }
  }
}
