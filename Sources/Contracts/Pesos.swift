import BigInt
public import Kernels

/// From exact ratios to whole pesos.
public enum Pesos {
  /// The largest amount of a contract, 10¹⁵: sums and products of amounts stay far inside 64 bits.
  public static let largest = 1_000_000_000_000_000

  /// The nearest whole peso, halves away from zero; not beyond `largest` either way.
  public static func rounded(_ value: Exact) -> Int {
    clamped(value.scaledRounded(decimals: 0))
  }

  /// The whole part of a value that is not negative.
  static func floor(_ value: Exact) -> Int {
    precondition(value >= .zero, "the whole part of a negative value")
    return clamped(value.numerator / value.denominator)
  }

  /// a / b for a positive b.
  static func quotient(_ a: Exact, _ b: Exact) -> Exact {
    precondition(b > .zero, "a quotient by \(b)")
    return Exact(a.numerator * b.denominator, a.denominator * b.numerator)
  }

  private static func clamped(_ value: BigInt) -> Int {
    Int(max(min(value, BigInt(largest)), BigInt(-largest)))
  }
}
