internal import Kernels
internal import LinearAlgebra

/// What a fit says of the whole sample beyond its residuals.
package struct FitStatistics: Sendable {
  package let hasIntercept: Bool
  /// Around the mean with an intercept, else around zero.
  package let totalSumOfSquares: Double
  /// TSS of the outcome that absorbed effects leave.
  package let withinSumOfSquares: Double?
  package let logLikelihood: Double

  package init(
    hasIntercept: Bool, totalSumOfSquares: Double, withinSumOfSquares: Double? = nil, logLikelihood: Double
  ) {
    self.hasIntercept = hasIntercept
    self.totalSumOfSquares = totalSumOfSquares
    self.withinSumOfSquares = withinSumOfSquares
    self.logLikelihood = logLikelihood
  }

  /// Of an outcome with weights, from Σw, Σwy and Σwy² at some 100 bits.
  package init(
    outcome: [Double], weights: ObservationWeights?, hasIntercept: Bool, residualSumOfSquares: Double,
    observations: Int
  ) {
    let gram = TallMatrix(rows: outcome.count, columns: [.constant(1), .real(outcome)])
      .extendedGram(weights: weights?.values)
    var total = gram[1, 1]
    if hasIntercept { total = total - gram[0, 1] * gram[0, 1] / gram[0, 0] }
    self.init(
      totalSumOfSquares: max(0, total.value), weights: weights, hasIntercept: hasIntercept,
      residualSumOfSquares: residualSumOfSquares, observations: observations)
  }

  /// Of sums that are known.
  package init(
    totalSumOfSquares: Double, weights: ObservationWeights?, hasIntercept: Bool, residualSumOfSquares: Double,
    observations: Int
  ) {
    var logWeights = CompensatedSum()
    if let weights, weights.kind != .frequency {
      for value in weights.values { logWeights.add(RealPower.logarithm(value)) }
    }
    self.init(
      hasIntercept: hasIntercept, totalSumOfSquares: totalSumOfSquares,
      logLikelihood: FitStatistics.logLikelihood(
        residualSumOfSquares, observations, logDeterminant: logWeights.value))
  }

  /// The same with the sum of squares of an outcome that absorbed effects leave.
  func within(_ outcome: [Double], weights: ObservationWeights?) -> FitStatistics {
    let squares = TallMatrix(rows: outcome.count, columns: [.real(outcome)]).gram(weights: weights?.values)
    return FitStatistics(
      hasIntercept: hasIntercept, totalSumOfSquares: totalSumOfSquares, withinSumOfSquares: squares[0, 0],
      logLikelihood: logLikelihood)
  }

  /// −N/2·(log(2π·SSR/N) + 1) + ½·log |W|.
  static func logLikelihood(_ residualSumOfSquares: Double, _ observations: Int, logDeterminant: Double)
    -> Double
  {
    let count = Double(observations)
    return -count / 2 * (RealPower.logarithm(2 * .pi * residualSumOfSquares / count) + 1) + logDeterminant / 2
  }
}

/// A sum with the rounding errors of its additions carried along (Neumaier 1974, ZAMM 54).
struct CompensatedSum: Sendable {
  private var sum = 0.0
  private var rest = 0.0

  mutating func add(_ value: Double) {
    let next = sum + value
    rest += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
    sum = next
  }

  mutating func add(_ other: CompensatedSum) {
    add(other.sum)
    rest += other.rest
  }

  var value: Double { sum + rest }
}
