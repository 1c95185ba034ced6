// The χ² distribution with ν degrees of freedom: a gamma distribution of shape ν/2 and scale 2, halves being exact.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// The χ² distribution.
public struct ChiSquared: ContinuousDistribution, Equatable {
  /// ν.
  public let degreesOfFreedom: Double

  /// - Precondition: the degrees of freedom are positive and finite.
  public init(degreesOfFreedom: Double) {
    precondition(
      degreesOfFreedom > 0 && degreesOfFreedom.isFinite,
      "χ² distribution with \(degreesOfFreedom) degrees of freedom")
    self.degreesOfFreedom = degreesOfFreedom
  }

  private var gamma: Gamma { Gamma(shape: 0.5 * degreesOfFreedom, scale: 2) }

  public func logDensity(_ x: Double) -> Double { gamma.logDensity(x) }
  public func density(_ x: Double) -> Double { gamma.density(x) }
  public func tails(_ x: Double) -> TailPair { gamma.tails(x) }
  public func quantile(at tail: TailProbability) -> Double { gamma.quantile(at: tail) }
}
