public import Columns
import Kernels

/// What an investor put in and got back.
public struct InvestorReturn: Sendable {
  public let investor: String
  /// Pesos.
  public let invested: Int
  public let capitalRepaid: Int
  /// Beyond the capital, surplus included.
  public let gained: Int
  /// The yearly rate at which the dated flows are worth nothing together, years of 365 days; −1 where all is lost, nil where
  /// nothing was invested.
  public let internalRateOfReturn: Double?

  /// Capital not repaid; never more than was invested.
  public var loss: Int { invested - capitalRepaid }

  init(_ investor: String, _ ledger: Ledger) {
    self.investor = investor
    invested = ledger.paid(by: investor, .investment)
    capitalRepaid = ledger.received(by: investor, .capital)
    gained = ledger.received(by: investor, .return) + ledger.received(by: investor, .surplus)
    var flows: [(date: CalendarDate, amount: Int)] = []
    for entry in ledger.entries {
      if entry.from == investor { flows.append((entry.date, -entry.amount)) }
      if entry.to == investor { flows.append((entry.date, entry.amount)) }
    }
    internalRateOfReturn = InternalRate.yearly(flows)
  }
}

/// The internal rate of return of dated flows: the root of Σ flow · (1 + r)^(−days/365).
public enum InternalRate {
  /// The rate a year, to 10⁻¹²; −1 where money went out and none came back, nil where no rate makes the flows worth nothing or
  /// nothing went out.
  ///
  /// For money that goes out before it comes back there is one root, because the value falls as the rate rises. Where flows
  /// change their sign more often the root nearest above −1 that bisection of (−1, 10⁶) finds is returned.
  public static func yearly(_ flows: [(date: CalendarDate, amount: Int)]) -> Double? {
    guard let start = flows.map(\.date).min(), flows.contains(where: { $0.amount < 0 }) else { return nil }
    guard flows.contains(where: { $0.amount > 0 }) else { return -1 }
    func value(_ rate: Double) -> Double {
      flows.reduce(0) {
        let years = Double($1.date.days - start.days) / 365
        return $0 + Double($1.amount) * RealPower.power(1 + rate, -years)
      }
    }
    var low = -1 + 1e-9
    var high = 1.0
    while value(high) > 0, high < 1e6 { high *= 2 }
    guard value(low) > 0, value(high) <= 0 else { return nil }
    // 80 halvings of an interval below 2²¹ leave less than 10⁻¹².
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if value(middle) > 0 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
