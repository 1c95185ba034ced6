import Causal
import Columns
import Kernels
import Testing

@Suite("Parallel trends given covariates, tested before the treatment")
struct ConditionalPretestTests {
  private typealias Unit = BruteForcePretest.Unit

  /// Units over five periods, treated in 4, 5 or never; the trend before the treatment depends on x, in treated groups by `violation`
  /// more. The mean of what is added is zero.
  private func units(
    _ count: Int, seed: UInt64, covariates: Int = 1, violation: Double = 0, isRounded: Bool = false
  ) -> [Unit] {
    var generator = PCG64(seed: seed, stream: 1)
    return (0..<count).map { index in
      let group = [0, 0, 4, 5][index % 4]
      var x = (0..<covariates).map { _ in generator.nextNormal() + (group > 0 ? 0.3 : 0) }
      if isRounded { x = x.map { ($0 * 2).rounded() / 2 } }
      let own = group > 0 ? violation * ((x[0] - 0.3) * (x[0] - 0.3) - 1) : 0
      var level = generator.nextNormal()
      let outcome = (1...5).map { time in
        level += 0.3 * x[0] + own + 0.2 * Double(time) + (time == group ? 1 : 0) + generator.nextNormal()
        return level
      }
      return Unit(group: group, x: x, weight: 0.5 + generator.nextUnit(), outcome: outcome)
    }
  }

  private func table(_ units: [Unit]) throws -> Table {
    var columns: [String: [Double]] = [:]
    for (index, unit) in units.enumerated() {
      for (time, y) in unit.outcome.enumerated() {
        columns["id", default: []].append(Double(index))
        columns["t", default: []].append(Double(time + 1))
        columns["g", default: []].append(Double(unit.group))
        columns["w", default: []].append(unit.weight)
        columns["y", default: []].append(y)
        columns["c", default: []].append(Double(index / 8))
        for (number, x) in unit.x.enumerated() { columns["x\(number + 1)", default: []].append(x) }
      }
    }
    return try Table(columns.sorted { $0.key < $1.key }.map { (name: $0.key, column: Column($0.value)) })
  }

  private func request(
    covariates: String = "~ x1", weights: String? = nil, cluster: String? = nil,
    _ change: (inout DifferencesRequest) -> Void = { _ in }
  ) -> DifferencesRequest {
    GroupTimeFixture.request(covariates: covariates, weights: weights, cluster: cluster) {
      $0.conditionalPretest = true
      change(&$0)
    }
  }

  private func test(_ units: [Unit], _ request: DifferencesRequest) throws
    -> DifferencesResult.ConditionalPretest
  {
    try #require(request.estimate(table(units)).conditionalPretest)
  }

  @Test("the statistic is the O(n²) double sum", arguments: [1, 2], [false, true])
  func statistic(covariates: Int, isRounded: Bool) throws {
    let units = units(120, seed: 3, covariates: covariates, isRounded: isRounded)
    let wanted = BruteForcePretest(units).statistic
    let formula = covariates == 1 ? "~ x1" : "~ x1 + x2"
    let found = try test(units, request(covariates: formula, weights: "w"))
    #expect(found.moments == 5 && !found.isSampled)
    #expect(found.points == Set(units.map(\.x)).count)
    // Sums of 120 terms and two logits solved to rounding.
    #expect(abs(found.statistic - wanted) <= 1e-11 * wanted)
  }

  @Test("the law of the draws is that of influences by numerical derivatives")
  func law() throws {
    let units = units(48, seed: 9, covariates: 2)
    let draws = BruteForcePretest(units).draws(20_000)
    let found = try test(
      units,
      request(covariates: "~ x1 + x2", weights: "w") {
        $0.bootstrapDraws = 20_000
        $0.multipliers = .rademacher
      })
    // The 95 % quantile of 20,000 draws of such a sum of squares is known to some 1.2 %; two of them differ by four times √2 of that
    // once in 10,000.
    #expect(abs(found.criticalValue / draws[18_999] - 1) < 0.07)
    let statistic = BruteForcePretest(units).statistic
    let share = Double(draws.count { $0 >= statistic }) / 20_000
    #expect(abs(found.pValue - share) < 0.02)
  }

  @Test(
    "a trend that depends on x in treated groups alone, zero on average, is found here and not by the joint test"
  )
  func power() throws {
    let wrong = units(2000, seed: 12, violation: 0.8)
    let result = try request().estimate(table(wrong))
    #expect(try #require(result.conditionalPretest).pValue <= 0.01)
    #expect(try #require(result.preTrend).pValue > 0.05)
    let right = try test(units(2000, seed: 12), request())
    #expect(right.pValue > 0.05 && right.draws == 999)
    #expect((right.statistic >= right.criticalValue) == (right.pValue <= 0.05))
  }

  @Test(
    "a sample of the values stands for all of them where they are more than a thousand", arguments: [1, 2])
  func sampled(covariates: Int) throws {
    let units = units(1100, seed: 21, covariates: covariates, violation: 0.1)
    let found = try test(
      units, request(covariates: covariates == 1 ? "~ x1" : "~ x1 + x2") { $0.bootstrapDraws = 99 })
    #expect(found.isSampled && found.points == 1000)
    var plain = units
    for index in plain.indices { plain[index].weight = 1 }
    // 1,000 of 1,100 points: the mean of squares that vary by about their mean, to √(0.1/1000) of it, four times.
    #expect(abs(found.statistic / BruteForcePretest(plain).statistic - 1) < 0.04)
  }

  @Test("the same bits with two threads, and of units in another order the same statistic")
  func determinism() throws {
    let units = units(1200, seed: 8, covariates: 2)
    let formula = "~ x1 + x2"
    let one = try test(units, request(covariates: formula))
    #expect(try test(units, request(covariates: formula) { $0.threads = 2 }) == one)
    let few = self.units(200, seed: 8)
    let a = try test(few, request())
    let b = try test(Array(few.reversed()), request())
    #expect(abs(a.statistic - b.statistic) <= 1e-12 * a.statistic)
  }

  @Test("effects of units and periods change nothing, the outcome's scale its square")
  func equivariance() throws {
    let given = units(160, seed: 4)
    var moved = given
    for index in moved.indices {
      moved[index].outcome = moved[index].outcome.enumerated().map { time, y in
        3 * (y + Double(index % 7) + Double(time * time))
      }
    }
    let a = try test(given, request())
    let b = try test(moved, request())
    #expect(abs(b.statistic - 9 * a.statistic) <= 1e-10 * b.statistic)
    #expect(abs(b.criticalValue - 9 * a.criticalValue) <= 1e-10 * b.criticalValue)
    #expect(a.pValue == b.pValue)
  }

  @Test("clusters change the law, not the statistic; anticipation takes the periods in which units may react")
  func clusters() throws {
    let units = units(160, seed: 5)
    let a = try test(units, request())
    let b = try test(units, request(cluster: "c"))
    #expect(a.statistic == b.statistic && a.criticalValue != b.criticalValue)
    #expect(try test(units, request { $0.anticipation = 1 }).moments == 3)
    #expect(try test(units, request { $0.control = .notYetTreated }).moments == 5)
  }

  @Test("an outcome that never changes: nothing to reject")
  func constant() throws {
    var units = units(80, seed: 6)
    for index in units.indices { units[index].outcome = [1, 1, 1, 1, 1] }
    let found = try test(units, request())
    #expect(found.statistic == 0 && found.pValue == 1)
  }

  @Test("a covariate that separates is left out of the test, and told; one period before is no test")
  func none() throws {
    var separated = units(80, seed: 6)
    // Treated units have the larger values, by far: a line predicts, no propensity is finite.
    for index in separated.indices {
      separated[index].x = [(separated[index].group > 0 ? 1 : 0) + 0.001 * Double(index)]
    }
    let result = try request { $0.method = .outcomeRegression }.estimate(table(separated))
    #expect(result.conditionalPretest == nil)
    #expect(result.warnings.contains { $0.contains("no conditional test before the treatment") })
    let short = units(80, seed: 6).map { unit -> Unit in
      var unit = unit
      unit.group = unit.group > 0 ? 2 : 0
      return unit
    }
    let none = try request().estimate(table(short))
    #expect(none.conditionalPretest == nil)
    #expect(none.warnings.contains { $0.contains("no group has two periods before it") })
  }

  @Test("without covariates, in cross-sections and with other estimators it is refused")
  func refusals() throws {
    let table = try table(units(40, seed: 6))
    func error(_ request: DifferencesRequest) -> DifferencesError? {
      do throws(DifferencesError) { _ = try request.estimate(table) } catch { return error }
      return nil
    }
    for request in [
      GroupTimeFixture.request { $0.conditionalPretest = true },
      GroupTimeFixture.request(covariates: "~ x1", isCross: true) { $0.conditionalPretest = true },
      request { $0.estimator = .imputation },
    ] { #expect(error(request)?.isOfUsage == true) }
  }
}
