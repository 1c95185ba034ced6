internal import LinearAlgebra

/// The scores along the coefficient of the H groups of one grouping of the variance, as a linear map of the weights v of the G
/// groups that are drawn: cells of (h, g) plus whole·(Σ v_g s_g), or one dense matrix where absorbed effects join all with all.
/// Everything is kept at the null r = 0 and as a slope in r.
struct WildForm: Sendable {
  /// Sums by cell, rising in h.
  struct Cells: Sendable {
    /// Where the cells of each h start, H + 1.
    let starts: [Int]
    /// g of each cell.
    let drawn: [Int]
    var values: [Double]
    var slopes: [Double]
  }

  /// Sign and finite-sample factor of the grouping in the variance.
  let factor: Double
  let cells: Cells
  /// H × k.
  let whole: Matrix
  /// H × G: all of it, in place of cells and whole.
  let dense: (values: Matrix, slopes: Matrix)?
  /// The number of its grouping among those whose draws are projected one by one, in place of cells.
  let projected: Int?

  var groups: Int { cells.starts.count - 1 }

  /// Adds factor·Σ_h score² of every draw. `sums`: k × draws, Σ v_g s_g and its slope; `signs`: G × draws; `own`: what the draws have
  /// where they are projected one by one.
  func add(
    to draws: inout [WildDraw], signs: Matrix, sums: Matrix, slopeSums: Matrix?,
    own: (values: Matrix, slopes: Matrix)?
  ) {
    let height = groups
    var parts = dense.map { $0.values * signs } ?? whole * sums
    var slopeParts = slopeSums.map { slopeSums in dense.map { $0.slopes * signs } ?? whole * slopeSums }
    if let own {
      parts = parts + own.values
      slopeParts = slopeParts.map { $0 + own.slopes }
    }
    let (values, left) = (parts.elements, signs.elements)
    let slopes = slopeParts?.elements ?? []
    let usesCells = dense == nil && own == nil
    for draw in draws.indices {
      let at = draw * height
      let sign = draw * signs.rows
      var (d0, d1, d2) = (0.0, 0.0, 0.0)
      for group in 0..<height {
        var value = values[at + group]
        var slope = slopes.isEmpty ? 0 : slopes[at + group]
        if usesCells {
          for cell in cells.starts[group]..<cells.starts[group + 1] {
            value += left[sign + cells.drawn[cell]] * cells.values[cell]
            if !slopes.isEmpty { slope += left[sign + cells.drawn[cell]] * cells.slopes[cell] }
          }
        }
        d0 += value * value
        d1 += value * slope
        d2 += slope * slope
      }
      draws[draw].d0 += factor * d0
      draws[draw].d1 += factor * d1
      draws[draw].d2 += factor * d2
    }
  }
}

extension WildForm.Cells {
  /// The cells of two groupings, each with the sums of what its rows have.
  init(_ groups: Grouping, _ drawn: Grouping, values: [Double], slopes: [Double]?) {
    let cells =
      groups.codes == drawn.codes ? drawn : Grouping.intersection([groups, drawn])
    var pairs = [(group: Int, drawn: Int)](repeating: (0, 0), count: cells.count)
    var sums = [Double](repeating: 0, count: cells.count)
    var slopeSums = sums
    for row in cells.codes.indices {
      let cell = Int(cells.codes[row])
      pairs[cell] = (Int(groups.codes[row]), Int(drawn.codes[row]))
      sums[cell] += values[row]
      if let slopes { slopeSums[cell] += slopes[row] }
    }
    let order = pairs.indices.sorted { pairs[$0] < pairs[$1] }
    var starts = [Int](repeating: 0, count: groups.count + 1)
    for pair in pairs { starts[pair.group + 1] += 1 }
    for group in 0..<groups.count { starts[group + 1] += starts[group] }
    self.starts = starts
    self.drawn = order.map { pairs[$0].drawn }
    self.values = order.map { sums[$0] }
    self.slopes = order.map { slopeSums[$0] }
  }

  /// As an H × G matrix.
  func dense(_ drawnCount: Int, _ sums: [Double]) -> Matrix {
    var result = [Double](repeating: 0, count: (starts.count - 1) * drawnCount)
    for group in 0..<starts.count - 1 {
      for cell in starts[group]..<starts[group + 1] {
        result[group + drawn[cell] * (starts.count - 1)] += sums[cell]
      }
    }
    return Matrix(rows: starts.count - 1, columns: drawnCount, columnMajor: result)
  }
}
