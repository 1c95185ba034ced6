import Indicators
import Kernels
import Testing

@Suite("Project budgets and goals")
struct ProjectTests {
  private func budget(_ amounts: [String], _ rates: [String], decimals: Int = 2) -> ProjectBudget {
    ProjectBudget(
      items: amounts.enumerated().map {
        .init(
          output: "Producto \($0 + 1)", activity: "", account: "", amount: Exact(decimal: $1) ?? .zero)
      }, overheads: rates.map { .init(name: $0, rate: Exact(decimal: $0) ?? .zero) }, decimals: decimals)
  }

  @Test("the published case: 11,000.00, 4 % is 440.00, 3 % of the sum 343.20, 11,783.20 of 21,578.81")
  func published() throws {
    let budget = budget(["5500.00", "5500.00"], ["0.04", "0.03"])
    #expect(budget.subtotal == Exact(11_000))
    #expect(budget.charges.map { $0.amount.text(decimals: 2) } == ["440.00", "343.20"])
    #expect(budget.total.text(decimals: 2) == "11783.20")
    let year = try #require(budget.execution(of: Exact(2_157_881, over: 100)))
    #expect((year * Exact(100)).text(decimals: 1) == "54.6")
    #expect(budget.execution(of: .zero) == nil)
  }

  @Test("each overhead is rounded once to the minor unit: 4 % of 10.13 is 0.41, 3 % of 10.54 is 0.32")
  func rounding() {
    #expect(
      budget(["10.13"], ["0.04", "0.03"]).charges.map { $0.amount.text(decimals: 2) } == ["0.41", "0.32"])
    #expect(budget(["10"], ["0.04"], decimals: 0).total == Exact(10))
  }

  private func goal(_ baseline: GoalValue, _ planned: GoalValue, _ achieved: GoalValue)
    -> ProjectGoal.Progress
  {
    ProjectGoal(
      id: "1", title: "", level: .output, unit: "", baseline: baseline, planned: planned, achieved: achieved
    ).progress
  }

  @Test("progress is the way made of the way planned, also downwards; words are for a reader")
  func progress() {
    func number(_ value: Int) -> GoalValue { .quantity(Exact(value)) }
    #expect(goal(.none, number(20), number(28)) == .share(Exact(28, over: 20)))
    #expect(goal(number(10), number(20), number(15)) == .share(Exact(1, over: 2)))
    #expect(goal(number(79), number(40), number(22)) == .share(Exact(57, over: 39)))
    #expect(goal(number(5), number(5), number(6)) == .undefined)
    #expect(goal(.none, number(1), .none) == .pending)
    #expect(goal(.none, .described("un taller"), number(6)) == .described)
    #expect(goal(.described("sin datos"), number(3), number(6)) == .described)
  }
}
