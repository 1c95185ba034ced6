import Contracts
import Kernels
import Testing

/// Oracle: worked by hand, each rule at, below and above the places where it changes.
@Suite("Tariffs")
struct TariffTests {
  static let deficit = Outcome(
    id: "deficit", title: "", kind: .literacy, unit: .share, direction: .decrease,
    baseline: Exact(79, over: 100),
    target: Exact(40, over: 100))
  static let score = Outcome(
    id: "score", title: "", kind: .mathematics, unit: .points, direction: .increase, baseline: Exact(250),
    target: Exact(270))

  private func pay(
    _ rule: Tariff.Rule, _ outcome: Outcome, _ value: Exact, persons: Int? = nil, reached: Int? = nil,
    cap: Int? = nil, floor: Int = 0
  ) -> Int {
    Tariff(outcome: outcome.id, provider: "a", milestone: "m", rule: rule, cap: cap, floor: floor).payment(
      for: Measurement(
        milestone: "m", outcome: outcome.id, provider: "a", value: value, persons: persons, reached: reached),
      of: outcome)
  }

  @Test("per person: persons × improvement, or those counted")
  func perPerson() {
    // 900 × (0.79 − 0.21) = 522 children at 1000 pesos; 950 × 0.57 = 541.5 at 3 pesos is 1624.5, rounded up.
    #expect(pay(.perPerson(1000), Self.deficit, Exact(21, over: 100), persons: 900) == 522_000)
    #expect(pay(.perPerson(3), Self.deficit, Exact(22, over: 100), persons: 950) == 1625)
    #expect(pay(.perPerson(1000), Self.deficit, Exact(21, over: 100), persons: 900, reached: 500) == 500_000)
    #expect(pay(.perPerson(1000), Self.deficit, Exact(80, over: 100), persons: 900) == 0)
  }

  @Test("per point: in proportion, or whole points only; capped and floored")
  func perPoint() {
    let rule = Tariff.Rule.perPoint(100, point: Exact(2), wholeOnly: false)
    #expect(pay(rule, Self.score, Exact(257)) == 350)
    #expect(pay(.perPoint(100, point: Exact(2), wholeOnly: true), Self.score, Exact(257)) == 300)
    #expect(pay(rule, Self.score, Exact(257), cap: 320) == 320)
    #expect(pay(rule, Self.score, Exact(249), cap: 320, floor: 40) == 40)
  }

  @Test("steps: the best step reached, its own value included")
  func steps() {
    let rule = Tariff.Rule.steps([.init(at: Exact(255), pays: 10), .init(at: Exact(265), pays: 30)])
    #expect(pay(rule, Self.score, Exact(254)) == 0)
    #expect(pay(rule, Self.score, Exact(255)) == 10)
    #expect(pay(rule, Self.score, Exact(264)) == 10)
    #expect(pay(rule, Self.score, Exact(300)) == 30)
  }

  @Test(
    "threshold: nothing below it, then in proportion to the target's improvement, all of it at the target")
  func threshold() {
    let rule = Tariff.Rule.threshold(1000, from: Exact(260))
    #expect(pay(rule, Self.score, Exact(259)) == 0)
    #expect(pay(rule, Self.score, Exact(260)) == 500)
    #expect(pay(rule, Self.score, Exact(265)) == 750)
    #expect(pay(rule, Self.score, Exact(290)) == 1000)
  }

  @Test("a step at the baseline or below it is reached by its own value, not by anything worse")
  func stepsBelowTheBaseline() {
    let rule = Tariff.Rule.steps([
      .init(at: Exact(240), pays: 5), .init(at: Exact(245), pays: 7), .init(at: Exact(250), pays: 10),
    ])
    #expect(pay(rule, Self.score, Exact(239)) == 0)
    #expect(pay(rule, Self.score, Exact(240)) == 5)
    #expect(pay(rule, Self.score, Exact(249)) == 7)
    #expect(pay(rule, Self.score, Exact(250)) == 10)
    let down = Tariff.Rule.steps([.init(at: Exact(9, over: 10), pays: 5)])
    #expect(pay(down, Self.deficit, Exact(91, over: 100)) == 0)
    #expect(pay(down, Self.deficit, Exact(90, over: 100)) == 5)
  }

  @Test("all or nothing: the target itself is enough")
  func allOrNothing() {
    #expect(pay(.allOrNothing(7), Self.deficit, Exact(40, over: 100)) == 7)
    #expect(pay(.allOrNothing(7), Self.deficit, Exact(4001, over: 10_000)) == 0)
  }
}
