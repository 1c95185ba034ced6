public import Columns
import Crypto

/// The account of every peso of a contract: transfers from one party to another, in order of time, to which entries are only
/// ever added.
///
/// Each transfer leaves one account and enters another, so that the balances always add up to zero. Each entry carries the
/// SHA-256 of itself and what is before it, so that a change of anything settled shows; each settlement ends with a closing in the
/// same chain, so that entries missing at the end show too, and nothing is added to a period that was settled. The chain has no
/// key: whoever writes it anew from a place on makes a chain that holds, unless the digest of a closing is kept elsewhere.
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

  /// The end of a settlement: everything dated up to a day is in the ledger.
  public struct Closing: Sendable, Equatable {
    /// How many entries are before it.
    public let entries: Int
    /// The last day of the period that is settled.
    public let until: CalendarDate
    /// SHA-256 of the digest before and this closing, in hexadecimal: it stands for the whole ledger up to here.
    public let digest: String

    public init(entries: Int, until: CalendarDate, digest: String) {
      self.entries = entries
      self.until = until
      self.digest = digest
    }

    /// The kind of its line in a file.
    public static let kind = "closing"

    /// The fields in the order of the file, without the digest.
    public var fields: [String] {
      [String(entries), until.text, Closing.kind, Ledger.account, Ledger.account, "0", ""]
    }
  }

  public private(set) var entries: [Entry] = []
  /// In order, each with no fewer entries and no earlier day than the one before it.
  public private(set) var closings: [Closing] = []

  public init() {}

  /// Adds a transfer after all others.
  ///
  /// - Precondition: it is dated after the last closing, not before the last entry, and the amount is above zero.
  public mutating func append(
    _ kind: Kind, on date: CalendarDate, from: String, to: String, amount: Int, reason: String = ""
  ) {
    precondition(amount > 0, "a transfer of \(amount)")
    precondition(date >= (entries.last?.date ?? date), "a transfer before the ledger's last")
    precondition(closings.allSatisfy { $0.until < date }, "a transfer in a period that is closed")
    let number = entries.count + 1
    let plain = Entry(
      number: number, date: date, kind: kind, from: from, to: to, amount: amount, reason: reason, digest: "")
    entries.append(
      Entry(
        number: number, date: date, kind: kind, from: from, to: to, amount: amount, reason: reason,
        digest: Ledger.digest(of: plain.fields, after: head)))
  }

  /// Closes the ledger up to a day, where that is not closed yet.
  ///
  /// - Precondition: no entry is dated later.
  public mutating func close(until date: CalendarDate) {
    precondition(date >= (entries.last?.date ?? date), "a closing before the ledger's last entry")
    if let last = closings.last, last.until >= date { return }
    let plain = Closing(entries: entries.count, until: date, digest: "")
    closings.append(
      Closing(
        entries: entries.count, until: date, digest: Ledger.digest(of: plain.fields, after: head)))
  }

  /// Whether a closing is after the last entry; a ledger without entries needs none.
  public var isClosed: Bool { (closings.last?.entries ?? 0) == entries.count }

  /// The digest of the last line.
  private var head: String {
    guard let closing = closings.last, closing.entries == entries.count else {
      return entries.last?.digest ?? ""
    }
    return closing.digest
  }

  /// Entries that were written down, and the closings between and after them, whose digests must follow from each other.
  public init(verifying entries: [Entry], closings: [Closing] = []) throws(ContractError) {
    var before = ""
    var day: CalendarDate?
    var open: CalendarDate?
    var rest = closings[...]
    func close(after count: Int) throws(ContractError) {
      while let closing = rest.first, closing.entries <= count {
        guard closing.entries == count, closing.until >= day ?? closing.until,
          open.map({ $0 < closing.until }) ?? true,
          Ledger.digest(of: closing.fields, after: before) == closing.digest
        else { throw ContractError(.contract, .closingBroken(closings.count - rest.count + 1)) }
        before = closing.digest
        open = closing.until
        rest.removeFirst()
      }
    }
    try close(after: 0)
    for (index, entry) in entries.enumerated() {
      let isNext =
        entry.number == index + 1 && entry.date >= day ?? entry.date && open.map { $0 < entry.date } ?? true
      guard isNext, entry.amount > 0, Ledger.digest(of: entry.fields, after: before) == entry.digest else {
        throw ContractError(.contract, .ledgerBroken(entry: index + 1))
      }
      before = entry.digest
      day = entry.date
      try close(after: index + 1)
    }
    guard rest.isEmpty else {
      throw ContractError(.contract, .closingBroken(closings.count - rest.count + 1))
    }
    self.entries = entries
    self.closings = closings
  }

  private static func digest(of fields: [String], after before: String) -> String {
    let line = ([before] + fields).joined(separator: ",")
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

  /// The number of the first entry of another that is not in its place here, whatever closings are between them; nil where all are.
  public func firstDifference(from settled: Ledger) -> Int? {
    for (index, entry) in settled.entries.enumerated()
    where index >= entries.count || entries[index].fields != entry.fields {
      return index + 1
    }
    return nil
  }
}
