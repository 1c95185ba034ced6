import Distributions
import Kernels
import Testing

/// Oracles: notebooks-data/distributions/draws.py for the first draws, the distributions themselves for the rest.
@Suite("Random variates")
struct DrawTests {
  @Test("the first draws, to the last bit")
  func first() {
    var normal = PCG64(seed: 2018, stream: 1)
    #expect(
      (0..<5).map { _ in Normal().draw(using: &normal) } == [
        0.43660278226959814, 0.3012322819317732, -0.07449238282080464, 1.5685527547999465,
        0.33735269232279297,
      ])
    var gamma = PCG64(seed: 2018, stream: 2)
    #expect(
      (0..<5).map { _ in Gamma(shape: 2.5).draw(using: &gamma) } == [
        4.416693412899011, 1.6864160435365543, 3.3477257390883643, 1.3277587625614298, 2.0982898766526428,
      ])
    var small = PCG64(seed: 2018, stream: 3)
    #expect(
      (0..<5).map { _ in Gamma(shape: 0.3).draw(using: &small) } == [
        0.0368555443530907, 1.3699250026509946, 0.02243590197694913, 0.005145818119670447,
        0.06725906176634008,
      ])
    var t = PCG64(seed: 2018, stream: 4)
    #expect(
      (0..<5).map { _ in StudentT(degreesOfFreedom: 4).draw(using: &t) } == [
        2.307909747098834, 0.5681870470290202, -0.45546441577271324, -1.7601136546206912, -0.557491825901748,
      ])
    var binomial = PCG64(seed: 2018, stream: 5)
    #expect(
      (0..<12).map { _ in Binomial(trials: 200, probability: 0.3).draw(using: &binomial) }
        == [69, 49, 62, 67, 57, 74, 62, 68, 56, 62, 56, 59])
    var uniform = PCG64(seed: 2018, stream: 6)
    #expect(
      (0..<3).map { _ in uniform.nextOpenUnit() } == [
        0.12473928538725876, 0.3402403326265292, 0.562792874253163,
      ])
  }

  /// √n times the largest distance between the draws' distribution function and the law's.
  private static func kolmogorov(_ draws: [Double], _ law: some ContinuousDistribution) -> Double {
    let sorted = draws.sorted()
    let n = Double(sorted.count)
    var distance = 0.0
    for (i, x) in sorted.enumerated() {
      let p = law.lower(x)
      distance = max(distance, p - Double(i) / n, Double(i + 1) / n - p)
    }
    return n.squareRoot() * distance
  }

  private static let count = 20_000

  @Test("continuous draws have their law's distribution function")
  func continuous() {
    func check<Law: ContinuousDistribution>(_ law: Law, _ draw: (Law, inout PCG64) -> Double) {
      var generator = PCG64(seed: 7, stream: 11)
      let draws = (0..<Self.count).map { _ in draw(law, &generator) }
      // P(K > 1.95) = 2 e^{−2 · 1.95²} = 0.001 under the law, and the seed is fixed.
      #expect(Self.kolmogorov(draws, law) < 1.95, "\(law)")
    }
    check(Normal(mean: 2, standardDeviation: 3)) { $0.draw(using: &$1) }
    check(StudentT(degreesOfFreedom: 0.7)) { $0.draw(using: &$1) }
    check(StudentT(degreesOfFreedom: 30)) { $0.draw(using: &$1) }
    check(StudentT(degreesOfFreedom: .infinity)) { $0.draw(using: &$1) }
    check(ChiSquared(degreesOfFreedom: 1)) { $0.draw(using: &$1) }
    check(ChiSquared(degreesOfFreedom: 50)) { $0.draw(using: &$1) }
    check(FisherF(numerator: 3, denominator: 8)) { $0.draw(using: &$1) }
    for shape in [0.05, 0.6, 1, 3.3, 1e5] { check(Gamma(shape: shape, scale: 0.5)) { $0.draw(using: &$1) } }
    check(Beta(alpha: 0.4, beta: 0.7)) { $0.draw(using: &$1) }
    check(Beta(alpha: 5, beta: 2)) { $0.draw(using: &$1) }
  }

  /// Σ (observed − expected)² / expected over cells of at least 20 expected, as a standard normal deviate.
  private static func pearson(_ draws: [Int], _ law: some DiscreteDistribution) -> Double {
    var counts: [Int: Int] = [:]
    for k in draws { counts[k, default: 0] += 1 }
    let n = Double(draws.count)
    var sum = 0.0
    var cells = -1
    var expected = 0.0
    var observed = 0
    let last = Int(law.upperQuantile(1e-9))
    for k in 0...last {
      expected += n * law.mass(k)
      observed += counts[k] ?? 0
      if expected >= 20 || k == last {
        if expected > 5 {
          sum += (Double(observed) - expected) * (Double(observed) - expected) / expected
          cells += 1
        }
        expected = 0
        observed = 0
      }
    }
    return normalQuantile(ChiSquared(degreesOfFreedom: Double(max(cells, 1))).lower(sum))
  }

  @Test(
    "binomial draws have their masses",
    arguments: [
      (10, 0.3), (1, 0.5), (40, 0.9), (50, 0.2), (1000, 0.5), (100_000, 0.4), (1_000_000_000, 4e-9),
    ])
  func binomial(_ trials: Int, _ p: Double) {
    let law = Binomial(trials: trials, probability: p)
    var generator = PCG64(seed: 8, stream: 3)
    let draws = (0..<Self.count).map { _ in law.draw(using: &generator) }
    #expect(draws.allSatisfy { $0 >= 0 && $0 <= trials })
    // Beyond 3.1 with probability 0.001 on each side, and the seed is fixed.
    #expect(abs(Self.pearson(draws, law)) < 3.1)
  }

  @Test("Poisson draws have their masses", arguments: [0.2, 4, 9.99, 10, 37.5, 2000])
  func poisson(_ mean: Double) {
    let law = Poisson(mean: mean)
    var generator = PCG64(seed: 8, stream: 5)
    let draws = (0..<Self.count).map { _ in law.draw(using: &generator) }
    #expect(draws.allSatisfy { $0 >= 0 })
    #expect(abs(Self.pearson(draws, law)) < 3.1)
  }

  @Test("draws of very large means are as spread as their law", arguments: [1e9, 1e12, 1e15])
  func large(_ mean: Double) {
    // The law is normal up to its skewness, 10⁻⁴ and less; whole draws are 10⁻⁴ of a deviation apart and less.
    var generator = PCG64(seed: 9, stream: 2)
    let events = Poisson(mean: mean)
    let counts = (0..<Self.count).map { _ in Double(events.draw(using: &generator)) }
    let deviation = mean.squareRoot()
    #expect(Self.kolmogorov(counts, Normal(mean: mean, standardDeviation: deviation)) < 1.95)
    let successes = Binomial(trials: Int(4 * mean), probability: 0.25)
    let draws = (0..<Self.count).map { _ in Double(successes.draw(using: &generator)) }
    #expect(
      Self.kolmogorov(draws, Normal(mean: mean, standardDeviation: deviation * 0.75.squareRoot())) < 1.95)
  }

  @Test("uniform numbers are never an end")
  func uniform() {
    struct Constant: RandomNumberGenerator {
      let word: UInt64
      mutating func next() -> UInt64 { word }
    }
    var zeros = Constant(word: 0)
    var ones = Constant(word: .max)
    #expect(zeros.nextOpenUnit() == 0x1p-53)
    #expect(ones.nextOpenUnit() == 1 - 0x1p-53)
  }

  @Test("draws that cannot vary")
  func constant() {
    var generator = PCG64(seed: 1, stream: 1)
    #expect(Binomial(trials: 9, probability: 0).draw(using: &generator) == 0)
    #expect(Binomial(trials: 9, probability: 1).draw(using: &generator) == 9)
    #expect(Binomial(trials: 0, probability: 0.5).draw(using: &generator) == 0)
    #expect(Poisson(mean: 0).draw(using: &generator) == 0)
    // Tiny shapes: the logarithms keep the draws apart from 0/0.
    for _ in 0..<100 {
      let draw = Beta(alpha: 1e-3, beta: 1e-3).draw(using: &generator)
      #expect(draw >= 0 && draw <= 1)
    }
  }
}
