public import Columns

extension Ledger {
  /// A result that was settled, whatever it paid: what was measured and who certified it.
  public struct SettledResult: Sendable, Equatable {
    /// How many entries are before it.
    public let entries: Int
    /// The day on which it was paid, or would have been had it been worth anything.
    public let date: CalendarDate
    /// As milestone/outcome/provider.
    public let result: String
    /// What was certified, as words `name=value` with a space between them.
    public let statement: String
    /// SHA-256 of the digest before and this line, in hexadecimal.
    public let digest: String

    public init(entries: Int, date: CalendarDate, result: String, statement: String, digest: String) {
      self.entries = entries
      self.date = date
      self.result = result
      self.statement = statement
      self.digest = digest
    }

    /// The kind of its line in a file.
    public static let kind = "result"

    /// The fields in the order of the file, without the digest.
    public var fields: [String] {
      [
        String(entries), date.text, SettledResult.kind, Ledger.account, Ledger.account, "0",
        "\(result) \(statement)",
      ]
    }

    /// The words of a statement that another has not, nil where it says the same.
    func changed(from other: SettledResult) -> String? {
      // What a line written before had no word for says nothing of it.
      func words(_ result: SettledResult, known: SettledResult) -> [Substring] {
        let names = Set(known.names)
        return zip(result.statement.split(separator: " "), result.names).filter {
          names.contains($1) || !SettledResult.laterNames.contains($1)
        }.map(\.0)
      }
      let (mine, others) = (words(self, known: other), words(other, known: self))
      let days = date == other.date ? [] : ["date=\(date.text)"]
      let all = days + mine.filter { !others.contains($0) }.map(String.init)
      if all.isEmpty { return mine.count == others.count ? nil : statement }
      return all.joined(separator: " ")
    }

    private var names: [String] {
      statement.split(separator: " ").map { String($0.prefix { $0 != "=" }) }
    }

    /// Names that lines of the first ledgers with results have not.
    private static let laterNames: Set<String> = ["certified", "baseline", "target"]
  }

  /// The line of a result, by its place from 0, in the ledger's file.
  public func line(ofResult place: Int) -> Int {
    let result = results[place]
    return 2 + result.entries + place + closings.count { $0.until < result.date }
  }

  /// The line of an entry, by its number, in the ledger's file.
  public func line(ofEntry number: Int) -> Int {
    1 + number + results.count { $0.entries < number } + closings.count { $0.entries < number }
  }
}
