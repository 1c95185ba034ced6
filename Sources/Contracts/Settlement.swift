public import Columns
import Kernels

// From certified results to who gets what.
//
// A tariff is paid once its outcome has been measured and an independent evaluator has certified it, on the milestone's day of
// payment or the day of certification, whichever is later. The payers bear the payments of a day by their shares. What they pay
// goes down the waterfall the same day: each tier takes what is owed to it, in proportion to what is owed where the money does
// not suffice, until nothing is left. Every division of pesos is `Apportionment`'s; payers and surplus are divided on cumulated
// sums, so that a better result takes from nobody.

/// A contract settled up to a day: every payment with its reason, and the ledger.
public struct Settlement: Sendable {
  /// What became of a tariff.
  public enum State: Sendable, Equatable {
    /// Paid on a day, on the strength of a certification.
    case paid(on: CalendarDate, by: String)
    case notMeasured
    /// Measured, but certified by nobody up to the day of settlement.
    case notCertified
    /// Certified, to be paid on a later day than that of the settlement.
    case due(CalendarDate)
  }

  public struct Result: Sendable {
    public let tariff: Tariff
    public let state: State
    public let measurement: Measurement?
    /// Pesos paid, or to be paid once certified; nil where nothing was measured.
    public let amount: Int?
    /// The most that the tariff can pay.
    public let most: Int

    /// Pesos paid.
    public var paid: Int { if case .paid = state { amount ?? 0 } else { 0 } }
  }

  public let contract: Contract
  /// The day up to which certifications and payments count; nil for all.
  public let until: CalendarDate?
  /// One a tariff, in the contract's order.
  public let results: [Result]
  public private(set) var ledger: Ledger

  /// Settles a contract. Transfers and results settled before must come out again as they are, none is added to a period that was
  /// closed, and the ledger is closed up to `until`, or up to its last line. Results of a period that an old ledger closed without
  /// them are held by their transfers alone.
  ///
  /// - Throws: `settledResultChanged` or `settledPeriodChanged` where the contract would change one of them, `ledgerDatedLater` or
  ///   `resultDatedLater` where `until` stops short of the last of them, `periodClosed` where it would add one to a closed period;
  ///   each with the part of the contract that does.
  public init(
    _ contract: Contract, until: CalendarDate? = nil, settled: Ledger = Ledger()
  ) throws(ContractError) {
    self.init(unchecked: contract, until: until)
    ledger = try SettledPeriods(settled, contract: contract).continued(by: ledger, until: until)
  }

  init(unchecked contract: Contract, until: CalendarDate?) {
    self.contract = contract
    self.until = until
    results = contract.tariffs.map { Settlement.result($0, contract, until) }
    var flow = MoneyFlow(contract)
    let investments = contract.investments.filter { $0.date <= (until ?? $0.date) }
    var days = Set(investments.map(\.date))
    for result in results { if case .paid(let day, _) = result.state { days.insert(day) } }
    for day in days.sorted() {
      for investment in investments where investment.date == day { flow.invest(investment) }
      flow.pay(
        results.filter { if case .paid(day, _) = $0.state { true } else { false } }, on: day)
    }
    ledger = flow.ledger
  }

  private static func result(_ tariff: Tariff, _ contract: Contract, _ until: CalendarDate?) -> Result {
    guard let outcome = contract.outcome(tariff.outcome), let milestone = contract.milestone(tariff.milestone)
    else { preconditionFailure("a tariff without outcome or milestone in a checked contract") }
    let most = tariff.most(of: outcome) ?? 0
    guard let measurement = contract.measurement(for: tariff) else {
      return Result(tariff: tariff, state: .notMeasured, measurement: nil, amount: nil, most: most)
    }
    let amount = tariff.payment(for: measurement, of: outcome)
    var state = State.notCertified
    if let certification = contract.certification(for: tariff, until: until) {
      let day = max(milestone.payment, certification.date)
      state = day <= (until ?? day) ? .paid(on: day, by: certification.evaluator) : .due(day)
    }
    return Result(tariff: tariff, state: state, measurement: measurement, amount: amount, most: most)
  }

  /// What the payers have paid.
  public var paid: Int { results.reduce(0) { $0 + $1.paid } }
}
