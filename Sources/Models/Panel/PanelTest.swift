internal import Distributions

/// A test that belongs to a panel estimator.
public struct PanelTest: Sendable, Equatable {
  public enum Name: String, Sendable, CaseIterable {
    /// Fixed against random effects, from the difference of both estimates and of their covariances. Its statistic keeps its sign.
    case hausman
    /// The same with one error variance for both, that of random effects: never negative.
    case hausmanCommonVariance = "hausman_common_variance"
    /// The same as a regression on the within-transformed columns besides: `iid`, and with a robust covariance.
    case hausmanAuxiliary = "hausman_auxiliary"
    case hausmanRobust = "hausman_robust"
    /// The coefficients of units' means are all zero.
    case mundlak
    /// No effects of units, of periods, of either (Lagrange multipliers of least squares).
    case breuschPagan = "breusch_pagan"
    case breuschPaganTime = "breusch_pagan_time"
    case breuschPaganBoth = "breusch_pagan_both"
    case honda
    case hondaTime = "honda_time"
    case hondaBoth = "honda_both"
    case kingWu = "king_wu"
    case gourierouxHollyMonfort = "gourieroux_holly_monfort"
    /// All unit effects are zero, from the sums of squares.
    case unitEffects = "f_effects"
    /// Correlation over time of the errors within units.
    case wooldridgeWithin = "wooldridge_within"
    /// The same from differences, the errors of the levels uncorrelated: −1/2.
    case wooldridgeDifferences = "wooldridge_first_difference"
    /// The errors of the differences uncorrelated.
    case wooldridgeRandomWalk = "wooldridge_first_difference_zero"
    /// Any unobserved effect of units.
    case wooldridgeUnobserved = "wooldridge_unobserved_effect"
  }

  /// What the statistic is compared with.
  public enum Law: Sendable, Equatable {
    case chiSquared(Int)
    case fisher(Int, Double)
    /// The standard normal: its upper tail, or both.
    case normal(twoSided: Bool)
    /// ¼·χ²(0) + ½·χ²(1) + ¼·χ²(2).
    case mixture
  }

  public let name: Name
  public let statistic: Double
  public let law: Law
  /// Not a number where the statistic has no meaning: a negative quadratic form.
  public let pValue: Double
  /// Of the test's regression where that is a choice.
  public let covariance: String?

  init(_ name: Name, _ statistic: Double, _ law: Law, covariance: String? = nil) {
    self.name = name
    self.statistic = statistic
    self.law = law
    self.covariance = covariance
    pValue = PanelTest.tail(statistic, law)
  }

  init(_ name: Name, _ test: WaldTest, covariance: String? = nil) {
    self.init(
      name, test.statistic,
      test.denominatorDegrees.map { .fisher(test.degrees, $0) } ?? .chiSquared(test.degrees),
      covariance: covariance)
  }

  private static func tail(_ statistic: Double, _ law: Law) -> Double {
    if statistic.isNaN { return .nan }
    switch law {
    case .chiSquared(let degrees):
      return statistic < 0 ? .nan : ChiSquared(degreesOfFreedom: Double(degrees)).upper(statistic)
    case .fisher(let degrees, let rest):
      return statistic < 0 || rest <= 0
        ? .nan : FisherF(numerator: Double(degrees), denominator: rest).upper(statistic)
    case .normal(let twoSided):
      return twoSided ? 2 * Normal().upper(abs(statistic)) : Normal().upper(statistic)
    case .mixture:
      if statistic <= 0 { return 1 }
      return 0.5 * ChiSquared(degreesOfFreedom: 1).upper(statistic)
        + 0.25 * ChiSquared(degreesOfFreedom: 2).upper(statistic)
    }
  }
}
