import Columns
import Kernels
package import TableFiles

/// How the number column of a roster writes its identifiers.
package enum IdentifierForm: Sendable, Equatable {
  /// The number alone; a check digit may stand in a column of its own.
  case number
  /// Number and check digit in one field.
  case numberAndDigit
}

/// Why a row has no identifier, kept in place of the number where the validity bit is off.
enum IdentifierFault: UInt32 {
  case invalid = 0
  case wrongDigit = 1
}

/// Parses the number column; invalid rows hold an `IdentifierFault`.
package struct IdentifierParser: FieldParser {
  let form: IdentifierForm

  package init(form: IdentifierForm) { self.form = form }

  package func parse(_ fields: FieldColumn) -> ColumnPiece {
    var values = [UInt32](repeating: 0, count: fields.count)
    var validity = Bitmap(count: fields.count)
    for row in 0..<fields.count {
      switch value(fields.field(row)) {
      case .success(let body):
        values[row] = body
        validity[row] = true
      case .failure(.wrongDigit): values[row] = IdentifierFault.wrongDigit.rawValue
      case .failure: break
      }
    }
    return ColumnPiece(column: Column(values: .identifier(values), validity: validity))
  }

  func value(_ field: UnsafeBufferPointer<UInt8>) -> Result<UInt32, RUT.Fault> {
    if form == .numberAndDigit { return RUTFields.together(field, requireHyphen: false).map(\.body) }
    guard !field.isEmpty, let parts = RUTFields.parts(field) else { return .failure(.unreadable) }
    guard parts.number > 0, let body = UInt32(exactly: parts.number) else { return .failure(.tooLarge) }
    if let digit = parts.digit, digit != RUT.checkDigit(of: body) { return .failure(.wrongDigit) }
    return .success(body)
  }
}

/// Parses the column of check digits into 0…10.
package struct CheckDigitParser: FieldParser {
  package init() {}

  package func parse(_ fields: FieldColumn) -> ColumnPiece {
    var values = [UInt32](repeating: 0, count: fields.count)
    var validity = Bitmap(count: fields.count)
    for row in 0..<fields.count {
      let field = fields.field(row)
      if field.count == 1, let digit = RUTFields.digitValue(field[0]) {
        values[row] = UInt32(digit)
        validity[row] = true
      }
    }
    return ColumnPiece(column: Column(values: .identifier(values), validity: validity))
  }
}

/// Collects the first fields of a column to find out which form its identifiers have.
struct FormSampler {
  private(set) var seen = 0
  private(set) var apart = 0
  private(set) var checked = 0

  mutating func add(_ field: [UInt8]) {
    field.withUnsafeBufferPointer { bytes in
      guard let parts = RUTFields.parts(bytes) else { return }
      seen += 1
      if parts.digit != nil { apart += 1 }
      if parts.digit == nil, parts.digits >= 2,
        case .success = RUTFields.together(bytes, requireHyphen: false)
      {
        checked += 1
      }
    }
  }

  /// Number and digit stand together if most fields set a digit apart, or if the last digit of nearly all of the others
  /// is the right check digit: by chance that happens once in eleven times a field.
  var form: IdentifierForm {
    let bare = seen - apart
    if apart > bare { return .numberAndDigit }
    return bare >= 5 && checked * 10 >= bare * 9 ? .numberAndDigit : .number
  }
}
