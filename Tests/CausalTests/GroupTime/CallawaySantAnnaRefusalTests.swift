import Causal
import Columns
import Models
import Testing

@Suite("Data without an answer for effects of groups in periods")
struct CallawaySantAnnaRefusalTests {
  private func rows(_ groups: [Int], units: Int = 60) -> [GroupTimeFixture.Row] {
    GroupTimeFixture(units: units, groups: groups).rows
  }

  @Test("no never-treated units: an error, or the last group as comparison")
  func noNever() throws {
    let rows = rows([3, 5])
    #expect(try GroupTimeFixture.error(rows, GroupTimeFixture.request()) == .noNeverTreated)
    let result = try GroupTimeFixture.request { $0.control = .notYetTreated }
      .estimate(GroupTimeFixture.table(rows))
    #expect(result.groups == [3] && result.groupTimeEffects.map(\.time) == [2, 3, 4])
    #expect(result.warnings.contains { $0.contains("no unit stays untreated") })
  }

  @Test("all treated at once")
  func atOnce() throws {
    for control in ComparisonGroup.allCases {
      #expect(
        try GroupTimeFixture.error(rows([3]), GroupTimeFixture.request { $0.control = control })
          == .noComparison)
    }
  }

  @Test(
    "one treated and one untreated unit leave nothing for regressions clustered by unit; reversals are said first"
  )
  func twoUnits() throws {
    let all = GroupTimeFixture().rows
    let treated = try #require(all.first { $0.group == 4 }).id
    let other = try #require(all.first { $0.group == 0 }).id
    let two = all.filter { $0.id == treated || $0.id == other }
    for estimator in [DifferencesEstimator.extendedTwoWay, .bacon] {
      for covariance in [nil, try CovarianceRequest("cluster:id")] {
        let request = GroupTimeFixture.request {
          $0.estimator = estimator
          $0.covariance = covariance
        }
        #expect(try GroupTimeFixture.error(two, request) == .oneClusterEach("id"), "\(estimator)")
      }
    }
  }

  @Test("no joint test where treated units are too few for its degrees, with covariates as without")
  func fewTreated() throws {
    let all = GroupTimeFixture().rows
    // The unit nearest the middle of the covariate in each group, so that it separates none.
    func middle(_ group: Double) throws -> Double {
      try #require(all.filter { $0.group == group }.min { abs($0.x) < abs($1.x) }).id
    }
    let kept = [try middle(4), try middle(5)]
    let few = all.filter { $0.group == 0 || kept.contains($0.id) }
    for covariates in [nil, "~ x"] {
      let request = GroupTimeFixture.request(covariates: covariates)
      let result = try request.estimate(GroupTimeFixture.table(few))
      // Five effects before; one unit a group varies about no mean, and three changes of the comparison are left.
      #expect(result.groupTimeEffects.count { $0.time < $0.group } == 5)
      #expect(result.preTrend == nil)
      #expect(result.warnings.contains { $0.contains("no joint test before the treatment") })
      // With all units of the groups there is one.
      let whole = try request.estimate(GroupTimeFixture.table(all))
      #expect(whole.preTrend?.degrees == 6 && !whole.warnings.contains { $0.contains("no joint test") })
    }
  }

  @Test("nobody treated, or all treated ones from the first period on")
  func nobody() throws {
    #expect(try GroupTimeFixture.error(rows([0]), GroupTimeFixture.request()) == .noTreated)
    #expect(try GroupTimeFixture.error(rows([0, 99]), GroupTimeFixture.request()) == .noTreated)
    let always = rows([0, 1])
    let count = Set(always.filter { $0.group == 1 }.map(\.id)).count
    #expect(try GroupTimeFixture.error(always, GroupTimeFixture.request()) == .alwaysTreated(units: count))
  }

  @Test("units treated from the first period on are left out, not compared with")
  func always() throws {
    let all = rows([0, 1, 4])
    let without = all.filter { $0.group != 1 }
    let a = try GroupTimeFixture.request().estimate(GroupTimeFixture.table(all))
    let b = try GroupTimeFixture.request().estimate(GroupTimeFixture.table(without))
    #expect(agree(a.estimates, b.estimates, 1e-14))
    #expect(a.warnings.contains { $0.contains("treated from the first period on") })
  }

  @Test("one unit in a group: its effect, an error from the comparison alone, and a warning")
  func oneUnit() throws {
    var rows = rows([0, 4])
    for index in rows.indices where rows[index].id == 0 { rows[index].group = 3 }
    let result = try GroupTimeFixture.request().estimate(GroupTimeFixture.table(rows))
    #expect(result.groups == [3, 4])
    #expect(result.warnings.contains { $0.contains("groups of few units") && $0.contains("3") })
    #expect(result.groupTimeEffects.allSatisfy { $0.effect.standardError ?? 0 > 0 })
    // With covariates one unit cannot carry a propensity of its own, and the other group still has its effects.
    let robust = try GroupTimeFixture.request(covariates: "~ x").estimate(GroupTimeFixture.table(rows))
    #expect(robust.groups.contains(4))
  }

  @Test("treatment that ends again")
  func reversal() throws {
    let table = try Table([
      "id": [1, 1, 1, 2, 2, 2], "t": [1, 2, 3, 1, 2, 3], "y": [1, 2, 3, 1, 2, 3], "d": [0, 1, 0, 0, 0, 0],
    ])
    var request = GroupTimeFixture.request()
    request.columns.treatment = .dummy("d")
    #expect(throws: DifferencesError.reversals(estimator: "callaway-santanna", units: 1)) {
      try request.estimate(table)
    }
  }

  @Test("an outcome missing in one period: the unit is left out and counted")
  func missing() throws {
    var rows = rows([0, 4])
    rows[8].outcome = .nan
    let result = try GroupTimeFixture.request().estimate(GroupTimeFixture.table(rows))
    #expect(result.units == 59)
    #expect(result.design.dropped == [.init(reason: .missing("y"), rows: 1)])
  }

  @Test("perfect separation names the covariate; outcome regression still answers")
  func separation() throws {
    let rows = rows([0, 4]).map { row in
      var row = row
      row.x = row.group == 0 ? -1 - row.weight : 1 + row.weight
      return row
    }
    #expect(
      try GroupTimeFixture.error(rows, GroupTimeFixture.request(covariates: "~ x"))
        == .separation(cell: "group 4 in 2", terms: ["x"]))
    let quasi = rows.map { row in
      var row = row
      if row.id < 6 { row.x = 0 }
      return row
    }
    guard
      case .separation? = try GroupTimeFixture.error(
        quasi, GroupTimeFixture.request(covariates: "~ x") { $0.method = .weighting })
    else {
      Issue.record("a covariate that separates all but ties at one value")
      return
    }
    let regression = try GroupTimeFixture.request(covariates: "~ x") { $0.method = .outcomeRegression }
      .estimate(GroupTimeFixture.table(rows))
    #expect(regression.groups == [4])
  }

  @Test("comparison units that all are trimmed: no overlap; a few: told")
  func overlap() throws {
    // 400 treated and 1 comparison unit: the fitted propensity is 400/401.
    var rows: [GroupTimeFixture.Row] = GroupTimeFixture(units: 401, groups: [4]).rows
    for index in rows.indices where rows[index].id < 1 { rows[index].group = 0 }
    let error = try GroupTimeFixture.error(
      rows, GroupTimeFixture.request(covariates: "~ 1") { $0.method = .abadie })
    guard case .noOverlap(_, trimmed: 1)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    // Treated with x around 3, the others around 0 but for one at 6, whose fitted propensity is above the bound.
    let all = GroupTimeFixture(units: 2000, groups: [0, 4]).rows
    let one = all.first { $0.group == 0 }?.id
    let few = all.map { row in
      var row = row
      row.x = row.id == one ? 6 : row.x + (row.group == 0 ? 0 : 3)
      return row
    }
    let result = try GroupTimeFixture.request(covariates: "~ x").estimate(GroupTimeFixture.table(few))
    #expect(result.warnings.contains { $0.contains("trimmed for a propensity of 0.995") })
  }

  @Test("a covariate that repeats another is left out and told")
  func repeated() throws {
    let rows = rows([0, 4])
    let plain = try GroupTimeFixture.request(covariates: "~ x").estimate(GroupTimeFixture.table(rows))
    let twice = try GroupTimeFixture.request(covariates: "~ x + I(2 * x - 1)")
      .estimate(GroupTimeFixture.table(rows))
    #expect(agree(plain.estimates, twice.estimates, 1e-12))
    #expect(twice.warnings.contains { $0.contains("combinations of others") })
  }

  @Test("clusters that part a unit, options of other estimators, a dummy in cross-sections")
  func options() throws {
    var rows = rows([0, 4])
    rows[1].cluster = 77
    #expect(
      try GroupTimeFixture.error(rows, GroupTimeFixture.request(cluster: "c"))
        == .clusterVaries(column: "c", units: 1))
    guard
      case .notOfEstimator? = try GroupTimeFixture.error(
        rows, GroupTimeFixture.request { $0.method = .regression }),
      case .notOfEstimator? = try GroupTimeFixture.error(
        rows, GroupTimeFixture.request { $0.balancedEventTimes = 1 })
    else {
      Issue.record("an option that does not belong was taken")
      return
    }
    var cross = GroupTimeFixture.request(isCross: true)
    cross.columns.treatment = .dummy("g")
    let binary = rows.map { row in
      var row = row
      row.group = row.group == 0 ? 0 : 1
      return row
    }
    #expect(
      try GroupTimeFixture.error(binary, cross) == .cohortsUnknown(estimator: "callaway-santanna"))
    #expect(
      try GroupTimeFixture.error(
        rows,
        GroupTimeFixture.request {
          $0.aggregation = .dynamic
          $0.balancedEventTimes = 40
        }) == .emptyAggregate("dynamic"))
  }
}
