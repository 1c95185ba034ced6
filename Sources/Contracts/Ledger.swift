public import Columns
import Crypto

/// The account of every peso of a contract: transfers from one party to another, in order of time, to which entries are only
/// ever added.
///
/// Each transfer leaves one account and enters another, so that the balances always add up to zero. Each entry carries the
/// SHA-256 of itself and the entry before, so that a change of anything settled shows.
public struct Ledger: Sendable, Equatable {
  /// The contract's own account, through which the payers' money goes; empty after each day.
  public static let account = "account"

  public enum Kind: String, Sendable, CaseIterable {
    /// An investor's money to a provider.
    case investment
    /// A payer's money for a certified result.
    case payment
    case capital
    case `return`
    case surplus
  }

  public struct Entry: Sendable, Equatable {
    /// From 1.
    public let number: Int
    public let date: CalendarDate
    public let kind: Kind
    public let from: String
    public let to: String
    /// Pesos, above zero.
    public let amount: Int
    /// Of a payment: what it is for, as milestone/outcome/provider.
    public let reason: String
    /// SHA-256 of the entry before's digest and this entry, in hexadecimal.
    public let digest: String

    public init(
      number: Int, date: CalendarDate, kind: Kind, from: String, to: String, amount: Int, reason: String,
      digest: String
    ) {
      self.number = number
      self.date = date
      self.kind = kind
      self.from = from
      self.to = to
      self.amount = amount
      self.reason = reason
      self.digest = digest
    }

    /// The fields in the order of the file, without the digest.
    public var fields: [String] {
      [String(number), date.text, kind.rawValue, from, to, String(amount), reason]
    }
  }

  public private(set) var entries: [Entry] = []

  public init() {}

  /// Adds a transfer after all others.
  ///
  /// - Precondition: it is not dated before the last entry, and the amount is above zero.
  public mutating func append(
    _ kind: Kind, on date: CalendarDate, from: String, to: String, amount: Int, reason: String = ""
  ) {
    precondition(amount > 0, "a transfer of \(amount)")
    precondition(date >= (entries.last?.date ?? date), "a transfer before the ledger's last")
    let number = entries.count + 1
    let plain = Entry(
      number: number, date: date, kind: kind, from: from, to: to, amount: amount, reason: reason, digest: "")
    entries.append(
      Entry(
        number: number, date: date, kind: kind, from: from, to: to, amount: amount, reason: reason,
        digest: Ledger.digest(of: plain, after: entries.last?.digest ?? "")))
  }

  /// Entries that were written down, whose digests must follow from each other.
  public init(verifying entries: [Entry]) throws(ContractError) {
    var before = ""
    for (index, entry) in entries.enumerated() {
      let isNext =
        entry.number == index + 1 && entry.date >= (index > 0 ? entries[index - 1].date : entry.date)
      guard isNext, entry.amount > 0, Ledger.digest(of: entry, after: before) == entry.digest else {
        throw ContractError(.contract, .ledgerBroken(entry: index + 1))
      }
      before = entry.digest
    }
    self.entries = entries
  }

  private static func digest(of entry: Entry, after before: String) -> String {
    let line = ([before] + entry.fields).joined(separator: ",")
    return SHA256.hash(data: Array(line.utf8)).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  /// What came in less what went out.
  public func balance(of account: String) -> Int { received(by: account) - paid(by: account) }

  public func paid(by account: String, _ kind: Kind? = nil) -> Int {
    entries.reduce(0) { $1.from == account && $1.kind == kind ?? $1.kind ? $0 + $1.amount : $0 }
  }

  public func received(by account: String, _ kind: Kind? = nil) -> Int {
    entries.reduce(0) { $1.to == account && $1.kind == kind ?? $1.kind ? $0 + $1.amount : $0 }
  }

  /// Whether it begins with all entries of another; else the number of the first that differs.
  public func firstDifference(from settled: Ledger) -> Int? {
    for (index, entry) in settled.entries.enumerated()
    where index >= entries.count || entries[index] != entry {
      return index + 1
    }
    return nil
  }
}
