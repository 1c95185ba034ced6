internal import Absorption
internal import LinearAlgebra

// Effects whose levels reach over several clusters, the other way about than `WildCrossing`: nothing is kept of groups by groups.
// What the effects leave of v∘u is worked out for each draw, and the scores of a group h along the coefficient are
//
//   Σ_{i∈h} wᵢtᵢ(v∘u)ᵢ less its projection, less whole_h·Σ_g v_g s_g
//
// The projection of a sparse vector is had from levels that its rows touch; memory is that of eight columns and of clusters by the
// draws of a block. Where clusters are many this is less work too: two absorptions a draw in place of two a drawn group,
// and no product with a matrix of clusters by groups.

/// Scores of draws from outcomes that effects are absorbed of, draw by draw.
struct WildProjectedDraws: Sendable {
  let space: EffectSpace
  /// wᵢtᵢ.
  let along: [Double]
  let residuals: [Double]
  let slopes: [Double]?
  let drawn: Grouping
  /// Those of the variance that effects reach over.
  let groupings: [Grouping]

  /// Columns absorbed at once.
  private static let batch = 8
  /// Products of a matrix in the time that a row of a column is absorbed in (5,000 clusters with 4,000 levels across: 40 ns and 0.2 ns).
  private static let productsARow = 200.0

  /// Whether draws are less work than `WildCrossing`. A function of sizes alone, so that the way is the same on any machine.
  static func isLessWork(
    rows: Int, draws: Int, drawn: Int, groupings: [Grouping], movesWithNull: Bool
  ) -> Bool {
    let sides = movesWithNull ? 2.0 : 1
    let clusters = Double(groupings.reduce(0) { $0 + $1.count })
    let absorption = Double(rows) * productsARow
    let own = sides * Double(draws) * absorption
    let crossing =
      min(sides * Double(drawn), clusters) * absorption + sides * Double(draws) * clusters * Double(drawn)
    return own < crossing
  }

  /// Σ_{i∈h} wᵢtᵢ(M(v∘u))ᵢ of each grouping, H × draws, and the same of the slopes, without columns where there are none. `signs`: G × draws.
  func sums(_ signs: Matrix) -> [(values: Matrix, slopes: Matrix)] {
    let sides = [residuals] + (slopes.map { [$0] } ?? [])
    var results = groupings.map { grouping in
      sides.map { _ in [Double](repeating: 0, count: grouping.count * signs.columns) }
    }
    let weights = signs.elements
    let step = WildProjectedDraws.batch / sides.count
    for start in stride(from: 0, to: signs.columns, by: step) {
      let draws = start..<min(signs.columns, start + step)
      let columns = draws.flatMap { draw in
        sides.map { side in side.indices.map { weights[draw * signs.rows + Int(drawn.codes[$0])] * side[$0] }
        }
      }
      let left = space.absorb(
        columns, options: WildCrossing.options, byLength: [], findsCoefficients: false
      ).columns
      for (position, draw) in draws.enumerated() {
        for side in sides.indices {
          let column = left[position * sides.count + side]
          for (number, grouping) in groupings.enumerated() {
            let base = draw * grouping.count
            for row in column.indices {
              results[number][side][base + Int(grouping.codes[row])] += along[row] * column[row]
            }
          }
        }
      }
    }
    return zip(groupings, results).map { grouping, found in
      (
        Matrix(rows: grouping.count, columns: signs.columns, columnMajor: found[0]),
        found.count > 1
          ? Matrix(rows: grouping.count, columns: signs.columns, columnMajor: found[1])
          : Matrix(rows: grouping.count, columns: 0)
      )
    }
  }
}
