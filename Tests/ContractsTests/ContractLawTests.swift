import Columns
import Contracts
import Kernels
import Testing

/// Laws over contracts drawn at random: rules, shares, waterfalls, dates and results.
@Suite("Laws of settlements")
struct ContractLawTests {
  private static let seeds = Array(UInt64(1)...120)

  /// A contract that obeys the rules.
  private func contract(_ seed: UInt64, improving place: Int? = nil, by step: Int = 0) throws -> Contract {
    var generator = PCG64(seed: seed, stream: 7)
    func integer(_ range: ClosedRange<Int>) -> Int { generator.nextInteger(in: range) }
    func shares(_ count: Int) -> [Exact] {
      let weights = (0..<count).map { _ in integer(1...9) }
      return weights.map { Exact($0, over: weights.reduce(0, +)) }
    }
    let payers = integer(1...3)
    let providers = integer(1...3)
    let investors = integer(0...3)
    func named(_ prefix: String, _ count: Int, _ role: Party.Role) -> [Party] {
      (0..<count).map { Party(id: "\(prefix)\($0)", name: "", role: role, isPublic: $0 == 0) }
    }
    let parties =
      named("payer", payers, .payer) + named("provider", providers, .provider)
      + named("investor", investors, .investor) + [Party(id: "judge", name: "", role: .evaluator)]
    let isDown = integer(0...1) == 0
    let outcome = Outcome(
      id: "result", title: "", kind: .attendance, unit: .share, direction: isDown ? .decrease : .increase,
      baseline: Exact(50, over: 100), target: Exact(isDown ? 30 : 70, over: 100))
    let start = FirstContract.day("2024-03-01").days
    let milestones = (0..<integer(1...3)).map { number in
      Milestone(
        id: "m\(number)", title: "", measured: CalendarDate(days: start + Int32(300 * (number + 1))),
        payment: CalendarDate(days: start + Int32(300 * (number + 1) + integer(0...40))))
    }
    var tariffs: [Tariff] = []
    var measurements: [Measurement] = []
    for milestone in milestones {
      for provider in 0..<providers {
        let rule: Tariff.Rule
        func at(_ better: Int) -> Exact { Exact(isDown ? 50 - better : 50 + better, over: 100) }
        switch integer(0...4) {
        case 0: rule = .perPerson(integer(1...999))
        case 1:
          rule = .perPoint(integer(1...9999), point: Exact(1, over: 100), wholeOnly: integer(0...1) == 0)
        case 2:
          rule = .steps([
            .init(at: at(5), pays: integer(0...500)), .init(at: at(15), pays: integer(500...9000)),
          ])
        case 3: rule = .threshold(integer(1...99_999), from: at(integer(0...20)))
        default: rule = .allOrNothing(integer(1...99_999))
        }
        let floor = integer(0...2) == 0 ? integer(0...50) : 0
        tariffs.append(
          Tariff(
            outcome: "result", provider: "provider\(provider)", milestone: milestone.id, rule: rule,
            cap: integer(50...99_999), floor: floor))
        var better = integer(-20...40)
        if measurements.count == place { better += step }
        measurements.append(
          Measurement(
            milestone: milestone.id, outcome: "result", provider: "provider\(provider)",
            value: at(better), persons: 137))
      }
    }
    let investments = (0..<(investors == 0 ? 0 : integer(1...5))).map { _ in
      Investment(
        investor: "investor\(integer(0...(investors - 1)))",
        provider: "provider\(integer(0...(providers - 1)))", amount: integer(1...60_000),
        date: CalendarDate(days: start + Int32(integer(0...700))))
    }
    var waterfall: [WaterfallTier] = []
    if !investments.isEmpty {
      waterfall.append(.capital)
      switch integer(0...2) {
      case 0: waterfall.append(.totalReturn(Exact(integer(0...20), over: 100)))
      case 1: waterfall.append(.annualReturn(Exact(integer(0...20), over: 100)))
      default: break
      }
      let parts = shares(providers)
      waterfall.append(.surplus((0..<providers).map { ("provider\($0)", parts[$0]) }))
    }
    let parts = shares(payers)
    return try Contract(
      id: "c", title: "", budget: 10_000_000, parties: parties,
      payerShares: (0..<payers).map { ("payer\($0)", parts[$0]) }, outcomes: [outcome],
      milestones: milestones, tariffs: tariffs, investments: investments, waterfall: waterfall,
      measurements: measurements,
      certifications: milestones.map {
        Certification(
          milestone: $0.id, evaluator: "judge", date: CalendarDate(days: $0.measured.days + 10),
          evidence: FirstContract.digest)
      })
  }

  @Test(
    "money is conserved: the balances add up to zero, the account ends empty, all that is paid is handed on",
    arguments: seeds)
  func conserved(_ seed: UInt64) throws {
    let settlement = try Settlement(try contract(seed))
    #expect(settlement.balances.reduce(0) { $0 + $1.received - $1.paid } == 0)
    #expect(settlement.ledger.balance(of: Ledger.account) == 0)
    #expect(settlement.ledger.received(by: Ledger.account) == settlement.paid)
    #expect(settlement.ledger.entries.allSatisfy { $0.amount > 0 })
    #expect(settlement.paid <= settlement.contract.budget)
  }

  @Test("investors lose no more than they put in, and no capital is repaid twice", arguments: seeds)
  func losses(_ seed: UInt64) throws {
    for investor in try Settlement(try contract(seed)).investorReturns {
      #expect(investor.loss >= 0 && investor.loss <= investor.invested)
      #expect(investor.gained >= 0)
    }
  }

  @Test("a better certified result never pays the provider less, nor any other provider", arguments: seeds)
  func monotone(_ seed: UInt64) throws {
    let base = try Settlement(try contract(seed))
    for place in base.contract.measurements.indices {
      let better = try Settlement(try contract(seed, improving: place, by: 6))
      for party in base.contract.parties where party.role == .provider {
        let before = base.ledger.received(by: party.id, .surplus)
        #expect(better.ledger.received(by: party.id, .surplus) >= before, "\(party.id) of seed \(seed)")
      }
      #expect(better.paid >= base.paid)
    }
  }

  @Test("each payer bears its share to the peso below at least", arguments: seeds)
  func payers(_ seed: UInt64) throws {
    let settlement = try Settlement(try contract(seed))
    for (payer, share) in settlement.contract.payerShares {
      let quota = Exact(settlement.paid) * share
      #expect(Exact(settlement.ledger.paid(by: payer, .payment)) > quota - .one)
    }
  }

  @Test("settled day by day or at once, the ledger is the same", arguments: seeds.prefix(30))
  func piecewise(_ seed: UInt64) throws {
    let contract = try contract(seed)
    var ledger = Ledger()
    for day in stride(from: Int32(0), to: 1300, by: 130) {
      let until = CalendarDate(days: FirstContract.day("2024-03-01").days + day)
      ledger = try Settlement(contract, until: until, settled: ledger).ledger
    }
    #expect(try Settlement(contract, settled: ledger).ledger == (try Settlement(contract).ledger))
  }
}
