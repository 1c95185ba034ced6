internal import LinearAlgebra

// R² of levels with given coefficients b: within of y_it − ȳ_i, between of ȳ_i (one row a unit), overall of y_it, each 1 − SSR/TSS with TSS
// around the mean (within: around zero), and the squared correlations of the same pairs, which are Stata's. Without an intercept the
// first kind has no meaning between and overall, and is nil there.

/// How much of the outcome the coefficients of a panel estimator explain within units, between them, and overall.
public struct PanelDetermination: Sendable, Equatable {
  public let within: Double?
  public let between: Double?
  public let overall: Double?
  /// Squared correlations of outcome and fit.
  public let correlationWithin: Double?
  public let correlationBetween: Double?
  public let correlationOverall: Double?

  /// `kept` are the columns of the coefficients; `intercept` the column of ones. O(n·k).
  init(_ means: UnitMeans, kept: [Int], intercept: Int?, _ coefficients: [Double]) {
    let hasConstant = intercept.map { kept.contains($0) } ?? false
    let units = means.panel.unit.count
    let whole = [Double](repeating: 1, count: units)
    let within = PanelDetermination.Sums(
      means.outcome(less: whole),
      PanelDetermination.combine(kept.map { means.less(whole, column: $0) }, coefficients, means.panel.rows))
    let between = PanelDetermination.Sums(
      means.outcome, PanelDetermination.combine(means.matrix(kept).columns, coefficients, units))
    let none = [Double](repeating: 0, count: units)
    let overall = PanelDetermination.Sums(
      means.outcome(less: none),
      PanelDetermination.combine(kept.map { means.less(none, column: $0) }, coefficients, means.panel.rows))
    self.within = within.determination
    self.between = hasConstant ? between.determination : nil
    self.overall = hasConstant ? overall.determination : nil
    correlationWithin = within.correlation
    correlationBetween = between.correlation
    correlationOverall = overall.correlation
  }

  private static func combine(_ columns: [TallColumn], _ coefficients: [Double], _ rows: Int) -> [Double] {
    columns.isEmpty
      ? [Double](repeating: 0, count: rows)
      : TallMatrix(rows: rows, columns: columns).times(coefficients)
  }

  /// Sums of squares around means, in the order of the rows.
  struct Sums {
    private var outcome = CompensatedSum()
    private var fit = CompensatedSum()
    private var product = CompensatedSum()
    private var rest = CompensatedSum()

    init(_ values: [Double], _ fitted: [Double]) {
      let mean = Sums.mean(values)
      let fittedMean = Sums.mean(fitted)
      for row in values.indices {
        let (a, b) = (values[row] - mean, fitted[row] - fittedMean)
        outcome.add(a * a)
        fit.add(b * b)
        product.add(a * b)
        let error = values[row] - fitted[row]
        rest.add(error * error)
      }
    }

    private static func mean(_ values: [Double]) -> Double {
      var sum = CompensatedSum()
      for value in values { sum.add(value) }
      return sum.value / Double(values.count)
    }

    /// TSS around the mean.
    var total: Double { outcome.value }

    /// 1 − SSR/TSS; nil where the outcome does not vary.
    var determination: Double? { outcome.value > 0 ? 1 - rest.value / outcome.value : nil }

    /// Nil where one of them does not vary.
    var correlation: Double? {
      outcome.value > 0 && fit.value > 0
        ? product.value * product.value / (outcome.value * fit.value) : nil
    }
  }
}
