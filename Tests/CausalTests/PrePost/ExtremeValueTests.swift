import Causal
import Columns
import Testing

/// Values whose squares and products leave the range of doubles.
@Suite("Extreme values before and after")
struct ExtremeValueTests {
  private static let wild: [[Double]] = [
    [1e308, -1e308, 1e308, 3, 5], [1, 2, 3, 4, -1e100], [1e-200, 2e-200, 3e-200, -1e-200, 0],
  ]

  @Test("pairs and groups are refused with the largest value", arguments: wild)
  func refused(_ values: [Double]) {
    let largest = values.map(\.magnitude).max() ?? 0
    #expect(throws: PrePostError.magnitude(what: "after", largest: largest)) {
      try PairedSamples(before: [1, 2, 3, 4, 5], after: values)
    }
    #expect(throws: PrePostError.magnitude(what: "group 2", largest: largest)) {
      try IndependentSamples([[1, 2, 3], values])
    }
    #expect(throws: PrePostError.magnitude(what: "occasion 3", largest: largest)) {
      try RepeatedMeasures([[1, 2, 3, 4, 5], [2, 3, 1, 5, 4], values])
    }
  }

  @Test("at the ends of the range every test has a number or says why", arguments: [1e-69, 1e69])
  func ends(_ scale: Double) throws {
    let before = [1.0, 4, 2, 5, 3, 7].map { $0 * scale }
    let after = [2.0, 3, 5, 9, 4, 6].map { $0 * scale }
    let plain = try PairedSamples(before: [1, 4, 2, 5, 3, 7], after: [2, 3, 5, 9, 4, 6])
    let pairs = try PairedSamples(before: before, after: after)
    for test in [PrePostTest.pairedT, .pearson, .spearman, .kendall] {
      let (found, wanted) = (try pairs.test(test), try plain.test(test))
      #expect(abs((found.pValue ?? .nan) - (wanted.pValue ?? .nan)) < 1e-12, "\(test)")
    }
    let groups = try IndependentSamples([before, after])
    let plainGroups = try IndependentSamples([[1, 4, 2, 5, 3, 7], [2, 3, 5, 9, 4, 6]])
    for test in PrePostTest.usual(for: .independentNumeric) {
      let (found, wanted) = (try groups.test(test), try plainGroups.test(test))
      #expect(abs((found.pValue ?? .nan) - (wanted.pValue ?? .nan)) < 1e-12, "\(test)")
      if test == .welchT {
        let degrees = try #require(found.degreesOfFreedom)
        #expect(abs(degrees - (wanted.degreesOfFreedom ?? 0)) < 1e-10)
      }
    }
  }

  @Test("the outcome cannot be adjusted for")
  func covariates() throws {
    let table = try Table([
      "a": [1, 2, 3, 5, 4, 6], "b": [2, 3, 3, 6, 5, 9], "g": [0, 1, 0, 1, 0, 1], "x": [1, 0, 2, 1, 3, 2],
    ])
    for (name, request) in [
      ("b", PrePostRequest(before: "a", after: "b")), ("a", PrePostRequest(before: "a", after: "b")),
      ("b", PrePostRequest(after: "b", isPaired: false, group: "g")),
    ] {
      var asked = request
      asked.covariates = ["x", name]
      let named = asked
      #expect(throws: PrePostError.outcomeAsCovariate(name)) { try named.check(names: table.names) }
      #expect(throws: PrePostError.outcomeAsCovariate(name)) { try named.compare(table) }
    }
    // The first occasion is a covariate of changes, and the comparison has it already.
    var changes = PrePostRequest(before: "a", after: "b", isPaired: false, group: "g")
    changes.covariates = ["x"]
    #expect(try changes.compare(table).ancova != nil)
  }
}
