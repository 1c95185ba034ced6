internal import LinearAlgebra

/// A regression of something about the residuals on a design: what most tests of a specification are made of.
struct AuxiliaryRegression {
  /// Columns that are not combinations of others.
  let rank: Int
  let residualSumOfSquares: Double
  /// Around the mean.
  let totalSumOfSquares: Double
  /// N.
  let observations: Int

  /// `frequencies`: of equal rows.
  init(_ outcome: [Double], on design: TallMatrix, weights: [Double]?, observations: Int)
    throws(RegressionError)
  {
    let solution: LeastSquaresSolution
    do { solution = try design.leastSquares(.real(outcome), weights: weights) } catch {
      throw .algebra(error)
    }
    rank = solution.kept.count
    residualSumOfSquares = solution.residualSumOfSquares
    totalSumOfSquares =
      FitStatistics(
        outcome: outcome, weights: weights.map { ObservationWeights(.analytic, values: $0) },
        hasIntercept: true, residualSumOfSquares: 1, observations: observations
      ).totalSumOfSquares
    self.observations = observations
  }

  var rSquared: Double { 1 - residualSumOfSquares / totalSumOfSquares }

  /// N·R² against χ²(rank − 1).
  var lagrange: WaldTest { WaldTest(chiSquared: Double(observations) * rSquared, degrees: rank - 1) }

  /// R²/(rank − 1) over (1 − R²)/(N − rank).
  var fisher: WaldTest {
    let denominator = Double(observations - rank)
    return WaldTest(
      f: rSquared / Double(rank - 1) / ((1 - rSquared) / denominator), degrees: rank - 1,
      denominator: denominator)
  }
}

/// A test of a specification in its two usual forms.
public struct SpecificationTest: Sendable, Equatable {
  /// Lagrange multiplier, against χ².
  public let lagrange: WaldTest
  /// The same regression's F.
  public let fisher: WaldTest
}

extension LinearFit {
  /// Residuals that should have one variance: e, or √w·e under analytic and probability weights.
  var standardResiduals: [Double] {
    guard let precision = context.precisionWeights else { return context.residuals }
    return zip(context.residuals, precision).map { $0 * $1.squareRoot() }
  }

  /// Of equal rows; nil where each row is one.
  var frequencies: [Double]? { context.weights?.kind == .frequency ? context.weights?.values : nil }
}
