internal import Absorption
internal import LinearAlgebra

// Effects whose levels reach over several clusters: the residuals of a draw's regression are M(v∘u), and what the effects'
// projection P takes of one group's residuals lands in the rows of all. Score of group h along the coefficient, direction t:
//
//   Σ_{i∈h} wᵢtᵢ(M(v∘u))ᵢ = Σ_g v_g [Σ_{i∈h∩g} wᵢtᵢuᵢ − Σ_{i∈h} wᵢtᵢ(P(e_g∘u))ᵢ − whole_h·s_g]
//
// P is symmetric in the metric of the weights: the middle term is had from projecting either the G vectors e_g∘u (two for each g
// where u moves with the null) or the H vectors e_h∘t, whichever are fewer. Where groups are many: `WildProjectedDraws`.

/// The middle terms, H × G, for every grouping of a variance.
struct WildCrossing {
  let space: EffectSpace
  /// wᵢtᵢ is `along`, tᵢ is `direction`.
  let along: [Double]
  let direction: [Double]
  let weights: [Double]?
  let residuals: [Double]
  let slopes: [Double]?
  let drawn: Grouping

  /// Nearer than the ties that have to be told apart.
  static let options = AbsorptionOptions(tolerance: 1e-13)
  /// Columns absorbed at once.
  private static let batch = 8

  /// Values and slopes of each grouping.
  func terms(_ groupings: [Grouping]) -> [(values: Matrix, slopes: Matrix)] {
    let sides = drawn.count * (slopes == nil ? 1 : 2)
    return sides <= groupings.reduce(0) { $0 + $1.count }
      ? fromResiduals(groupings) : groupings.map(fromDirections)
  }

  private func fromResiduals(_ groupings: [Grouping]) -> [(values: Matrix, slopes: Matrix)] {
    var results = groupings.map {
      [[Double]](repeating: [Double](repeating: 0, count: $0.count * drawn.count), count: 2)
    }
    let parts = [residuals] + (slopes.map { [$0] } ?? [])
    for (part, values) in parts.enumerated() {
      WildCrossing.project(space, values, drawn) { group, projected in
        for (position, grouping) in groupings.enumerated() {
          let base = group * grouping.count
          for row in projected.indices {
            results[position][part][base + Int(grouping.codes[row])] += along[row] * projected[row]
          }
        }
      }
    }
    return zip(groupings, results).map { grouping, sums in
      (
        Matrix(rows: grouping.count, columns: drawn.count, columnMajor: sums[0]),
        Matrix(rows: grouping.count, columns: drawn.count, columnMajor: sums[1])
      )
    }
  }

  private func fromDirections(_ grouping: Grouping) -> (values: Matrix, slopes: Matrix) {
    let height = grouping.count
    var values = [Double](repeating: 0, count: height * drawn.count)
    var moves = values
    WildCrossing.project(space, direction, grouping) { group, projected in
      for row in projected.indices {
        let weighted = (weights?[row] ?? 1) * projected[row]
        let place = group + Int(drawn.codes[row]) * height
        values[place] += weighted * residuals[row]
        if let slopes { moves[place] += weighted * slopes[row] }
      }
    }
    return (
      Matrix(rows: height, columns: drawn.count, columnMajor: values),
      Matrix(rows: height, columns: drawn.count, columnMajor: moves)
    )
  }

  /// Calls `body` with what the effects' projection makes of a vector cut to each of the groups.
  static func project(
    _ space: EffectSpace, _ values: [Double], _ groups: Grouping, _ body: (Int, [Double]) -> Void
  ) {
    for start in stride(from: 0, to: groups.count, by: WildCrossing.batch) {
      let members = start..<min(groups.count, start + WildCrossing.batch)
      let columns = members.map { group in
        groups.codes.indices.map { Int(groups.codes[$0]) == group ? values[$0] : 0 }
      }
      let left = space.absorb(columns, options: WildCrossing.options).columns
      for (position, group) in members.enumerated() {
        body(group, zip(columns[position], left[position]).map { $0 - $1 })
      }
    }
  }
}
