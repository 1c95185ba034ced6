import Distributions
import Testing

/// Values in closed form.
@Suite("Distributions: known values")
struct KnownValueTests {
  private static func isNear(_ a: Double, _ b: Double, _ relative: Double = 4e-15) -> Bool {
    abs(a - b) <= relative * abs(b)
  }

  @Test("t with one degree of freedom is Cauchy's", arguments: [0.001, 0.5, 1, 3, 200, 1e30])
  func cauchy(_ t: Double) {
    // P(T > t) = arctan(1/t)/π: a quarter at one. The quantile is conditioned by the tail's share of the density.
    let law = StudentT(degreesOfFreedom: 1)
    #expect(Self.isNear(law.upper(1), 0.25))
    #expect(Self.isNear(law.density(t), 1 / (Double.pi * (1 + t * t)), 1e-14))
    let condition = law.upper(t) / (t * law.density(t))
    #expect(Self.isNear(law.upperQuantile(law.upper(t)), t, 1e-15 * (2 + condition)))
  }

  @Test("χ² with two degrees of freedom is exponential", arguments: [1e-9, 0.1, 2, 30, 900])
  func exponential(_ x: Double) {
    let law = ChiSquared(degreesOfFreedom: 2)
    #expect(Self.isNear(law.logUpper(x), -x / 2))
    #expect(Self.isNear(law.logDensity(x), -x / 2 - 0.6931471805599453, 1e-14))
  }

  @Test("F with two degrees of freedom above", arguments: [0.01, 1, 7, 1e6])
  func fisher(_ x: Double) {
    // P(F > x) = (1 + 2x/d)^{−d/2}; with d = 2 it is 1/(1 + x).
    #expect(Self.isNear(FisherF(numerator: 2, denominator: 2).upper(x), 1 / (1 + x)))
  }

  @Test("a beta variable of one parameter is a power", arguments: [0.5, 1, 4])
  func power(_ a: Double) {
    let law = Beta(alpha: a, beta: 1)
    #expect(Self.isNear(law.lower(0.25), a == 0.5 ? 0.5 : a == 1 ? 0.25 : 0.00390625))
    #expect(Self.isNear(law.quantile(0.0625), a == 0.5 ? 0.00390625 : a == 1 ? 0.0625 : 0.5))
  }

  @Test("the normal distribution's 97.5 % point")
  func normal() {
    // 40-digit value of Φ⁻¹(0.975), the double nearest 0.975.
    #expect(Self.isNear(normalQuantile(0.975), 1.959963984540053855604431))
    #expect(
      Self.isNear(Normal(mean: 2, standardDeviation: 3).quantile(0.975), 2 + 3 * 1.959963984540053855604431))
    #expect(Self.isNear(Normal().logUpper(1e10), -5e19))
  }

  @Test("no probability, no answer")
  func undefined() {
    #expect(StudentT(degreesOfFreedom: 4).quantile(1.5).isNaN)
    #expect(ChiSquared(degreesOfFreedom: 4).quantile(-0.1).isNaN)
    #expect(FisherF(numerator: 2, denominator: 3).lower(.nan).isNaN)
    #expect(regularizedBeta(1.1, 2, 3).isNaN)
    #expect(logGamma(-1).isNaN)
  }
}
