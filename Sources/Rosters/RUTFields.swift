/// RUTs in the bytes of fields: the forms that rosters have.
enum RUTFields {
  /// The digits of a field and the check digit after them, if it has one apart.
  struct Parts {
    var number: UInt64 = 0
    var digits = 0
    /// 0…10, or nil if no hyphen and no K set one apart.
    var digit: UInt8?
  }

  /// Digits with spaces between them and marks between groups of three, then perhaps a hyphen and a check digit, or a
  /// K. A last group of four is three digits and the check digit. Any other mark makes no RUT: 12345678.0 is a number
  /// that a spreadsheet wrote, and its zero no digit of it.
  @inline(__always)
  static func parts(_ field: UnsafeBufferPointer<UInt8>) -> Parts? {
    var parts = Parts()
    var index = 0
    var sinceMark = -1  // digits since the last mark, −1 before any
    while index < field.count {
      let byte = field[index]
      let digit = byte &- UInt8(ascii: "0")
      if digit <= 9 {
        parts.number = parts.number &* 10 &+ UInt64(digit)
        parts.digits += 1
        if parts.digits > 18 { return nil }
        if sinceMark >= 0 { sinceMark += 1 }
      } else if byte == UInt8(ascii: "-") {
        guard sinceMark < 0 || sinceMark == 3 else { return nil }
        index += 1
        while index < field.count, field[index] == UInt8(ascii: " ") { index += 1 }
        guard index < field.count, let value = digitValue(field[index]) else { return nil }
        parts.digit = value
        index += 1
        while index < field.count {
          guard field[index] == UInt8(ascii: " ") else { return nil }
          index += 1
        }
        return parts.digits > 0 ? parts : nil
      } else if byte | 0x20 == UInt8(ascii: "k") {
        guard sinceMark < 0 || sinceMark == 3 else { return nil }
        parts.digit = 10
        index += 1
        while index < field.count {
          guard field[index] == UInt8(ascii: " ") else { return nil }
          index += 1
        }
        return parts.digits > 0 ? parts : nil
      } else if byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") {
        guard sinceMark < 0 ? 1...3 ~= parts.digits : sinceMark == 3 else { return nil }
        sinceMark = 0
      } else if byte != UInt8(ascii: " ") {
        return nil
      }
      index += 1
    }
    if sinceMark == 4 {
      parts.digit = UInt8(parts.number % 10)
      parts.number /= 10
      parts.digits -= 1
    } else if sinceMark >= 0, sinceMark != 3 {
      return nil
    }
    return parts.digits > 0 ? parts : nil
  }

  static func digitValue(_ byte: UInt8) -> UInt8? {
    let digit = byte &- UInt8(ascii: "0")
    if digit <= 9 { return digit }
    return byte | 0x20 == UInt8(ascii: "k") ? 10 : nil
  }

  /// Number and check digit in one field.
  static func together(_ field: UnsafeBufferPointer<UInt8>, requireHyphen: Bool) -> Result<RUT, RUT.Fault> {
    if field.allSatisfy({ $0 == UInt8(ascii: " ") }) { return .failure(.empty) }
    guard var parts = parts(field) else { return .failure(.unreadable) }
    if parts.digit == nil {
      if requireHyphen || parts.digits < 2 { return .failure(.unreadable) }
      parts.digit = UInt8(parts.number % 10)
      parts.number /= 10
    }
    guard parts.number > 0 else { return .failure(.unreadable) }
    guard let body = UInt32(exactly: parts.number), let rut = RUT(body: body) else {
      return .failure(.tooLarge)
    }
    return rut.checkDigit == parts.digit ? .success(rut) : .failure(.wrongDigit)
  }
}
