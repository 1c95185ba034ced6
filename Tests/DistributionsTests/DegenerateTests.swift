import Distributions
import Testing

@Suite("Distributions: ends of the support and of the parameters")
struct DegenerateTests {
  static let laws: [any ContinuousDistribution] = [
    Normal(mean: -3, standardDeviation: 0.5), StudentT(degreesOfFreedom: 0.5),
    StudentT(degreesOfFreedom: 1e12),
    FisherF(numerator: 0.5, denominator: 1e6), ChiSquared(degreesOfFreedom: 0.5), Gamma(shape: 1e-4),
    Gamma(shape: 1e8), Beta(alpha: 1e-3, beta: 1e-3), Beta(alpha: 1e7, beta: 0.02),
    NoncentralT(degreesOfFreedom: 3, noncentrality: -4),
    NoncentralChiSquared(degreesOfFreedom: 2, noncentrality: 9),
    NoncentralF(numerator: 2, denominator: 5, noncentrality: 9),
    StudentizedRange(groups: 3, degreesOfFreedom: 4),
  ]

  @Test("no mass beyond infinity, none before its negative", arguments: laws.indices)
  func infinities(_ index: Int) {
    let law = Self.laws[index]
    #expect(law.lower(-.infinity) == 0 && law.upper(-.infinity) == 1)
    #expect(law.lower(.infinity) == 1 && law.upper(.infinity) == 0)
    #expect(law.logLower(-.infinity) == -.infinity && law.logLower(.infinity) == 0)
    #expect(law.density(.infinity) == 0)
    #expect(law.lower(.nan).isNaN && law.logUpper(.nan).isNaN && law.density(.nan).isNaN)
  }

  @Test("probabilities that are none, and the ends", arguments: laws.indices)
  func probabilities(_ index: Int) {
    let law = Self.laws[index]
    for p in [-0.1, 1.1, .nan] { #expect(law.quantile(p).isNaN && law.upperQuantile(p).isNaN) }
    #expect(law.quantile(at: .logLower(0.1)).isNaN)
    #expect(law.quantile(0) == law.upperQuantile(1))
    #expect(law.quantile(1) == law.upperQuantile(0))
    #expect(law.quantile(0) < law.quantile(1))
    #expect(law.lower(law.quantile(0)) == 0 && law.upper(law.quantile(1)) == 0)
  }

  @Test("both tails are between zero and one and add to one", arguments: laws.indices)
  func sums(_ index: Int) {
    let law = Self.laws[index]
    for x in [-1e300, -7.5, -1, 0, 1e-200, 1e-9, 0.01, 0.5, 0.999, 1, 4, 1e3, 1e8, 1e150, 1e308] {
      let tails = law.tails(x)
      #expect(tails.lower >= 0 && tails.lower <= 1 && tails.upper >= 0 && tails.upper <= 1, "\(law) at \(x)")
      #expect(abs(tails.lower + tails.upper - 1) < 1e-14, "\(law) at \(x)")
    }
  }

  @Test("lower and upper quantiles meet", arguments: laws.indices)
  func quantiles(_ index: Int) {
    let law = Self.laws[index]
    for p in [0.03125, 0.25, 0.5, 0.75] {
      let x = law.quantile(p)
      #expect(
        x == law.upperQuantile(1 - p) || abs(x - law.upperQuantile(1 - p)) <= 1e-12 * abs(x), "\(law) \(p)")
      // Where the quantile is inside the doubles' range its tail is p.
      if abs(x) > 1e-250 && abs(x) < 1e250 && !(law is Beta) {
        #expect(abs(law.lower(x) - p) < 1e-12, "\(law) \(p)")
      }
    }
  }

  @Test("densities at the ends")
  func ends() {
    #expect(ChiSquared(degreesOfFreedom: 1).density(0) == .infinity)
    #expect(ChiSquared(degreesOfFreedom: 2).density(0) == 0.5)
    #expect(ChiSquared(degreesOfFreedom: 3).density(0) == 0)
    #expect(FisherF(numerator: 2, denominator: 7).density(0) == 1)
    #expect(
      Beta(alpha: 1, beta: 3).density(0) == 3.0000000000000004 || Beta(alpha: 1, beta: 3).density(0) == 3)
    #expect(Beta(alpha: 2, beta: 0.5).density(1) == .infinity)
    #expect(Gamma(shape: 2).density(-1) == 0)
  }

  @Test("whole numbers at their ends")
  func discrete() {
    let none = Binomial(trials: 5, probability: 0)
    let all = Binomial(trials: 5, probability: 1)
    #expect(none.mass(0) == 1 && none.lower(0) == 1 && none.quantile(1) == 0)
    #expect(all.mass(5) == 1 && all.lower(4) == 0 && all.quantile(0.5) == 5)
    #expect(Binomial(trials: 0, probability: 0.5).mass(0) == 1)
    let half = Binomial(trials: 10, probability: 0.5)
    #expect(half.mass(-1) == 0 && half.mass(11) == 0 && half.lower(-1) == 0 && half.upper(10) == 0)
    #expect(half.quantile(0) == 0 && half.quantile(1) == 10 && half.quantile(2).isNaN)
    // P(K ≤ 5) = 638/1024, written as a decimal: the answer is 5 and not 6.
    #expect(half.quantile(0.623046875) == 5)
    #expect(half.upperQuantile(0.376953125) == 5)
    #expect(half.quantile(0.62305) == 6)
    let events = Poisson(mean: 0)
    #expect(events.mass(0) == 1 && events.lower(0) == 1 && events.quantile(0.9) == 0)
    #expect(Poisson(mean: 3).quantile(1) == .infinity)
    #expect(Poisson(mean: 3).quantile(0.4) == 2)
  }

  @Test("parameters that are none end the program")
  func preconditions() async {
    await #expect(processExitsWith: .failure) { _ = StudentT(degreesOfFreedom: 0) }
    await #expect(processExitsWith: .failure) { _ = Normal(mean: 0, standardDeviation: -1) }
    await #expect(processExitsWith: .failure) { _ = Binomial(trials: 3, probability: 1.5) }
    await #expect(processExitsWith: .failure) { _ = StudentizedRange(groups: 1, degreesOfFreedom: 3) }
    await #expect(processExitsWith: .failure) { _ = Gamma(shape: .nan) }
  }

  @Test("the normal has one half on each side of its mean, to the last bit")
  func middle() {
    for normal in [Normal(), Normal(mean: 3, standardDeviation: 0.1)] {
      let tails = normal.tails(normal.mean)
      #expect(tails.lower == 0.5 && tails.upper == 0.5)
      #expect(tails.logLower == -0.6931471805599453 && tails.logUpper == -0.6931471805599453)
    }
  }
}
