public import Kernels

extension Settlement {
  /// What was paid for an outcome, and what was reached for it.
  public struct OutcomeCost: Sendable {
    public let outcome: String
    /// Pesos paid for it.
    public let paid: Int
    /// Persons in whom it was reached, of the measurements that were paid; nil where they were not counted.
    public let persons: Exact?

    /// Pesos a person; nil where there is nobody.
    public var perPerson: Exact? { persons.flatMap { Exact(paid) / $0 } }
  }

  /// One an outcome, in the contract's order.
  public var outcomeCosts: [OutcomeCost] {
    contract.outcomes.map { outcome in
      var persons: Exact? = .zero
      var paid = 0
      for result in results where result.tariff.outcome == outcome.id {
        paid += result.paid
        guard case .paid = result.state, let measurement = result.measurement else { continue }
        let isCounted = measurement.reached != nil || (measurement.persons != nil && outcome.unit == .share)
        persons =
          isCounted
          ? persons.map { $0 + measurement.personsReached(outcome.improvement(at: measurement.value)) } : nil
      }
      return OutcomeCost(outcome: outcome.id, paid: paid, persons: paid > 0 ? persons : nil)
    }
  }

  /// One an investor, in the contract's order.
  public var investorReturns: [InvestorReturn] {
    contract.parties.filter { $0.role == .investor }.map { InvestorReturn($0.id, ledger) }
  }

  /// Pesos that public and private payers have paid for results.
  public var sources: (publicMoney: Int, privateMoney: Int) {
    var sums = (publicMoney: 0, privateMoney: 0)
    for party in contract.parties where party.role == .payer {
      let paid = ledger.paid(by: party.id, .payment)
      if party.isPublic { sums.publicMoney += paid } else { sums.privateMoney += paid }
    }
    return sums
  }

  /// The balances of all parties and of the contract's account; they add up to zero.
  public var balances: [(account: String, paid: Int, received: Int)] {
    (contract.parties.map(\.id) + [Ledger.account]).map {
      ($0, ledger.paid(by: $0), ledger.received(by: $0))
    }
  }
}
