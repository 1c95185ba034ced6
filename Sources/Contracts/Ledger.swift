public import Columns
import Crypto

/// The account of every peso of a contract: transfers from one party to another, in order of time, to which entries are only
/// ever added.
///
/// Each transfer leaves one account and enters another, so that the balances always add up to zero. Each entry carries the
/// SHA-256 of itself and what is before it, so that a change of anything settled shows; each settlement ends with a closing in the
/// same chain, so that entries missing at the end show too, and nothing is added to a period that was settled. Before the closing
/// stands each result that was settled, whatever it paid, so that none is settled again with other figures. The chain has no
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
    /// Whether every result settled up to then has its line; the first ledgers had lines of transfers alone.
    public let coversResults: Bool
    /// SHA-256 of the digest before and this closing, in hexadecimal: it stands for the whole ledger up to here.
    public let digest: String

    public init(entries: Int, until: CalendarDate, coversResults: Bool = true, digest: String) {
      self.entries = entries
      self.until = until
      self.coversResults = coversResults
      self.digest = digest
    }

    /// The kind of its line in a file.
    public static let kind = "closing"

    /// The fields in the order of the file, without the digest.
    public var fields: [String] {
      [
        String(entries), until.text, Closing.kind, Ledger.account, Ledger.account, "0",
        coversResults ? "results" : "",
      ]
    }
  }

  public private(set) var entries: [Entry] = []
  /// What was settled, in order of time; each after the transfers of its day.
  public private(set) var results: [SettledResult] = []
  /// In order, each with no fewer entries and no earlier day than the one before it.
  public private(set) var closings: [Closing] = []
  /// The digest of the last line.
  private var head = ""

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
    head = Ledger.digest(of: plain.fields, after: head)
    entries.append(
      Entry(
        number: number, date: date, kind: kind, from: from, to: to, amount: amount, reason: reason,
        digest: head))
  }

  /// Writes down that a result was settled, after the transfers of its day.
  ///
  /// - Precondition: it is dated after the last closing, and neither before the last entry nor the last result.
  public mutating func settle(_ result: String, as statement: String, on date: CalendarDate) {
    precondition(date >= (entries.last?.date ?? date), "a result before the ledger's last transfer")
    precondition(date >= (results.last?.date ?? date), "a result before the ledger's last")
    precondition(closings.allSatisfy { $0.until < date }, "a result in a period that is closed")
    let plain = SettledResult(
      entries: entries.count, date: date, result: result, statement: statement, digest: "")
    head = Ledger.digest(of: plain.fields, after: head)
    results.append(
      SettledResult(
        entries: entries.count, date: date, result: result, statement: statement, digest: head))
  }

  /// Closes the ledger up to a day, where that is not closed yet.
  ///
  /// - Precondition: no entry and no result is dated later.
  public mutating func close(until date: CalendarDate) {
    precondition(date >= (lastDay ?? date), "a closing before the ledger's last line")
    if let last = closings.last, last.until >= date { return }
    let plain = Closing(entries: entries.count, until: date, digest: "")
    head = Ledger.digest(of: plain.fields, after: head)
    closings.append(Closing(entries: entries.count, until: date, digest: head))
  }

  /// The day of the last transfer or result.
  public var lastDay: CalendarDate? {
    [entries.last?.date, results.last?.date].compactMap { $0 }.max()
  }

  /// Whether a closing is after the last line; a ledger without lines needs none.
  public var isClosed: Bool {
    guard let closing = closings.last else { return entries.isEmpty && results.isEmpty }
    return closing.entries == entries.count && closing.until >= lastDay ?? closing.until
  }

  /// Entries that were written down, and the results and closings between and after them, whose digests must follow from each other.
  public init(
    verifying entries: [Entry], results: [SettledResult] = [], closings: [Closing] = []
  ) throws(ContractError) {
    var before = ""
    var day: CalendarDate?
    var open: CalendarDate?
    var (openResults, openClosings) = (results[...], closings[...])
    func isNext(_ date: CalendarDate) -> Bool {
      date >= day ?? date && open.map { $0 < date } ?? true
    }
    func follow(_ fields: [String], _ digest: String) -> Bool {
      guard Ledger.digest(of: fields, after: before) == digest else { return false }
      before = digest
      return true
    }
    // Of a result and a closing after the same transfer the result is first where the closing covers its day.
    func lines(after count: Int) throws(ContractError) {
      while true {
        let result = openResults.first.flatMap { $0.entries <= count ? $0 : nil }
        let closing = openClosings.first.flatMap { $0.entries <= count ? $0 : nil }
        if let result, result.date <= closing?.until ?? result.date {
          guard result.entries == count, isNext(result.date), follow(result.fields, result.digest) else {
            throw ContractError(.contract, .resultBroken(results.count - openResults.count + 1))
          }
          day = result.date
          openResults.removeFirst()
        } else if let closing {
          guard closing.entries == count, isNext(closing.until), follow(closing.fields, closing.digest) else {
            throw ContractError(.contract, .closingBroken(closings.count - openClosings.count + 1))
          }
          open = closing.until
          openClosings.removeFirst()
        } else {
          return
        }
      }
    }
    try lines(after: 0)
    for (index, entry) in entries.enumerated() {
      guard entry.number == index + 1, isNext(entry.date), entry.amount > 0,
        follow(entry.fields, entry.digest)
      else { throw ContractError(.contract, .ledgerBroken(entry: index + 1)) }
      day = entry.date
      try lines(after: index + 1)
    }
    guard openResults.isEmpty else {
      throw ContractError(.contract, .resultBroken(results.count - openResults.count + 1))
    }
    guard openClosings.isEmpty else {
      throw ContractError(.contract, .closingBroken(closings.count - openClosings.count + 1))
    }
    self.entries = entries
    self.results = results
    self.closings = closings
    head = before
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
