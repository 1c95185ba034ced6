internal import Distributions

// A share of events among n people, p = x/n, and its intervals:
// Wald p ± z√(p(1 − p)/n); Wilson (1927, J. ASA 22): the p₀ that the score test does not reject; the same with continuity correction
// (Newcombe 1998, Statistics in Medicine 17, 857–872, method 4); Clopper & Pearson (1934, Biometrika 26): of the two
// one-sided binomial tests; Agresti & Coull (1998, American Statistician 52): Wald's of x + z²/2 among n + z²; mid-p: Clopper and
// Pearson's with half of the chance of x itself (Lancaster 1961, J. ASA 56).

/// Events among people.
public struct Proportion: Sendable, Equatable {
  public typealias Interval = (low: Double?, high: Double?)

  public let events: Int
  public let size: Int

  /// Throws where there is no person, or more events than people.
  public init(_ events: Int, of size: Int) throws(PrePostError) {
    guard size > 0, (0...size).contains(events) else { throw .proportion(events: events, of: size) }
    self.init(valid: events, of: size)
  }

  init(valid events: Int, of size: Int) {
    self.events = events
    self.size = size
  }

  public var estimate: Double { Double(events) / Double(size) }
  private var n: Double { Double(size) }

  static func z(_ options: TestOptions) -> Double { Normal().quantile(at: .upper(options.tail)) }

  /// Ends within 0…1, and the one that a one-sided test leaves open at 0 or 1.
  private func bounded(_ low: Double, _ high: Double, _ options: TestOptions) -> Interval {
    (options.alternative == .less ? 0 : max(0, low), options.alternative == .greater ? 1 : min(1, high))
  }

  public func wald(_ options: TestOptions = TestOptions()) -> Interval {
    let half = Proportion.z(options) * (estimate * (1 - estimate) / n).squareRoot()
    return bounded(estimate - half, estimate + half, options)
  }

  public func wilson(_ options: TestOptions = TestOptions()) -> Interval {
    let z = Proportion.z(options)
    let scale = 1 + z * z / n
    let centre = (estimate + z * z / (2 * n)) / scale
    let half = z * (estimate * (1 - estimate) / n + z * z / (4 * n * n)).squareRoot() / scale
    return bounded(events == 0 ? 0 : centre - half, events == size ? 1 : centre + half, options)
  }

  public func wilsonCorrected(_ options: TestOptions = TestOptions()) -> Interval {
    let z = Proportion.z(options)
    let p = estimate
    let scale = 2 * (n + z * z)
    let base = 2 * n * p + z * z
    let below = z * max(0, z * z - 2 - 1 / n + 4 * p * (n * (1 - p) + 1)).squareRoot()
    let above = z * max(0, z * z + 2 - 1 / n + 4 * p * (n * (1 - p) - 1)).squareRoot()
    return bounded(
      events == 0 ? 0 : (base - 1 - below) / scale, events == size ? 1 : (base + 1 + above) / scale, options)
  }

  public func clopperPearson(_ options: TestOptions = TestOptions()) -> Interval {
    let (x, rest) = (Double(events), Double(size - events))
    return bounded(
      events == 0 ? 0 : Beta(alpha: x, beta: rest + 1).quantile(at: .lower(options.tail)),
      events == size ? 1 : Beta(alpha: x + 1, beta: rest).quantile(at: .upper(options.tail)), options)
  }

  public func agrestiCoull(_ options: TestOptions = TestOptions()) -> Interval {
    let z = Proportion.z(options)
    let size = n + z * z
    let p = (Double(events) + z * z / 2) / size
    let half = z * (p * (1 - p) / size).squareRoot()
    return bounded(p - half, p + half, options)
  }

  public func midP(_ options: TestOptions = TestOptions()) -> Interval {
    func tail(_ p: Double, upper: Bool) -> Double {
      let law = Binomial(trials: size, probability: p)
      return (upper ? law.upper(events) : law.lower(events - 1)) + law.mass(events) / 2
    }
    let low =
      events == 0
      ? 0 : BrentRoot.find(from: 0, to: 1, tolerance: 1e-15) { tail($0, upper: true) - options.tail }
    let high =
      events == size
      ? 1 : BrentRoot.find(from: 0, to: 1, tolerance: 1e-15) { options.tail - tail($0, upper: false) }
    return bounded(low, high, options)
  }
}
