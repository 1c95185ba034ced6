internal import LinearAlgebra

// Are the errors u_it correlated over time?
//   within       residuals of the within regression on their own lag and a constant: without correlation the slope is −1/(T − 1). F(1, m − 2) for m
//                pairs of rows, the slope's variance clustered on units without a factor (Wooldridge 2010, §10.5.4; Drukker 2003, Stata J. 3(2)).
//                T is the number of periods, in unbalanced panels an approximation (as plm takes it).
//   differences  the same with residuals of first differences: −1/2 where the errors of the levels are uncorrelated, zero where those of the
//                differences are (Wooldridge 2010, §10.6.3).
//   unobserved   Σ_i Σ_{s<t} e_is·e_it over the root of its sum of squares, e pooled residuals: N(0, 1) without anything that a unit adds
//                (Wooldridge 2010, §10.4.4).
// A lag is the row before in the unit, over a gap too.

enum PanelSerialTests {
  /// Of the within regression and of pooled residuals, where periods are known.
  static func within(_ start: PanelRegressions) throws(RegressionError) -> [PanelTest] {
    let panel = start.panel
    var tests: [PanelTest] = []
    if let test = unobserved(start.pooled.residuals, panel) { tests.append(test) }
    guard let time = panel.time, time.count > 1, let within = start.within else { return tests }
    let pairs = panel.neighbours(spanningGaps: true)
    let residuals = within.residuals
    if let slope = try lagged(
      pairs.rows.map { residuals[$0] }, pairs.previous.map { residuals[$0] },
      panel.unit.selecting(rows: pairs.rows))
    {
      tests.append(slope.test(.wooldridgeWithin, equals: -1 / Double(time.count - 1)))
    }
    return tests
  }

  /// Of the residuals of differences between `rows` and `previous`, one a pair, by unit and time.
  static func differences(
    residuals: [Double], rows: [Int], previous: [Int], unit: Grouping
  ) throws(RegressionError) -> [PanelTest] {
    // A difference follows the one before where it starts at the row in which that ends.
    let later = rows.indices.dropFirst().filter { previous[$0] == rows[$0 - 1] }
    guard
      let slope = try lagged(
        later.map { residuals[$0] }, later.map { residuals[$0 - 1] },
        unit.selecting(rows: later.map { rows[$0] }))
    else { return [] }
    return [
      slope.test(.wooldridgeDifferences, equals: -0.5), slope.test(.wooldridgeRandomWalk, equals: 0),
    ]
  }

  private struct Slope {
    let value: Double
    let variance: Double
    let degrees: Double

    func test(_ name: PanelTest.Name, equals null: Double) -> PanelTest {
      let gap = value - null
      return PanelTest(name, gap * gap / variance, .fisher(1, degrees), covariance: "cluster")
    }
  }

  /// The regression of residuals on a constant and their lag; nil where that has no degree of freedom.
  private static func lagged(
    _ values: [Double], _ before: [Double], _ unit: Grouping
  ) throws(RegressionError) -> Slope? {
    guard values.count > 2, unit.count > 1, values.contains(where: { $0 != values[0] }) else { return nil }
    let fit = try LeastSquares(covariance: .cluster([unit]), profile: .sandwich).fit(
      RegressionData(
        matrix: TallMatrix(rows: values.count, columns: [.constant(1), .real(before)]),
        names: ["(Intercept)", "lag"], outcome: .real(values)))
    guard fit.names.count == 2 else { return nil }
    return Slope(
      value: fit.coefficients[1],
      variance: fit.covariance.matrix[1, 1] / fit.covariance.factor, degrees: Double(values.count - 2))
  }

  private static func unobserved(_ residuals: [Double], _ panel: PanelRows) -> PanelTest? {
    var sum = CompensatedSum()
    var squares = CompensatedSum()
    for unit in 0..<panel.unit.count {
      var total = 0.0
      var own = 0.0
      for position in panel.starts[unit]..<panel.starts[unit + 1] {
        let value = residuals[panel.order[position]]
        total += value
        own += value * value
      }
      // Twice the products of different rows are the square of the sum less the squares.
      let products = (total * total - own) / 2
      sum.add(products)
      squares.add(products * products)
    }
    guard squares.value > 0 else { return nil }
    return PanelTest(
      .wooldridgeUnobserved, sum.value / squares.value.squareRoot(), .normal(twoSided: true))
  }
}
