import Columns
import Kernels

/// One field on its own, for looking at samples.
package enum SingleField {
  /// Whether a parser accepts the bytes as a value.
  package static func parses(_ bytes: [UInt8], with parser: any FieldParser, decimalMark: UInt8) -> Bool {
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return false }
      var start: UInt32 = 0
      var end = UInt32(buffer.count)
      let piece = withUnsafePointer(to: &start) { starts in
        withUnsafePointer(to: &end) { ends in
          parser.parse(
            FieldColumn(
              bytes: base, starts: starts, ends: ends, stride: 1, count: 1, mayBeQuoted: false,
              dialect: Dialect(decimalMark: decimalMark)))
        }
      }
      return piece.failureCount == 0 && piece.column.validity[0]
    }
  }
}
