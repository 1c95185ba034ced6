import Contracts
import Kernels
import Testing

@Suite("Rules of a contract")
struct ContractRuleTests {
  private func refused(
    _ subject: ContractError.Subject, _ rule: ContractError.Rule, _ change: (inout FirstContract) -> Void
  ) {
    var first = FirstContract()
    change(&first)
    #expect(throws: ContractError(subject, rule)) { try first.made() }
  }

  @Test("tariffs beyond the budget, or without a bound")
  func budget() {
    refused(.contract, .tariffsExceedBudget(most: 330, budget: 329)) { $0.budget = 329 }
    refused(.tariff(0), .unbounded) {
      $0.tariffs[0] = Tariff(outcome: "deficit", provider: "a", milestone: "one", rule: .perPerson(1))
    }
    refused(.tariff(0), .capBelowFloor(cap: 1, floor: 2)) {
      $0.tariffs[0] = Tariff(
        outcome: "deficit", provider: "a", milestone: "one", rule: .allOrNothing(1), cap: 1, floor: 2)
    }
  }

  @Test("a certification by a party to the contract, or before the measurement")
  func certification() {
    for (party, role) in [("state", Party.Role.payer), ("a", .provider), ("fund", .investor)] {
      refused(.certification(0), .certifiedByParty(party, role: role)) {
        $0.certifications[0] = Certification(
          milestone: "one", evaluator: party, date: FirstContract.day("2024-01-10"),
          evidence: FirstContract.digest)
      }
    }
    // The provider under another id.
    refused(.party(6), .evaluatorIsParty("a", role: .provider)) {
      $0.parties[4] = Party(id: "a", name: "Corporación  Uno", role: .provider)
      $0.parties[6] = Party(id: "judge", name: "CORPORACIÓN uno ", role: .evaluator)
    }
    refused(.certification(0), .certifiedBeforeMeasurement(milestone: "one")) {
      $0.certifications[0] = Certification(
        milestone: "one", evaluator: "judge", date: FirstContract.day("2023-12-14"),
        evidence: FirstContract.digest)
    }
    refused(.certification(2), .certifiedTwice(milestone: "one")) {
      $0.certifications.append(
        Certification(
          milestone: "one", evaluator: "judge", date: FirstContract.day("2024-02-10"),
          evidence: FirstContract.digest))
    }
    for nothing in [
      String(repeating: "0", count: 64), "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
    ] {
      refused(.certification(0), .digestOfNothing) {
        $0.certifications[0] = Certification(
          milestone: "one", evaluator: "judge", date: FirstContract.day("2024-01-10"), evidence: nothing)
      }
    }
    refused(.certification(1), .certifiedWithoutMeasurement(milestone: "two")) {
      $0.measurements.removeLast()
    }
    refused(.certification(0), .notADigest) {
      $0.certifications[0] = Certification(
        milestone: "one", evaluator: "judge", date: FirstContract.day("2024-01-10"), evidence: "acta.pdf")
    }
  }

  @Test("shares that do not add up")
  func shares() {
    refused(.contract, .sharesDoNotAddUp(of: "the payers", sum: Exact(94, over: 100))) {
      $0.payers[0].share = Exact(18, over: 100)
    }
    refused(.tier(2), .sharesDoNotAddUp(of: "the surplus", sum: Exact(1, over: 2))) {
      $0.waterfall[2] = .surplus([("a", Exact(1, over: 2))])
    }
    refused(.contract, .shareOutOfRange(Exact(-1))) {
      $0.payers = [("state", Exact(-1)), ("charity", Exact(2))]
    }
  }

  @Test("a name that may be a person's number is not repeated")
  func noNumbers() throws {
    var first = FirstContract()
    first.parties[4] = Party(id: "12.345.678-5", name: "", role: .provider)
    let error = try #require(throws: ContractError.self) { try first.made() }
    #expect(error.rule == .unusableName("12.345.678-5"))
    #expect(!error.description.contains("345") && error.description.contains("this name"))
    let unknown = ContractError(.contract, .unknown("12345678", wanted: "payer", nearest: []))
    #expect(unknown.description == "no payer this name")
    #expect(ContractError(.contract, .twice("a1")).description == "'a1' is given twice")
  }

  @Test("names, roles, targets, steps, dates and the order of the waterfall")
  func others() {
    refused(.tariff(1), .unknown("deficits", wanted: "outcome", nearest: ["deficit"])) {
      $0.tariffs[1] = Tariff(
        outcome: "deficits", provider: "b", milestone: "one", rule: .allOrNothing(50))
    }
    refused(.tariff(1), .wrongRole("judge", is: .evaluator, wanted: .provider)) {
      $0.tariffs[1] = Tariff(
        outcome: "deficit", provider: "judge", milestone: "one", rule: .allOrNothing(50))
    }
    refused(.party(4), .unusableName("proveedor a")) {
      $0.parties[4] = Party(id: "proveedor a", name: "", role: .provider)
    }
    for name in ["-1", "-a", "12345678-5", "7654321k", ""] {
      refused(.party(4), .unusableName(name)) { $0.parties[4] = Party(id: name, name: "", role: .provider) }
    }
    refused(.party(5), .twice("a")) { $0.parties[5] = Party(id: "a", name: "", role: .provider) }
    refused(.outcome(0), .targetNotBetter(baseline: Exact(79, over: 100), target: Exact(80, over: 100))) {
      $0.outcomes[0] = Outcome(
        id: "deficit", title: "", kind: .literacy, unit: .share, direction: .decrease,
        baseline: Exact(79, over: 100), target: Exact(80, over: 100))
    }
    refused(.tariff(0), .stepsDoNotRise) {
      $0.tariffs[0] = Tariff(
        outcome: "deficit", provider: "a", milestone: "one",
        rule: .steps([.init(at: Exact(1, over: 2), pays: 9), .init(at: Exact(2, over: 5), pays: 8)]))
    }
    refused(
      .tariff(0), .thresholdBeyondTarget(from: Exact(39, over: 100), target: Exact(40, over: 100))
    ) {
      $0.tariffs[0] = Tariff(
        outcome: "deficit", provider: "a", milestone: "one",
        rule: .threshold(130, from: Exact(39, over: 100)))
    }
    refused(
      .tariff(0), .thresholdBelowBaseline(from: Exact(80, over: 100), baseline: Exact(79, over: 100))
    ) {
      $0.tariffs[0] = Tariff(
        outcome: "deficit", provider: "a", milestone: "one",
        rule: .threshold(130, from: Exact(80, over: 100)))
    }
    refused(.milestone(0), .paymentBeforeMeasurement) {
      $0.milestones[0] = Milestone(
        id: "one", title: "", measured: FirstContract.day("2023-12-15"),
        payment: FirstContract.day("2023-12-14"))
    }
    refused(.tier(2), .twice("capital")) { $0.waterfall.insert(.capital, at: 2) }
    // The last payment is on 2025-01-31.
    refused(.investment(2), .investmentAfterLastPayment("2025-01-31")) {
      $0.investments[2] = Investment(
        investor: "fund", provider: "a", amount: 130, date: FirstContract.day("2025-02-01"))
    }
    refused(.tier(1), .noSurplusTier) { $0.waterfall.removeLast() }
    refused(.tier(3), .tierAfterSurplus) { $0.waterfall.append(.capital) }
    refused(.contract, .investorsWithoutWaterfall) { $0.waterfall = [] }
    refused(.tier(0), .waterfallWithoutInvestors) { $0.investments = [] }
    refused(.measurement(0), .valueOutOfRange(Exact(2))) {
      $0.measurements[0] = Measurement(
        milestone: "one", outcome: "deficit", provider: "a", value: Exact(2), persons: 900)
    }
    refused(.contract, .missing("evaluator")) { $0.parties.removeLast() }
  }
}
