internal import LinearAlgebra

/// The weights of donors and of periods before the treatment for one cohort.
struct SyntheticWeights {
  var units: [Double]
  var periods: [Double]
  /// Constant of the unit weights' regression: mean of the treated less that of the donors.
  var violation: Double
  var isUnique: Bool
  var iterations: Int

  /// ω: the donors' series before the treatment on the treated mean's, each less its mean where there is an intercept; ridge ζ²T₀.
  /// λ: the donors' outcomes in each period before on their mean after, with intercept; ridge ζ²N₀. λ is zero in a synthetic
  /// control, and both are uniform in plain differences.
  init(
    _ panel: SyntheticPanel, donors: [Int], treated: [Double], before: Int, through last: Int,
    form: SyntheticDifferences.Form, unitRidge: Double, timeRidge: Double
  ) throws(SyntheticControlError) {
    let count = donors.count
    violation = 0
    isUnique = true
    iterations = 0
    if form == .differences {
      units = [Double](repeating: 1 / Double(count), count: count)
      periods = [Double](repeating: 1 / Double(before), count: before)
      return
    }
    let hasIntercept = form == .syntheticDifferences
    let series = SyntheticWeights.before(panel, donors, before, centred: hasIntercept)
    var target = Array(treated[..<before])
    if hasIntercept {
      let mean = target.reduce(0, +) / Double(before)
      for period in target.indices { target[period] -= mean }
    }
    let found: SimplexLeastSquares
    do throws(LinearAlgebraError) {
      found = try SimplexLeastSquares(series, target: target, ridge: unitRidge * unitRidge * Double(before))
    } catch { throw .algebra(error) }
    units = found.weights
    violation = found.violation
    isUnique = found.isUnique
    iterations = found.iterations
    guard hasIntercept else {
      periods = [Double](repeating: 0, count: before)
      return
    }
    let (columns, after) = SyntheticWeights.acrossUnits(panel, donors, before, through: last)
    let times: SimplexLeastSquares
    do throws(LinearAlgebraError) {
      times = try SimplexLeastSquares(columns, target: after, ridge: timeRidge * timeRidge * Double(count))
    } catch { throw .algebra(error) }
    periods = times.weights
    violation = max(violation, times.violation)
    isUnique = isUnique && times.isUnique
    iterations += times.iterations
  }

  private static func before(_ panel: SyntheticPanel, _ donors: [Int], _ before: Int, centred: Bool) -> Matrix
  {
    let periods = panel.periods
    let elements = [Double](unsafeUninitializedCapacity: before * donors.count) { buffer, filled in
      panel.outcomes.elements.withUnsafeBufferPointer { all in
        for (position, unit) in donors.enumerated() {
          let base = unit * periods
          var mean = 0.0
          if centred {
            for period in 0..<before { mean += all[base + period] }
            mean /= Double(before)
          }
          for period in 0..<before {
            buffer.initializeElement(at: position * before + period, to: all[base + period] - mean)
          }
        }
      }
      filled = before * donors.count
    }
    return Matrix(rows: before, columns: donors.count, columnMajor: elements)
  }

  /// Donors × periods before, each less its mean over the donors, and the donors' means after, less theirs.
  private static func acrossUnits(_ panel: SyntheticPanel, _ donors: [Int], _ before: Int, through last: Int)
    -> (
      Matrix, [Double]
    )
  {
    let periods = panel.periods
    let count = donors.count
    var after = [Double](repeating: 0, count: count)
    let elements = [Double](unsafeUninitializedCapacity: before * count) { buffer, filled in
      panel.outcomes.elements.withUnsafeBufferPointer { all in
        for period in 0..<before {
          var mean = 0.0
          for (position, unit) in donors.enumerated() {
            let value = all[unit * periods + period]
            mean += value
            buffer.initializeElement(at: period * count + position, to: value)
          }
          mean /= Double(count)
          for position in 0..<count { buffer[period * count + position] -= mean }
        }
        for (position, unit) in donors.enumerated() {
          var sum = 0.0
          for period in before..<last { sum += all[unit * periods + period] }
          after[position] = sum / Double(last - before)
        }
      }
      filled = before * count
    }
    let mean = after.reduce(0, +) / Double(count)
    for position in after.indices { after[position] -= mean }
    return (Matrix(rows: count, columns: before, columnMajor: elements), after)
  }
}
