import Columns
public import Contracts
import TableFiles

/// A ledger as a file: a CSV of `number,date,kind,from,to,amount,reason,digest`, one line an entry. A settlement ends with a line of
/// the kind `closing`: how many entries are before it, the day up to which they are settled, an amount of 0, and its digest.
public enum LedgerFile {
  static let header = "number,date,kind,from,to,amount,reason,digest"

  public static func text(_ ledger: Ledger) -> String {
    var lines = [header]
    var closings = ledger.closings[...]
    func close(after count: Int) {
      while let closing = closings.first, closing.entries == count {
        lines.append((closing.fields + [closing.digest]).joined(separator: ","))
        closings.removeFirst()
      }
    }
    close(after: 0)
    for entry in ledger.entries {
      lines.append((entry.fields + [entry.digest]).joined(separator: ","))
      close(after: entry.number)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Reads a ledger whose digests follow from each other and which ends with a closing; an absent file is an empty ledger.
  ///
  /// Throws `TableFileError` where the file cannot be read, `SpecError` with the line where it is no ledger, was changed, or lost
  /// its end. An end that was cut off after a closing leaves a ledger as it was then, and does not show here.
  public static func read(_ path: String) throws -> Ledger {
    guard let bytes = try bytes(of: path) else { return Ledger() }
    // A spreadsheet saves the same lines with a byte order mark and other line ends.
    let unmarked = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    let text = String(decoding: unmarked.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
    var entries: [Ledger.Entry] = []
    var closings: [Ledger.Closing] = []
    var lines: (entries: [Int], closings: [Int]) = ([], [])
    var last = 1
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if index == 0 {
        guard line == header else { throw failure(path, 1, "not a ledger: its first line must be \(header)") }
        continue
      }
      if line.isEmpty, index == text.count(where: { $0 == "\n" }) { continue }
      last = index + 1
      if let closing = closing(line) {
        // A closing out of its place would be sorted into another.
        guard closing.entries == entries.count else {
          throw failure(
            path, last, ContractError(.contract, .closingBroken(closings.count + 1)).description)
        }
        closings.append(closing)
        lines.closings.append(last)
      } else if let entry = entry(line) {
        entries.append(entry)
        lines.entries.append(last)
      } else {
        throw failure(path, last, "not an entry of a ledger")
      }
    }
    do throws(ContractError) {
      let ledger = try Ledger(verifying: entries, closings: closings)
      guard ledger.isClosed else { throw ContractError(.contract, .notClosed(entries: entries.count)) }
      return ledger
    } catch {
      switch error.rule {
      case .ledgerBroken(let number): throw failure(path, lines.entries[number - 1], error.description)
      case .closingBroken(let place): throw failure(path, lines.closings[place - 1], error.description)
      default: throw failure(path, last, error.description)
      }
    }
  }

  /// Nil where there is no such file.
  private static func bytes(of path: String) throws(TableFileError) -> [UInt8]? {
    do throws(TableFileError) { return try FileBytes.read(path, limit: 1 << 30) } catch {
      if case .missing = error { return nil }
      throw error
    }
  }

  private static func failure(_ path: String, _ line: Int, _ message: String) -> SpecError {
    SpecError(path: path, position: SpecPosition(line: line, column: 1), message: message)
  }

  private static func entry(_ line: Substring) -> Ledger.Entry? {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard fields.count == 8, let number = Int(fields[0]), let date = CalendarDate(iso: fields[1]),
      let kind = Ledger.Kind(rawValue: fields[2]), let amount = Int(fields[5])
    else { return nil }
    return Ledger.Entry(
      number: number, date: date, kind: kind, from: fields[3], to: fields[4], amount: amount,
      reason: fields[6], digest: fields[7])
  }

  /// Nil where the line is no closing.
  private static func closing(_ line: Substring) -> Ledger.Closing? {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard fields.count == 8, let entries = Int(fields[0]), let until = CalendarDate(iso: fields[1]) else {
      return nil
    }
    let closing = Ledger.Closing(entries: entries, until: until, digest: fields[7])
    return Array(fields.dropLast()) == closing.fields ? closing : nil
  }
}
