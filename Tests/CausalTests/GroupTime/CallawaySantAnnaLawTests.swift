import Causal
import Columns
import Testing

@Suite("Laws of effects of groups in periods")
struct CallawaySantAnnaLawTests {
  private let rows = GroupTimeFixture().rows

  private func estimate(_ rows: [GroupTimeFixture.Row], _ request: DifferencesRequest) throws
    -> DifferencesResult
  {
    try request.estimate(GroupTimeFixture.table(rows))
  }

  @Test("four means by hand: one group, two periods")
  func hand() throws {
    // Treated 1→5 and 3→6; comparison 2→3, 4→5 and 0→4: 3.5 − 2.
    let table = try Table([
      "id": [1, 1, 2, 2, 3, 3, 4, 4, 5, 5], "t": [1, 2, 1, 2, 1, 2, 1, 2, 1, 2],
      "y": [1, 5, 3, 6, 2, 3, 4, 5, 0, 4], "g": [2, 2, 2, 2, 0, 0, 0, 0, 0, 0],
    ])
    let result = try GroupTimeFixture.request().estimate(table)
    let cell = try #require(result.groupTimeEffects.first)
    #expect(abs(cell.effect.estimate - 1.5) < 1e-15)
    // φ = (Δ − mean)/n within each group: ±½/2, and (−1, −1, 2)/3.
    let variance = 2 * (0.25 * 0.25) + (1.0 + 1 + 4) / 9
    #expect(abs(try #require(cell.effect.standardError) - variance.squareRoot()) < 1e-15)
    #expect(result.units == 5 && result.observations == 10 && result.groups == [2])
  }

  @Test("without covariates doubly robust, weighting and outcome regression are one number")
  func oneNumber() throws {
    let results = try [DifferencesMethod.doublyRobust, .weighting, .outcomeRegression, .improved, .abadie].map
    {
      method in
      try estimate(rows, GroupTimeFixture.request { $0.method = method })
    }
    for other in results.dropFirst() {
      #expect(agree(results[0].estimates.map { $0 }, other.estimates, 1e-10))
    }
  }

  @Test("doubly robust is outcome regression where the propensity is constant")
  func constantPropensity() throws {
    // Each group has the same covariates: unit k of every group has the same x.
    var balanced: [GroupTimeFixture.Row] = []
    var generator = GroupTimeFixture(units: 80, seed: 11).rows
    let values = (0..<20).map { Double(($0 * 7) % 20) / 10 - 1 }
    for index in generator.indices {
      let unit = Int(generator[index].id)
      generator[index].group = [0, 3, 4, 5][unit % 4]
      generator[index].x = values[unit / 4]
    }
    balanced = generator
    let robust = try estimate(balanced, GroupTimeFixture.request(covariates: "~ x"))
    let regression = try estimate(
      balanced, GroupTimeFixture.request(covariates: "~ x") { $0.method = .outcomeRegression })
    #expect(
      agree(
        robust.groupTimeEffects.map(\.effect.estimate), regression.groupTimeEffects.map(\.effect.estimate),
        1e-11))
  }

  @Test(
    "a unit effect, a period effect, another name for a unit or the order of rows change nothing",
    arguments: [nil, "~ x"], [ComparisonGroup.neverTreated, .notYetTreated])
  func invariance(covariates: String?, control: ComparisonGroup) throws {
    let request = GroupTimeFixture.request(covariates: covariates, weights: "w", cluster: "c") {
      $0.control = control
    }
    let plain = try estimate(rows, request).estimates
    let shifted = rows.map { row in
      var row = row
      row.outcome += 1000 * row.id - 300 * row.time
      return row
    }
    #expect(agree(plain, try estimate(shifted, request).estimates, 1e-8))
    let renamed = rows.map { row in
      var row = row
      row.id = 5000 - 3 * row.id
      row.cluster = 900 - row.cluster
      return row
    }
    #expect(agree(plain, try estimate(renamed, request).estimates, 1e-10))
    #expect(agree(plain, try estimate(rows.reversed(), request).estimates, 1e-10))
    // All dates later by the same.
    let later = rows.map { row in
      var row = row
      row.time += 2000
      if row.group > 0 { row.group += 2000 }
      return row
    }
    #expect(agree(plain, try estimate(later, request).estimates, 1e-10))
  }

  @Test("averages are what their definitions say of the cells")
  func aggregation() throws {
    let result = try estimate(rows, GroupTimeFixture.request())
    var sizes: [Int: Double] = [:]
    for row in rows where row.time == 1 { sizes[Int(row.group), default: 0] += 1 }
    let under = result.groupTimeEffects.filter { $0.time >= $0.group }
    func mean(_ cells: [DifferencesResult.GroupTimeEffect]) -> Double {
      cells.reduce(0) { $0 + sizes[$1.group, default: 0] * $1.effect.estimate }
        / cells.reduce(0) { $0 + sizes[$1.group, default: 0] }
    }
    let simple = try #require(result.aggregate(.simple)?.overall)
    #expect(abs(simple.estimate - mean(under)) < 1e-14)
    for (type, key) in [
      (EffectAggregation.dynamic, { (cell: DifferencesResult.GroupTimeEffect) in cell.time - cell.group }),
      (.calendar, { $0.time }),
    ] {
      let aggregate = try #require(result.aggregate(type))
      for average in aggregate.by {
        let cells = (type == .dynamic ? result.groupTimeEffects : under).filter {
          average.key == .number(key($0))
        }
        #expect(abs(average.effect.estimate - mean(cells)) < 1e-14)
      }
    }
    let groups = try #require(result.aggregate(.group))
    let weighted =
      groups.by.reduce(0) { sum, average in
        guard case .number(let group) = average.key else { return sum }
        return sum + sizes[group, default: 0] * average.effect.estimate
      } / (sizes.values.reduce(0, +) - sizes[0, default: 0])
    #expect(abs(try #require(groups.overall).estimate - weighted) < 1e-14)
  }

  @Test("weights of one and clusters of one unit change nothing; doubling all weights neither")
  func weightsAndClusters() throws {
    let plain = try estimate(rows, GroupTimeFixture.request(covariates: "~ x"))
    let ones = rows.map { row in
      var row = row
      row.weight = 2
      row.cluster = row.id
      return row
    }
    let other = try estimate(
      ones, GroupTimeFixture.request(covariates: "~ x", weights: "w", cluster: "c"))
    #expect(agree(plain.estimates, other.estimates, 1e-10))
  }

  @Test("a complete panel taken as unbalanced gives the same effects without covariates")
  func unbalanced() throws {
    let panel = try estimate(rows, GroupTimeFixture.request())
    var gappy = rows
    gappy.removeAll { $0.id == 3 && $0.time == 2 }
    let kept = try estimate(gappy, GroupTimeFixture.request { $0.incompleteUnits = .keep })
    #expect(kept.units == panel.units && kept.observations == rows.count - 1)
    let dropped = try estimate(gappy, GroupTimeFixture.request())
    #expect(dropped.units == panel.units - 1)
    #expect(dropped.warnings.contains { $0.contains("1 of 120 units have no row in some period") })
    let without = rows.filter { $0.id != 3 }
    #expect(agree(dropped.estimates, try estimate(without, GroupTimeFixture.request()).estimates, 1e-15))
  }

  @Test("the bootstrap agrees with the analytic errors, its bits do not depend on the threads")
  func bootstrap() throws {
    let analytic = try estimate(rows, GroupTimeFixture.request(covariates: "~ x"))
    for multipliers in MultiplierWeights.allCases {
      let request = GroupTimeFixture.request(covariates: "~ x") {
        $0.bootstrapDraws = 4000
        $0.multipliers = multipliers
        $0.seed = 5
        $0.aggregation = .dynamic
      }
      let one = try estimate(rows, request)
      var threaded = request
      threaded.threads = 3
      #expect(one.estimates == (try estimate(rows, threaded).estimates))
      let pairs = zip(analytic.groupTimeEffects, one.groupTimeEffects)
      for (a, b) in pairs {
        let ratio = try #require(b.effect.standardError) / (try #require(a.effect.standardError))
        // 4000 draws: the interquartile range has a relative deviation of 0.018; five of them and the small sample.
        #expect(abs(ratio - 1) < 0.12)
      }
      let bands = try #require(one.aggregate)
      // Bands of all event times are wider than each one's interval.
      #expect(try #require(bands.criticalValue) > 1.96)
      for effect in bands.by {
        #expect(try #require(effect.uniformLow) < (try #require(effect.effect.confidenceLow)))
      }
    }
  }

  @Test("the universal base: zero at the base, sums of changes elsewhere, the same effects under treatment")
  func universal() throws {
    let varying = try estimate(rows, GroupTimeFixture.request())
    let universal = try estimate(rows, GroupTimeFixture.request { $0.basePeriod = .universal })
    for cell in universal.groupTimeEffects {
      if cell.time == cell.group - 1 {
        #expect(cell.effect.estimate == 0 && cell.effect.standardError == nil)
      } else if cell.time >= cell.group {
        let other = try #require(
          varying.groupTimeEffects.first { $0.group == cell.group && $0.time == cell.time })
        #expect(cell.effect.estimate == other.effect.estimate)
        // Errors come from sums over other sets of columns: to rounding.
        let errors = (try #require(cell.effect.standardError), try #require(other.effect.standardError))
        #expect(abs(errors.0 - errors.1) < 1e-13 * errors.1)
      } else {
        let changes = varying.groupTimeEffects.filter {
          $0.group == cell.group && $0.time > cell.time && $0.time < cell.group
        }
        #expect(abs(cell.effect.estimate + changes.reduce(0) { $0 + $1.effect.estimate }) < 1e-13)
      }
    }
  }

  @Test(
    "with anticipation the test of parallel trends is that of a treatment so much earlier; R's W has more effects"
  )
  func anticipatedTest() throws {
    let late = rows.map { row in
      var row = row
      if row.group > 0 { row.group += 1 }
      return row
    }
    for covariates in [nil, "~ x"] {
      let plain = try estimate(rows, GroupTimeFixture.request(covariates: covariates))
      let told = try estimate(late, GroupTimeFixture.request(covariates: covariates) { $0.anticipation = 1 })
      let wanted = try #require(plain.preTrend)
      func figure(_ name: String) -> Double? { told.figures.first { $0.name == name }?.value }
      #expect(
        abs(try #require(figure("pretrend_parallel_statistic")) - wanted.statistic) < 1e-9 * wanted.statistic)
      #expect(figure("pretrend_parallel_df") == Double(wanted.degrees))
      #expect(abs(try #require(figure("pretrend_parallel_p_value")) - wanted.pValue) < 1e-9)
      let all = try #require(told.preTrend)
      #expect(all.degrees > wanted.degrees && all.statistic > wanted.statistic)
      #expect(told.warnings.contains { $0.contains("periods of anticipation too") })
      #expect(!plain.figures.contains { $0.name.hasPrefix("pretrend_parallel") })
    }
  }

  @Test("one thread and three give the same bits")
  func threads() throws {
    let large = GroupTimeFixture(units: 9000, seed: 3).rows
    var request = GroupTimeFixture.request(covariates: "~ x")
    let one = try estimate(large, request).estimates
    request.threads = 3
    #expect(one == (try estimate(large, request).estimates))
  }
}
