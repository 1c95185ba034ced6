internal import Distributions

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

// δ = P(X > Y) − P(X < Y) of two independent groups. Its variance from the dominances d_ij = sign(xᵢ − yⱼ):
// [m²Σ(dᵢ· − δ)² + n²Σ(d·ⱼ − δ)² − ΣΣ(d_ij − δ)²]/(nm(n − 1)(m − 1)), at least (1 − δ²)/(nm − 1); the interval is the asymmetric one,
// (δ − δ³ ± z·s·√((1 − δ²)² + z²s²))/(1 − δ² + z²s²).
//
// Source: Cliff (1993), Psychological Bulletin 114; Feng & Cliff (2004), J. Modern Applied Statistical Methods 3.
struct CliffDelta {
  let estimate: Double
  private let variance: Double?

  /// Pairs in which x is larger less those in which it is smaller, of all. O((n + m) log m).
  static func estimate(_ x: [Double], _ y: [Double]) -> Double {
    let sorted = y.sorted()
    let sum = x.reduce(0) { $0 + dominance($1, sorted) }
    return Double(sum) / (Double(x.count) * Double(y.count))
  }

  init(_ x: [Double], _ y: [Double]) {
    let (n, m) = (Double(x.count), Double(y.count))
    let (firsts, seconds) = (x.sorted(), y.sorted())
    let rows = x.map { Double(CliffDelta.dominance($0, seconds)) / m }
    let columns = y.map { -Double(CliffDelta.dominance($0, firsts)) / n }
    let delta = rows.reduce(0, +) / n
    estimate = delta
    guard x.count > 1, y.count > 1 else {
      variance = nil
      return
    }
    let byRow = rows.reduce(0.0) { $0 + ($1 - delta) * ($1 - delta) }
    let byColumn = columns.reduce(0.0) { $0 + ($1 - delta) * ($1 - delta) }
    // Σ d² counts the pairs without ties.
    let ties = x.reduce(0) { $0 + CliffDelta.range($1, seconds).count }
    let squares = n * m - Double(ties) - n * m * delta * delta
    let unbiased = (m * m * byRow + n * n * byColumn - squares) / (n * m * (n - 1) * (m - 1))
    variance = max(unbiased, (1 - delta * delta) / (n * m - 1))
  }

  func interval(_ options: TestOptions) -> (low: Double?, high: Double?) {
    guard let variance, abs(estimate) < 1 else { return (nil, nil) }
    let z = Normal().quantile(at: .upper((1 - options.confidence) / 2))
    let rest = 1 - estimate * estimate
    let spread = z * variance.squareRoot() * (rest * rest + z * z * variance).squareRoot()
    let scale = rest + z * z * variance
    let centre = estimate * rest
    return (max(-1, (centre - spread) / scale), min(1, (centre + spread) / scale))
  }

  /// Values below less values above.
  private static func dominance(_ value: Double, _ sorted: [Double]) -> Int {
    let equal = range(value, sorted)
    return equal.lowerBound - (sorted.count - equal.upperBound)
  }

  /// Positions of the values that are equal.
  private static func range(_ value: Double, _ sorted: [Double]) -> Range<Int> {
    func first(_ isPast: (Double) -> Bool) -> Int {
      var (low, high) = (0, sorted.count)
      while low < high {
        let middle = (low + high) / 2
        if isPast(sorted[middle]) { high = middle } else { low = middle + 1 }
      }
      return low
    }
    return first { $0 >= value }..<first { $0 > value }
  }
}
