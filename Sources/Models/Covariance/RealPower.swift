#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// Elementary functions of the platform's library.
enum RealPower {
  static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

  static func logarithm(_ value: Double) -> Double { log(value) }

  static func logarithmOfOnePlus(_ value: Double) -> Double { log1p(value) }

  static func exponential(_ value: Double) -> Double { exp(value) }

  static func exponentialLessOne(_ value: Double) -> Double { expm1(value) }

  static func sine(_ value: Double) -> Double { sin(value) }

  static func cosine(_ value: Double) -> Double { cos(value) }

  static func arcsine(_ value: Double) -> Double { asin(value) }
}
