import Columns
import Kernels

/// The state of a settlement between two days: who is owed what, and the ledger so far.
struct MoneyFlow {
  let contract: Contract
  private(set) var ledger = Ledger()
  private let investors: [String]
  private var invested: [Int]
  private var repaid: [Int]
  private var returned: [Int]
  /// Interest that has accrued, and the day up to which it has.
  private var accrued: [Exact]
  private var accruedUntil: CalendarDate?
  private var paidByPayers: [Int]
  private var surplusPaid: [Int]

  init(_ contract: Contract) {
    self.contract = contract
    investors = contract.parties.filter { $0.role == .investor }.map(\.id)
    invested = investors.map { _ in 0 }
    repaid = invested
    returned = invested
    accrued = investors.map { _ in .zero }
    paidByPayers = contract.payerShares.map { _ in 0 }
    if case .surplus(let parts)? = contract.waterfall.last {
      surplusPaid = parts.map { _ in 0 }
    } else {
      surplusPaid = []
    }
  }

  mutating func invest(_ investment: Investment) {
    accrue(until: investment.date)
    guard investment.amount > 0, let place = investors.firstIndex(of: investment.investor) else { return }
    invested[place] += investment.amount
    ledger.append(
      .investment, on: investment.date, from: investment.investor, to: investment.provider,
      amount: investment.amount)
  }

  /// Takes the payments of a day from the payers and hands them on.
  mutating func pay(_ results: [Settlement.Result], on day: CalendarDate) {
    accrue(until: day)
    var pool = 0
    for result in results where result.paid > 0 {
      let tariff = result.tariff
      let reason = tariff.result
      let total = paidByPayers.reduce(0, +) + result.paid
      let shares = Apportionment.share(total, by: contract.payerShares.map(\.share))
      for (place, payer) in contract.payerShares.enumerated() {
        let part = shares[place] - paidByPayers[place]
        paidByPayers[place] = shares[place]
        guard part > 0 else { continue }
        ledger.append(
          .payment, on: day, from: payer.payer, to: Ledger.account, amount: part, reason: reason)
      }
      if contract.waterfall.isEmpty {
        ledger.append(
          .surplus, on: day, from: Ledger.account, to: tariff.provider, amount: result.paid, reason: reason)
      } else {
        pool += result.paid
      }
    }
    for tier in contract.waterfall where pool > 0 { pool -= handOn(pool, tier, day) }
    for result in results {
      guard let measurement = result.measurement,
        let certification = contract.certification(for: result.tariff, until: day)
      else { continue }
      ledger.settle(
        result.tariff.result,
        as: measurement.statement(
          certifiedBy: certification, of: contract.outcome(result.tariff.outcome)), on: day)
    }
  }

  /// Pays a tier what it is owed, out of a pool at the most; returns what it took.
  private mutating func handOn(_ pool: Int, _ tier: WaterfallTier, _ day: CalendarDate) -> Int {
    switch tier {
    case .capital:
      let owed = zip(invested, repaid).map { $0 - $1 }
      let parts = MoneyFlow.divide(pool, owed)
      for (place, part) in parts.enumerated() { repaid[place] += part }
      return transfer(parts, to: investors, .capital, day)
    case .totalReturn(let rate):
      let owed = zip(invested, returned).map { max(Pesos.rounded(Exact($0) * rate) - $1, 0) }
      return payReturn(MoneyFlow.divide(pool, owed), day)
    case .annualReturn:
      let owed = zip(accrued, returned).map { max(Pesos.rounded($0) - $1, 0) }
      return payReturn(MoneyFlow.divide(pool, owed), day)
    case .surplus(let shares):
      let total = surplusPaid.reduce(0, +) + pool
      let cumulated = Apportionment.share(total, by: shares.map(\.share))
      let parts = zip(cumulated, surplusPaid).map { $0 - $1 }
      surplusPaid = cumulated
      return transfer(parts, to: shares.map(\.party), .surplus, day)
    }
  }

  private mutating func payReturn(_ parts: [Int], _ day: CalendarDate) -> Int {
    for (place, part) in parts.enumerated() { returned[place] += part }
    return transfer(parts, to: investors, .return, day)
  }

  /// All that is owed where the pool suffices, else the pool in proportion to what is owed. Nobody gets more than he is owed.
  static func divide(_ pool: Int, _ owed: [Int]) -> [Int] {
    owed.reduce(0, +) <= pool ? owed : Apportionment.share(pool, by: owed)
  }

  private mutating func transfer(
    _ parts: [Int], to parties: [String], _ kind: Ledger.Kind, _ day: CalendarDate
  ) -> Int {
    for (party, part) in zip(parties, parts) where part > 0 {
      ledger.append(kind, on: day, from: Ledger.account, to: party, amount: part)
    }
    return parts.reduce(0, +)
  }

  /// Interest on the capital outstanding since the last day.
  private mutating func accrue(until day: CalendarDate) {
    defer { accruedUntil = day }
    guard let since = accruedUntil, day > since else { return }
    for tier in contract.waterfall {
      guard case .annualReturn(let rate) = tier else { continue }
      let years = Exact(Int(day.days - since.days), over: 365)
      for place in investors.indices {
        accrued[place] = accrued[place] + Exact(invested[place] - repaid[place]) * rate * years
      }
    }
  }
}
