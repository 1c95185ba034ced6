import Rosters

/// The check digit (dígito verificador) of a RUN as the character that rosters write.
package enum CheckDigit {
  /// The ASCII check digit of `run`: '0'…'9' or 'K'.
  package static func ascii(of run: Int) -> UInt8 {
    let digit = RUT.checkDigit(of: UInt32(run))
    return digit == 10 ? UInt8(ascii: "K") : UInt8(ascii: "0") + digit
  }
}
