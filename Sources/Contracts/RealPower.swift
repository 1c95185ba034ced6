import Foundation

/// x^y of the C library.
enum RealPower {
  static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
}
