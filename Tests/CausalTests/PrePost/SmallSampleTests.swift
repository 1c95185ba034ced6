import Causal
import Columns
import Testing

/// Samples so small or so exact that an interval or a test has no meaning.
@Suite("Before and after: few values, exact fits, one side")
struct SmallSampleTests {
  @Test(
    "the signed rank's widest interval is missed by 2⁻ⁿ on each side: none where that is more than 3.75 %",
    arguments: [(1, false), (3, false), (4, false), (5, true), (6, true), (9, true)])
  func pairs(_ count: Int, _ hasInterval: Bool) throws {
    let after = (0..<count).map { 1 + 0.37 * Double($0 * $0) }
    let pairs = try PairedSamples(before: after.map { _ in 0 }, after: after)
    for test in [PrePostTest.signedRank, .signedRankExact] {
      let found = try pairs.test(test)
      #expect((found.confidenceLow != nil) == hasInterval, "\(test) \(count)")
      #expect((found.confidenceHigh != nil) == hasInterval)
      #expect(found.note?.contains("too few pairs for an interval") == !hasInterval)
      // All are positive: p = 2·2⁻ⁿ, by hand.
      #expect(
        abs(try #require(found.pValue) - min(1, 2 * Double(sign: .plus, exponent: -count, significand: 1)))
          < 1e-15)
    }
    // At 80 % four pairs are enough: 1/16 on each side.
    if count == 4 {
      let narrow = try pairs.test(.signedRank, TestOptions(confidence: 0.8))
      #expect(narrow.confidenceLow == after[0] && narrow.confidenceHigh == after[3])
    }
  }

  @Test(
    "the rank sum's is missed by one order in C(n₁ + n₂, n₁)",
    arguments: [(1, 2, false), (2, 3, false), (3, 3, false), (3, 4, true), (4, 4, true)])
  func groups(_ first: Int, _ second: Int, _ hasInterval: Bool) throws {
    let a = (0..<first).map { 0.31 * Double($0) }
    let b = (0..<second).map { 10 + 0.17 * Double($0 * $0) }
    let found = try IndependentSamples([a, b]).test(.rankSum)
    #expect((found.confidenceLow != nil) == hasInterval, "\(first) \(second)")
    #expect(found.note?.contains("too few values for an interval") == !hasInterval)
  }

  @Test("an analysis of covariance that fits every value exactly has no test")
  func exactCovariance() throws {
    let before = [1, 2, 3.7, 4, 5, 6.2]
    let table = try Table([
      "a": Column(before), "b": Column(before.map { $0 + 1 }), "g": [0, 0, 0, 1, 1, 1],
    ])
    var request = PrePostRequest(before: "a", after: "b", isPaired: false, group: "g")
    let found = try request.compare(table)
    let usual = try #require(found.tests.first { $0.test == .ancova })
    #expect(usual.pValue == nil && usual.note?.contains("exactly") == true, "\(usual)")
    request.tests = [.ancova]
    let named = request
    #expect(throws: PrePostError.constant(test: "ancova", what: "the other columns give every b exactly")) {
      try named.compare(table)
    }
  }

  @Test("Yates's correction that takes the whole distance: χ² = 0 and p = 1")
  func wholeCorrection() throws {
    // 1, 2; 3, 4: the expected counts are 1.2, 1.8, 2.8, 4.2, each 0.2 away.
    let found = try ContingencyTable(rows: 2, columns: 2, counts: [1, 2, 3, 4]).test(.chiSquaredYates)
    #expect(found.statistic == 0 && found.pValue == 1)
  }

  @Test(
    "Romano and Wolf's p has the side of the test: three changes of one sign are one draw of eight, or two")
  func oneSided() throws {
    var battery = PrePostBattery(outcomes: [.init(before: "a", after: "b")], by: ["s"], repetitions: 4999)
    let table = try Table(["a": [0, 0, 0], "b": [1, 2, 4], "s": [1, 1, 1]])
    func corrected(_ alternative: Alternative) throws -> Double {
      battery.options = TestOptions(alternative: alternative)
      return try #require(try battery.run(table).lines[0].romanoWolf)
    }
    // Four standard errors of a share of 4,999 draws are below 0.025.
    #expect(abs(try corrected(.twoSided) - 0.25) < 0.025)
    #expect(abs(try corrected(.greater) - 0.125) < 0.02)
    #expect(try corrected(.less) > 0.99)
  }

  @Test("tests that take clustered units as independent are told")
  func clusters() throws {
    let table = try Table([
      "a": [1, 2, 3, 4, 5, 6], "b": [2, 2.5, 4, 4.1, 6, 7.7], "c": [1, 1, 2, 2, 3, 3],
    ])
    var request = PrePostRequest(before: "a", after: "b")
    request.cluster = "c"
    #expect(try request.compare(table).warnings.contains { $0.contains("alone heeds the clusters") })
    request.tests = [.pairedTClustered]
    #expect(try request.compare(table).warnings.isEmpty)
  }
}
