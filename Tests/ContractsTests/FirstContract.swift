import Columns
import Contracts
import Kernels

/// A small contract whose settlement is worked out by hand in the tests.
struct FirstContract {
  static func day(_ text: String) -> CalendarDate { CalendarDate(iso: text) ?? CalendarDate(days: 0) }
  static let digest = String(repeating: "ab", count: 32)

  var budget = 330
  var payers: [(payer: String, share: Exact)] = [
    ("state", Exact(24, over: 100)), ("charity", Exact(76, over: 100)),
  ]
  var parties = [
    Party(id: "state", name: "", role: .payer, isPublic: true), Party(id: "charity", name: "", role: .payer),
    Party(id: "fund", name: "", role: .investor), Party(id: "friends", name: "", role: .investor),
    Party(id: "a", name: "", role: .provider), Party(id: "b", name: "", role: .provider),
    Party(id: "judge", name: "", role: .evaluator),
  ]
  var outcomes = [TariffTests.deficit]
  var milestones = [
    Milestone(id: "one", title: "", measured: day("2023-12-15"), payment: day("2024-01-31")),
    Milestone(id: "two", title: "", measured: day("2024-12-15"), payment: day("2025-01-31")),
  ]
  var tariffs = [
    Tariff(outcome: "deficit", provider: "a", milestone: "one", rule: .allOrNothing(130)),
    Tariff(outcome: "deficit", provider: "b", milestone: "one", rule: .allOrNothing(50)),
    Tariff(outcome: "deficit", provider: "a", milestone: "two", rule: .allOrNothing(150)),
  ]
  var investments = [
    Investment(investor: "fund", provider: "a", amount: 120, date: day("2023-03-01")),
    Investment(investor: "friends", provider: "b", amount: 50, date: day("2023-03-01")),
    Investment(investor: "fund", provider: "a", amount: 130, date: day("2024-03-01")),
  ]
  var waterfall: [WaterfallTier] = [
    .capital, .totalReturn(Exact(8, over: 100)),
    .surplus([("a", Exact(1, over: 2)), ("b", Exact(1, over: 3)), ("state", Exact(1, over: 6))]),
  ]
  var measurements = [
    Measurement(
      milestone: "one", outcome: "deficit", provider: "a", value: Exact(21, over: 100), persons: 900),
    Measurement(
      milestone: "one", outcome: "deficit", provider: "b", value: Exact(40, over: 100), persons: 100),
    Measurement(
      milestone: "two", outcome: "deficit", provider: "a", value: Exact(20, over: 100), persons: 600),
  ]
  var certifications = [
    Certification(milestone: "one", evaluator: "judge", date: day("2024-01-10"), evidence: digest),
    Certification(milestone: "two", evaluator: "judge", date: day("2025-02-10"), evidence: digest),
  ]

  func made() throws(ContractError) -> Contract {
    try Contract(
      id: "first", title: "First", budget: budget, parties: parties, payerShares: payers, outcomes: outcomes,
      milestones: milestones, tariffs: tariffs, investments: investments, waterfall: waterfall,
      measurements: measurements, certifications: certifications)
  }
}
