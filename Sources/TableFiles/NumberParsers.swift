import Columns
import Kernels

/// Decimal numbers, stored as value × 10⁹. The other mark may group thousands (1.234,5 or 1,234.5); an exponent is
/// understood.
public struct DecimalParser: FieldParser {
  public init() {}

  public func parse(_ fields: FieldColumn) -> ColumnPiece {
    var values = [Int64](repeating: 0, count: fields.count)
    var validity = Bitmap(count: fields.count)
    var piece = ColumnPiece(column: Column(values: .decimal([]), validity: Bitmap()))
    for row in 0..<fields.count {
      let field = fields.field(row)
      if field.isEmpty { continue }
      if let value = NumberFields.decimal(field, mark: fields.decimalMark) {
        values[row] = value
        validity[row] = true
      } else {
        piece.fail(row)
      }
    }
    piece.column = Column(values: .decimal(values), validity: validity)
    return piece
  }
}

/// Whole numbers; a fraction of zeros is accepted (51500,0), any other is not.
public struct IntegerParser: FieldParser {
  public init() {}

  public func parse(_ fields: FieldColumn) -> ColumnPiece {
    var values = [Int64](repeating: 0, count: fields.count)
    var validity = Bitmap(count: fields.count)
    var piece = ColumnPiece(column: Column(values: .integer([]), validity: Bitmap()))
    for row in 0..<fields.count {
      let field = fields.field(row)
      if field.isEmpty { continue }
      if let value = NumberFields.integer(field, mark: fields.decimalMark) {
        values[row] = value
        validity[row] = true
      } else {
        piece.fail(row)
      }
    }
    piece.column = Column(values: .integer(values), validity: validity)
    return piece
  }
}

/// Numbers in the bytes of a field.
package enum NumberFields {
  /// A plain run of up to 18 digits, the commonest case; else the general way.
  package static func integer(_ field: UnsafeBufferPointer<UInt8>, mark: UInt8) -> Int64? {
    if field.count <= 18 {
      var value: Int64 = 0
      var plain = !field.isEmpty
      for byte in field {
        let digit = byte &- UInt8(ascii: "0")
        if digit > 9 {
          plain = false
          break
        }
        value = value &* 10 &+ Int64(digit)
      }
      if plain { return value }
    }
    guard let parts = Parts(field, mark: mark), !parts.hasFraction, !parts.hasExponent else { return nil }
    return parts.negative ? -parts.whole : parts.whole
  }

  package static func decimal(_ field: UnsafeBufferPointer<UInt8>, mark: UInt8) -> Int64? {
    guard let parts = Parts(field, mark: mark) else { return nil }
    if parts.hasExponent { return scientific(field, mark: mark) }
    let (scaled, overflow) = parts.whole.multipliedReportingOverflow(by: FixedDecimal.scale)
    let (sum, overflowToo) = scaled.addingReportingOverflow(parts.fraction)
    if overflow || overflowToo { return nil }
    return parts.negative ? -sum : sum
  }

  /// A number with an exponent, exactly; `Parts` has found it well written. None of more than 400 characters.
  private static func scientific(_ field: UnsafeBufferPointer<UInt8>, mark: UInt8) -> Int64? {
    guard field.count <= 400, let letter = field.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) else {
      return nil
    }
    let digits = field[..<letter].compactMap { byte -> UInt8? in
      if byte == mark { return UInt8(ascii: ".") }
      return byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") ? nil : byte
    }
    guard let mantissa = Exact(decimal: String(decoding: digits, as: UTF8.self)) else { return nil }
    let sign = field[letter + 1] == UInt8(ascii: "-") ? -1 : 1
    // Beyond 1000 the number is zero or too large, whatever the mantissa.
    let exponent = field[(letter + 1)...].reduce(0) { sum, byte in
      let digit = byte &- UInt8(ascii: "0")
      return digit > 9 ? sum : min(1000, sum * 10 + Int(digit))
    }
    guard let power = Exact(decimal: "1" + String(repeating: "0", count: exponent)) else { return nil }
    return (sign < 0 ? mantissa / power : mantissa * power).flatMap(FixedDecimal.stored)
  }

  /// Whole part and fraction × 10⁹ (rounded half away from zero) of a written number.
  struct Parts {
    var whole: Int64 = 0
    var fraction: Int64 = 0
    /// Whether any digit after the mark is not zero.
    var hasFraction = false
    var hasExponent = false
    var negative = false

    init?(_ field: UnsafeBufferPointer<UInt8>, mark: UInt8) {
      let group: UInt8 = mark == UInt8(ascii: ",") ? UInt8(ascii: ".") : UInt8(ascii: ",")
      var index = 0
      if field[0] == UInt8(ascii: "-") || field[0] == UInt8(ascii: "+") {
        negative = field[0] == UInt8(ascii: "-")
        index = 1
      }
      var digits = 0
      var sinceGroup = -1  // digits since the last grouping mark, −1 before any
      while index < field.count {
        let digit = field[index] &- UInt8(ascii: "0")
        if digit <= 9 {
          let (tens, overflow) = whole.multipliedReportingOverflow(by: 10)
          let (sum, overflowToo) = tens.addingReportingOverflow(Int64(digit))
          if overflow || overflowToo { return nil }
          whole = sum
          digits += 1
          if sinceGroup >= 0 { sinceGroup += 1 }
        } else if field[index] == group {
          // 1.234.567: groups of three after a first group of one to three that is not a lone zero.
          if sinceGroup < 0 ? (digits == 0 || digits > 3 || whole == 0) : sinceGroup != 3 { return nil }
          sinceGroup = 0
        } else {
          break
        }
        index += 1
      }
      if sinceGroup >= 0, sinceGroup != 3 { return nil }
      if index < field.count, field[index] == mark {
        index += 1
        var place: Int64 = FixedDecimal.scale / 10
        var decimals = 0
        while index < field.count {
          let digit = field[index] &- UInt8(ascii: "0")
          if digit > 9 { break }
          if digit > 0 { hasFraction = true }
          if place > 0 {
            fraction += Int64(digit) * place
            place /= 10
          } else if decimals == FixedDecimal.decimals, digit >= 5 {
            fraction += 1
          }
          decimals += 1
          digits += 1
          index += 1
        }
      }
      guard digits > 0 else { return nil }
      if index < field.count {
        guard field[index] | 0x20 == UInt8(ascii: "e") else { return nil }
        hasExponent = true
        index += 1
        if index < field.count, field[index] == UInt8(ascii: "-") || field[index] == UInt8(ascii: "+") {
          index += 1
        }
        guard index < field.count else { return nil }
        while index < field.count {
          guard field[index] &- UInt8(ascii: "0") <= 9 else { return nil }
          index += 1
        }
      }
    }
  }
}
