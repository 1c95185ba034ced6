import Columns
import Contracts
import Kernels
import Testing

/// Laws over contracts drawn at random (`RandomContract`): rules, shares, waterfalls, dates and results.
@Suite("Laws of settlements")
struct ContractLawTests {
  private static let seeds = Array(UInt64(1)...400)

  @Test("the contracts drawn have every kind of rule, waterfall and state of a result")
  func breadth() throws {
    var rules: Set<String> = []
    var tiers: Set<String> = []
    var states: Set<String> = []
    for seed in Self.seeds {
      let contract = try RandomContract(seed).made()
      for tariff in contract.tariffs { rules.insert("\(tariff.rule)".prefix { $0 != "(" }.description) }
      tiers.insert(contract.waterfall.map { "\($0)".prefix { $0 != "(" } }.joined(separator: " "))
      for result in try Settlement(contract).results {
        states.insert("\(result.state)".prefix { $0 != "(" }.description)
      }
    }
    #expect(rules == ["perPerson", "perPoint", "steps", "threshold", "allOrNothing"])
    #expect(tiers.count >= 8, "\(tiers)")
    #expect(states == ["paid", "notMeasured", "notCertified"])
  }

  @Test(
    "money is conserved: the balances add up to zero, the account is empty after every day, all that is paid is handed on",
    arguments: seeds)
  func conserved(_ seed: UInt64) throws {
    let settlement = try Settlement(try RandomContract(seed).made())
    #expect(settlement.balances.reduce(0) { $0 + $1.received - $1.paid } == 0)
    #expect(settlement.ledger.received(by: Ledger.account) == settlement.paid)
    #expect(settlement.ledger.entries.allSatisfy { $0.amount > 0 })
    #expect(settlement.paid <= settlement.contract.budget)
    var account = 0
    for (place, entry) in settlement.ledger.entries.enumerated() {
      if entry.to == Ledger.account { account += entry.amount }
      if entry.from == Ledger.account { account -= entry.amount }
      #expect(account >= 0)
      let next = settlement.ledger.entries.dropFirst(place + 1).first
      if next?.date != entry.date { #expect(account == 0, "after \(entry.date.text)") }
    }
  }

  @Test(
    "rounding makes and loses no peso: payers pay each tariff's amount to the peso, and a share within one peso of its quota",
    arguments: seeds)
  func rounding(_ seed: UInt64) throws {
    let settlement = try Settlement(try RandomContract(seed).made())
    for result in settlement.results {
      let tariff = result.tariff
      let reason = "\(tariff.milestone)/\(tariff.outcome)/\(tariff.provider)"
      let paid = settlement.ledger.entries.reduce(0) {
        $0 + ($1.kind == .payment && $1.reason == reason ? $1.amount : 0)
      }
      #expect(paid == result.paid)
      #expect((0...result.most).contains(result.paid))
    }
    for (payer, share) in settlement.contract.payerShares {
      let quota = Exact(settlement.paid) * share
      #expect(Exact(settlement.ledger.paid(by: payer, .payment)) > quota - .one)
    }
    guard case .surplus(let parts)? = settlement.contract.waterfall.last else { return }
    let surplus = parts.reduce(0) { $0 + settlement.ledger.received(by: $1.party, .surplus) }
    for part in parts {
      let quota = Exact(surplus) * part.share
      #expect(Exact(settlement.ledger.received(by: part.party, .surplus)) > quota - .one)
    }
  }

  @Test(
    "investors lose no more than they put in, and no capital is repaid twice, on no day", arguments: seeds)
  func losses(_ seed: UInt64) throws {
    let settlement = try Settlement(try RandomContract(seed).made())
    for investor in settlement.investorReturns {
      #expect(investor.loss >= 0 && investor.loss <= investor.invested)
      #expect(investor.gained >= 0)
      var outstanding = 0
      for entry in settlement.ledger.entries {
        if entry.from == investor.investor { outstanding += entry.amount }
        if entry.to == investor.investor, entry.kind == .capital { outstanding -= entry.amount }
        #expect(outstanding >= 0)
      }
    }
  }

  @Test(
    "a better certified result never pays the provider less, nor any other provider, and loses the investors no more",
    arguments: seeds)
  func monotone(_ seed: UInt64) throws {
    let base = try Settlement(try RandomContract(seed).made())
    for place in base.contract.measurements.indices {
      for points in [1, 7] {
        var changed = RandomContract(seed)
        changed.improve(place, by: points)
        let better = try Settlement(try changed.made())
        for party in base.contract.parties where party.role == .provider {
          let before = base.ledger.received(by: party.id)
          #expect(better.ledger.received(by: party.id) >= before, "\(party.id) of seed \(seed)")
        }
        for (old, new) in zip(base.results, better.results) { #expect(new.paid >= old.paid) }
        let lost = base.investorReturns.reduce(0) { $0 + $1.loss }
        #expect(better.investorReturns.reduce(0) { $0 + $1.loss } <= lost)
      }
    }
  }

  @Test("settled day by day or at once, the transfers are the same", arguments: seeds)
  func piecewise(_ seed: UInt64) throws {
    let contract = try RandomContract(seed).made()
    var ledger = Ledger()
    for day in stride(from: Int32(0), to: 1300, by: 130) {
      let until = CalendarDate(days: FirstContract.day("2024-03-01").days + day)
      let next = try Settlement(contract, until: until, settled: ledger).ledger
      #expect(next.closings.last?.until == until && next.isClosed)
      #expect(Array(next.entries.prefix(ledger.entries.count)) == ledger.entries)
      #expect(Array(next.closings.prefix(ledger.closings.count)) == ledger.closings)
      #expect(try Ledger(verifying: next.entries, results: next.results, closings: next.closings) == next)
      #expect(Array(next.results.prefix(ledger.results.count)) == ledger.results)
      ledger = next
    }
    let whole = try Settlement(contract).ledger
    let results = try Settlement(contract, settled: ledger).ledger.results
    #expect(results.map(\.fields) == whole.results.map(\.fields))
    #expect(
      try Settlement(contract, settled: ledger).ledger.entries.map(\.fields) == whole.entries.map(\.fields))
  }

  @Test(
    "a settled result cannot be changed, whatever it paid: any other figure of it is refused",
    arguments: seeds)
  func settledResultsStay(_ seed: UInt64) throws {
    let settled = try Settlement(try RandomContract(seed).made())
    let lines = Set(settled.ledger.results.map(\.result))
    let paid = settled.results.count { if case .paid = $0.state { true } else { false } }
    #expect(lines.count == paid && settled.ledger.results.count == paid)
    for place in settled.contract.measurements.indices {
      var random = RandomContract(seed)
      random.improve(place, by: 3)
      let changed = try random.made()
      let (old, new) = (settled.contract.measurements[place], changed.measurements[place])
      guard old != new, lines.contains("\(old.milestone)/\(old.outcome)/\(old.provider)") else { continue }
      let error = #expect(throws: ContractError.self) {
        try Settlement(changed, settled: settled.ledger)
      }
      #expect(error?.subject == .measurement(place), "\(String(describing: error))")
    }
  }

  @Test(
    "a settled period cannot be changed: whatever is changed in the contract, it is refused or leaves the period as it was",
    arguments: seeds)
  func settledStays(_ seed: UInt64) throws {
    var generator = PCG64(seed: seed, stream: 8)
    func integer(_ range: ClosedRange<Int>) -> Int { generator.nextInteger(in: range) }
    let start = FirstContract.day("2024-03-01").days
    let until = CalendarDate(days: start + Int32(integer(0...1100)))
    let settled = try Settlement(try RandomContract(seed).made(), until: until).ledger
    for change in 0..<7 {
      var random = RandomContract(seed)
      switch change {
      case 0:
        for place in random.measurements.indices { random.improve(place, by: integer(1...9)) }
      case 1: random.certifications.reverse()
      case 2: random.certifications = random.certifications.map { RandomContract.dated($0, integer(0...30)) }
      case 3:
        if let first = random.investments.first {
          random.investments.append(
            Investment(
              investor: first.investor, provider: first.provider, amount: integer(1...99),
              date: CalendarDate(days: start + Int32(integer(0...1100)))))
        }
      case 4: if !random.investments.isEmpty { random.investments.removeLast() }
      case 5: if random.payers.count > 1 { random.payers.swapAt(0, 1) }
      default:
        random.tariffs = random.tariffs.map {
          Tariff(
            outcome: $0.outcome, provider: $0.provider, milestone: $0.milestone, rule: $0.rule,
            cap: ($0.cap ?? 0) + 1, floor: $0.floor)
        }
      }
      guard let contract = try? random.made() else { continue }
      do throws(ContractError) {
        let ledger = try Settlement(contract, settled: settled).ledger
        #expect(Array(ledger.entries.prefix(settled.entries.count)) == settled.entries)
        #expect(Array(ledger.closings.prefix(settled.closings.count)) == settled.closings)
        #expect(ledger.entries.dropFirst(settled.entries.count).allSatisfy { $0.date > until })
      } catch {
        switch error.rule {
        case .settledPeriodChanged, .settledResultChanged, .periodClosed: break
        default: Issue.record("\(error)")
        }
      }
    }
  }
}

extension RandomContract {
  /// A certification so many days later, or earlier by a week where that is possible.
  static func dated(_ old: Certification, _ days: Int) -> Certification {
    Certification(
      milestone: old.milestone, provider: old.provider, evaluator: old.evaluator,
      date: CalendarDate(days: old.date.days + Int32(days - 7)), evidence: old.evidence)
  }
}
