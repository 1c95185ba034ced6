import Columns
public import Contracts
import TableFiles

/// A ledger as a file: a CSV of `number,date,kind,from,to,amount,reason,digest`, one line an entry. Each result that
/// was settled has a line of the kind `result` behind the entries of its day, with what was certified; a settlement ends with a line
/// of the kind `closing`. Both give how many entries are before them, a day, an amount of 0, and their digest.
public enum LedgerFile {
  static let header = "number,date,kind,from,to,amount,reason,digest"

  public static func text(_ ledger: Ledger) -> String {
    var lines = [header]
    var (results, closings) = (ledger.results[...], ledger.closings[...])
    func write(after count: Int) {
      while true {
        let closing = closings.first.flatMap { $0.entries == count ? $0 : nil }
        if let result = results.first, result.entries == count, result.date <= closing?.until ?? result.date {
          lines.append((result.fields + [result.digest]).joined(separator: ","))
          results.removeFirst()
        } else if let closing {
          lines.append((closing.fields + [closing.digest]).joined(separator: ","))
          closings.removeFirst()
        } else {
          return
        }
      }
    }
    write(after: 0)
    for entry in ledger.entries {
      lines.append((entry.fields + [entry.digest]).joined(separator: ","))
      write(after: entry.number)
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
    var results: [Ledger.SettledResult] = []
    var lines: (entries: [Int], results: [Int], closings: [Int]) = ([], [], [])
    var last = 1
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if index == 0 {
        guard line == header else { throw failure(path, 1, "not a ledger: its first line must be \(header)") }
        continue
      }
      if line.isEmpty, index == text.count(where: { $0 == "\n" }) { continue }
      last = index + 1
      if let closing = closing(line) {
        // What is out of its place would be sorted into another.
        guard closing.entries == entries.count, closing.until >= results.last?.date ?? closing.until else {
          throw failure(
            path, last, ContractError(.contract, .closingBroken(closings.count + 1)).description)
        }
        closings.append(closing)
        lines.closings.append(last)
      } else if let result = result(line) {
        guard result.entries == entries.count, closings.last.map({ $0.until < result.date }) ?? true else {
          throw failure(path, last, ContractError(.contract, .resultBroken(results.count + 1)).description)
        }
        results.append(result)
        lines.results.append(last)
      } else if let entry = entry(line) {
        entries.append(entry)
        lines.entries.append(last)
      } else {
        throw failure(path, last, "not an entry of a ledger")
      }
    }
    do throws(ContractError) {
      let ledger = try Ledger(verifying: entries, results: results, closings: closings)
      guard ledger.isClosed else { throw ContractError(.contract, .notClosed(entries: entries.count)) }
      return ledger
    } catch {
      switch error.rule {
      case .ledgerBroken(let number): throw failure(path, lines.entries[number - 1], error.description)
      case .resultBroken(let place): throw failure(path, lines.results[place - 1], error.description)
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
    guard let (fields, entries, until) = between(line) else { return nil }
    let closing = Ledger.Closing(
      entries: entries, until: until, coversResults: !fields[6].isEmpty, digest: fields[7])
    return Array(fields.dropLast()) == closing.fields ? closing : nil
  }

  /// Nil where the line is no settled result.
  private static func result(_ line: Substring) -> Ledger.SettledResult? {
    guard let (fields, entries, date) = between(line), let space = fields[6].firstIndex(of: " ") else {
      return nil
    }
    let reason = fields[6]
    let result = Ledger.SettledResult(
      entries: entries, date: date, result: String(reason[..<space]),
      statement: String(reason[reason.index(after: space)...]), digest: fields[7])
    return Array(fields.dropLast()) == result.fields ? result : nil
  }

  /// The fields of a line between transfers, the count of those before it and its day.
  private static func between(_ line: Substring) -> (fields: [String], entries: Int, day: CalendarDate)? {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard fields.count == 8, let entries = Int(fields[0]), let day = CalendarDate(iso: fields[1]) else {
      return nil
    }
    return (fields, entries, day)
  }
}
