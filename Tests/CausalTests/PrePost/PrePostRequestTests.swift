import Causal
import Columns
import Models
import Testing

/// Oracles: the same numbers handed to the tests directly; laws; by hand.
@Suite("Comparisons read from a table")
struct PrePostRequestTests {
  static func table() throws -> Table {
    try Table([
      "pre": [3, 5, 4, 6, 2, 7, .nan, 5], "post": [4, 7, 6, 6, 5, 9, 8, .nan],
      "arm": Column(["b", "a", "b", "a", "b", "a", "a", "b"]), "treated": [1, 0, 1, 0, 1, 0, 0, 1],
      "x": [1, 2, 2, 3, 1, 4, 2, 3], "school": [1, 1, 2, 2, 3, 3, 3, 1],
      "sick": [1, 1, 1, 0, 1, 0, 1, 1], "later": [0, 1, 0, 0, 0, 0, 1, 0],
      "word": Column(["yes", "no", "yes", "no", "yes", "no", "yes", "yes"]),
      "third": [5, 7, 7, 6, 5, 9, 8, 9], "one": [1, 1, 1, 1, 1, 1, 1, 1],
    ])
  }

  private func error(_ request: PrePostRequest) throws -> PrePostError? {
    let table = try Self.table()
    do throws(PrePostError) {
      _ = try request.compare(table)
      return nil
    } catch { return error }
  }

  @Test("pairs: rows without both are left out and counted, the usual tests are run")
  func pairs() throws {
    let found = try PrePostRequest(before: "pre", after: "post").compare(Self.table())
    #expect(found.count == 6 && found.rows == .init(read: 8, missing: 2, filtered: 0))
    #expect(
      found.design == .pairedNumeric && found.tests.map(\.test) == [.pairedT, .signedRank, .sign, .pearson])
    let direct = try PairedSamples(before: [3, 5, 4, 6, 2, 7], after: [4, 7, 6, 6, 5, 9])
    #expect(found.tests[0] == (try direct.test(.pairedT)))
    #expect(found.descriptions.map(\.key) == ["before", "after", "change"])
    #expect(found.regressionToTheMean != nil)
  }

  @Test("before and after exchanged: the opposite sign and the same p")
  func swapped() throws {
    let there = try PrePostRequest(before: "pre", after: "post").compare(Self.table())
    let back = try PrePostRequest(before: "post", after: "pre").compare(Self.table())
    #expect(there.tests[0].estimate == back.tests[0].estimate.map { -$0 })
    #expect(there.tests[0].pValue == back.tests[0].pValue)
  }

  @Test("the estimate's direction: letters as R, an indicator 1 − 0, or as the reference says")
  func direction() throws {
    func groups(_ column: String, _ reference: String? = nil) throws -> [String] {
      var request = PrePostRequest(after: "post", isPaired: false, group: column)
      request.reference = reference
      return try request.compare(Self.table()).groups
    }
    #expect(try groups("arm") == ["a", "b"])
    #expect(try groups("arm", "a") == ["b", "a"])
    #expect(try groups("treated") == ["1", "0"])
    #expect(try groups("treated", "1") == ["0", "1"])
  }

  @Test("two columns as independent groups: each keeps its own rows")
  func twoColumns() throws {
    let found = try PrePostRequest(before: "pre", after: "post", isPaired: false).compare(Self.table())
    #expect(found.count == 14 && found.groups == ["after", "before"] && found.rows.missing == 2)
    let direct = try IndependentSamples([[4, 7, 6, 6, 5, 9, 8], [3, 5, 4, 6, 2, 7, 5]])
    #expect(found.tests[0] == (try direct.test(.welchT)))
  }

  @Test("the outcome named twice is the outcome, not a change of zero")
  func twice() throws {
    let one = try PrePostRequest(after: "post", isPaired: false, group: "arm").compare(Self.table())
    let two = try PrePostRequest(before: "post", after: "post", isPaired: false, group: "arm").compare(
      Self.table())
    #expect(one.tests == two.tests)
  }

  @Test("changes of groups, and their analysis of covariance")
  func changes() throws {
    var request = PrePostRequest(before: "pre", after: "post", isPaired: false, group: "treated")
    request.covariates = ["x"]
    request.tests = [.welchT, .ancova]
    let found = try request.compare(Self.table())
    let direct = try IndependentSamples([[1, 2, 3], [2, 0, 2]])
    #expect(found.tests[0].estimate == (try direct.test(.welchT)).estimate)
    let ancova = try #require(found.ancova)
    #expect(ancova.coefficients.map(\.name) == ["(Intercept)", "pre", "x", "treated1"])
    #expect(found.tests[1].estimate == ancova.coefficients[3].estimate)
    // With one degree the F of a term is its t squared.
    let t = ancova.coefficients[3].statistic
    #expect(
      near(found.tests[1].statistic, t * t, 1e-9) && ancova.typeTwo.map(\.term) == ["pre", "x", "treated"])
    #expect(near(ancova.typeOne[2].f, ancova.typeTwo[2].f, 1e-9))
  }

  @Test("events are told by 0 and 1; the table has the event first")
  func events() throws {
    let found = try PrePostRequest(before: "sick", after: "later").compare(Self.table())
    #expect(found.design == .pairedBinary && found.event == "1" && found.table?.counts == [2, 4, 0, 2])
    #expect(found.tests.map(\.test) == [.mcNemar, .mcNemarUncorrected, .mcNemarExact, .mcNemarMidP])
    // Six of eight before, two after.
    #expect(found.effects.first { $0.measure == "risk_difference" }?.estimate == -0.5)
    var numbers = PrePostRequest(before: "sick", after: "later")
    numbers.outcome = .numeric
    #expect(try numbers.compare(Self.table()).design == .pairedNumeric)
    var other = PrePostRequest(before: "sick", after: "later")
    other.event = "0"
    #expect(try other.compare(Self.table()).table?.counts == [2, 0, 4, 2])
  }

  @Test("words are events where they are said to be")
  func words() throws {
    var request = PrePostRequest(after: "word", isPaired: false, group: "treated")
    #expect(try error(request) == .textForNumber("word"))
    request.outcome = .binary
    let found = try request.compare(Self.table())
    #expect(found.event == "yes" && found.table?.counts == [4, 0, 1, 3])
    request.event = "no"
    #expect(try request.compare(Self.table()).table?.counts == [0, 4, 3, 1])
  }

  @Test("a long table of pairs is the wide one")
  func long() throws {
    let long = try Table([
      "id": [1, 2, 3, 1, 2, 3], "when": [1, 1, 1, 2, 2, 2], "y": [3, 5, 4, 4, 7, 6],
    ])
    var request = PrePostRequest(after: "y", isPaired: true, group: "when")
    request.id = "id"
    let found = try request.compare(long)
    #expect(found.tests[0] == (try PairedSamples(before: [3, 5, 4], after: [4, 7, 6]).test(.pairedT)))
    let twice = try Table(["id": [1, 1, 2, 1, 2], "when": [1, 1, 1, 2, 2], "y": [3, 5, 4, 4, 7]])
    do throws(PrePostError) {
      _ = try request.compare(twice)
      Issue.record("a unit with two values of an occasion")
    } catch { #expect(error == .duplicatePairs(column: "id", count: 1)) }
    request.id = nil
    #expect(throws: PrePostError.self) { try request.compare(long) }
  }

  @Test("more occasions, clusters and covariates of pairs")
  func more() throws {
    var request = PrePostRequest(before: "pre", after: "post")
    request.occasions = ["third"]
    request.cluster = "school"
    request.covariates = ["x"]
    let found = try request.compare(Self.table())
    let names = found.tests.map(\.test)
    #expect(
      names.contains(.repeatedMeasures) && names.contains(.pairedTClustered)
        && names.contains(.pairedAdjusted))
    #expect(found.tests.first { $0.test == .repeatedMeasures }?.degreesOfFreedom == 2)
  }

  @Test("a filter leaves rows out and counts them")
  func filter() throws {
    var request = PrePostRequest(before: "pre", after: "post")
    request.filter = try RowFilter("school < 3")
    let found = try request.compare(Self.table())
    #expect(found.rows == .init(read: 8, missing: 1, filtered: 3) && found.count == 4)
    request.filter = try RowFilter("school > 5")
    #expect(try error(request) == .noRows(read: 8, missing: 0, filtered: 8))
  }

  @Test("a usual test without an answer says why; a named one is an error")
  func unanswered() throws {
    let table = try Table(["pre": [1, 2, 3, 5], "post": [2, 3, 4, 6]])
    let found = try PrePostRequest(before: "pre", after: "post").compare(table)
    #expect(
      found.tests[0].pValue == nil && found.tests[0].note?.contains("all differences are the same") == true)
    #expect(found.tests[2].pValue == 0.125)
    var named = PrePostRequest(before: "pre", after: "post")
    named.tests = [.pairedT]
    #expect(throws: PrePostError.constant(test: "paired_t", what: "all differences are the same")) {
      try named.compare(table)
    }
  }

  @Test("what cannot be read is a typed error")
  func refused() throws {
    guard case .noColumn("pots", let nearest)? = try error(PrePostRequest(before: "pre", after: "pots"))
    else {
      Issue.record("no column 'pots'")
      return
    }
    #expect(nearest.contains("post"))
    #expect(try error(PrePostRequest(before: "pre", after: "arm")) == .textForNumber("arm"))
    #expect(
      try error(PrePostRequest(after: "post", isPaired: false, group: "one"))
        == .groups(test: "a comparison", needs: "two or more", found: 1))
    var request = PrePostRequest(before: "pre", after: "post")
    request.outcome = .binary
    #expect(try error(request) == .notBinary(column: "pre", found: 8))
    request = PrePostRequest(after: "post", isPaired: false, group: "x")
    request.tests = [.welchT]
    #expect(try error(request) == .groups(test: "welch_t", needs: "two", found: 4))
    request = PrePostRequest(after: "post", isPaired: false, group: "arm")
    request.reference = "c"
    guard case .noLevel("arm", "c", _)? = try error(request) else {
      Issue.record("no level 'c'")
      return
    }
    request = PrePostRequest(before: "pre", after: "post")
    request.tests = [.welchT]
    #expect(try error(request) == .notOfDesign(test: "welch_t", design: "pairs of numbers"))
    #expect(try error(PrePostRequest(before: "pre")) != nil)
  }

  @Test("groups that look like numbers of persons are refused and not shown")
  func identifiers() throws {
    let bodies = (0..<12).map { Double(12_345_670 + $0) }
    let table = try Table(["y": Column((0..<24).map { Double($0 % 7) }), "who": Column(bodies + bodies)])
    do throws(PrePostError) {
      _ = try PrePostRequest(after: "y", isPaired: false, group: "who").compare(table)
      Issue.record("levels shown")
    } catch {
      #expect(error == .identifier("who") && !error.description.contains("1234"))
    }
  }
}
