internal import Distributions

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

// p₁ − p₂ of two independent groups, and its intervals:
// Wald's; with continuity correction; Newcombe (1998, Statistics in Medicine 17, 873–890, method 10): from the two Wilson intervals; Agresti &
// Caffo (2000, American Statistician 54): Wald's with one event and one other added to each group; Miettinen & Nurminen (1985,
// Statistics in Medicine 4): the δ that the score test does not reject, whose variance is that of the restricted maximum-likelihood
// estimates times N/(N − 1); Mee's is the same without that factor.

/// The difference between the shares of two groups, first − second.
public struct ProportionDifference: Sendable, Equatable {
  public let first: Proportion
  public let second: Proportion

  public init(first: Proportion, second: Proportion) {
    self.first = first
    self.second = second
  }

  public var estimate: Double { first.estimate - second.estimate }

  private var sizes: (Double, Double) { (Double(first.size), Double(second.size)) }

  var waldError: Double {
    let (n, m) = sizes
    let (p, q) = (first.estimate, second.estimate)
    return (p * (1 - p) / n + q * (1 - q) / m).squareRoot()
  }

  private func bounded(_ low: Double, _ high: Double, _ options: TestOptions) -> Proportion.Interval {
    (options.alternative == .less ? -1 : max(-1, low), options.alternative == .greater ? 1 : min(1, high))
  }

  public func wald(_ options: TestOptions = TestOptions(), corrected: Bool = false) -> Proportion.Interval {
    let (n, m) = sizes
    let inverse = 1 / n + 1 / m
    let half =
      Proportion.z(options) * waldError + (corrected ? min(0.5, abs(estimate) / inverse) * inverse : 0)
    return bounded(estimate - half, estimate + half, options)
  }

  public func newcombe(_ options: TestOptions = TestOptions()) -> Proportion.Interval {
    let two = TestOptions(confidence: 1 - 2 * options.tail)
    let (a, b) = (first.wilson(two), second.wilson(two))
    let (p, q) = (first.estimate, second.estimate)
    let (aLow, aHigh, bLow, bHigh) = (a.low ?? 0, a.high ?? 1, b.low ?? 0, b.high ?? 1)
    let below = ((p - aLow) * (p - aLow) + (bHigh - q) * (bHigh - q)).squareRoot()
    let above = ((aHigh - p) * (aHigh - p) + (q - bLow) * (q - bLow)).squareRoot()
    return bounded(estimate - below, estimate + above, options)
  }

  public func agrestiCaffo(_ options: TestOptions = TestOptions()) -> Proportion.Interval {
    let added = ProportionDifference(
      first: Proportion(valid: first.events + 1, of: first.size + 2),
      second: Proportion(valid: second.events + 1, of: second.size + 2))
    return added.wald(options)
  }

  public func miettinenNurminen(_ options: TestOptions = TestOptions()) -> Proportion.Interval {
    let (n, m) = sizes
    return score(options, factor: (n + m) / (n + m - 1))
  }

  public func mee(_ options: TestOptions = TestOptions()) -> Proportion.Interval { score(options, factor: 1) }

  private func score(_ options: TestOptions, factor: Double) -> Proportion.Interval {
    let z = Proportion.z(options)
    let (n, m) = sizes
    func distance(_ delta: Double) -> Double {
      let (p, q) = restricted(delta)
      let variance = factor * (p * (1 - p) / n + q * (1 - q) / m)
      let gap = estimate - delta
      return variance > 0 ? gap / variance.squareRoot() : gap == 0 ? 0 : gap > 0 ? .infinity : -.infinity
    }
    // The deviate falls as δ rises; ends where the variance vanishes are far beyond z.
    let wide = 1 - 1e-12
    func end(_ wanted: Double, _ from: Double, _ to: Double) -> Double {
      let (near, far) = (distance(from) - wanted, distance(to) - wanted)
      guard near * far < 0 else { return abs(near) < abs(far) ? from : to }
      return BrentRoot.find(from: from, to: to, tolerance: 1e-15) {
        let value = distance($0) - wanted
        return value.isFinite ? value : value > 0 ? 1e300 : -1e300
      }
    }
    let low = estimate <= -wide ? -1 : end(z, -wide, estimate)
    let high = estimate >= wide ? 1 : end(-z, estimate, wide)
    return bounded(low, high, options)
  }

  /// Maximum-likelihood shares with p − q = δ: the root of the cubic of Miettinen and Nurminen's appendix 1.
  private func restricted(_ delta: Double) -> (Double, Double) {
    let (n, m) = sizes
    let (x, y) = (Double(first.events), Double(second.events))
    let total = n + m
    if delta == 0 { return ((x + y) / total, (x + y) / total) }
    let l2 = (n + 2 * m) * delta - total - (x + y)
    let l1 = (m * delta - total - 2 * y) * delta + x + y
    let l0 = y * delta * (1 - delta)
    let third = l2 / (3 * total)
    let q = third * third * third - l1 * l2 / (6 * total * total) + l0 / (2 * total)
    let p = (q < 0 ? -1.0 : 1.0) * max(0, third * third - l1 / (3 * total)).squareRoot()
    let cosine = p == 0 ? 0 : min(1, max(-1, q / (p * p * p)))
    let angle = (Double.pi + acos(cosine)) / 3
    let share = min(min(1, 1 - delta), max(max(0, -delta), 2 * p * cos(angle) - third))
    return (share + delta, share)
  }
}
