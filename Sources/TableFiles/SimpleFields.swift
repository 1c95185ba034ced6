/// A plain, byte-at-a-time reader of delimited text (RFC 4180, lenient): for headers, samples and small tables, and
/// the yardstick that the block reader is tested against.
public enum SimpleFields {
  /// The rows of the text, each as the bytes of its fields, quotes resolved. Empty lines are passed over.
  public static func rows(_ bytes: [UInt8], delimiter: UInt8, limit: Int = .max) -> [[[UInt8]]] {
    scan(bytes, delimiter: delimiter, limit: limit).rows
  }

  /// The rows of the text with the line each begins on, counted from 1; empty lines count and have no row.
  public static func numberedRows(_ bytes: [UInt8], delimiter: UInt8) -> [(line: Int, fields: [[UInt8]])] {
    let found = scan(bytes, delimiter: delimiter, limit: .max)
    var line = 1
    var at = 0
    return zip(found.starts, found.rows).map { start, fields in
      while at < start {
        let byte = bytes[at]
        let isEnd =
          byte == UInt8(ascii: "\n")
          || byte == UInt8(ascii: "\r") && !(at + 1 < bytes.count && bytes[at + 1] == UInt8(ascii: "\n"))
        if isEnd { line += 1 }
        at += 1
      }
      return (line, fields)
    }
  }

  /// The rows, the offset after the last of them, whether that one ends in a quote that does not close, and the
  /// offset at which each begins.
  static func scan(_ bytes: [UInt8], delimiter: UInt8, limit: Int)
    -> (rows: [[[UInt8]]], end: Int, openQuote: Bool, starts: [Int])
  {
    var openQuote = false
    var rows: [[[UInt8]]] = []
    var starts: [Int] = []
    var start = 0
    var row: [[UInt8]] = []
    var field: [UInt8] = []
    var index = 0
    var fieldStart = true
    var rowHasBytes = false
    let quote = UInt8(ascii: "\"")

    func isLineEnd(_ at: Int) -> Bool {
      bytes[at] == UInt8(ascii: "\n")
        || bytes[at] == UInt8(ascii: "\r") && !(at + 1 < bytes.count && bytes[at + 1] == UInt8(ascii: "\n"))
    }
    func closeRow() {
      if rowHasBytes {
        row.append(field)
        rows.append(row)
        starts.append(start)
      }
      row = []
      field = []
      fieldStart = true
      rowHasBytes = false
    }

    while index < bytes.count, rows.count < limit {
      let byte = bytes[index]
      if !rowHasBytes { start = index }
      if fieldStart, byte == quote {
        rowHasBytes = true
        fieldStart = false
        openQuote = true
        index += 1
        while index < bytes.count {
          if bytes[index] == quote {
            if index + 1 < bytes.count, bytes[index + 1] == quote {
              field.append(quote)
              index += 2
              continue
            }
            index += 1
            openQuote = false
            break
          }
          field.append(bytes[index])
          index += 1
        }
        continue
      }
      if byte == delimiter {
        row.append(field)
        field = []
        fieldStart = true
        rowHasBytes = true
      } else if isLineEnd(index) {
        closeRow()
      } else if byte == UInt8(ascii: "\r"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\n") {
        // The CR of a CRLF belongs to the line end.
      } else {
        field.append(byte)
        fieldStart = false
        rowHasBytes = true
      }
      index += 1
    }
    if index >= bytes.count, rowHasBytes, rows.count < limit { closeRow() }
    return (rows, index, openQuote, starts)
  }

  /// Text of a field in the given encoding; bytes that are not UTF-8 are read as Latin-1.
  public static func text(_ bytes: some Sequence<UInt8>, encoding: TextEncoding) -> String {
    let array = Array(bytes)
    if encoding == .utf8, let text = String(validating: array, as: UTF8.self) { return text }
    return String(String.UnicodeScalarView(array.map { UnicodeScalar($0) }))
  }
}
