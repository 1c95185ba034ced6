import Columns
public import Contracts
import TableFiles

/// A ledger as a file: a CSV of `number,date,kind,from,to,amount,reason,digest`, one line an entry.
public enum LedgerFile {
  static let header = "number,date,kind,from,to,amount,reason,digest"

  public static func text(_ ledger: Ledger) -> String {
    ([header] + ledger.entries.map { ($0.fields + [$0.digest]).joined(separator: ",") })
      .joined(separator: "\n") + "\n"
  }

  /// Reads a ledger whose digests follow from each other; an absent file is an empty ledger.
  ///
  /// Throws `TableFileError` where the file cannot be read, `SpecError` with the line where it is no ledger or was changed.
  public static func read(_ path: String) throws -> Ledger {
    guard let bytes = try bytes(of: path) else { return Ledger() }
    let text = String(decoding: bytes, as: UTF8.self)
    var entries: [Ledger.Entry] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if index == 0 {
        guard line == header else { throw failure(path, 1, "not a ledger: its first line must be \(header)") }
        continue
      }
      if line.isEmpty, index == text.count(where: { $0 == "\n" }) { continue }
      guard let entry = entry(line) else { throw failure(path, index + 1, "not an entry of a ledger") }
      entries.append(entry)
    }
    do { return try Ledger(verifying: entries) } catch {
      guard case .ledgerBroken(let number) = error.rule else { throw failure(path, 1, error.description) }
      throw failure(path, number + 1, error.description)
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
}
