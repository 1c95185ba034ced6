// Distributions on the whole numbers from zero, and the search for their quantiles.
//
// The quantile at p is the smallest k with P(X ≤ k) ≥ p. A probability written as a decimal is often meant to be one of the
// distribution function's own values, and then rounding would decide between k and k + 1: values that agree to 16 ulp are
// taken as equal.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// A distribution on 0, 1, 2, ….
///
/// Tails hold their relative precision on both sides: `upper(k)` is never one minus `lower(k)`.
public protocol DiscreteDistribution: Sendable {
  /// P(X = k); 0 outside the support.
  func mass(_ k: Int) -> Double
  /// log P(X = k); −∞ outside the support.
  func logMass(_ k: Int) -> Double
  /// Both tails at k: P(X ≤ k) and P(X > k).
  func tails(_ k: Int) -> TailPair
  /// The smallest k whose lower tail is at least, or whose upper tail is at most, the probability; a whole number, infinite
  /// where no k does it, NaN where it is no probability.
  func quantile(at tail: TailProbability) -> Double
}

extension DiscreteDistribution {
  /// P(X ≤ k).
  public func lower(_ k: Int) -> Double { tails(k).lower }

  /// P(X > k).
  public func upper(_ k: Int) -> Double { tails(k).upper }

  /// log P(X ≤ k), also below the smallest double.
  public func logLower(_ k: Int) -> Double { tails(k).logLower }

  /// log P(X > k), also below the smallest double.
  public func logUpper(_ k: Int) -> Double { tails(k).logUpper }

  /// The smallest k with P(X ≤ k) ≥ p.
  public func quantile(_ p: Double) -> Double { quantile(at: .lower(p)) }

  /// The smallest k with P(X > k) ≤ p.
  public func upperQuantile(_ p: Double) -> Double { quantile(at: .upper(p)) }

  /// The quantile for a target tail that is not empty, from the mean and standard deviation; `last` ends the support.
  func wholeQuantile(_ target: TailTarget, mean: Double, deviation: Double, last: Int) -> Double {
    let room = 16 * 0x1p-52 * target.sensitivity
    func isReached(_ k: Int) -> Bool {
      let excess = target.excess(tails(k))
      return target.isLower ? excess >= -room : excess <= room
    }
    let z = standardNormalQuantile(target.isLower ? .logLower(target.logValue) : .logUpper(target.logValue))
    let guess = min(max((mean + z * deviation).rounded(.down), 0), Double(last))
    // From here on reached(above) and not reached(below), the support's ends being known.
    var below = -1
    var above = last
    var k = Int(guess)
    var step = max(1, Int(deviation * 0.01))
    while above - below > 1 {
      k = min(max(k, below + 1), above - 1)
      if isReached(k) {
        above = k
        k = below < 0 && k <= step ? k / 2 : k - step
      } else {
        below = k
        k = k > last - step ? below + (above - below) / 2 : k + step
      }
      step = step > last / 4 ? step : 2 * step
      if below >= 0 && above < last { k = below + (above - below) / 2 }
    }
    return Double(above)
  }
}
