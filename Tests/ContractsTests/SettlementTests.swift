import Columns
import Contracts
import Indicators
import Kernels
import Testing

/// Oracle: worked by hand.
@Suite("Settlement")
struct SettlementTests {
  @Test("all results reached: capital back with 8 %, the rest to providers and State")
  func success() throws {
    let settlement = try Settlement(try FirstContract().made())
    // 130 + 50 on 2024-01-31, 150 on 2025-02-10, when it was certified.
    #expect(settlement.paid == 330)
    // 180 in hand: 170 of capital, then 10 of the 13.6, rounded 10 + 4, that are owed.
    // 150 in hand: 130 of capital, 24 − 10 = 14 of return, 6 over: 3, 2 and 1.
    let returns = settlement.investorReturns
    #expect(returns.map(\.invested) == [250, 50])
    #expect(returns.map(\.capitalRepaid) == [250, 50])
    #expect(returns.map(\.gained) == [20, 4])
    #expect(returns.map(\.loss) == [0, 0])
    #expect(settlement.ledger.received(by: "a", .surplus) == 3)
    #expect(settlement.ledger.received(by: "b", .surplus) == 2)
    #expect(settlement.ledger.received(by: "state", .surplus) == 1)
    // D'Hondt on the running totals 130, 180, 330 by 24 : 76; 79.2 of 330 is 79, 250.8 is 251.
    #expect(settlement.sources.publicMoney == 79)
    #expect(settlement.sources.privateMoney == 251)
    #expect(settlement.balances.reduce(0) { $0 + $1.received - $1.paid } == 0)
    #expect(settlement.ledger.balance(of: Ledger.account) == 0)
    // 900 × 0.58 + 100 × 0.39 + 600 × 0.59 = 915 children for 330 pesos.
    let cost = try #require(settlement.outcomeCosts.first)
    #expect(cost.persons == Exact(915))
    #expect(cost.perPerson == Exact(330, over: 915))
  }

  @Test("results fail: the investors bear the loss, and no more than they put in")
  func failure() throws {
    var first = FirstContract()
    first.measurements[0] = Measurement(
      milestone: "one", outcome: "deficit", provider: "a", value: Exact(60, over: 100), persons: 900)
    first.measurements[2] = Measurement(
      milestone: "two", outcome: "deficit", provider: "a", value: Exact(50, over: 100), persons: 600)
    let settlement = try Settlement(try first.made())
    // Only b's 50, shared by 120 : 50 of outstanding capital: quotas 35.29 and 14.71; 120/36 and 50/15 are equal, so
    // that the peso left goes to the first.
    #expect(settlement.paid == 50)
    #expect(settlement.investorReturns.map(\.capitalRepaid) == [36, 14])
    #expect(settlement.investorReturns.map(\.loss) == [214, 36])
    #expect(settlement.investorReturns.map(\.gained) == [0, 0])
  }

  @Test("nothing is paid without a certification, nor before its day")
  func certified() throws {
    var first = FirstContract()
    let before = try Settlement(try first.made(), until: FirstContract.day("2024-01-30"))
    #expect(before.paid == 0)
    #expect(before.results[0].state == .due(FirstContract.day("2024-01-31")))
    #expect(before.results[2].state == .notCertified)
    #expect(before.results[2].amount == 150)
    let after = try Settlement(try first.made(), until: FirstContract.day("2025-02-09"))
    #expect(after.paid == 180)
    first.certifications = []
    first.measurements.removeLast()
    let none = try Settlement(try first.made())
    #expect(none.results.map(\.state) == [.notCertified, .notCertified, .notMeasured])
    #expect(none.paid == 0)
    #expect(none.investorReturns.map(\.internalRateOfReturn) == [-1, -1])
  }

  @Test("a certification of one provider's outcome pays that one alone")
  func partial() throws {
    var first = FirstContract()
    first.certifications = [
      Certification(
        milestone: "one", outcome: "deficit", provider: "b", evaluator: "judge",
        date: FirstContract.day("2024-01-10"), evidence: FirstContract.digest)
    ]
    #expect(try Settlement(try first.made()).results.map(\.paid) == [0, 50, 0])
  }

  @Test("interest by the day: 5 % a year on 100 over 73 days is 1")
  func annual() throws {
    var first = FirstContract()
    first.investments = [
      Investment(investor: "fund", provider: "a", amount: 100, date: FirstContract.day("2023-11-19"))
    ]
    first.waterfall[1] = .annualReturn(Exact(5, over: 100))
    let settlement = try Settlement(try first.made(), until: FirstContract.day("2024-12-31"))
    #expect(settlement.investorReturns[0].gained == 1)
    #expect(
      settlement.ledger.received(by: "a", .surplus) + settlement.ledger.received(by: "b", .surplus)
        + settlement.ledger.received(by: "state", .surplus) == 79)
  }

  @Test("without investors a payment goes to the provider whose result it is for")
  func direct() throws {
    var first = FirstContract()
    first.investments = []
    first.waterfall = []
    let settlement = try Settlement(try first.made())
    #expect(settlement.ledger.received(by: "a") == 280)
    #expect(settlement.ledger.received(by: "b") == 50)
    #expect(settlement.investorReturns.map(\.internalRateOfReturn) == [nil, nil])
  }

  @Test("internal rate of return: 100 out and 121 back after two years of 365 days is 10 %")
  func rate() throws {
    let start = FirstContract.day("2022-01-01")
    let rate = try #require(
      InternalRate.yearly([(start, -100), (FirstContract.day("2024-01-01"), 121)]))
    #expect(abs(rate - 0.1) < 1e-11)
    // 100 out, 60 after one year and 60 after two: 1 / (1 + r) solves 60 v + 60 v² = 100.
    let v = (-60 + (3600.0 + 24000).squareRoot()) / 120
    let two = try #require(
      InternalRate.yearly([
        (start, -100), (FirstContract.day("2023-01-01"), 60), (FirstContract.day("2024-01-01"), 60),
      ]))
    #expect(abs(two - (1 / v - 1)) < 1e-11)
    #expect(InternalRate.yearly([(start, 100)]) == nil)
    // −100, 230, −132 are worth nothing at 10 and at 20 %, −100, 100, −100 at no rate.
    func flows(_ amounts: Int...) -> [(date: CalendarDate, amount: Int)] {
      zip(["2022-01-01", "2023-01-01", "2024-01-01", "2024-12-31"], amounts).map {
        (FirstContract.day($0), $1)
      }
    }
    let both = InternalRate.all(flows(-100, 230, -132))
    #expect(both.count == 2 && abs(both[0] - 0.1) < 1e-10 && abs(both[1] - 0.2) < 1e-10)
    #expect(InternalRate.yearly(flows(-100, 230, -132)) == nil)
    #expect(InternalRate.all(flows(-100, 100, -100)).isEmpty)
    // Three changes of sign: (b − 1.1)(b − 1.2)(b − 1.3) = b³ − 3.6 b² + 4.31 b − 1.716.
    let three = InternalRate.all(flows(-1000, 3600, -4310, 1716))
    #expect(three.count == 3 && zip(three, [0.1, 0.2, 0.3]).allSatisfy { abs($0 - $1) < 1e-9 })
    // Three changes and one rate: b³ − 2b² + 2b − 1.2 has one root.
    let base = 1 + (try #require(InternalRate.yearly(flows(-1000, 2000, -2000, 1200))))
    let (square, cube): (Double, Double) = (base * base, base * base * base)
    let value: Double = cube - 2 * square + 2 * base - 1.2
    #expect(abs(value) < 1e-9)
    // More comes back at once than went out: the flows of one day are one.
    #expect(
      InternalRate.all([(start, -100), (start, 120), (FirstContract.day("2023-01-01"), -30)]).count == 1)
    #expect(InternalRate.yearly([]) == nil)
  }

  @Test("no standard error, no spread; with one the mean of a linear tariff is its value at the estimate")
  func simulation() throws {
    var first = FirstContract()
    let certain = SettlementSimulation(try first.made(), draws: 50, seed: 3)
    #expect(certain.paid.standardDeviation == 0)
    #expect(certain.paid.quantiles == [330, 330, 330, 330, 330])
    #expect(certain.wholeCapital.value == 1)
    first.budget = 2_000_000
    first.tariffs = [
      Tariff(
        outcome: "deficit", provider: "a", milestone: "one",
        rule: .perPoint(10_000, point: Exact(1, over: 100), wholeOnly: false))
    ]
    first.measurements = [
      Measurement(
        milestone: "one", outcome: "deficit", provider: "a", value: Exact(40, over: 100), persons: 900,
        standardError: Exact(2, over: 100))
    ]
    first.certifications.removeLast()
    let linear = first
    let drawn = SettlementSimulation(try first.made(), draws: 4000, seed: 3)
    // 390,000 pesos with a deviation of 20,000: the mean of 4000 draws is within four of its errors, 316 each.
    #expect(abs(drawn.paid.mean - 390_000) < 4 * 316.3)
    #expect(abs(drawn.paid.standardDeviation - 20_000) < 1000)
    // Persons counted for a score are not those of a share: 40 of them at 100 pesos, whatever the score that is drawn.
    first.outcomes = [TariffTests.score]
    first.tariffs = [
      Tariff(outcome: "score", provider: "a", milestone: "one", rule: .perPerson(100), cap: 90_000)
    ]
    first.measurements = [
      Measurement(
        milestone: "one", outcome: "score", provider: "a", value: Exact(262), persons: 900, reached: 40,
        standardError: Exact(3))
    ]
    let counted = SettlementSimulation(try first.made(), draws: 20, seed: 3)
    #expect(counted.paid.quantiles == [4000, 4000, 4000, 4000, 4000])
    // Of a share they are as many more or fewer as the drawn value says: 77 counted of 200, and about them the draws.
    first.outcomes = [TariffTests.deficit]
    first.tariffs = [
      Tariff(outcome: "deficit", provider: "a", milestone: "one", rule: .perPerson(1000), cap: 200_000)
    ]
    first.measurements = [
      Measurement(
        milestone: "one", outcome: "deficit", provider: "a", value: Exact(50, over: 100), persons: 200,
        reached: 77, standardError: Exact(3, over: 100))
    ]
    let share = SettlementSimulation(try first.made(), draws: 4000, seed: 3)
    // A deviation of 200 × 0.03 = 6 persons: the mean of 4000 draws is within four of its errors, 95 pesos each.
    #expect(abs(share.paid.mean - 77_000) < 4 * 95)
    #expect(abs(share.paid.standardDeviation - 6000) < 300)
    first = linear
    let again = SettlementSimulation(try first.made(), draws: 4000, seed: 3)
    #expect(again.paid.mean == drawn.paid.mean)
    #expect(SettlementSimulation(try first.made(), draws: 4000, seed: 4).paid.mean != drawn.paid.mean)
  }
}
