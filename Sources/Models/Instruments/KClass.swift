internal import LinearAlgebra

/// A k-class estimate: coefficients, residuals and the inverse of Xᵀ(I − κM)X.
struct KClass {
  let coefficients: [Double]
  /// y − Xb.
  let residuals: [Double]
  let residualSumOfSquares: Double
  let bread: Matrix
  /// X̂, whose products with the residuals are the scores of every κ.
  let scoreDesign: TallMatrix
  /// Of that design, where it is known.
  let condition: Double

  /// Corrections on the data until the last is below this, relative; three are enough where the digits are there.
  private static let corrections = 6

  init(_ sample: InstrumentedSample, kappa: Double) throws(RegressionError) {
    let weights = sample.weights
    let projected = sample.projected(kappa: kappa)
    let regressors = sample.regressors
    let bread: Matrix
    var found: [Double]
    if kappa == 1 {
      let solution = try RegressionError.algebra { () throws(LinearAlgebraError) in
        try projected.leastSquares(sample.outcome, weights: weights)
      }
      bread = solution.inverseGram
      found = solution.coefficients
      condition = solution.condition
    } else {
      condition = 1
      bread = try KClass.inverse(sample, kappa)
      found = Array(repeating: 0, count: regressors.width)
    }
    // X̃ᵀW(y − Xb) = 0: what rounding and, for κ ≠ 1, the start leave of it is corrected on the data.
    var residuals = regressors.residuals(sample.outcome, coefficients: found)
    for _ in 0..<KClass.corrections {
      let gradient = projected.transposedTimes(KClass.weighted(residuals, weights))
      let step = bread.times(gradient)
      let size = zip(step, found).map { abs($0) / max(abs($1), .leastNormalMagnitude) }.max() ?? 0
      for column in found.indices { found[column] += step[column] }
      residuals = regressors.residuals(sample.outcome, coefficients: found)
      if size <= .ulpOfOne { break }
    }
    coefficients = found
    self.residuals = residuals
    residualSumOfSquares = KClass.sumOfSquares(residuals, weights)
    self.bread = bread
    scoreDesign = kappa == 1 ? projected : sample.projected(kappa: 1)
  }

  /// (X̃ᵀWX)⁻¹ with X̃ = X − κMX, columns scaled to a unit diagonal first.
  private static func inverse(_ sample: InstrumentedSample, _ kappa: Double) throws(RegressionError) -> Matrix
  {
    var gram = sample.regressors.gram(weights: sample.weights)
    let rests = TallMatrix(rows: sample.data.rows, columns: sample.firstResiduals.map { .real($0) })
      .gram(weights: sample.weights)
    let places = sample.endogenous.map { column in sample.order.firstIndex(of: column) ?? 0 }
    for (j, column) in places.enumerated() {
      for (i, row) in places.enumerated() { gram[row, column] -= kappa * rests[i, j] }
    }
    let scales = gram.diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : 1 }
    for j in scales.indices {
      for i in scales.indices { gram[i, j] *= scales[i] * scales[j] }
    }
    do {
      var inverse = try Cholesky(of: gram).inverse()
      for j in scales.indices {
        for i in scales.indices { inverse[i, j] *= scales[i] * scales[j] }
      }
      return inverse
    } catch { throw .algebra(error) }
  }

  /// The smallest κ with |[y Y]ᵀM_W[y Y] − κ[y Y]ᵀM[y Y]| = 0; never below one.
  static func smallestRoot(_ sample: InstrumentedSample) throws(RegressionError) -> Double {
    let weights = sample.weights
    let columns = [sample.outcome] + sample.endogenous.map { sample.data.matrix.columns[$0] }
    do {
      func rests(_ design: TallMatrix) throws(LinearAlgebraError) -> Matrix {
        guard design.width > 0 else {
          return TallMatrix(rows: sample.data.rows, columns: columns).gram(weights: weights)
        }
        var found: [TallColumn] = []
        for column in columns {
          found.append(.real(try design.leastSquares(column, weights: weights).residuals))
        }
        return TallMatrix(rows: sample.data.rows, columns: found).gram(weights: weights)
      }
      let within = try rests(sample.data.matrix.selecting(columns: sample.exogenous))
      let outside = try rests(sample.instruments)
      // L⁻¹·A·L⁻ᵀ with B = L·Lᵀ has the same roots. A constant outcome or exact fit leaves B without a factor.
      let root = try SymmetricEigensystem(of: outside).applying { $0 > 0 ? 1 / $0.squareRoot() : 0 }
      let values = try SymmetricEigensystem(of: (root * within * root).symmetrised()).values
      return max(1, values.first ?? 1)
    } catch { throw .algebra(error) }
  }

  static func weighted(_ values: [Double], _ weights: [Double]?) -> [Double] {
    guard let weights else { return values }
    return zip(values, weights).map { $0 * $1 }
  }

  static func sumOfSquares(_ values: [Double], _ weights: [Double]?) -> Double {
    var sum = CompensatedSum()
    for row in values.indices { sum.add((weights?[row] ?? 1) * values[row] * values[row]) }
    return sum.value
  }
}
