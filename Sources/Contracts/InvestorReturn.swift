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
  /// nothing was invested, no rate does it or several do.
  public let internalRateOfReturn: Double?
  /// Every rate that does it, rising: none, one, or several where money is put up again after some came back.
  public let internalRates: [Double]

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
    internalRates = InternalRate.all(flows)
  }
}

/// The internal rate of return of dated flows: the root of Σ flow · (1 + r)^(−days/365).
///
/// In b = 1 + r this is a sum of powers. Between two of its roots its derivative, after a power is taken out, has one, and that has
/// a flow less (Rolle), so that all roots are bracketed by those of sums with fewer flows, down to sums whose flows change their
/// sign once at most: these have one root at most (the rule of Descartes for real exponents; G. J. O. Jameson, "Counting zeros of
/// generalised polynomials", Mathematical Gazette 90, 2006).
public enum InternalRate {
  /// Rates that are looked through.
  private static let (lowest, highest) = (-1 + 1e-9, 1e6)

  /// The rate a year, to 10⁻¹²; −1 where money went out and none came back, nil where no rate makes the flows worth nothing, where
  /// several do (`all`), or where nothing went out.
  public static func yearly(_ flows: [(date: CalendarDate, amount: Int)]) -> Double? {
    guard flows.contains(where: { $0.amount < 0 }) else { return nil }
    guard flows.contains(where: { $0.amount > 0 }) else { return -1 }
    let rates = all(flows)
    return rates.count == 1 ? rates[0] : nil
  }

  /// Every rate between −1 and a million at which the flows are worth nothing, rising, to 10⁻¹²; a rate at which they are worth
  /// nothing without changing their sign is none. O(n³) values for flows of n days, O(n) where they change their sign once.
  public static func all(_ flows: [(date: CalendarDate, amount: Int)]) -> [Double] {
    var days: [Int32: Int] = [:]
    for flow in flows { days[flow.date.days, default: 0] += flow.amount }
    let dated = days.filter { $0.value != 0 }.sorted { $0.key < $1.key }
    guard let first = dated.first else { return [] }
    let terms = dated.map { (years: Double($0.key - first.key) / 365, amount: Double($0.value)) }
    return roots(terms).map { $0 - 1 }
  }

  private typealias Term = (years: Double, amount: Double)

  private static func roots(_ terms: [Term]) -> [Double] {
    let changes = zip(terms, terms.dropFirst()).count { ($0.amount > 0) != ($1.amount > 0) }
    guard changes > 0, let first = terms.first else { return [] }
    var ends = [1 + lowest, 1 + highest]
    if changes > 1 {
      // Divided by the longest time, so that amounts stay in their range however many derivatives are taken.
      let longest = terms[terms.count - 1].years - first.years
      let derived = terms.dropFirst().map { Term($0.years, $0.amount * (($0.years - first.years) / longest)) }
      ends.insert(contentsOf: roots(derived), at: 1)
    }
    return zip(ends, ends.dropFirst()).compactMap { root(terms, between: $0, and: $1) }
  }

  private static func root(_ terms: [Term], between start: Double, and end: Double) -> Double? {
    let atStart = value(terms, start)
    guard (atStart > 0) != (value(terms, end) > 0) else { return nil }
    var (low, high) = (start, end)
    // 80 halvings of an interval below 2²⁰ leave less than 10⁻¹².
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if (value(terms, middle) > 0) == (atStart > 0) { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// The flows at b = 1 + r, times a power of b with which no term overflows.
  private static func value(_ terms: [Term], _ base: Double) -> Double {
    let pivot = base < 1 ? terms[terms.count - 1].years : terms[0].years
    return terms.reduce(0) { $0 + $1.amount * RealPower.power(base, pivot - $1.years) }
  }
}
