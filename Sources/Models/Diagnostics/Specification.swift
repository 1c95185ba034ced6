internal import LinearAlgebra

// Ramsey (1969), JRSS B 31(2): powers of the fitted values added to the columns should explain nothing.
// Chow (1960), Econometrica 28(3): one set of coefficients for all parts of the sample, against one for each.
// Jarque & Bera (1987), International Statistical Review 55(2): skewness S and kurtosis C of the residuals, N/6·(S² + (C − 3)²/4).

extension LinearFit {
  /// Ramsey's test with these powers of the fitted values: F.
  public func reset(powers: [Int] = [2, 3]) throws(RegressionError) -> WaldTest {
    precondition(!powers.isEmpty && powers.allSatisfy { $0 > 1 }, "powers of at least two")
    // Scaled, so that a cube of large values does not lose its digits; the test does not depend on it.
    let predicted = context.design.times(coefficients)
    let scale = predicted.reduce(0) { max($0, abs($1)) }
    var columns = context.design.columns
    for power in powers {
      columns.append(
        .real(predicted.map { value in (0..<power).reduce(1.0) { product, _ in product * (value / scale) } }))
    }
    let outcome = zip(predicted, context.residuals).map { $0 + $1 }
    let larger: LeastSquaresSolution
    do {
      larger = try TallMatrix(rows: data.rows, columns: columns)
        .leastSquares(.real(outcome), weights: context.weights?.values)
    } catch { throw .algebra(error) }
    let added = larger.kept.count - coefficients.count
    let rest = observations - larger.kept.count
    guard added > 0, rest > 0 else {
      throw .noDegreesOfFreedom(
        what: "the regression with powers of fitted values", rows: observations,
        parameters: larger.kept.count)
    }
    let explained = residualSumOfSquares - larger.residualSumOfSquares
    return WaldTest(
      f: explained / Double(added) / (larger.residualSumOfSquares / Double(rest)), degrees: added,
      denominator: Double(rest))
  }

  /// Chow's test of equal coefficients in all parts of the sample, a code a row of the fit: F.
  ///
  /// Throws `.tooFewRowsInPart` where a part cannot identify the coefficients.
  public func chow(_ parts: Grouping) throws(RegressionError) -> WaldTest {
    precondition(parts.codes.count == data.rows, "\(parts.codes.count) codes for \(data.rows) rows")
    let outcome = zip(context.design.times(coefficients), context.residuals).map { $0 + $1 }
    let (rows, starts) = parts.rowsByGroup()
    var sum = 0.0
    for part in 0..<parts.count {
      let members = Array(rows[starts[part]..<starts[part + 1]])
      let weights = context.weights.map { weights in members.map { weights.values[$0] } }
      let solution: LeastSquaresSolution
      do {
        solution = try context.design.selecting(rows: members)
          .leastSquares(.real(members.map { outcome[$0] }), weights: weights)
      } catch { throw .algebra(error) }
      guard solution.kept.count == coefficients.count, members.count > coefficients.count else {
        throw .tooFewRowsInPart(
          part: "part \(part + 1) of \(parts.name)", rows: members.count, columns: coefficients.count)
      }
      sum += solution.residualSumOfSquares
    }
    let added = (parts.count - 1) * coefficients.count
    let rest = observations - parts.count * coefficients.count
    guard added > 0, rest > 0 else {
      throw .noDegreesOfFreedom(
        what: "coefficients by \(parts.name)", rows: observations,
        parameters: parts.count * coefficients.count)
    }
    return WaldTest(
      f: (residualSumOfSquares - sum) / Double(added) / (sum / Double(rest)), degrees: added,
      denominator: Double(rest))
  }

  /// Jarque and Bera's test that the residuals are normal: χ²(2).
  public var jarqueBera: WaldTest {
    let errors = standardResiduals
    let weights = frequencies
    let count = Double(observations)
    var mean = CompensatedSum()
    for row in errors.indices { mean.add((weights?[row] ?? 1) * errors[row] / count) }
    var moments = (CompensatedSum(), CompensatedSum(), CompensatedSum())
    for row in errors.indices {
      let gap = errors[row] - mean.value
      let square = gap * gap * (weights?[row] ?? 1)
      moments.0.add(square / count)
      moments.1.add(square * gap / count)
      moments.2.add(square * gap * gap / count)
    }
    let variance = moments.0.value
    let skewness = moments.1.value / (variance * variance.squareRoot())
    let kurtosis = moments.2.value / (variance * variance)
    return WaldTest(
      chiSquared: count / 6 * (skewness * skewness + (kurtosis - 3) * (kurtosis - 3) / 4), degrees: 2)
  }
}
