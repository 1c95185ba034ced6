/// A plain, byte-at-a-time reader of delimited text (RFC 4180, lenient): for headers, samples and small tables, and
/// the yardstick that the block reader is tested against.
public enum SimpleFields {
  /// The rows of the text, each as the bytes of its fields, quotes resolved. Empty lines are passed over.
  public static func rows(_ bytes: [UInt8], delimiter: UInt8, limit: Int = .max) -> [[[UInt8]]] {
    scan(bytes, delimiter: delimiter, limit: limit).rows
  }

  /// The rows, the offset after the last of them, and whether that one ends in a quote that does not close.
  static func scan(_ bytes: [UInt8], delimiter: UInt8, limit: Int)
    -> (rows: [[[UInt8]]], end: Int, openQuote: Bool)
  {
    var openQuote = false
    var rows: [[[UInt8]]] = []
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
      }
      row = []
      field = []
      fieldStart = true
      rowHasBytes = false
    }

    while index < bytes.count, rows.count < limit {
      let byte = bytes[index]
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
    return (rows, index, openQuote)
  }

  /// Text of a field in the given encoding; bytes that are not UTF-8 are read as Latin-1.
  public static func text(_ bytes: some Sequence<UInt8>, encoding: TextEncoding) -> String {
    let array = Array(bytes)
    if encoding == .utf8, let text = String(validating: array, as: UTF8.self) { return text }
    return String(String.UnicodeScalarView(array.map { UnicodeScalar($0) }))
  }
}
