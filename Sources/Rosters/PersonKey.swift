import Columns
import Kernels
package import TableFiles

/// Identifiers that are no RUTs as keys of 128 bits: equal keys are the same person.
///
/// A number is its own key. A text is hashed under a key that is drawn anew in every process and never leaves it, so a key
/// says nothing of the text, and nobody can make two texts collide; see docs/decisions for the bound. Nothing that is shown
/// depends on the drawn key: keys are compared for equality alone.
package enum PersonKey {
  private static let hash = SipHash128()

  /// The key of a whole number from −2⁶³ to 2⁶⁴ − 1 other than 0; nil for any other field. Marks between groups of three
  /// digits (all dots or all commas), a sign and leading zeros do not matter.
  package static func number(_ field: UnsafeBufferPointer<UInt8>) -> UInt128? {
    var index = 0
    var isNegative = false
    if let sign = field.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      index = 1
    }
    var value: UInt64 = 0
    var digits = 0
    var mark: UInt8 = 0
    var sinceMark = 0
    while index < field.count {
      let byte = field[index]
      let digit = byte &- UInt8(ascii: "0")
      if digit <= 9 {
        let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = tens.addingReportingOverflow(UInt64(digit))
        if overflow || carry { return nil }
        value = sum
        digits += 1
        sinceMark += 1
      } else if byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") {
        guard mark == 0 ? 1...3 ~= digits : byte == mark && sinceMark == 3 else { return nil }
        mark = byte
        sinceMark = 0
      } else {
        return nil
      }
      index += 1
    }
    guard value > 0, mark == 0 || sinceMark == 3 else { return nil }
    if !isNegative { return UInt128(value) }
    return value <= 1 << 63 ? 0 &- UInt128(value) : nil
  }

  /// The key of the text in a row; nil where it is empty. The same text has the same key in any encoding of the file.
  package static func text(_ fields: FieldColumn, _ row: Int) -> UInt128? {
    let field = fields.field(row)
    if field.isEmpty { return nil }
    var bits: UInt8 = 0
    for byte in field { bits |= byte }
    if bits < 0x80, !fields.mayBeQuoted || !field.contains(UInt8(ascii: "\"")) { return hash(field) }
    var text = fields.text(row)
    return text.isEmpty ? nil : text.withUTF8 { hash($0) }
  }
}

/// Parses the identifier column into 128-bit keys.
struct PersonKeyParser: FieldParser {
  let kind: IdentifierKind

  func parse(_ fields: FieldColumn) -> ColumnPiece {
    var values = [UInt128](repeating: 0, count: fields.count)
    var validity = Bitmap(count: fields.count)
    for row in 0..<fields.count {
      guard let key = PersonKey.key(fields, row, kind) else { continue }
      values[row] = key
      validity[row] = true
    }
    return ColumnPiece(column: Column(values: .key(values), validity: validity))
  }
}

extension PersonKey {
  @inline(__always)
  static func key(_ fields: FieldColumn, _ row: Int, _ kind: IdentifierKind) -> UInt128? {
    kind == .number ? number(fields.field(row)) : text(fields, row)
  }
}
