internal import LinearAlgebra

/// Which rows' effects are averaged into which estimate: each row belongs to one target at most.
struct EffectTargets: Sendable {
  /// Target of each row; −1 for none.
  let codes: [Int32]
  let count: Int
}

/// Weighted means of effects by target, with their covariance.
struct TargetEffects: Sendable {
  let estimates: [Double]
  /// Rows of each target.
  let rows: [Int]
  /// Sum of their weights.
  let weights: [Double]
  let covariance: Matrix

  /// Σ shareₖ·estimateₖ and its standard error, the shares taken as known.
  func combination(_ shares: [Double]) -> (estimate: Double, standardError: Double) {
    let estimate = zip(shares, estimates).reduce(0) { $0 + $1.0 * $1.1 }
    let image = covariance.times(shares)
    let variance = zip(shares, image).reduce(0) { $0 + $1.0 * $1.1 }
    return (estimate, max(0, variance).squareRoot())
  }
}

/// What stands for the error of a row with an effect.
enum EffectResiduals: Sendable, Equatable {
  /// The effect less the mean of its cohort in its period, weighted by the square of the rows' weights (Borusyak, Jaravel
  /// & Spiess 2024, eq. 8, for estimates that weigh the rows of a cohort and period by their weights): conservative where
  /// effects differ within it. With `leaveOut` the mean is that of the other units.
  case ofCohortPeriod(leaveOut: Bool)
  /// The effect less the estimate of its target (Gardner 2022): the residual of the second regression.
  case ofTarget
}
