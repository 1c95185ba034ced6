internal import LinearAlgebra

/// Columns of an instrumented regression without what some exogenous regressors give of them.
struct SweptColumns {
  /// Nil where there is none to sweep out.
  let exogenous: TallMatrix?
  /// (WᵀW)⁻¹.
  let bread: Matrix?
  private let weights: [Double]?
  private let rows: Int

  init(_ sample: InstrumentedSample, _ columns: [Int]) throws(RegressionError) {
    weights = sample.weights
    rows = sample.data.rows
    guard !columns.isEmpty else {
      exogenous = nil
      bread = nil
      return
    }
    let own = sample.data.matrix.selecting(columns: columns)
    exogenous = own
    do { bread = try own.leastSquares(sample.outcome, weights: weights).inverseGram } catch {
      throw .algebra(error)
    }
  }

  func residuals(_ column: TallColumn) throws(RegressionError) -> [Double] {
    guard let exogenous else { return column.values(count: rows) }
    do { return try exogenous.leastSquares(column, weights: weights).residuals } catch {
      throw .algebra(error)
    }
  }

  func residuals(_ columns: [TallColumn]) throws(RegressionError) -> [[Double]] {
    var result: [[Double]] = []
    for column in columns { result.append(try residuals(column)) }
    return result
  }

  /// Orthonormal columns for the residuals of these, in the metric of the weights.
  func basis(_ columns: [TallColumn]) throws(RegressionError) -> [[Double]] {
    let rests = try residuals(columns)
    let matrix = TallMatrix(rows: rests[0].count, columns: rests.map { .real($0) })
    do {
      let factor = try matrix.leastSquares(.real(rests[0]), weights: weights).inverseFactor.rounded
      return (0..<factor.columns).map { matrix.times(factor.column($0)) }
    } catch { throw .algebra(error) }
  }
}
