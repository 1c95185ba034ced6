import Causal
import Columns
import Kernels
import Testing

@Suite("Placebos and groups left out")
struct DesignPlacebosTests {
  /// 30 units in 10 periods; the first four gain one from period 7 on, the next three from period 9 on.
  static func table(
    keeping: (Int) -> Bool = { _ in true }, periods: ClosedRange<Int> = 1...10, dated: Int? = nil
  ) throws -> Table {
    var generator = PCG64(seed: 12, stream: 0)
    var unit: [Double] = []
    var time: [Double] = []
    var outcome: [Double] = []
    var first: [Double] = []
    for id in 0..<30 {
      let date = id < 4 ? 7 : (id < 7 ? 9 : 0)
      let level = generator.nextNormal()
      for period in 1...10 {
        let value =
          level + 0.3 * Double(period) + 0.3 * generator.nextNormal() + (date > 0 && period >= date ? 1 : 0)
        guard keeping(id), periods.contains(period) else { continue }
        unit.append(Double(id))
        time.append(Double(period))
        outcome.append(value)
        first.append(Double(date > 0 ? dated ?? date : 0))
      }
    }
    return try Table(["id": Column(unit), "t": Column(time), "y": Column(outcome), "g": Column(first)])
  }

  static func request(_ sensitivity: SensitivityRequest?) -> DifferencesRequest {
    var request = DifferencesRequest(
      TreatmentColumns(outcome: "y", unit: "id", time: "t", treatment: .firstTreated("g")),
      estimator: .syntheticDifferences)
    request.errorSource = SyntheticErrorSource.none
    request.sensitivity = sensitivity
    return request
  }

  @Test("without a cohort is the estimate of the table without it; without a unit too")
  func leaveOneOut() throws {
    let all = try Self.request(SensitivityRequest(leaveOneOut: .cohort)).estimate(Self.table())
    let left = try #require(all.sensitivity).leaveOneOut
    #expect(left.map(\.key) == [.number(7), .number(9)])
    let other = try Self.request(nil).estimate(Self.table(keeping: { $0 >= 4 }))
    #expect(left[0].effect == other.aggregate?.overall)
    let units = try #require(
      try Self.request(SensitivityRequest(leaveOneOut: .unit)).estimate(Self.table()).sensitivity)
    #expect(units.leaveOneOut.count == 30)
    let without = try Self.request(nil).estimate(Self.table(keeping: { $0 != 12 }))
    #expect(units.leaveOneOut[12].effect == without.aggregate?.overall)
  }

  @Test(
    "without a unit is the whole estimate of the table without it, though bands and powers are not found for it",
    arguments: [
      DifferencesEstimator.eventStudy, .sunAbraham, .stacked, .localProjections, .twoStage, .imputation,
      .extendedTwoWay, .switching, .twoWayFixedEffects,
    ])
  func leaveOneOutAlone(estimator: DifferencesEstimator) throws {
    var request = Self.request(SensitivityRequest(leaveOneOut: .unit))
    request.errorSource = nil
    request.estimator = estimator
    let found = try request.estimate(Self.table())
    let left = try #require(found.sensitivity).leaveOneOut
    #expect(left.count == 30 && left.allSatisfy { $0.effect != nil })
    request.sensitivity = nil
    let without = try request.estimate(Self.table(keeping: { $0 != 5 }))
    #expect(left[5].effect == without.aggregate?.overall)
    // The estimate itself has what those have not.
    let aggregate = try #require(found.aggregate)
    #expect(
      estimator == .twoWayFixedEffects
        ? found.tables.contains { $0.name == "effect_weights" } : aggregate.criticalValue != nil)
  }

  @Test(
    "callaway-santanna of one group: a placebo one period ahead is the last effect before the treatment, with its error"
  )
  func groupTimeDates() throws {
    let table = try Self.table(keeping: { $0 < 4 || $0 >= 7 })
    var request = Self.request(SensitivityRequest(placeboDates: [1, 2]))
    request.estimator = .callawaySantAnna
    request.errorSource = nil
    let result = try request.estimate(table)
    let found = try #require(result.sensitivity).placeboDates
    let last = try #require(result.groupTimeEffects.first { $0.group == 7 && $0.time == 6 }).effect
    let one = try #require(found[0].effect, "\(found[0].reason ?? "")")
    #expect(abs(one.estimate - last.estimate) < 1e-13)
    #expect(abs(try #require(one.standardError) - (try #require(last.standardError))) < 1e-13)
    // Two ahead: the mean of the effects in 5 and 6 of those first treated in 5.
    var earlier = request
    earlier.sensitivity = nil
    let moved = try Self.table(keeping: { $0 < 4 || $0 >= 7 }, periods: 1...6, dated: 5)
    let two = try #require(found[1].effect, "\(found[1].reason ?? "")")
    let wanted = try #require(try earlier.estimate(moved).aggregate?.overall)
    #expect(abs(two.estimate - wanted.estimate) < 1e-13)
  }

  @Test("a placebo date is the estimate of the rows before the treatment with the date moved")
  func dates() throws {
    let result = try Self.request(SensitivityRequest(placeboDates: [2, 20])).estimate(Self.table())
    let found = try #require(result.sensitivity).placeboDates
    // Before period 7 the second cohort, moved to 7, is not treated yet.
    let before = try Self.table(periods: 1...6)
    var request = Self.request(nil)
    request.columns.treatment = .firstTreated("moved")
    guard case .real(let dates) = try before.column("g").values else {
      Issue.record("no numbers")
      return
    }
    let moved = try Table([
      "id": before.column("id"), "t": before.column("t"), "y": before.column("y"),
      "moved": Column(dates.map { $0 == 0 ? 0 : $0 - 2 }),
    ])
    #expect(found[0].effect == (try request.estimate(moved)).aggregate?.overall)
    #expect(abs(try #require(found[0].effect).estimate) < 0.5)
    // Twenty periods ahead nobody is left.
    #expect(found[1].effect == nil && found[1].reason != nil)
  }

  @Test("placebo groups: p is the rank of the estimate among draws, the same in every run")
  func groups() throws {
    let asked = SensitivityRequest(placeboGroups: 60)
    let result = try Self.request(asked).estimate(Self.table())
    let found = try #require(result.sensitivity?.placeboGroups)
    let estimate = try #require(result.aggregate?.overall).estimate
    #expect(found.estimates.count + found.failed == 60)
    let extreme = found.estimates.count { abs($0) >= abs(estimate) }
    #expect(found.pValue == Double(1 + extreme) / Double(1 + found.estimates.count))
    #expect(found.pValue < 0.1)
    #expect(try Self.request(asked).estimate(Self.table()).sensitivity?.placeboGroups == found)
  }

  @Test(
    "bounds of an estimator without covariance by event time are refused; clusters that are not named too")
  func refusals() throws {
    let table = try Self.table()
    #expect(throws: DifferencesError.self) {
      try Self.request(SensitivityRequest(restrictions: [.smoothness([0])])).estimate(table)
    }
    #expect(throws: DifferencesError.self) {
      try Self.request(SensitivityRequest(leaveOneOut: .cluster)).estimate(table)
    }
  }

  @Test("a multiple of a covariate added to the outcome changes nothing where the covariate is taken out")
  func covariates() throws {
    let table = try Self.table()
    guard case .real(let outcome) = try table.column("y").values else {
      Issue.record("no numbers")
      return
    }
    var generator = PCG64(seed: 3, stream: 9)
    let covariate = outcome.map { _ in generator.nextNormal() }
    func estimate(_ values: [Double]) throws -> Double {
      let own = try Table([
        "id": table.column("id"), "t": table.column("t"), "y": Column(values), "g": table.column("g"),
        "x": Column(covariate),
      ])
      var request = Self.request(nil)
      request.columns.covariates = "~ x"
      return try #require(try request.estimate(own).aggregate?.overall).estimate
    }
    let one = try estimate(outcome)
    let other = try estimate(zip(outcome, covariate).map { $0 + 5 * $1 })
    #expect(abs(one - other) < 1e-9)
  }
}
