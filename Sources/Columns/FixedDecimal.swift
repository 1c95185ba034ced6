public import Kernels

/// Decimal numbers of files as integers: value × 10⁹, so that sums are exact and marks such as 6,3 mean 6.3.
///
/// What has more than nine decimals is rounded to nine, halves away from zero. A relative position 3/20 that another
/// program wrote as 0.15000000000000002 is therefore 0.15 again; two different positions in promotions of fewer
/// than ten thousand pupils differ by more than 10⁻⁸, so none are confused.
public enum FixedDecimal {
  public static let decimals = 9
  public static let scale: Int64 = 1_000_000_000

  public static func exact(_ stored: Int64) -> Exact { Exact(Int(stored), over: Int(scale)) }

  public static func exact(sum: Int128) -> Exact { Exact(sum) * Exact(1, over: Int(scale)) }

  public static func double(_ stored: Int64) -> Double { Double(stored) / Double(scale) }

  /// The stored form of an exact number, rounded to nine decimals; nil where it does not fit.
  public static func stored(_ value: Exact) -> Int64? {
    Int64(exactly: value.scaledRounded(decimals: decimals))
  }
}
