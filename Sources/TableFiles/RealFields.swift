#if canImport(Glibc)
  import Glibc
#else
  import Foundation
#endif

/// The double nearest to a number written in the bytes of a field.
///
/// Goals, in this order: the correctly rounded double, halves to even, whatever the length of the number; then speed.
/// Digits w and a power of ten e make w·10ᵉ. Where w < 2⁵³ and |e| ≤ 22 one operation on exact doubles rounds once
/// (Clinger 1990, *How to read floating point numbers accurately*, PLDI). Where w < 2⁶⁴ and |e| ≤ 27, so that 5^|e| < 2⁶⁴,
/// the 128-bit product or quotient with its remainder is exact and is rounded once. What is longer goes to `strtod`.
enum RealFields {
  enum Value: Equatable {
    case number(Double)
    case missing
    case text
  }

  /// A field that is not empty: a number, a mark of a missing value (`NA`, `NaN`, `nan`, `.`), or neither.
  static func value(_ field: UnsafeBufferPointer<UInt8>, mark: UInt8) -> Value {
    var index = 0
    let count = field.count
    let negative = field[0] == UInt8(ascii: "-")
    if negative || field[0] == UInt8(ascii: "+") { index = 1 }
    var digits: UInt64 = 0
    var significant = 0
    var seen = 0
    while index < count {
      let digit = field[index] &- UInt8(ascii: "0")
      if digit > 9 { break }
      digits = digits &* 10 &+ UInt64(digit)
      seen += 1
      if digits | UInt64(bitPattern: Int64(significant)) != 0 { significant += 1 }
      index += 1
    }
    var exponent = 0
    if index < count, field[index] == mark {
      index += 1
      let start = index
      while index < count {
        let digit = field[index] &- UInt8(ascii: "0")
        if digit > 9 { break }
        digits = digits &* 10 &+ UInt64(digit)
        if digits | UInt64(bitPattern: Int64(significant)) != 0 { significant += 1 }
        index += 1
      }
      seen += index - start
      exponent = start - index
    }
    if index < count || seen == 0 {
      guard seen > 0, field[index] | 0x20 == UInt8(ascii: "e"),
        let written = wholeNumber(field, from: index + 1)
      else { return unusual(field, mark: mark) }
      exponent += written
    }
    if significant <= 19, let value = rounded(digits, exponent) { return .number(negative ? -value : value) }
    return .number(general(field, mark: mark))
  }

  /// w·10ᵉ rounded once; nil where e is too far from zero for that to be done here. w has at most 19 digits.
  static func rounded(_ w: UInt64, _ e: Int) -> Double? {
    if w == 0 { return 0 }
    if w <= 1 << 53, -22...22 ~= e {
      return e < 0 ? Double(w) / tens[-e] : Double(w) * tens[e]
    }
    guard -27...27 ~= e else { return nil }
    if e >= 0 {
      let product = w.multipliedFullWidth(by: fives[e])
      let shift = product.high == 0 ? 64 : product.high.leadingZeroBitCount
      if shift == 64 { return scaled(Double(product.low), by: e) }
      let top = shift == 0 ? product.high : product.high << UInt64(shift) | product.low >> UInt64(64 - shift)
      let rest = shift == 0 ? product.low : product.low << UInt64(shift)
      return scaled(sticky(top, rest != 0), by: 64 - shift + e)
    }
    // w/5⁻ᵉ with 64 significant bits: the dividend is shifted so that the quotient has its top bit set or the one below.
    let divisor = fives[-e]
    let up = divisor.leadingZeroBitCount
    let scaledDivisor = divisor << UInt64(up)
    let left = w.leadingZeroBitCount
    let dividend = w << UInt64(left)
    // Half the dividend is below the divisor, whose top bit is set, so the quotient fits a word.
    let (quotient, remainder) = scaledDivisor.dividingFullWidth((dividend >> 1, dividend << 63))
    return scaled(sticky(quotient, remainder != 0), by: e + up - left - 63)
  }

  /// The double nearest to a word and what is left of it, where the word has more than 54 bits: the last bit stands for all
  /// that comes after it.
  private static func sticky(_ top: UInt64, _ more: Bool) -> Double { Double(more ? top | 1 : top) }

  private static func scaled(_ value: Double, by power: Int) -> Double {
    value * Double(sign: .plus, exponent: power, significand: 1)
  }

  /// Powers of ten and of five that a double and a word hold exactly.
  private static let tens: [Double] = (0...22).map { power in
    (0..<power).reduce(1.0) { value, _ in value * 10 }
  }
  private static let fives: [UInt64] = (0...27).map { power in (0..<power).reduce(1) { value, _ in value * 5 }
  }

  /// A whole number to the end of the field; beyond ±100000 it is that.
  private static func wholeNumber(_ field: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var index = start
    guard index < field.count else { return nil }
    let negative = field[index] == UInt8(ascii: "-")
    if negative || field[index] == UInt8(ascii: "+") { index += 1 }
    guard index < field.count else { return nil }
    var value = 0
    while index < field.count {
      let digit = field[index] &- UInt8(ascii: "0")
      if digit > 9 { return nil }
      value = min(100_000, value * 10 + Int(digit))
      index += 1
    }
    return negative ? -value : value
  }

  /// Marks of missing values, infinities, and numbers with grouped thousands as the other parsers take them.
  private static func unusual(_ field: UnsafeBufferPointer<UInt8>, mark: UInt8) -> Value {
    if isMissing(field) { return .missing }
    if field.count <= 9 {
      var word = String(decoding: field, as: UTF8.self).lowercased()
      var sign = 1.0
      if let first = word.first, first == "-" || first == "+" {
        sign = first == "-" ? -1 : 1
        word.removeFirst()
      }
      if word == "inf" || word == "infinity" { return .number(sign * .infinity) }
    }
    guard NumberFields.Parts(field, mark: mark) != nil else { return .text }
    return .number(general(field, mark: mark))
  }

  /// Marks that stand for a missing value, letter case observed.
  static let missingMarks = ["NA", "NaN", "nan", "."]

  private static func isMissing(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
    guard field.count <= 3 else { return false }
    return missingMarks.contains { field.elementsEqual($0.utf8) }
  }

  /// By the C library, with a point for the decimal mark and without grouping marks.
  private static func general(_ field: UnsafeBufferPointer<UInt8>, mark: UInt8) -> Double {
    var text: [CChar] = []
    text.reserveCapacity(field.count + 1)
    for byte in field {
      if byte == mark {
        text.append(CChar(UInt8(ascii: ".")))
      } else if byte != UInt8(ascii: ","), byte != UInt8(ascii: ".") {
        text.append(CChar(truncatingIfNeeded: byte))
      }
    }
    text.append(0)
    return strtod(text, nil)
  }
}
