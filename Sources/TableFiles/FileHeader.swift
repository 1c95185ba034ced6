import CByteScan
import Foundation
import Kernels

/// The beginning of a delimited file: its dialect, the names in its header and where the rows begin.
public struct FileHeader: Sendable {
  public let path: String
  public let dialect: Dialect
  /// Whether the encoding was detected rather than given.
  public let encodingDetected: Bool
  public let names: [String]
  /// Bytes before the first row.
  let length: Int
  /// Lines that the header takes.
  let lines: Int
  /// Whether the beginning of the file has a quote, and whether it has a line feed.
  let sampleHasQuotes: Bool
  let sampleHasLineFeed: Bool

  static let sampleSize = 1 << 18

  /// Reads the header. Throws if the file is missing, empty or not text.
  public init(path: String, options: DialectOptions = DialectOptions()) throws(TableFileError) {
    let sample = try FileHeader.sample(path)
    guard !sample.isEmpty else { throw .empty(path: path) }
    try FileHeader.refuseBinary(sample, path: path)
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    let start = sample.starts(with: mark) ? 3 : 0
    let body = Array(sample[start...])
    let (delimiter, decimalMark) = DialectDetector.detect(sample: body, options: options)
    let encoding = options.encoding ?? (start == 3 || FileHeader.looksUTF8(body) ? .utf8 : .latin1)
    dialect = Dialect(delimiter: delimiter, decimalMark: decimalMark, encoding: encoding)
    encodingDetected = options.encoding == nil
    self.path = path
    let header = SimpleFields.scan(body, delimiter: delimiter, limit: 1)
    guard let row = header.rows.first, row.contains(where: { !$0.isEmpty }) else { throw .empty(path: path) }
    if header.end == body.count, sample.count == FileHeader.sampleSize {
      throw .unreadable(path: path, reason: "line 1: a header of more than \(FileHeader.sampleSize >> 10) kB")
    }
    if header.openQuote {
      throw .unreadable(path: path, reason: "line 1: a quote in the header does not close")
    }
    if options.encoding == .utf8, !row.allSatisfy({ String(validating: $0, as: UTF8.self) != nil }) {
      throw .notText(path: path, reason: "it has bytes that are not UTF-8")
    }
    names = row.map { FileHeader.trimmed(SimpleFields.text($0, encoding: encoding)) }
    sampleHasQuotes = body.contains(UInt8(ascii: "\""))
    sampleHasLineFeed = body.contains(UInt8(ascii: "\n"))
    length = start + header.end
    lines = cbs_count_lines(body, header.end)
  }

  /// Position of the column of that name, letter case ignored.
  public func position(of name: String) throws(TableFileError) -> Int? {
    let wanted = name.lowercased()
    let found = names.indices.filter { names[$0].lowercased() == wanted }
    if found.count > 1 { throw .columnTwice(path: path, column: name, positions: found.map { $0 + 1 }) }
    return found.first
  }

  /// Positions of the columns by name in small letters, for who looks for many of them.
  package var positions: [String: [Int]] {
    Dictionary(grouping: names.indices, by: { names[$0].lowercased() })
  }

  /// Position of the column of exactly that name.
  package func exactPosition(of name: String) throws(TableFileError) -> Int {
    let found = names.indices.filter { names[$0] == name }
    if found.count > 1 { throw .columnTwice(path: path, column: name, positions: found.map { $0 + 1 }) }
    guard let position = found.first else { throw missing(name) }
    return position
  }

  /// Position of a column that must be there.
  package func located(_ name: String) throws(TableFileError) -> Int {
    if let position = try position(of: name) { return position }
    throw missing(name)
  }

  /// The error that names a column the file does not have. A first line with a person's number in it is a record:
  /// nothing of it goes into the error.
  package func missing(_ column: String) -> TableFileError {
    let shown = names.contains(where: FileHeader.looksLikeIdentifier) ? [] : names
    return .columnMissing(
      path: path, column: column, nearest: Suggestion.nearest(to: column, among: shown), available: shown)
  }

  /// Whether a run of six digits or more stands in it, dots between them aside, or one of sixteen hexadecimal digits, hyphens
  /// aside: a number or hash of a person, whatever else is there.
  private static func looksLikeIdentifier(_ name: String) -> Bool {
    var run = 0
    var hash = 0
    var hashHasDigit = false
    for byte in name.utf8 {
      let isDigit = 48...57 ~= byte
      if byte != UInt8(ascii: ".") { run = isDigit ? run + 1 : 0 }
      if isDigit || UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte | 0x20 {
        hash += 1
        hashHasDigit = hashHasDigit || isDigit
      } else if byte != UInt8(ascii: "-") {
        hash = 0
        hashHasDigit = false
      }
      if run >= 6 || hash >= 16 && hashHasDigit { return true }
    }
    return false
  }

  private static func sample(_ path: String) throws(TableFileError) -> [UInt8] {
    // Not to wait for somebody to write into a pipe.
    let handle = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard handle >= 0 else {
      throw errno == ENOENT || errno == ENOTDIR
        ? .missing(path: path) : .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    defer { close(handle) }
    var status = stat()
    guard fstat(handle, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(path: path, reason: "it is not a regular file, and files are read more than once")
    }
    var bytes = [UInt8](repeating: 0, count: sampleSize)
    var length = 0
    while length < bytes.count {
      let room = bytes.count - length
      let count = bytes.withUnsafeMutableBytes { read(handle, $0.baseAddress! + length, room) }
      if count < 0 { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
      if count == 0 { break }
      length += count
    }
    return Array(bytes[..<length])
  }

  private static func refuseBinary(_ sample: [UInt8], path: String) throws(TableFileError) {
    if sample.starts(with: [0xff, 0xfe]) || sample.starts(with: [0xfe, 0xff]) {
      throw .notText(path: path, reason: "UTF-16")
    }
    if sample.starts(with: [0x50, 0x4b, 0x03, 0x04]) {
      throw .notText(path: path, reason: "a zip archive or workbook")
    }
    if sample.starts(with: [0x1f, 0x8b]) { throw .notText(path: path, reason: "compressed with gzip") }
    let zeros = sample.count(where: { $0 == 0 })
    if zeros * 100 > sample.count { throw .notText(path: path, reason: "binary: many NUL bytes") }
    let controls = sample.count(where: { $0 < 0x20 && $0 != 9 && $0 != 10 && $0 != 13 && $0 != 0 })
    if controls * 50 > sample.count { throw .notText(path: path, reason: "binary: many control bytes") }
  }

  /// Valid UTF-8, a character cut off by the end of the sample apart.
  private static func looksUTF8(_ bytes: [UInt8]) -> Bool {
    for cut in 0...min(3, bytes.count)
    where String(validating: bytes[..<(bytes.count - cut)], as: UTF8.self) != nil {
      return true
    }
    return false
  }

  private static func trimmed(_ name: String) -> String {
    name.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

extension FileHeader {
  /// The first rows of the file, byte for byte, for looking at what a column holds.
  package func sampleRows(limit: Int) -> [[[UInt8]]] {
    guard let sample = try? FileHeader.sample(path), sample.count > length else { return [] }
    let rows = SimpleFields.rows(Array(sample[length...]), delimiter: dialect.delimiter, limit: limit)
    // The sample may end inside a row.
    return sample.count == FileHeader.sampleSize ? Array(rows.dropLast()) : rows
  }
}
