internal import Distributions
internal import LinearAlgebra
internal import Models

/// Estimates with their covariance, each with a key: an event time, a group, a period.
struct EffectPath: Sendable {
  let keys: [DifferencesResult.Key]
  let estimates: [Double]
  let covariance: Matrix
  /// Of Student's t for intervals and tests; nil for the normal.
  let degrees: Double?
  let confidence: Double

  /// Σ shareₖ · estimateₖ.
  func combination(_ shares: [Double]) -> EffectEstimate {
    let estimate = zip(shares, estimates).reduce(0) { $0 + $1.0 * $1.1 }
    let image = covariance.times(shares)
    let variance = zip(shares, image).reduce(0) { $0 + $1.0 * $1.1 }
    return EffectEstimate(
      estimate, standardError: max(0, variance).squareRoot(), degrees: degrees, confidence: confidence)
  }

  /// One of the effects.
  func effect(_ index: Int) -> EffectEstimate {
    EffectEstimate(
      estimates[index], standardError: max(0, covariance[index, index]).squareRoot(), degrees: degrees,
      confidence: confidence)
  }

  /// The path of other combinations, a row of shares each.
  func combinations(_ shares: [[Double]], keys: [DifferencesResult.Key]) -> EffectPath {
    var weights = Matrix(rows: shares.count, columns: estimates.count)
    for (row, values) in shares.enumerated() {
      for (column, value) in values.enumerated() { weights[row, column] = value }
    }
    return EffectPath(
      keys: keys, estimates: weights.times(estimates),
      covariance: (weights * covariance).productTransposed(weights), degrees: degrees, confidence: confidence)
  }

  /// Some of the keys, in the order given.
  func selecting(_ positions: [Int]) -> EffectPath {
    EffectPath(
      keys: positions.map { keys[$0] }, estimates: positions.map { estimates[$0] },
      covariance: covariance.selecting(rows: positions, columns: positions), degrees: degrees,
      confidence: confidence)
  }

  /// Each effect with its interval and, unless it is not asked for, the band of all of them; the overall effect alone where nothing else
  /// of it is used.
  func aggregate(
    _ type: String, overall: EffectEstimate?, withBand: Bool = true, isOverallAlone: Bool = false
  )
    -> DifferencesResult.Aggregate
  {
    guard !isOverallAlone else { return DifferencesResult.Aggregate(type: type, overall: overall) }
    let critical =
      withBand ? UniformBand.criticalValue(covariance, confidence: confidence, degrees: degrees) : nil
    let by = keys.indices.map { index in
      let half = critical.map { $0 * max(0, covariance[index, index]).squareRoot() }
      return DifferencesResult.KeyedEffect(
        key: keys[index], effect: effect(index),
        uniformLow: half.map { estimates[index] - $0 }, uniformHigh: half.map { estimates[index] + $0 })
    }
    return DifferencesResult.Aggregate(type: type, overall: overall, by: by, criticalValue: critical)
  }

  /// The joint test that all of them are zero: χ², or F over the degrees. Effects that others determine are left out and nil is given
  /// where none is left.
  func jointTest() -> DifferencesResult.PreTrend? {
    guard !keys.isEmpty else { return nil }
    let scales = covariance.diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    var scaled = covariance
    for column in scales.indices {
      for row in scales.indices { scaled[row, column] *= scales[row] * scales[column] }
    }
    guard let system = try? SymmetricEigensystem(of: scaled), let largest = system.values.last, largest > 0,
      system.values.allSatisfy({ $0 > 1e-11 * largest }), let factor = try? Cholesky(of: scaled),
      let solved = try? factor.solve(zip(estimates, scales).map { $0 * $1 })
    else { return nil }
    let statistic = zip(solved, zip(estimates, scales)).reduce(0) { $0 + $1.0 * $1.1.0 * $1.1.1 }
    let count = keys.count
    guard let degrees else {
      return DifferencesResult.PreTrend(
        statistic: statistic, degrees: count,
        pValue: ChiSquared(degreesOfFreedom: Double(count)).upper(max(0, statistic)))
    }
    let ratio = statistic / Double(count)
    return DifferencesResult.PreTrend(
      statistic: ratio, degrees: count, denominatorDegrees: degrees,
      pValue: FisherF(numerator: Double(count), denominator: degrees).upper(max(0, ratio)))
  }
}
