import Foundation

/// Logarithms of the C library.
enum RealLogarithm {
  static func natural(_ x: Double) -> Double { log(x) }
  static func binary(_ x: Double) -> Double { log2(x) }
}
