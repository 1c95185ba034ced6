import Distributions
import Foundation
import Testing

/// Oracle: mpmath and gmpy2 to 40 digits and more (notebooks-data/distributions). Inputs are the doubles of the grid.
///
/// The limits are what the module promises: 10⁻¹³ of a probability from 10⁻¹⁰ up, 10⁻¹¹ down to 10⁻²⁹⁰ and 10⁻¹³ of the
/// logarithm everywhere; docs/accuracy.md records what is measured, about a hundredth of it.
@Suite("Distributions against the grid")
struct GridTests {
  static let names = [
    "normal", "chi2", "gamma", "beta", "t", "F", "binomial", "poisson", "noncentral t", "noncentral chi2",
    "noncentral F", "studentized range",
  ]

  /// The worst error of each quantity and where it is.
  struct Worst {
    private var errors: [String: (error: Double, place: String)] = [:]

    mutating func record(_ quantity: String, _ error: Double, _ place: String) {
      // Not a number counts as the worst.
      if !(error <= errors[quantity]?.error ?? -1) { errors[quantity] = (error, place) }
    }

    subscript(_ quantity: String) -> (error: Double, place: String)? { errors[quantity] }

    func print(_ distribution: String) {
      guard ProcessInfo.processInfo.environment["DISTRIBUTION_ACCURACY"] != nil else { return }
      for (quantity, worst) in errors.sorted(by: { $0.key < $1.key }) {
        Swift.print(
          "| \(distribution) | \(quantity) | \(String(format: "%.1e", worst.error)) | \(worst.place) |")
      }
    }
  }

  private static func relative(_ value: Double, _ expected: Double) -> Double {
    abs(value - expected) / abs(expected)
  }

  private static func range(_ expected: Double) -> (name: String, limit: Double)? {
    if expected >= 1e-10 { return ("1e-10…1", 1e-13) }
    if expected >= 1e-290 { return ("1e-290…1e-10", 1e-11) }
    return nil
  }

  @Test("tails, densities and their logarithms", arguments: names)
  func values(_ name: String) throws {
    let points = DistributionGrid.points.filter { $0.distribution == name }
    #expect(points.count >= 50)
    var worst = Worst()
    var limits: [String: Double] = [:]
    for point in points {
      let answer = try #require(DistributionGrid.answer(point))
      let tails = answer.tails
      for (value, expected) in [(tails.lower, point.lower), (tails.upper, point.upper)] {
        guard let range = Self.range(expected.value) else { continue }
        limits["tail \(range.name)"] = range.limit
        worst.record("tail \(range.name)", Self.relative(value, expected.value), point.place)
      }
      for (value, expected) in [(tails.logLower, point.logLower), (tails.logUpper, point.logUpper)]
      where abs(expected) > 1e-290 {
        // Near one the logarithm is as good as the other tail.
        let limit = abs(expected) < 1e-10 ? 1e-11 : 1e-13
        let quantity = abs(expected) < 1e-10 ? "log tail near 0" : "log tail"
        limits[quantity] = limit
        worst.record(quantity, Self.relative(value, expected), point.place)
      }
      if let range = Self.range(point.density.value), point.density.value < 1e290 {
        limits["density \(range.name)"] = range.limit
        worst.record("density \(range.name)", Self.relative(answer.density, point.density.value), point.place)
      }
      limits["log density"] = 1e-13
      let scale = max(1, abs(point.density.logarithm))
      worst.record("log density", abs(answer.logDensity - point.density.logarithm) / scale, point.place)
    }
    for (quantity, limit) in limits {
      let found = try #require(worst[quantity])
      #expect(found.error <= limit, "\(quantity): \(found.error) at \(found.place)")
    }
    worst.print(name)
  }

  @Test(
    "quantiles of the tails are the points", arguments: names.filter { $0 != "binomial" && $0 != "poisson" })
  func quantiles(_ name: String) throws {
    var worst = Worst()
    // Ten times dearer than the rest; every fourth point is enough.
    let points = DistributionGrid.points.filter { $0.distribution == name }
    let step = name == "studentized range" ? 4 : 1
    for point in stride(from: 0, to: points.count, by: step).map({ points[$0] }) {
      let law = try #require(DistributionGrid.continuous(point))
      for isLower in [true, false] {
        let tail = isLower ? point.lower : point.upper
        guard tail.value > 1e-290, tail.value < 0.999, tail.value != 0.5 else { continue }
        // The probability is the tail's double: its rounding moves the quantile by at most half an ulp times this.
        let condition = tail.value / (point.density.value * abs(point.x))
        let x = isLower ? law.quantile(tail.value) : law.upperQuantile(tail.value)
        worst.record("quantile / (1 + condition)", Self.relative(x, point.x) / (1 + condition), point.place)
      }
      let logTail = min(point.logLower, point.logUpper)
      if logTail < -700 {
        let tail: TailProbability = point.logLower < point.logUpper ? .logLower(logTail) : .logUpper(logTail)
        let condition = abs(logTail) * exp(logTail - point.density.logarithm) / abs(point.x)
        worst.record(
          "quantile of log / (1 + condition)",
          Self.relative(law.quantile(at: tail), point.x) / (1 + condition), point.place)
      }
    }
    let found = try #require(worst["quantile / (1 + condition)"])
    // A tail's error, up to 10⁻¹³ for the mixtures, times the condition.
    #expect(found.error <= 1e-13, "\(found.error) at \(found.place)")
    if let far = worst["quantile of log / (1 + condition)"] {
      #expect(far.error <= 1e-13, "\(far.error) at \(far.place)")
    }
    worst.print(name)
  }

  @Test("quantiles of whole numbers", arguments: ["binomial", "poisson"])
  func wholeQuantiles(_ name: String) throws {
    for point in DistributionGrid.points where point.distribution == name {
      let law = try #require(DistributionGrid.discrete(point))
      if point.lower.value > 1e-290, point.upper.value > 1e-12 {
        #expect(law.quantile(point.lower.value) == point.x, "\(point.place)")
      }
      if point.upper.value > 1e-290, point.lower.value > 1e-12 {
        #expect(law.upperQuantile(point.upper.value) == point.x, "\(point.place)")
      }
    }
  }
}
