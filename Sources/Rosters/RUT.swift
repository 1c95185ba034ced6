/// A Chilean RUT or RUN: a number of up to 32 bits whose check digit is computed, not stored.
///
/// Its text is personal data. `description` says nothing of the number; `formatted` is the one way to see it, for the
/// command whose arguments are RUTs and for output that was asked to reveal identifiers.
public struct RUT: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let body: UInt32

  /// Numbers from here on are provisional (assigned to foreigners without a RUN, and to pupils by the ministry).
  public static let firstProvisional: UInt32 = 100_000_000

  /// A number from 1 on; nil for 0.
  public init?(body: UInt32) {
    guard body > 0 else { return nil }
    self.body = body
  }

  /// Why a text is not a RUT.
  public enum Fault: String, Error, Sendable, CaseIterable {
    case empty
    case unreadable = "invalid_identifier"
    case tooLarge = "identifier_too_large"
    case wrongDigit = "invalid_check_digit"
  }

  /// Reads number and check digit from one text: dots between groups of three, spaces, hyphen, leading zeros and
  /// letter case do not matter; the last digit or K is the check digit.
  public init(parsing text: some StringProtocol) throws(Fault) {
    let bytes = Array(text.utf8)
    let result = bytes.withUnsafeBufferPointer { RUTFields.together($0, requireHyphen: false) }
    self = try result.get()
  }

  public var isProvisional: Bool { body >= RUT.firstProvisional }

  /// 0…9, or 10 for K.
  public var checkDigit: UInt8 { RUT.checkDigit(of: body) }

  /// The modulo-11 check digit of a number: weights 2…7 from the right, over and over; 10 stands for K.
  @inlinable
  public static func checkDigit(of body: UInt32) -> UInt8 {
    var rest = body
    var sum: UInt32 = 0
    var weight: UInt32 = 2
    while rest > 0 {
      sum += rest % 10 * weight
      rest /= 10
      weight = weight == 7 ? 2 : weight + 1
    }
    let digit = 11 - sum % 11
    return digit == 11 ? 0 : UInt8(digit)
  }

  /// The number as people write it: 12.345.678-5.
  public var formatted: String {
    var grouped = ""
    let digits = String(body)
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { grouped.append(".") }
      grouped.append(digit)
    }
    return "\(grouped)-\(RUT.digitText(checkDigit))"
  }

  static func digitText(_ digit: UInt8) -> String { digit == 10 ? "K" : String(digit) }

  public var description: String { "RUT(reserved)" }

  public static func < (a: RUT, b: RUT) -> Bool { a.body < b.body }
}

extension RUT: CustomReflectable {
  /// Dumps and debuggers see no number either.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
