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
    guard let parts = Parts(field, mark: mark), parts.fraction == 0, parts.exponent == 0 else { return nil }
    return parts.negative ? -parts.whole : parts.whole
  }

  package static func decimal(_ field: UnsafeBufferPointer<UInt8>, mark: UInt8) -> Int64? {
    guard let parts = Parts(field, mark: mark) else { return nil }
    if parts.exponent != 0 {
      let text = SimpleFields.text(field, encoding: .latin1).replacing(",", with: ".")
      guard let value = Double(text), value.magnitude < 9e9 else { return nil }
      return Int64((value * Double(FixedDecimal.scale)).rounded(.toNearestOrAwayFromZero))
    }
    let (scaled, overflow) = parts.whole.multipliedReportingOverflow(by: FixedDecimal.scale)
    let (sum, overflowToo) = scaled.addingReportingOverflow(parts.fraction)
    if overflow || overflowToo { return nil }
    return parts.negative ? -sum : sum
  }

  /// Whole part, fraction × 10⁹ (rounded half away from zero) and exponent of a written number.
  struct Parts {
    var whole: Int64 = 0
    var fraction: Int64 = 0
    var exponent = 0
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
        exponent = 1
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
