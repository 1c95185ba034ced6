internal import LinearAlgebra

// Σ_t s_t s_tᵀ + Σ_l (1 − l/(L+1)) Σ_t (s_t s_{t+l}ᵀ + s_{t+l} s_tᵀ), the Bartlett kernel of Newey & West (1987),
// Econometrica 55(3): over the rows of a series, within the units of a panel, or over the sums of the scores by period
// (Driscoll & Kraay 1998, Review of Economics and Statistics 80(4)).
// With v_t = ½·s_t + Σ_l w_l·s_{t+l} it is Σ (s_t v_tᵀ + v_t s_tᵀ): one product, whatever L is.

extension CovarianceContext {
  /// Row t of `sums` is the score of period t.
  static func bartlettSum(_ sums: Matrix, lags: Int) -> Matrix {
    precondition(lags >= 0, "\(lags) lags")
    let periods = sums.rows
    var ahead = 0.5 * sums
    for lag in stride(from: 1, through: min(lags, periods - 1), by: 1) {
      let weight = 1 - Double(lag) / (Double(lags) + 1)
      for column in 0..<sums.columns {
        for period in 0..<periods - lag { ahead[period, column] += weight * sums[period + lag, column] }
      }
    }
    let half = sums.transposedProduct(ahead)
    return (half + half.transposed).symmetrised()
  }

  /// Over the rows in their order of time, or within units.
  ///
  /// `countingRows`: a lag within a unit is so many of its rows back, whatever periods they are of.
  func neweyWestMeat(lags: Int, _ order: PanelOrder, countingRows: Bool = false) throws(RegressionError)
    -> Matrix
  {
    precondition(lags >= 0, "\(lags) lags")
    if weights?.kind == .frequency { throw .frequencyWeightsInSeries }
    guard order.time.count > 1 else { throw .singlePeriod(name: order.time.name) }
    let rows = order.sortedRows()
    try order.checkRepeats(rows)
    guard order.unit != nil else {
      return CovarianceContext.bartlettSum(sortedScores(rows), lags: lags)
    }
    let scores = sortedScores(rows)
    var ahead = 0.5 * scores
    for lag in stride(from: 1, through: min(lags, order.time.count - 1), by: 1) {
      let weight = 1 - Double(lag) / (Double(lags) + 1)
      for (position, partner) in order.pairs(rows, lag: lag, countingRows: countingRows) {
        for column in 0..<scores.columns { ahead[position, column] += weight * scores[partner, column] }
      }
    }
    let half = scores.transposedProduct(ahead)
    return (half + half.transposed).symmetrised()
  }

  /// The scores as a matrix, rows in the order given.
  func sortedScores(_ rows: [Int]) -> Matrix {
    let factors = scoreFactors
    var place = [UInt32](repeating: 0, count: rows.count)
    for (position, row) in rows.enumerated() { place[row] = UInt32(position) }
    return scoreDesign().groupSums(factors, groups: place, count: rows.count)
  }
}

extension PanelOrder {
  /// By unit, then by time.
  func sortedRows() -> [Int] {
    let byTime = time.rowsByGroup().rows
    guard let unit else { return byTime }
    // A stable counting sort by unit of what is sorted by time.
    var next = [Int](repeating: 0, count: unit.count + 1)
    for code in unit.codes { next[Int(code) + 1] += 1 }
    for group in 0..<unit.count { next[group + 1] += next[group] }
    var rows = [Int](repeating: 0, count: byTime.count)
    for row in byTime {
      let group = Int(unit.codes[row])
      rows[next[group]] = row
      next[group] += 1
    }
    return rows
  }

  /// Throws `.duplicatePeriod` where two of the sorted rows are of one unit and period.
  func checkRepeats(_ rows: [Int]) throws(RegressionError) {
    for position in 1..<max(1, rows.count) {
      let (before, row) = (rows[position - 1], rows[position])
      if time.codes[row] == time.codes[before], sameUnit(row, before) {
        throw .duplicatePeriod(unit: unit?.name, time: time.name, row: row + 1)
      }
    }
  }

  func sameUnit(_ row: Int, _ other: Int) -> Bool { unit.map { $0.codes[row] == $0.codes[other] } ?? true }

  /// Positions in `rows` of two rows of one unit that are `lag` periods or rows apart, the earlier first.
  func pairs(_ rows: [Int], lag: Int, countingRows: Bool) -> [(Int, Int)] {
    if countingRows {
      return (0..<max(0, rows.count - lag)).filter { sameUnit(rows[$0], rows[$0 + lag]) }.map {
        ($0, $0 + lag)
      }
    }
    var result: [(Int, Int)] = []
    var later = 0
    for (position, row) in rows.enumerated() {
      later = max(later, position)
      let wanted = Int(time.codes[row]) + lag
      while later < rows.count, sameUnit(rows[later], row), Int(time.codes[rows[later]]) < wanted {
        later += 1
      }
      if later < rows.count, sameUnit(rows[later], row), Int(time.codes[rows[later]]) == wanted {
        result.append((position, later))
      }
    }
    return result
  }
}
