import Causal
import Columns
import Models
import Testing

@Suite("Two groups, two periods")
struct TwoByTwoTests {
  /// Treated 1→5 and 3→6; the others 2→3, 4→5 and 0→4: 3.5 − 2.
  static func table(_ change: (Double) -> Double = { $0 }) throws -> Table {
    try Table([
      "id": [1, 1, 2, 2, 3, 3, 4, 4, 5, 5], "t": [1, 2, 1, 2, 1, 2, 1, 2, 1, 2],
      "y": Column([1, 5, 3, 6, 2, 3, 4, 5, 0, 4].map(change)), "d": [0, 1, 0, 1, 0, 0, 0, 0, 0, 0],
      "group": [1, 1, 1, 1, 0, 0, 0, 0, 0, 0], "g": [2, 2, 2, 2, 0, 0, 0, 0, 0, 0],
    ])
  }

  static func request(
    _ method: DifferencesMethod?, _ treatment: TreatmentColumns.Treatment = .dummy("d"),
    isCross: Bool = false,
    _ change: (inout DifferencesRequest) -> Void = { _ in }
  ) -> DifferencesRequest {
    var request = DifferencesRequest(
      TreatmentColumns(
        outcome: "y", unit: isCross ? nil : "id", time: "t", treatment: treatment,
        areRepeatedCrossSections: isCross), estimator: .twoByTwo)
    request.method = method
    change(&request)
    return request
  }

  private func effect(_ request: DifferencesRequest, _ table: Table) throws -> EffectEstimate {
    try #require(try request.estimate(table).aggregate?.overall)
  }

  @Test(
    "every method without covariates is the difference of four means",
    arguments: [
      nil, .outcomeRegression, .weighting, .doublyRobust, .improved, .abadie,
    ] as [DifferencesMethod?])
  func fourMeans(method: DifferencesMethod?) throws {
    for treatment in [
      TreatmentColumns.Treatment.dummy("d"), .dummy("group"), .firstTreated("g"),
    ] {
      let found = try effect(Self.request(method, treatment), Self.table())
      #expect(abs(found.estimate - 1.5) < 1e-13)
    }
    let cross = try effect(Self.request(method, .dummy("group"), isCross: true), Self.table())
    #expect(abs(cross.estimate - 1.5) < 1e-13)
  }

  @Test("regression: iid errors of cross-sections by hand, clustered by unit in a panel")
  func regressionErrors() throws {
    // Residuals: ∓1, ∓½, 0, 2, −2 and −1, 1, 0; s² = 12.5/6; variance s²(1/2 + 1/2 + 1/3 + 1/3).
    let cross = try Self.request(nil, .dummy("group"), isCross: true).estimate(Self.table())
    let squares = 2 * 1.0 + 2 * 0.25 + (0 + 4 + 4) + (1 + 1 + 0)
    let error = (squares / 6 * (1.0 + 2.0 / 3)).squareRoot()
    #expect(abs(try #require(cross.aggregate?.overall?.standardError) - error) < 1e-13)
    #expect(cross.covariance.hasPrefix("iid"))
    #expect(try Self.request(nil).estimate(Self.table()).covariance.hasPrefix("cluster:id"))
  }

  @Test("in cross-sections a dummy of treated rows does not name the group")
  func statusInCrossSections() throws {
    guard case .unsuited? = try error(Self.request(.doublyRobust, .dummy("d"), isCross: true)) else {
      Issue.record("the group was guessed")
      return
    }
    #expect(
      try error(
        Self.request(nil, .firstTreated("g")) { $0.columns.filter = try? RowFilter("t == 1 & y > 0") })
        == .onePeriod(1))
  }

  private func error(_ request: DifferencesRequest, _ table: Table? = nil) throws -> DifferencesError? {
    let table = try table ?? Self.table()
    do throws(DifferencesError) { _ = try request.estimate(table) } catch { return error }
    return nil
  }

  @Test("three periods, before and after swapped, nobody treated")
  func refusals() throws {
    let three = try Table(["id": [1, 1, 1], "t": [1, 2, 3], "y": [1, 2, 3], "d": [0, 0, 1]])
    #expect(try error(Self.request(nil), three) == .notTwoPeriods(count: 3))
    let swapped = try Table([
      "id": [1, 1, 2, 2], "t": [1, 2, 1, 2], "y": [1, 2, 3, 4], "d": [1, 0, 0, 0],
    ])
    #expect(try error(Self.request(nil), swapped) == .reversals(estimator: "two-by-two", units: 1))
    let nobody = try Table(["id": [1, 1, 2, 2], "t": [1, 2, 1, 2], "y": [1, 2, 3, 4], "d": [0, 0, 0, 0]])
    #expect(try error(Self.request(nil), nobody) == .noTreated)
    let all = try Table(["id": [1, 1, 2, 2], "t": [1, 2, 1, 2], "y": [1, 2, 3, 4], "d": [0, 1, 0, 1]])
    #expect(try error(Self.request(nil), all) == .noComparison)
    #expect(try error(Self.request(.doublyRobust), all) == .noComparison)
  }

  @Test("changes in changes by hand")
  func changesInChanges() throws {
    // Comparison before 0, 2, 4 and after 3, 4, 5; the treated's 1 and 3 before have shares 1/3 and 2/3 there, which are 3 and 4
    // after: mean(5, 6) − mean(3, 4) = 2.
    let request = Self.request(.changesInChanges) { $0.bootstrapDraws = 50 }
    let result = try request.estimate(Self.table())
    #expect(try #require(result.aggregate?.overall).estimate == 2)
    #expect(try #require(result.aggregate?.overall?.standardError) > 0)
    let median = try #require(result.aggregate?.by.first { $0.key == .text("q0.5") })
    #expect(abs(median.effect.estimate - 2) < 1e-15)
    // What the treated would have had moves with any rising function of the outcome.
    let squared = try request.estimate(Self.table { $0 * $0 })
    #expect(try #require(squared.aggregate?.overall).estimate == (25 + 36) / 2.0 - (9 + 16) / 2.0)
    var threaded = request
    threaded.threads = 3
    #expect(try threaded.estimate(Self.table()).aggregate == result.aggregate)
  }

  @Test("triple differences without covariates: the difference of two differences, whatever the method")
  func triple() throws {
    var rows = GroupTimeFixture(units: 200, periods: 2, groups: [0, 2], seed: 5).rows
    for index in rows.indices { rows[index].cluster = Double(Int(rows[index].id) / 2 % 2) }
    let table = try GroupTimeFixture.table(rows)
    func did(_ eligible: Double) throws -> Double {
      try #require(
        try Self.request(.doublyRobust, .firstTreated("g")) {
          $0.columns.filter = try? RowFilter("c == \(Int(eligible))")
        }.estimate(table).aggregate?.overall
      ).estimate
    }
    let expected = try did(1) - did(0)
    var errors: [Double] = []
    for method in [DifferencesMethod.regression, .doublyRobust, .weighting, .outcomeRegression] {
      let request = Self.request(method, .firstTreated("g")) { $0.columns.triple = "c" }
      let found = try effect(request, table)
      #expect(abs(found.estimate - expected) < 1e-12)
      errors.append(try #require(found.standardError))
    }
    // Influence functions agree with each other, and with the clustered regression but for its factor 200/199·399/392.
    #expect(abs(errors[1] - errors[2]) < 1e-12 && abs(errors[1] - errors[3]) < 1e-12)
    #expect(abs(errors[0] / errors[1] - (200.0 / 199 * 399 / 392).squareRoot()) < 1e-9)
  }

  @Test(
    "doubly robust is outcome regression where the propensity is constant, in a panel and in cross-sections",
    arguments: [false, true])
  func constantPropensity(_ isCross: Bool) throws {
    // Units 1 to 12 of each kind have the same covariate: of every three one is treated.
    let fixture = HopelessDesignTests.fixture(.twoByTwo).changing {
      $0.x = ((($0.unit - 1) / 5).rounded(.down) * 5).truncatingRemainder(dividingBy: 12)
    }
    func estimate(_ method: DifferencesMethod) throws -> Double {
      var request = HopelessDesignTests.request(.twoByTwo)
      request.columns.covariates = "~ x"
      request.columns.areRepeatedCrossSections = isCross
      request.method = method
      return try #require(fixture.estimate(request).aggregate?.overall).estimate
    }
    let regression = try estimate(.outcomeRegression)
    for method in [DifferencesMethod.doublyRobust, .improved] {
      expectNear(try estimate(method), regression, 1e-12, "\(method)")
    }
  }

  @Test("with covariates: doubly robust is right where either model is, on data without noise")
  func noiseless() throws {
    // Trends are linear in x and there is no noise: outcome regression and doubly robust are exact.
    var rows = GroupTimeFixture(units: 150, periods: 2, groups: [0, 2], seed: 9).rows
    for index in rows.indices {
      rows[index].outcome =
        rows[index].time * (2 + 3 * rows[index].x)
        + (rows[index].group == 2 && rows[index].time == 2 ? 1.5 : 0)
    }
    let table = try GroupTimeFixture.table(rows)
    for method in [
      DifferencesMethod.outcomeRegression, .doublyRobust, .improved,
    ] {
      let panel = Self.request(method, .firstTreated("g")) { $0.columns.covariates = "~ x" }
      #expect(abs(try effect(panel, table).estimate - 1.5) < 1e-12)
      let cross = Self.request(method, .firstTreated("g"), isCross: true) { $0.columns.covariates = "~ x" }
      #expect(abs(try effect(cross, table).estimate - 1.5) < 1e-11)
    }
  }
}
