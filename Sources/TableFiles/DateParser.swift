import Columns
import Kernels

/// Dates written year first (2014/09/15, 2014-09-15, 20140915) or day first (15/09/2014, 15-09-2014); a time of day
/// after a space or T is passed over.
public struct DateParser: FieldParser {
  public init() {}

  public func parse(_ fields: FieldColumn) -> ColumnPiece {
    var values = [Int32](repeating: 0, count: fields.count)
    var validity = Bitmap(count: fields.count)
    var piece = ColumnPiece(column: Column(values: .date([]), validity: Bitmap()))
    for row in 0..<fields.count {
      let field = fields.field(row)
      if field.isEmpty { continue }
      if let date = DateParser.date(field) {
        values[row] = date.days
        validity[row] = true
      } else {
        piece.fail(row)
      }
    }
    piece.column = Column(values: .date(values), validity: validity)
    return piece
  }

  static func date(_ field: UnsafeBufferPointer<UInt8>) -> CalendarDate? {
    var parts = (0, 0, 0)
    var lengths = (0, 0, 0)
    var part = 0
    var index = 0
    loop: while index < field.count {
      let byte = field[index]
      let digit = byte &- UInt8(ascii: "0")
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        switch part {
        case 0:
          parts.0 = parts.0 * 10 + Int(digit)
          lengths.0 += 1
        case 1:
          parts.1 = parts.1 * 10 + Int(digit)
          lengths.1 += 1
        default:
          parts.2 = parts.2 * 10 + Int(digit)
          lengths.2 += 1
        }
        if lengths.0 > 8 || lengths.1 > 4 || lengths.2 > 4 { return nil }
      case UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "."):
        part += 1
        if part > 2 { return nil }
      case UInt8(ascii: " "), UInt8(ascii: "T"):
        guard index + 1 < field.count, field[index + 1] &- UInt8(ascii: "0") <= 9 else { return nil }
        break loop
      default: return nil
      }
      index += 1
    }
    if part == 0, lengths.0 == 8 {
      return CalendarDate(year: parts.0 / 10000, month: parts.0 / 100 % 100, day: parts.0 % 100)
    }
    guard part == 2 else { return nil }
    if lengths.0 == 4, 1...2 ~= lengths.1, 1...2 ~= lengths.2 {
      return CalendarDate(year: parts.0, month: parts.1, day: parts.2)
    }
    if lengths.2 == 4, 1...2 ~= lengths.0, 1...2 ~= lengths.1 {
      return CalendarDate(year: parts.2, month: parts.1, day: parts.0)
    }
    return nil
  }
}
