internal import Kernels

// Intercept and slopes of a group as functions that are orthonormal in the metric of the weights, by Gram and Schmidt's
// process, each column twice (Giraud, Langou & Rozložník 2005, Computers & Mathematics with Applications 50: twice is
// enough). A function that is a combination of those before it in its group is zero there.

/// Orthonormal functions of each group of a block.
struct SlopeBasis: Sendable {
  /// What is left of a slope, as a share of its length in the group, below which it depends on the functions before it.
  static let dependence = 1e-11

  /// Functions of a group.
  let functions: Int
  /// `functions` values a row.
  let values: [Double]
  /// For each group the upper triangle R⁻¹ (column after column) with orthonormal = given · R⁻¹; zero columns where dropped.
  let inverses: [Double]
  /// Functions of each group that are not zero.
  let ranks: [Int]

  init(_ block: EffectBlock, weights: [Double]?) {
    let q = block.functions
    let n = block.codes.count
    functions = q
    var values = [Double](repeating: 0, count: n * q)
    var inverses = [Double](repeating: 0, count: block.count * q * q)
    var ranks = [Int](repeating: 0, count: block.count)
    let (order, starts) = GroupOrder.rowsByGroup(block.codes, count: block.count)
    let first = block.hasIntercept ? 1 : 0
    var lengths = [Double](repeating: 0, count: q)
    for group in 0..<block.count {
      let rows = order[starts[group]..<starts[group + 1]]
      // T starts as the identity and takes part in every step: orthonormal = given · T.
      var triangle = [Double](repeating: 0, count: q * q)
      for j in 0..<q { triangle[j * q + j] = 1 }
      for j in 0..<q {
        var length = 0.0
        for row in rows {
          let row = Int(row)
          let value = j < first ? 1 : block.slopes[j - first][row]
          values[row * q + j] = value
          length += (weights?[row] ?? 1) * value * value
        }
        lengths[j] = length.squareRoot()
        for _ in 0..<2 {
          for i in 0..<j {
            var product = 0.0
            for row in rows {
              let row = Int(row)
              product += (weights?[row] ?? 1) * values[row * q + i] * values[row * q + j]
            }
            for row in rows { values[Int(row) * q + j] -= product * values[Int(row) * q + i] }
            for k in 0...i { triangle[j * q + k] -= product * triangle[i * q + k] }
          }
        }
        var rest = 0.0
        for row in rows {
          let value = values[Int(row) * q + j]
          rest += (weights?[Int(row)] ?? 1) * value * value
        }
        rest.formSquareRoot()
        let isKept = rest > SlopeBasis.dependence * lengths[j] && rest > 0
        let scale = isKept ? 1 / rest : 0
        for row in rows { values[Int(row) * q + j] *= scale }
        for k in 0...j { triangle[j * q + k] *= scale }
        if isKept { ranks[group] += 1 }
      }
      for k in 0..<q * q { inverses[group * q * q + k] = triangle[k] }
    }
    self.values = values
    self.inverses = inverses
    self.ranks = ranks
  }

  /// Coefficients of the given functions from those of the orthonormal ones, in place, for one group.
  func restore(_ coefficients: inout [Double], at start: Int, group: Int) {
    let q = functions
    let own = (0..<q).map { coefficients[start + $0] }
    for k in 0..<q {
      var sum = 0.0
      for j in k..<q { sum += inverses[group * q * q + j * q + k] * own[j] }
      coefficients[start + k] = sum
    }
  }
}
