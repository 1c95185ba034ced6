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

  /// Of an outcome with weights, sums compensated.
  package init(
    outcome: [Double], weights: ObservationWeights?, hasIntercept: Bool, residualSumOfSquares: Double,
    observations: Int
  ) {
    let weight: (Int) -> Double = { weights?.values[$0] ?? 1 }
    var mean = 0.0
    if hasIntercept {
      var total = CompensatedSum()
      var sum = CompensatedSum()
      for row in outcome.indices {
        total.add(weight(row))
        sum.add(weight(row) * outcome[row])
      }
      mean = sum.value / total.value
    }
    var squares = CompensatedSum()
    var rest = CompensatedSum()
    for row in outcome.indices {
      let difference = outcome[row] - mean
      squares.add(weight(row) * difference * difference)
      rest.add(weight(row) * difference)
    }
    // The mean's own rounding, put right: Σ w(y − m)² − (Σ w(y − m))²/Σ w.
    var total = squares.value
    if hasIntercept {
      var sumOfWeights = CompensatedSum()
      for row in outcome.indices { sumOfWeights.add(weight(row)) }
      total -= rest.value * rest.value / sumOfWeights.value
    }
    self.init(
      totalSumOfSquares: total, weights: weights, hasIntercept: hasIntercept,
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

  /// −N/2·(log(2π·SSR/N) + 1) + ½·log |W|.
  static func logLikelihood(_ residualSumOfSquares: Double, _ observations: Int, logDeterminant: Double)
    -> Double
  {
    let count = Double(observations)
    return -count / 2 * (RealPower.logarithm(2 * .pi * residualSumOfSquares / count) + 1) + logDeterminant / 2
  }
}

/// A sum with the rounding errors of its additions carried along (Neumaier 1974, ZAMM 54).
struct CompensatedSum {
  private var sum = 0.0
  private var rest = 0.0

  mutating func add(_ value: Double) {
    let next = sum + value
    rest += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
    sum = next
  }

  var value: Double { sum + rest }
}
