import Distributions
import Foundation
import Testing

/// Identities between distributions. The tolerances are a few times the module's errors, 10⁻¹⁵, and the identity's own
/// condition where its argument is rounded.
@Suite("Distributions: laws")
struct LawTests {
  private static func isNear(_ a: Double, _ b: Double, _ relative: Double = 1e-14) -> Bool {
    a == b || abs(a - b) <= relative * abs(b)
  }

  static let freedoms: [Double] = [0.5, 1, 2.3, 10, 57.5, 1e4]

  @Test("t² is F with one degree of freedom above", arguments: freedoms)
  func square(_ df: Double) {
    for t in [0.25, 1, 2.5, 9] {
      let f = FisherF(numerator: 1, denominator: df).upper(t * t)
      #expect(Self.isNear(f, 2 * StudentT(degreesOfFreedom: df).upper(t)))
    }
  }

  @Test("the reciprocal of F is F with its degrees of freedom exchanged", arguments: freedoms)
  func reciprocal(_ df: Double) {
    for x in [0.125, 0.5, 2, 64] {
      let direct = FisherF(numerator: df, denominator: 3.5)
      let other = FisherF(numerator: 3.5, denominator: df)
      #expect(Self.isNear(direct.lower(x), other.upper(1 / x)))
      #expect(Self.isNear(direct.quantile(0.01), 1 / other.quantile(0.99), 1e-12))
    }
  }

  @Test("infinite degrees of freedom are the limits")
  func infinite() {
    let t = StudentT(degreesOfFreedom: .infinity)
    let f = FisherF(numerator: 4, denominator: .infinity)
    let above = FisherF(numerator: .infinity, denominator: 4)
    let chi = ChiSquared(degreesOfFreedom: 4)
    for x in [0.5, 1.96, 5, 20] {
      #expect(t.upper(x) == Normal().upper(x))
      #expect(t.density(x) == Normal().density(x))
      #expect(Self.isNear(f.upper(x), chi.upper(4 * x)))
      #expect(Self.isNear(f.density(x), 4 * chi.density(4 * x)))
      #expect(Self.isNear(above.lower(x), chi.upper(4 / x)))
      // The next ones to infinity: t differs by (t³ + t)/4ν · φ, which is below rounding at 10²⁰.
      #expect(Self.isNear(StudentT(degreesOfFreedom: 1e20).upper(x), t.upper(x)))
      #expect(Self.isNear(FisherF(numerator: 4, denominator: 1e20).upper(x), f.upper(x)))
    }
    #expect(t.quantile(0.975) == normalQuantile(0.975))
    #expect(Self.isNear(f.quantile(0.95), chi.quantile(0.95) / 4))
    #expect(FisherF(numerator: .infinity, denominator: .infinity).lower(0.99) == 0)
    #expect(FisherF(numerator: .infinity, denominator: .infinity).quantile(0.3) == 1)
  }

  @Test("the mass sums to the tails", arguments: [(12, 0.3), (40, 0.93), (7, 1e-6)])
  func binomial(_ trials: Int, _ p: Double) {
    let law = Binomial(trials: trials, probability: p)
    var below = 0.0
    for k in 0...trials {
      below += law.mass(k)
      #expect(Self.isNear(law.lower(k), below))
      #expect(Self.isNear(law.upper(k), (k + 1..<trials + 1).reversed().reduce(0) { $0 + law.mass($1) }))
      #expect(Self.isNear(exp(law.logMass(k)), law.mass(k), 1e-13))
    }
  }

  @Test("the Poisson mass sums to the tails", arguments: [0.01, 3.7, 25])
  func poisson(_ mean: Double) {
    let law = Poisson(mean: mean)
    for k in 0...40 {
      #expect(Self.isNear(law.lower(k), (0...k).reversed().reduce(0) { $0 + law.mass($1) }))
      #expect(Self.isNear(law.upper(k), (k + 1..<k + 200).reversed().reduce(0) { $0 + law.mass($1) }))
    }
  }

  @Test("the range of two is a t", arguments: freedoms)
  func rangeOfTwo(_ df: Double) {
    let law = StudentizedRange(groups: 2, degreesOfFreedom: df)
    let t = StudentT(degreesOfFreedom: df)
    for q in [0.01, 1, 3, 12] {
      #expect(Self.isNear(law.upper(q), 2 * t.upper(q / 2.0.squareRoot()), 3e-14))
      #expect(Self.isNear(law.density(q), 2.0.squareRoot() * t.density(q / 2.0.squareRoot()), 3e-14))
    }
  }

  @Test("the range of normals has the limit of many degrees of freedom")
  func rangeOfNormals() {
    let limit = StudentizedRange(groups: 5, degreesOfFreedom: .infinity)
    let near = StudentizedRange(groups: 5, degreesOfFreedom: 1e18)
    for q in [0.1, 2, 4.5, 20] {
      #expect(Self.isNear(near.upper(q), limit.upper(q), 1e-13))
      #expect(Self.isNear(near.lower(q), limit.lower(q), 1e-13))
    }
    // Tippett's expected range of five is 2.32593; the tabulated 5 % point of k = 5, ν = ∞ is 3.858.
    #expect(abs(limit.upperQuantile(0.05) - 3.858) < 5e-4)
  }

  @Test("the non-central t's square is a non-central F", arguments: [1.5, 12, 300])
  func noncentral(_ df: Double) {
    for delta in [0.3, 2, 6] {
      let t = NoncentralT(degreesOfFreedom: df, noncentrality: delta)
      let f = NoncentralF(numerator: 1, denominator: df, noncentrality: delta * delta)
      for x in [0.5, 2, 8] {
        #expect(Self.isNear(f.upper(x * x), t.upper(x) + t.lower(-x), 4e-14))
      }
      // Reflection, and the tail at zero, which is the normal's.
      let mirrored = NoncentralT(degreesOfFreedom: df, noncentrality: -delta)
      #expect(Self.isNear(mirrored.lower(-2.5), t.upper(2.5)))
      #expect(Self.isNear(t.lower(0), Normal().upper(delta)))
      #expect(Self.isNear(t.lower(1e-9), Normal().upper(delta), 1e-7))
    }
  }

  @Test("without non-centrality they are the central ones")
  func central() {
    for x in [0.3, 1.7, 6] {
      let t = StudentT(degreesOfFreedom: 8)
      #expect(NoncentralT(degreesOfFreedom: 8, noncentrality: 0).upper(x) == t.upper(x))
      #expect(Self.isNear(NoncentralT(degreesOfFreedom: 8, noncentrality: 1e-18).upper(x), t.upper(x)))
      #expect(Self.isNear(NoncentralT(degreesOfFreedom: 8, noncentrality: 0).density(x), t.density(x)))
      let f = FisherF(numerator: 3, denominator: 8)
      #expect(NoncentralF(numerator: 3, denominator: 8, noncentrality: 0).upper(x) == f.upper(x))
      #expect(
        Self.isNear(NoncentralF(numerator: 3, denominator: 8, noncentrality: 1e-17).upper(x), f.upper(x)))
      let limit = NoncentralF(numerator: 3, denominator: .infinity, noncentrality: 2)
      let chi = NoncentralChiSquared(degreesOfFreedom: 3, noncentrality: 2)
      #expect(Self.isNear(limit.upper(x), chi.upper(3 * x)))
    }
  }

  @Test("a mixture of two million terms", arguments: [-3.0, 0, 3])
  func largeNoncentrality(_ z: Double) {
    // χ²₂(λ) for λ = 10⁶ is nearly normal: mean λ + 2, variance 2 (2 + 2λ), skewness √8 (2 + 3λ)/(2 + 2λ)^{3/2};
    // the Cornish–Fisher term of the skewness leaves an error of order 1/λ.
    let lambda = 1e6
    let law = NoncentralChiSquared(degreesOfFreedom: 2, noncentrality: lambda)
    let deviation = (2 * (2 + 2 * lambda)).squareRoot()
    let skewness = 8.0.squareRoot() * (2 + 3 * lambda) / pow(2 + 2 * lambda, 1.5)
    let tail = law.upper(lambda + 2 + z * deviation)
    let expected = Normal().upper(z) + skewness / 6 * (z * z - 1) * Normal().density(z)
    #expect(abs(tail - expected) < 5e-6)
    #expect(abs(law.lower(lambda + 2 + z * deviation) + tail - 1) < 1e-14)
  }

  @Test("with one degree of freedom it is a squared normal", arguments: [100.0, 1e4, 1e6, 1e8])
  func squaredNormal(_ lambda: Double) {
    // P(Z + √λ > √x) + P(Z + √λ < −√x), the difference of the roots without cancellation.
    let law = NoncentralChiSquared(degreesOfFreedom: 1, noncentrality: lambda)
    for z in [-1.5, -0.5, 0.5, 3] {
      let x = lambda + 1 + z * (2 * (1 + 2 * lambda)).squareRoot()
      let sum = x.squareRoot() + lambda.squareRoot()
      let difference = (x - lambda) / sum
      let expected = Normal().upper(difference) + Normal().upper(sum)
      #expect(Self.isNear(law.upper(x), expected, 1e-13), "\(z)")
      #expect(Self.isNear(law.lower(x), Normal().upper(-difference) - Normal().upper(sum), 1e-13), "\(z)")
    }
  }

  @Test("the density is the tail's derivative", arguments: [0.7, 1.9, 4.2])
  func derivative(_ x: Double) {
    let laws: [any ContinuousDistribution] = [
      Normal(mean: 1, standardDeviation: 2), StudentT(degreesOfFreedom: 3.5),
      FisherF(numerator: 3, denominator: 9),
      ChiSquared(degreesOfFreedom: 3), Gamma(shape: 2.5, scale: 0.7), Beta(alpha: 2, beta: 1.5),
      NoncentralT(degreesOfFreedom: 9, noncentrality: 1.5),
      NoncentralChiSquared(degreesOfFreedom: 4, noncentrality: 3),
      NoncentralF(numerator: 3, denominator: 12, noncentrality: 5),
      StudentizedRange(groups: 4, degreesOfFreedom: 15),
    ]
    for law in laws {
      let at = law is Beta ? x / 5 : x
      let h = 1e-4
      let slope = (law.lower(at + h) - law.lower(at - h)) / (2 * h)
      // Second-order differences: h² f″/6, and 10⁻¹⁵/h.
      #expect(Self.isNear(law.density(at), slope, 1e-6), "\(law)")
      #expect(Self.isNear(exp(law.logDensity(at)), law.density(at), 1e-13), "\(law)")
    }
  }
}
