internal import Distributions

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

// A mean over a standard deviation estimated with m degrees is too large by 1/J(m), J(m) = Γ(m/2)/(√(m/2)·Γ((m − 1)/2)); often
// written 1 − 3/(4m − 1). Its noncentrality interval: the δ at which Student's noncentral t leaves the tail beyond what was seen.
//
// Source: Hedges (1981), J. Educational Statistics 6; Steiger & Fouladi (1997), in What If There Were No Significance Tests?; Cumming &
// Finch (2001), Educational and Psychological Measurement 61.
enum HedgesCorrection {
  static func exact(_ m: Double) -> Double? {
    m > 1 ? exp(logGamma(m / 2) - logGamma((m - 1) / 2)) / (m / 2).squareRoot() : nil
  }

  static func approximate(_ m: Double) -> Double? { m > 1 ? 1 - 3 / (4 * m - 1) : nil }

  /// The noncentralities that a t statistic does not reject; nil where the search leaves the range of the distribution.
  static func noncentrality(_ t: Double, degrees: Double, _ options: TestOptions) -> (
    low: Double?, high: Double?
  ) {
    func end(_ wanted: (NoncentralT) -> Double) -> Double? {
      func value(_ delta: Double) -> Double {
        wanted(NoncentralT(degreesOfFreedom: degrees, noncentrality: delta)) - options.tail
      }
      // The spread of a noncentral t around its noncentrality.
      let scale = 2 * (1 + t * t / (2 * degrees)).squareRoot() + 1
      var (low, high) = (t - 2 * scale, t + 2 * scale)
      for _ in 0..<8 {
        let (a, b) = (value(low), value(high))
        guard a.isFinite, b.isFinite else { return nil }
        if a * b <= 0 { return BrentRoot.find(from: low, to: high, tolerance: 1e-13, value) }
        let width = high - low
        low -= width
        high += width
      }
      return nil
    }
    return (
      options.alternative == .less ? nil : end { $0.tails(t).upper },
      options.alternative == .greater ? nil : end { $0.tails(t).lower }
    )
  }
}
