internal import Distributions

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

// Units chosen because they were low are higher at the next measurement without any programme, by the error of the first one. With
// x = true + e and reliability ρ = Var(true)/Var(x), a unit at x is expected at μ + ρ(x − μ): units of mean x̄ from a population of
// mean μ move by (1 − ρ)(μ − x̄). What is left of the mean change after taking that out is d̄ − (1 − ρ)(μ − x̄), whose error is that
// of the mean of dᵢ + (1 − ρ)xᵢ (ρ and μ known). Units below a cut: their mean is μ − σ·φ(z)/Φ(z), z = (cut − μ)/σ (Davis 1976).
//
// The slope of the change on the first measurement, b − 1 with b that of after on before, is pulled to −1 by the error: corrected
// b/ρ − 1 (Blomqvist 1977, J. ASA 72). Equal variances of both occasions, under which the slope is all regression to the mean, are
// tested by the correlation of sum and difference (Pitman 1939; Morgan 1939, Biometrika 31).
//
// Source: Davis (1976), American J. Epidemiology 104; Barnett, van der Pols & Dobson (2005), Int. J. Epidemiology 34.

/// What of a change may be regression to the mean.
public struct RegressionToTheMean: Sendable, Equatable {
  /// Of before and after.
  public let correlation: Double
  /// Of the change on the first measurement, in change a unit: 0 without any regression, −1 where the first says nothing.
  public let slope: Double
  /// The same with the error of the first measurement taken out; nil without a reliability.
  public let correctedSlope: Double?
  /// Pitman and Morgan's test of equal variances; nil where it has none.
  public let equalVariancesPValue: Double?
  /// (1 − ρ)(μ − x̄), in units of the outcome; nil without a reliability and the population's mean.
  public let expectedChange: Double?
  /// The mean change less what was expected, with its error and interval.
  public let correctedChange: TestOutcome?

  /// `reliability`: of one measurement, above 0 and at most 1. `populationMean`: of those that the units were chosen from.
  ///
  /// Throws where there are fewer than three pairs, a measure does not vary, or the reliability is out of its range.
  public init(
    _ pairs: PairedSamples, reliability: Double? = nil, populationMean: Double? = nil,
    _ options: TestOptions = TestOptions()
  ) throws(PrePostError) {
    let what = "regression to the mean"
    guard pairs.count >= 3 else { throw .tooFew(test: what, needs: 3, found: pairs.count, of: "pairs") }
    if let reliability, !(reliability > 0 && reliability <= 1) {
      throw .outOfRange(what: "the reliability", value: reliability, range: "above 0 and up to 1")
    }
    let (first, second) = (SampleMoments(pairs.before), SampleMoments(pairs.after))
    guard !first.isConstant, !second.isConstant else {
      throw .constant(test: what, what: "one of the measures does not vary")
    }
    correlation = Correlation(pairs.before, pairs.after).coefficient
    let ofAfter = SampleMoments.crossProduct(pairs.before, pairs.after) / first.squares
    slope = ofAfter - 1
    correctedSlope = reliability.map { ofAfter / $0 - 1 }
    let sums = zip(pairs.before, pairs.after).map { $0 + $1 }
    let pitman = try? Correlation(sums, pairs.differences).pearson(TestOptions())
    equalVariancesPValue = pitman?.pValue
    guard let reliability, let populationMean else {
      expectedChange = nil
      correctedChange = nil
      return
    }
    let share = 1 - reliability
    expectedChange = share * (populationMean - first.mean)
    let moved = zip(pairs.before, pairs.differences).map { $1 + share * ($0 - populationMean) }
    let moments = SampleMoments(moved)
    guard !moments.isConstant else { throw .constant(test: what, what: "all corrected changes are the same") }
    var outcome = TestOutcome(.pairedT)
    let degrees = Double(pairs.count - 1)
    outcome.setDifference(
      moments.mean, moments.deviation / Double(pairs.count).squareRoot(),
      StudentT(degreesOfFreedom: degrees), degrees, options)
    outcome.count = pairs.count
    correctedChange = outcome
  }

  /// The change that is expected without any programme of units chosen because they were below a cut (or above it), normal
  /// measurements: (1 − ρ)·σ·φ(z)/Φ(z) upwards.
  ///
  /// `mean` and `deviation` are the population's, of one measurement.
  public static func afterSelection(
    mean: Double, deviation: Double, reliability: Double, cut: Double, below: Bool = true
  ) throws(PrePostError) -> Double {
    guard reliability >= 0, reliability <= 1 else {
      throw .outOfRange(what: "the reliability", value: reliability, range: "from 0 to 1")
    }
    guard deviation > 0, deviation.isFinite else {
      throw .outOfRange(what: "the standard deviation", value: deviation, range: "above 0")
    }
    let z = (below ? cut - mean : mean - cut) / deviation
    let logRatio = Normal().logDensity(z) - Normal().logLower(z)
    return (below ? 1 : -1) * (1 - reliability) * deviation * exp(logRatio)
  }
}
