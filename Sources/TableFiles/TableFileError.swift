/// Why a file of data cannot be read or written at all. Bad values inside a readable file are not errors: they are
/// counted in what the reader returns.
public enum TableFileError: Error, Equatable, CustomStringConvertible {
  case missing(path: String)
  case unreadable(path: String, reason: String)
  /// The bytes are not text of a known encoding.
  case notText(path: String, reason: String)
  case empty(path: String)
  /// `available` is empty where the first line looks like a record rather than a header.
  case columnMissing(path: String, column: String, nearest: [String], available: [String])
  /// Positions are counted from 1.
  case columnTwice(path: String, column: String, positions: [Int])
  case unwritable(path: String, reason: String)

  public var description: String {
    switch self {
    case .missing(let path): "\(path): no such file; check the path"
    case .unreadable(let path, let reason): "\(path): cannot be read (\(reason))"
    case .notText(let path, let reason):
      "\(path): not decodable as delimited text (\(reason)); save it as CSV in UTF-8 or Latin-1"
    case .empty(let path): "\(path): no header line; the file has no data"
    case .columnMissing(let path, let column, _, []):
      "\(path): line 1: no column '\(column)'; the first line looks like a record, not like names of columns"
    case .columnMissing(let path, let column, let nearest, let available):
      nearest.isEmpty
        ? "\(path): line 1: no column '\(column)'; the columns are \(available.joined(separator: ", "))"
        : "\(path): line 1: no column '\(column)'; did you mean \(nearest.map { "'\($0)'" }.joined(separator: ", "))?"
    case .columnTwice(let path, let column, let positions):
      "\(path): line 1: columns \(positions.map(String.init).joined(separator: " and ")) are both '\(column)'; rename one of them"
    case .unwritable(let path, let reason): "\(path): cannot be written (\(reason))"
    }
  }
}
