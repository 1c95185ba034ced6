/// A distribution with a density on the real line or a part of it.
///
/// Tails and quantiles hold their relative precision in both tails: `upper(x)` is never one minus `lower(x)`. A NaN gives
/// NaN, and so does a probability outside 0…1.
public protocol ContinuousDistribution: Sendable {
  /// The density f(x); 0 outside the support.
  func density(_ x: Double) -> Double
  /// log f(x); −∞ outside the support.
  func logDensity(_ x: Double) -> Double
  /// Both tails at x.
  func tails(_ x: Double) -> TailPair
  /// The x that has this tail probability; the end of the support where the probability is 0 or 1.
  func quantile(at tail: TailProbability) -> Double
}

extension ContinuousDistribution {
  /// P(X ≤ x).
  public func lower(_ x: Double) -> Double { tails(x).lower }

  /// P(X > x).
  public func upper(_ x: Double) -> Double { tails(x).upper }

  /// log P(X ≤ x), also below the smallest double.
  public func logLower(_ x: Double) -> Double { tails(x).logLower }

  /// log P(X > x), also below the smallest double.
  public func logUpper(_ x: Double) -> Double { tails(x).logUpper }

  /// The x with P(X ≤ x) = p.
  public func quantile(_ p: Double) -> Double { quantile(at: .lower(p)) }

  /// The x with P(X > x) = p, accurate also for tiny p.
  public func upperQuantile(_ p: Double) -> Double { quantile(at: .upper(p)) }
}
