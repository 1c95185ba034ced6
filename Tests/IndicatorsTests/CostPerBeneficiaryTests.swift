import Indicators
import Kernels
import Testing

@Suite("Pesos of a base year and cost per beneficiary")
struct CostPerBeneficiaryTests {
  static let deflator = Deflator(
    baseYear: 2018, factors: [2014: Exact(11_367, over: 10_000), 2018: Exact(1)])

  @Test("real = nominal × factor, exactly")
  func real() {
    #expect(
      Self.deflator.real(Exact(51_500), of: 2014)
        == RealPesos(amount: Exact(5_854_005, over: 100), baseYear: 2018))
    #expect(Self.deflator.real(Exact(7), of: 2018) == RealPesos(amount: Exact(7), baseYear: 2018))
    #expect(Self.deflator.real(Exact(1), of: 2013) == nil)
  }

  @Test(
    "the real value of a sum is the sum of the real values", arguments: [(1, 2), (51_500, 30_900), (-3, 3)])
  func additive(a: Int, b: Int) throws {
    let both = try #require(Self.deflator.real(Exact(a + b), of: 2014))
    let first = try #require(Self.deflator.real(Exact(a), of: 2014))
    #expect(both == first + (try #require(Self.deflator.real(Exact(b), of: 2014))))
  }

  private func pesos(_ amount: Int) -> RealPesos { RealPesos(amount: Exact(amount), baseYear: 2018) }

  /// By hand: 300 of administration over 1 and 2 people.
  @Test func byHand() {
    let cost = CostPerBeneficiary(
      transfers: [pesos(1_000), pesos(500)], beneficiaries: [1, 2], administration: pesos(300))
    #expect(cost.spending == [pesos(1_100), pesos(700)])
    #expect(cost.average == [Exact(1_100), Exact(350)])
  }

  @Test(
    "spending adds up to transfers and administration, and averages times people to spending",
    arguments: [[1, 1, 1], [7, 0, 3], [78_892, 80_694, 13], [1, 1_000_000, 17]])
  func laws(people: [Int]) {
    let transfers = people.map { pesos($0 * 58_540 + 1) }
    let cost = CostPerBeneficiary(
      transfers: transfers, beneficiaries: people, administration: pesos(54_327_001))
    let total = cost.spending.reduce(pesos(0), +)
    #expect(total == transfers.reduce(pesos(54_327_001), +))
    for (index, count) in people.enumerated() {
      #expect(
        cost.average[index].map { $0 * Exact(count) } == (count == 0 ? nil : cost.spending[index].amount))
    }
    // Twice the pesos, twice the cost.
    let doubled = CostPerBeneficiary(
      transfers: transfers.map { $0 + $0 }, beneficiaries: people,
      administration: pesos(54_327_001) + pesos(54_327_001))
    #expect(doubled.average == cost.average.map { $0.map { $0 + $0 } })
  }

  @Test("where there is nobody the administration is nobody's")
  func nobody() {
    let cost = CostPerBeneficiary(
      transfers: [pesos(0), pesos(0)], beneficiaries: [0, 0], administration: pesos(9))
    #expect(cost.average == [nil, nil])
    #expect(cost.spending == [pesos(0), pesos(0)])
  }

  @Test func execution() {
    #expect(BudgetExecution.ratio(accrued: pesos(3), budget: pesos(4)) == Exact(3, over: 4))
    #expect(BudgetExecution.ratio(accrued: pesos(3), budget: pesos(0)) == nil)
    #expect(
      BudgetExecution.administrativeShare(administration: pesos(1), production: pesos(3)) == Exact(1, over: 4)
    )
    #expect(BudgetExecution.administrativeShare(administration: pesos(0), production: pesos(0)) == nil)
  }
}
