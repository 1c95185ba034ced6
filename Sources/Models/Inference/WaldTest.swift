internal import Distributions
internal import LinearAlgebra

// W = (Rb − r)ᵀ (R V Rᵀ)⁻¹ (Rb − r) for q restrictions. W/q is compared with F(q, d), d the degrees of the fit's reference,
// or W with χ²(q) where the reference is the normal.
//
// With Satterthwaite's degrees (CR2) d differs between restrictions, and the test is the approximate Hotelling T² of
// Pustejovsky & Tipton (2018), their HTZ: with the vectors' covariance Ω = RVRᵀ under the working model, η degrees are matched to
// the total variance of Ω^{-1/2} V̂ Ω^{-1/2}, and (η − q + 1)/(η·q)·W is compared with F(q, η − q + 1).

/// A joint test of restrictions on the coefficients.
public struct WaldTest: Sendable, Equatable {
  /// F, or χ² where the reference is the normal.
  public let statistic: Double
  /// q.
  public let degrees: Int
  /// Of F; nil for χ².
  public let denominatorDegrees: Double?
  public let pValue: Double

  init(f statistic: Double, degrees: Int, denominator: Double) {
    self.statistic = statistic
    self.degrees = degrees
    denominatorDegrees = denominator
    pValue =
      statistic.isNaN || denominator.isNaN || denominator <= 0
      ? .nan
      : statistic == .infinity
        ? 0 : FisherF(numerator: Double(degrees), denominator: denominator).upper(max(0, statistic))
  }

  init(chiSquared statistic: Double, degrees: Int) {
    self.statistic = statistic
    self.degrees = degrees
    denominatorDegrees = nil
    pValue =
      statistic.isNaN
      ? .nan
      : statistic == .infinity ? 0 : ChiSquared(degreesOfFreedom: Double(degrees)).upper(max(0, statistic))
  }
}

extension LinearFit {
  /// The test of R·b = r with this fit's covariance.
  ///
  /// Throws `.dependentRestrictions` where a restriction follows from the others, or is of no coefficient.
  public func wald(_ hypothesis: LinearHypothesis) throws(RegressionError) -> WaldTest {
    let count = hypothesis.restrictions.rows
    precondition(
      hypothesis.restrictions.columns == coefficients.count,
      "restrictions of \(hypothesis.restrictions.columns) columns on \(coefficients.count) coefficients")
    let gap = zip(hypothesis.restrictions.times(coefficients), hypothesis.values).map { $0 - $1 }
    let spread = (hypothesis.restrictions * covariance.matrix)
      .productTransposed(hypothesis.restrictions).symmetrised()
    let form = try LinearFit.quadraticForm(gap, spread)
    switch covariance.reference {
    case .normal: return WaldTest(chiSquared: form, degrees: count)
    case .studentT(let degrees):
      return WaldTest(f: form / Double(count), degrees: count, denominator: degrees)
    case .satterthwaite:
      let matched = try hotellingDegrees(hypothesis.restrictions)
      let rest = matched - Double(count) + 1
      return WaldTest(f: form * rest / (matched * Double(count)), degrees: count, denominator: rest)
    }
  }

  /// gapᵀ · spread⁻¹ · gap, after scaling to a unit diagonal so that the units of the coefficients decide nothing.
  static func quadraticForm(_ gap: [Double], _ spread: Matrix) throws(RegressionError) -> Double {
    let scales = spread.diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    var scaled = spread
    for j in scales.indices {
      for i in scales.indices { scaled[i, j] *= scales[i] * scales[j] }
    }
    try requireIndependent(scaled, tolerance: 1e-13)
    do {
      let solved = try Cholesky(of: scaled).solve(zip(gap, scales).map { $0 * $1 })
      return zip(solved, zip(gap, scales)).reduce(0) { $0 + $1.0 * $1.1.0 * $1.1.1 }
    } catch { throw .algebra(error) }
  }

  /// Throws `.dependentRestrictions` where a matrix of q restrictions has eigenvalues that are zero but for rounding.
  static func requireIndependent(_ matrix: Matrix, tolerance: Double) throws(RegressionError) {
    let system: SymmetricEigensystem
    do { system = try SymmetricEigensystem(of: matrix) } catch { throw .algebra(error) }
    let rank = system.values.count { $0 > tolerance * (system.values.last ?? 0) }
    guard rank == matrix.rows else { throw .dependentRestrictions(count: matrix.rows, rank: rank) }
  }

  /// All coefficients but the intercept are zero, with this fit's covariance; nil where there is none.
  public func waldOfModel() throws(RegressionError) -> WaldTest? {
    let intercept = hasIntercept ? data.intercept : nil
    let tested = kept.indices.filter { kept[$0] != intercept }
    guard !tested.isEmpty else { return nil }
    return try wald(try LinearHypothesis.zero(tested.map { names[$0] }, in: names))
  }

  /// The F statistic of the sums of squares: ((TSS − SSR)/p)/(SSR/(N − K)), TSS of what absorbed effects leave where there are any; nil for a
  /// model of the intercept alone.
  public var fTest: WaldTest? {
    guard modelDegrees > 0 else { return nil }
    let explained =
      ((statistics.withinSumOfSquares ?? totalSumOfSquares) - residualSumOfSquares) / Double(modelDegrees)
    return WaldTest(
      f: explained / (residualSumOfSquares / Double(residualDegrees)), degrees: modelDegrees,
      denominator: Double(residualDegrees))
  }
}
